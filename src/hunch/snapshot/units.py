"""What changed between two snapshots, in units that people think in; only files that differ are opened."""

import os
from collections.abc import Callable, Collection

import msgspec

from hunch.entities.change import UnitChange

from .ignores import is_config, is_source
from .objects import Store
from .restore import LINK
from .tree import Change, changes, code_cells, read_content

LARGEST_BYTES = 2_000_000
MOST_LINES = 4_000
MOST_KEYS = 20
MOST_TEXT = 200
MOST_FILES = 200
"""So many files are opened, source code first; the others are told by their names."""


def unit_changes(
    store: Store, old: str | None, new: str, *, ignore: Collection[str] = ()
) -> list[UnitChange]:
    """Everything that differs between two snapshots.

    Args:
        ignore: paths that nobody wrote by hand, such as files that runs have written.

    Raises:
        Damaged: a snapshot is not in the store.
    """
    differing = [change for change in changes(store, old, new) if change.path not in ignore]
    differing.sort(key=lambda change: not is_source(os.fsencode(change.path)))
    moved, rest = _renames(differing)
    out = list(moved)
    for position, change in enumerate(rest):
        out += _file_changes(store, change, opened=position < MOST_FILES)
    return out


def units_of(path: str, old: bytes, new: bytes) -> list[UnitChange]:
    """What differs between two versions of one file; files that are not understood are told by their lines."""
    if old == new:
        return []
    if b"\0" in old[:8000] or b"\0" in new[:8000]:
        return [UnitChange(kind="binary", name=path, path=path)]
    understood = _understood(path, old, new)
    return understood if understood is not None else [line_change(path, old, new)]


def line_change(path: str, old: bytes, new: bytes) -> UnitChange:
    """A change told by the number of its lines (None where the file is too long to count)."""
    before, after = old.splitlines(), new.splitlines()
    if [line.strip() for line in before if line.strip()] == [line.strip() for line in after if line.strip()]:
        return UnitChange(
            kind="format" if not path.endswith(".py") else "lines", name=path, path=path, added=0, removed=0
        )
    if max(len(before), len(after)) > MOST_LINES:
        return UnitChange(kind="lines", name=path, path=path)
    from difflib import SequenceMatcher

    added = removed = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=True).get_opcodes():
        if tag != "equal":
            removed, added = removed + i2 - i1, added + j2 - j1
    return UnitChange(kind="lines", name=path, path=path, added=added, removed=removed)


def _renames(differing: list[Change]) -> tuple[list[UnitChange], list[Change]]:
    """Files that moved without any change, and the other changes."""
    gone = {c.old.sha: c for c in differing if c.new is None and c.old is not None}
    moved, paired = [], set()
    for change in differing:
        former = gone.pop(change.new.sha, None) if change.old is None and change.new is not None else None
        if former is not None:
            paired |= {former.path, change.path}
            moved.append(UnitChange(kind="renamed file", name=change.path, path=change.path, old=former.path))
    return moved, [change for change in differing if change.path not in paired]


def _file_changes(store: Store, change: Change, *, opened: bool) -> list[UnitChange]:
    path = change.path
    if change.old is None or change.new is None:
        return [UnitChange(kind="new file" if change.old is None else "removed file", name=path, path=path)]
    if change.old.sha == change.new.sha:
        return [UnitChange(kind="mode", name=path, path=path, old=change.old.mode, new=change.new.mode)]
    if LINK in (change.old.mode, change.new.mode) or not opened:
        return [UnitChange(kind="lines", name=path, path=path)]
    old, new = read_content(store, change.old), read_content(store, change.new)
    if max(len(old), len(new)) > LARGEST_BYTES:
        return [UnitChange(kind="lines", name=path, path=path)]
    return units_of(path, old, new)


def _understood(path: str, old: bytes, new: bytes) -> list[UnitChange] | None:
    suffix = path.rpartition(".")[2].lower()
    if suffix in ("py", "pyi"):
        from .python_units import python_changes

        return python_changes(path, old, new)
    if suffix == "ipynb":
        return _notebook_changes(path, old, new)
    if suffix in READERS and is_config(os.fsencode(path)):
        return _config_changes(path, old, new, READERS[suffix])
    return None


def _notebook_changes(path: str, old: bytes, new: bytes) -> list[UnitChange] | None:
    """Of a notebook the code of its cells counts; outputs do not."""
    from .python_units import python_changes

    before, after = code_cells(old), code_cells(new)
    if before is None or after is None:
        return None
    if before == after:
        return [UnitChange(kind="format", name=path, path=path)]
    sources = [_without_magics(cells) for cells in (before, after)]
    return python_changes(path, *sources) or [line_change(path, *sources)]


def _without_magics(cells: list[str]) -> bytes:
    """The cells as one module; lines that only a notebook understands (`%time`, `!ls`) become comments."""
    lines = [line for cell in cells for line in cell.splitlines()]
    kept = ["# " + line if line.lstrip()[:1] in ("%", "!", "?") else line for line in lines]
    return "\n".join(kept).encode("utf-8", "surrogatepass")


def _config_changes(
    path: str, old: bytes, new: bytes, reader: Callable[[bytes], object]
) -> list[UnitChange] | None:
    try:
        before, after = _flat(reader(old)), _flat(reader(new))
    except (ValueError, RecursionError):
        return None
    out = []
    for name in dict.fromkeys([*after, *before]):
        if name not in before or name not in after or _differ(before[name], after[name]):
            values = [text(values[name]) if name in values else None for values in (before, after)]
            out.append(UnitChange(kind="literal", name=name, path=path, old=values[0], new=values[1]))
    if len(out) > MOST_KEYS:  # such a file is rather data than configuration
        return None
    return out or [UnitChange(kind="format", name=path, path=path)]


def text(value: object) -> str:
    """A value as a sentence shows it: strings without quotes."""
    return value[:MOST_TEXT] if isinstance(value, str) else repr(value)[:MOST_TEXT]


def _differ(old: object, new: object) -> bool:
    return type(old) is not type(new) or (old != new and not (old != old and new != new))


def _flat(value: object, prefix: str = "") -> dict[str, object]:
    if isinstance(value, dict) and value:
        out: dict[str, object] = {}
        for key, inner in value.items():
            out |= _flat(inner, f"{prefix}.{key}" if prefix else str(key))
        return out
    return {prefix or "value": value}


def _read_yaml(content: bytes) -> object:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(content, loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _read_toml(content: bytes) -> object:
    import tomllib

    return tomllib.loads(content.decode())


def _read_json(content: bytes) -> object:
    return msgspec.json.decode(content)


READERS: dict[str, Callable[[bytes], object]] = {
    "yaml": _read_yaml, "yml": _read_yaml, "toml": _read_toml, "json": _read_json,
}  # fmt: skip
