"""What changed between two snapshots, in units that people think in; only files that differ are opened."""

import os
from collections.abc import Collection, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from hunch.entities.change import UnitChange
from hunch.entities.secrets import REDACTED, is_secret_name, redact_script
from hunch.snapshot.ignores import is_config, is_source
from hunch.snapshot.objects import Store
from hunch.snapshot.restore import LINK
from hunch.snapshot.tree import Change, changes, read_content

from .across import moves, renamed_files
from .files import PYTHON, compare_file, module_text, tell
from .groups import Texts
from .matching import Matched
from .python import Compared, units

MOST_FILES = 200
"""So many files are opened, source code first; the others are told by their names."""
MOST_WHOLE = 40
"""More files than these that came or went as a whole are not opened."""
LARGEST_WHOLE_BYTES = 200_000

Paths = Collection[str]


class Content(NamedTuple):
    """A path before and after; None where there is no file."""

    path: str
    old: bytes | None
    new: bytes | None
    old_path: str | None = None


class Differing(NamedTuple):
    """Where two snapshots differ: files that were opened, and what is known of the others."""

    contents: list[Content]
    unread: list[UnitChange]

    @property
    def size_bytes(self) -> int:
        """Of all that was opened, both sides together."""
        return sum(len(each.old or b"") + len(each.new or b"") for each in self.contents)


def unit_changes(
    store: Store, old: str | None, new: str, *, ignore: Paths = (), loaded: Paths | None = None
) -> list[UnitChange]:
    """Everything that differs between two snapshots.

    Args:
        ignore: paths that nobody wrote by hand, such as files that runs have written.
        loaded: Python files that the runs had imported, where that is known.

    Raises:
        Damaged: a snapshot is not in the store.
    """
    return changes_in(differing(store, old, new, ignore=ignore), loaded)


def differing(store: Store, old: str | None, new: str, *, ignore: Paths = ()) -> Differing:
    """The files that differ between two snapshots, source code first.

    Raises:
        Damaged: a snapshot is not in the store.
    """
    found = [change for change in changes(store, old, new) if change.path not in ignore]
    found.sort(key=lambda change: not is_source(os.fsencode(change.path)))
    same, found = _renamed_only(found)
    unread = [each for at, each in enumerate(found) if at >= MOST_FILES or not _is_read(each)]
    passed = {each.path for each in unread}
    contents = [_content(store, each) for each in found if each.path not in passed]
    return Differing(contents, [*same, *map(_unread, unread)])


def changes_in(found: Differing, loaded: Paths | None = None) -> list[UnitChange]:
    """As `unit_changes`, of files that were read."""
    changed = [*map(_redacted, changes_of(found.contents)), *found.unread]
    return [_marked(each, loaded) for each in changed]


def texts_of(found: Differing, units: Collection[UnitChange]) -> dict[str, Texts]:
    """The texts that the spans of changes refer to."""
    sides: list[dict[str, bytes]] = [{}, {}]
    for each in found.contents:
        for side, content in zip(sides, (each.old, each.new), strict=True):
            if content is not None:
                side[each.path] = content
    former = {each.path: each.old_path for each in units if each.old_path is not None and each.what == "file"}
    texts = {}
    for path in {each.path for each in units} & (sides[0].keys() | sides[1].keys()):
        old = module_text(path, sides[0].get(former.get(path) or path, b""))
        new = module_text(path, sides[1].get(path, b""))
        if old is not None and new is not None:
            texts[path] = Texts(old, new)
    return texts


def changes_of(contents: Collection[Content]) -> list[UnitChange]:
    """Everything that differs between two sets of files."""
    contents = _with_renamed(contents)
    found: list[UnitChange] = []
    modules: dict[str, Compared] = {}
    for each in contents:
        if each.old is None or each.new is None:
            kind = "added" if each.old is None else "removed"
            found.append(UnitChange(kind=kind, what="file", name=each.path, path=each.path))
            continue
        if each.old_path is not None:
            found.append(_moved_file(each.path, each.old_path))
        file = compare_file(each.path, each.old, each.new)
        if file.compared is not None:
            modules[each.path] = file.compared
        found += file.changes
    across = moves(modules | _whole_modules(contents, modules))
    for each in contents:
        if each.path in modules and each.old is not None and each.new is not None:
            found += tell(each.path, across.modules[each.path], each.old, each.new)
    return [*found, *across.moves]


