"""Keeping a snapshot small: past a guard only source and configuration files stay, and what went is told by folder."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hunch.entities.config import SnapshotGuards
from hunch.entities.events import LeftOut

from .ignores import is_config, is_source
from .rules import Rules
from .signature import KEPT, SKIPPED, STAT, Folder, Left
from .walk import Found

TOLD = 20
"""How many entries of one reason are told one by one; more are told by folder."""


class _Candidate(NamedTuple):
    found: Found
    position: int
    size_bytes: int
    tracked: bool
    code: bool


def apply_guards(folders: dict[bytes, Found | Folder], guards: SnapshotGuards, rules: Rules) -> bool:
    """Leave out what exceeds the number or total size of files; returns whether anything was."""
    files, size = _totals(folders.values())
    reason = "too many" if files > guards.max_files else "total size"
    if files <= guards.max_files and size <= guards.max_total_bytes:
        return False
    for path, folder in list(folders.items()):
        folders[path] = Found.of(folder) if isinstance(folder, Folder) else folder
    candidates = [
        c for folder in folders.values() if isinstance(folder, Found) for c in _candidates(folder, rules)
    ]
    staying = [c for c in candidates if c.code or c.tracked]
    _leave([c for c in candidates if not (c.code or c.tracked)], reason)
    while staying and (over := _over(staying, guards)):
        staying = _without_the_largest_folder(staying, over)
    return True


def left_out_of(folders: Mapping[bytes, Found | Folder]) -> list[LeftOut]:
    """Everything that was left out with a reason, told one by one where it is little and by folder where it is much."""
    by_reason: dict[str, dict[bytes, Left]] = defaultdict(dict)
    for path, folder in folders.items():
        for left in folder.left.values() if isinstance(folder, Found) else folder.left:
            where = path + b"/" + left.name if path else left.name
            where += b"/" if left.is_folder and left.name else b""
            by_reason[left.reason][where or b"./"] = left
    return [entry for reason in sorted(by_reason) for entry in _told(reason, by_reason[reason])]


def shown(path: bytes | str) -> str:
    """A path as text that any JSON can hold: bytes that are no UTF-8 are escaped."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _totals(folders: Iterable[Found | Folder]) -> tuple[int, int]:
    files = size = 0
    for folder in folders:
        if isinstance(folder, Folder):
            files, size = files + folder.kept, size + folder.size_bytes
        else:
            sizes = [
                STAT.unpack(s)[2] for s, kind in zip(folder.stats, folder.kinds, strict=True) if kind == KEPT
            ]
            files, size = files + len(sizes), size + sum(sizes)
    return files, size


def _candidates(found: Found, rules: Rules) -> list[_Candidate]:
    out = []
    for position, (name, kind, stat) in enumerate(zip(found.names, found.kinds, found.stats, strict=True)):
        if kind == KEPT:
            path = found.path_of(name)
            tracked = rules.is_tracked(path) or rules.include.match(path)
            out.append(
                _Candidate(found, position, STAT.unpack(stat)[2], tracked, is_source(name) or is_config(name))
            )
    return out


def _over(staying: list[_Candidate], guards: SnapshotGuards) -> str | None:
    if len(staying) > guards.max_files:
        return "too many"
    return "total size" if sum(c.size_bytes for c in staying) > guards.max_total_bytes else None


def _without_the_largest_folder(staying: list[_Candidate], reason: str) -> list[_Candidate]:
    """Drop the folder with most files (or bytes) of what git does not track; only then what it does."""
    droppable = [c for c in staying if not c.tracked] or staying
    weight: dict[bytes, int] = defaultdict(int)
    for c in droppable:
        weight[c.found.path] += 1 if reason == "too many" else c.size_bytes
    largest = max(sorted(weight), key=lambda path: weight[path])
    dropped = [c for c in droppable if c.found.path == largest]
    _leave(dropped, reason)
    gone = {(c.found.path, c.position) for c in dropped}
    return [c for c in staying if (c.found.path, c.position) not in gone]


def _leave(candidates: list[_Candidate], reason: str) -> None:
    for c in candidates:
        c.found.kinds[c.position], c.found.stats[c.position] = SKIPPED, b""
        before = c.found.left.get(b"\0" + reason.encode(), Left(b"", reason, 0, 0))
        both = Left(
            b"", reason, (before.size_bytes or 0) + c.size_bytes, (before.files or 0) + 1, is_folder=True
        )
        c.found.left[b"\0" + reason.encode()] = both


def _told(reason: str, lefts: dict[bytes, Left]) -> list[LeftOut]:
    depth = max(path.count(b"/") for path in lefts) + 1
    groups = {path: [left] for path, left in lefts.items()}
    while len(groups) > TOLD and depth > 0:
        depth -= 1
        groups = defaultdict(list)
        for path, left in lefts.items():
            pieces = path.split(b"/")
            above = b"/".join(pieces[:depth]) + b"/" if depth else b"./"
            groups[above if len(pieces) > depth else path].append(left)
    return [_one(path, reason, group) for path, group in sorted(groups.items())]


def _one(path: bytes, reason: str, group: list[Left]) -> LeftOut:
    sizes = [left.size_bytes for left in group if left.size_bytes is not None]
    single = len(group) == 1
    files = group[0].files if single else sum(left.files or 1 for left in group)
    return LeftOut(path=shown(path), reason=reason, size_bytes=sum(sizes) if sizes else None, files=files)
