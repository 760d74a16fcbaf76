"""What changed between two runs, in one plain line of fewer than a hundred characters."""

from collections.abc import Mapping, Sequence

from hunch.entities.change import UnitChange

from .units import text

LONGEST = 99
LONGEST_VALUE = 24
RANKS = {
    "param": 0, "literal": 1, "body": 2, "signature": 2, "class": 2, "new": 3, "removed": 4, "renamed": 5,
    "top level": 5, "new file": 6, "removed file": 6, "renamed file": 7, "lines": 7, "imports": 8, "mode": 9,
    "binary": 9, "format": 10,
}  # fmt: skip
ASIDE = 20
"""Tests, documents and data come after all code."""
FORMAT_ONLY = "comments or formatting only"


def sentence(units: Sequence[UnitChange], params: Sequence[UnitChange] = ()) -> str:
    """One line, the most important first; "" where nothing changed.

    >>> sentence([UnitChange(kind="body", name="Block.forward", path="m.py")],
    ...          param_changes({"lr": 0.04}, {"lr": 0.05}))
    'lr 0.04 -> 0.05; body of `Block.forward`'
    """
    told = {(u.name.rpartition(".")[2].lower(), u.old, u.new) for u in params}
    rest = [
        u
        for u in units
        if (u.name.rpartition(".")[2].lower(), u.old, u.new) not in told or u.kind != "literal"
    ]
    matters = [*params, *[unit for unit in rest if unit.kind != "format"]]
    if not matters:
        return FORMAT_ONLY if rest else ""
    phrases = list(dict.fromkeys(phrase(unit) for unit in sorted(matters, key=_rank)))
    return _joined(phrases)


def param_changes(old: Mapping[str, object], new: Mapping[str, object]) -> list[UnitChange]:
    """Params that differ, in the order of the new ones; names are dotted, values as they are."""
    out = []
    for name in dict.fromkeys([*new, *old]):
        before, after = old.get(name), new.get(name)
        if name in old and name in new and (before == after or (before != before and after != after)):
            continue
        values = [text(side[name]) if name in side else None for side in (old, new)]
        out.append(UnitChange(kind="param", name=name, old=values[0], new=values[1]))
    return out


def phrase(unit: UnitChange) -> str:
    """One unit in a few words."""
    name, file = unit.name, unit.path.rpartition("/")[2]
    match unit.kind:
        case "param" | "literal":
            return _value_phrase(unit)
        case "body" | "signature":
            return f"{unit.kind} of `{name}`"
        case "class":
            return f"class `{name}`"
        case "new" | "removed":
            return _came_phrase(unit)
        case "renamed":
            return f"`{unit.old}` renamed `{name}`"
        case "top level" | "imports":
            return f"{unit.kind} of `{name}`"
        case "new file" | "removed file":
            return f"{unit.kind.split()[0]} file `{file}`"
        case "renamed file":
            return f"`{(unit.old or '').rpartition('/')[2]}` moved to `{name}`"
        case "mode":
            return f"mode of `{file}`"
        case "lines" if unit.added is not None:
            return f"`{file}` +{unit.added} -{unit.removed} lines"
        case "format":
            return FORMAT_ONLY
    return f"`{file}` changed"


def _value_phrase(unit: UnitChange) -> str:
    old, new = _short(unit.old), _short(unit.new)
    if old is None:
        return f"new {unit.name}={new}"
    return f"{unit.name} {old} -> {new}" if new is not None else f"no {unit.name} (was {old})"


def _came_phrase(unit: UnitChange) -> str:
    value = unit.new if unit.kind == "new" else None
    if value is not None and len(value) <= LONGEST_VALUE:
        return f"new `{unit.name} = {value}`"
    return f"{unit.kind} `{unit.name.partition('#')[0]}`"


def _short(value: str | None) -> str | None:
    if value is None:
        return None
    flat = " ".join(value.split())
    return flat if len(flat) <= LONGEST_VALUE else flat[: LONGEST_VALUE - 3] + "..."


def _rank(unit: UnitChange) -> int:
    pieces = unit.path.split("/")
    file = pieces[-1]
    test = (
        "tests" in pieces[:-1] or "test" in pieces[:-1] or file.startswith("test_") or file == "conftest.py"
    )
    words = file.rpartition(".")[2].lower() in (
        "md",
        "rst",
        "txt",
        "csv",
        "tsv",
        "log",
        "png",
        "svg",
        "jpg",
        "pdf",
        "lock",
    )
    return RANKS.get(unit.kind, 9) + (ASIDE if test or words else 0)


def _joined(phrases: list[str]) -> str:
    for count in range(len(phrases), 0, -1):
        more = len(phrases) - count
        line = "; ".join([*phrases[:count], *([f"+{more} more"] if more else [])])
        if len(line) <= LONGEST:
            return line
    tail = f"; +{len(phrases) - 1} more" if len(phrases) > 1 else ""
    return phrases[0][: LONGEST - len(tail) - 3] + "..." + tail