def _whole_modules(contents: Collection[Content], modules: Mapping[str, Compared]) -> dict[str, Compared]:
    """The units of files that came or went, where something may have come from them, or gone to them."""
    sides = {
        "new": [each for each in contents if each.old is None and each.new is not None],
        "old": [each for each in contents if each.new is None and each.old is not None],
    }
    is_wanted = {
        "new": bool(sides["old"]) or any(each.matched.gone for each in modules.values()),
        "old": bool(sides["new"]) or any(each.matched.come for each in modules.values()),
    }
    found = {}
    for side, files in sides.items():
        for each in files if is_wanted[side] and len(files) <= MOST_WHOLE else ():
            text = module_text(each.path, (each.new if side == "new" else each.old) or b"")
            there = units(text) if text is not None and len(text) <= LARGEST_WHOLE_BYTES else None
            if there is not None:
                gone, come = ([], there) if side == "new" else (there, [])
                found[each.path] = Compared(Matched([], [], gone, come), cosmetic=False)
    return found


def _with_renamed(contents: Collection[Content]) -> list[Content]:
    """Files that came and went and are alike, as one."""
    gone = {each.path: each.old for each in contents if each.old is not None and each.new is None}
    come = {each.path: each.new for each in contents if each.new is not None and each.old is None}
    pairs = renamed_files(_small(gone), _small(come))
    paired = {*pairs, *pairs.values()}
    kept = [each for each in contents if each.path not in paired]
    return [*kept, *(Content(new, gone[old], come[new], old) for new, old in pairs.items())]


def _small(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if len(content) <= LARGEST_WHOLE_BYTES}


def _renamed_only(differing: list[Change]) -> tuple[list[UnitChange], list[Change]]:
    """Files that moved without any change, and the other changes."""
    gone = {c.old.sha: c for c in reversed(differing) if c.new is None and c.old is not None}
    moved, paired = [], set()
    for change in differing:
        former = gone.pop(change.new.sha, None) if change.old is None and change.new is not None else None
        if former is not None:
            paired |= {former.path, change.path}
            moved.append(_moved_file(change.path, former.path))
    return moved, [change for change in differing if change.path not in paired]


def _moved_file(path: str, old_path: str) -> UnitChange:
    folders = [each.rpartition("/")[0] for each in (path, old_path)]
    kind = "renamed" if folders[0] == folders[1] else "moved"
    return UnitChange(kind=kind, what="file", name=path, path=path, old=old_path, old_path=old_path)


def _is_read(change: Change) -> bool:
    """Whether the contents of a file tell more than that it differs."""
    modes = [each.mode for each in (change.old, change.new) if each is not None]
    is_same = change.old is not None and change.new is not None and change.old.sha == change.new.sha
    return LINK not in modes and not is_same


def _unread(change: Change) -> UnitChange:
    path = change.path
    if change.old is None or change.new is None:
        kind = "added" if change.old is None else "removed"
        return UnitChange(kind=kind, what="file", name=path, path=path)
    if change.old.sha == change.new.sha:
        old, new = change.old.mode, change.new.mode
        return UnitChange(kind="mode", what="file", name=path, path=path, old=old, new=new)
    return UnitChange(kind="lines", what="file", name=path, path=path)


def _content(store: Store, change: Change) -> Content:
    """A file's content on both sides. Of data that came or went as a whole nobody needs any."""
    name = os.fsencode(change.path)
    is_whole = change.old is None or change.new is None
    is_data = is_whole and not (is_source(name) or is_config(name))
    old, new = (
        None if each is None else b"" if is_data else read_content(store, each)
        for each in (change.old, change.new)
    )
    return Content(change.path, old, new)


def _redacted(change: UnitChange) -> UnitChange:
    """A change without the values that must not be told: a sentence goes into reports, which are passed on.

    The code itself is kept as it was, and shown by those who ask for it.
    """
    if change.what == "file" or change.kind in ("renamed", "moved"):  # these hold names
        return change
    is_secret = is_secret_name(change.name)
    old, new = (
        value and (REDACTED if is_secret else redact_script(value)) for value in (change.old, change.new)
    )
    parts = [redact_script(part) for part in change.parts]
    if (old, new, parts) == (change.old, change.new, change.parts):
        return change
    return replace(change, old=old, new=new, parts=parts)


def _marked(change: UnitChange, loaded: Paths | None) -> UnitChange:
    """A change of a Python file with a word on whether the runs have imported it."""
    if loaded is None or change.path.rpartition(".")[2] not in PYTHON:
        return change
    return replace(change, loaded=change.path in loaded or change.old_path in loaded)
