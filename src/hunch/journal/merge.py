"""Bringing another workbench in: a union of files, since no file is ever written by two.

Of two copies of a file where one begins with the other the longer wins; anything else is refused before a
byte is written. Journals come last, so that no line ever speaks of what is not there yet.
"""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from hunch.errors import CannotWrite, NoWorkbench, Refused
from hunch.ids import is_id

from .paths import FOLDER, paper_hash_of
from .reader import read
from .tails import SUFFIX, journal_files
from .workbench import Workbench, open_workbench
from .writer import close_locked, open_locked

READ_BYTES = 1 << 20
PACKED_REFS = "packed-refs"
MERGING = ".merge"
CODE = re.compile(
    r"code/(objects/([0-9a-f]{2}/[0-9a-f]{38}|pack/pack-[0-9a-f]+\.(pack|idx|rev))|refs/snapshots/[0-9a-f]{40})"
)
"""What is brought in of another's repository: contents and snapshots, never its configuration or hooks."""
SNAPSHOT = re.compile(r"[0-9a-f]{40}")

REWRITTEN = frozenset({"environment.json", "heartbeat"})
"""Files of a run that are written anew as a whole: the newer wins."""


class Merged(msgspec.Struct, frozen=True, kw_only=True):
    """What came in: journals and files that are new or longer, runs that are new."""

    journals: int = 0
    runs: int = 0
    blobs: int = 0
    code: int = 0
    papers: int = 0
    size_bytes: int = 0


class Copy(NamedTuple):
    """A file to be brought in."""

    room: str
    """The folder of the workbench that it belongs to."""
    source: str
    target: str
    size_bytes: int


def merge(bench: Workbench, other: str) -> Merged:
    """Bring in all that the workbench at `other` (a project, or its `.hunch`) holds and this one does not.

    Raises:
        Refused: `other` is this workbench, or two copies of a file went different ways (all are named).
        NoWorkbench: there is none at `other`.
        NewerFormat: a newer Hunch wrote it.
        CannotWrite: read-only or full; what is there by then is whole, and merging again goes on.
    """
    try:
        return _merge(bench, _open_other(bench, other))
    except OSError as error:
        raise CannotWrite(f"cannot bring in {error.filename or other}: {error.strerror}") from error


def _merge(bench: Workbench, theirs: Workbench) -> Merged:
    removed = _removed_runs(bench) | _removed_runs(theirs)
    copies: list[Copy] = []
    diverged: list[str] = []
    for room, name in _files(theirs, removed):
        source, target = os.path.join(theirs.top, name), os.path.join(bench.top, name)
        wanted = _compare(room, source, target)
        if wanted is None:
            diverged.append(name)
        else:
            copies += wanted
    if diverged:
        raise Refused(
            f"{theirs.top} and {bench.top} went different ways in {', '.join(diverged)}",
            hint=_to_keep_both(bench, theirs, diverged),
        )
    runs = _run_folders(theirs) - _run_folders(bench) - removed
    for run in runs:
        os.makedirs(bench.paths.run(run), exist_ok=True)
    for copy in copies:
        _bring(copy)
    _bring_packed_refs(bench, theirs)
    _make_repository(bench)
    return _counted(copies, len(runs))


def _open_other(bench: Workbench, other: str) -> Workbench:
    inside = os.path.join(other, FOLDER)
    top = os.path.realpath(inside if os.path.isdir(inside) else other)
    if top == os.path.realpath(bench.top):
        raise Refused(f"{other} is this workbench", hint="Name another one: hunch merge DIR")
    if not os.path.isdir(top):
        raise NoWorkbench(f"there is no workbench at {other}", hint="Name a project, or its .hunch folder.")
    return open_workbench(top, bench.surroundings)


def _removed_runs(bench: Workbench) -> set[str]:
    removed: set[str] = set()
    for path in journal_files(bench.paths.journal):
        for line in read(bench.paths.journal, os.path.basename(path), number=0).lines:
            if line.kind == "run.removed":
                removed.update(line.gist.runs)
    return removed


def _run_folders(bench: Workbench) -> set[str]:
    try:
        return {name for name in os.listdir(bench.paths.runs) if is_id(name)}
    except FileNotFoundError:
        return set()


def _to_keep_both(bench: Workbench, theirs: Workbench, diverged: Sequence[str]) -> str:
    """What one person told on one machine in two projects is no copy: both are kept under names of their own."""
    refused = "One of two copies must begin with the other."
    if any(os.path.dirname(name) != "journal" or _share_a_line(bench, theirs, name) for name in diverged):
        return f"{refused} Rename one of them to keep both."
    moves = []
    for name in diverged:
        before = os.path.join(theirs.top, name)
        after = f"{before.removesuffix(SUFFIX)}-{os.path.basename(os.path.dirname(theirs.top))}{SUFFIX}"
        moves.append(f"mv {shlex.quote(before)} {shlex.quote(after)}")
    return f"These are no copies but two projects. To keep both: {' && '.join(moves)}"


def _share_a_line(bench: Workbench, theirs: Workbench, name: str) -> bool:
    with (
        open(os.path.join(bench.top, name), "rb") as mine,
        open(os.path.join(theirs.top, name), "rb") as other,
    ):
        return mine.readline() == other.readline()


def _files(theirs: Workbench, removed: set[str]) -> Iterator[tuple[str, str]]:
    """The room and name of each file of theirs, in the order in which they may be written."""
    for root in ("blobs", "code/objects", "code", "papers", "runs", "journal"):
        room = root.partition("/")[0]
        for folder, folders, names in os.walk(os.path.join(theirs.top, root)):
            inside = os.path.relpath(folder, theirs.top)
            if inside == "code":
                folders[:] = [name for name in folders if name != "objects"]
            elif inside == "runs":
                folders[:] = [name for name in folders if is_id(name) and name not in removed]
            folders.sort()
            for name in sorted(names):
                if _is_wanted(room, folder, name, os.path.join(inside, name)):
                    yield room, os.path.join(inside, name)


def _is_wanted(room: str, folder: str, name: str, inside: str) -> bool:
    path = os.path.join(folder, name)
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    if room == "journal":
        return name.endswith(SUFFIX)
    if room == "blobs":
        return len(name) == 64
    if room == "papers":
        return paper_hash_of(name) is not None
    if room == "code":
        return CODE.fullmatch(inside) is not None
    return not name.endswith((".new", MERGING))


def _compare(room: str, source: str, target: str) -> list[Copy] | None:
    """What to do about a file: copy it, or leave what is there; None where neither copy begins with the other."""
    theirs = os.stat(source)
    copy = Copy(room, source, target, theirs.st_size)
    try:
        mine = os.stat(target)
    except FileNotFoundError:
        return [copy]
    if room in ("blobs", "code", "papers"):
        return []  # named by content; what is edited is doctor's to find
    if room == "runs" and os.path.basename(source) in REWRITTEN:
        return [copy] if theirs.st_mtime_ns > mine.st_mtime_ns else []
    if not _begin_alike(source, target, min(theirs.st_size, mine.st_size)):
        return None
    return [copy] if theirs.st_size > mine.st_size else []


def _begin_alike(a: str, b: str, size: int) -> bool:
    with open(a, "rb") as one, open(b, "rb") as two:
        while size > 0:
            step = min(size, READ_BYTES)
            if one.read(step) != two.read(step):
                return False
            size -= step
    return True


def _bring(copy: Copy) -> None:
    if copy.room != "journal":
        _replace(copy)
        return
    lock = open_locked(copy.target)
    if lock is None:
        raise CannotWrite(
            f"{copy.target} is locked by another process", hint="Try again when its run has ended."
        )
    try:
        if not _begin_alike(copy.source, copy.target, os.fstat(lock).st_size):
            raise Refused(f"{copy.target} was written to meanwhile", hint="Try again: hunch merge DIR")
        _replace(copy)
    finally:
        close_locked(lock)


def _replace(copy: Copy) -> None:
    """Whole or not at all; with the time of the source, so that rsync finds it up to date."""
    os.makedirs(os.path.dirname(copy.target), exist_ok=True)
    beside = f"{copy.target}.{os.getpid()}{MERGING}"
    try:
        shutil.copyfile(copy.source, beside)
        shutil.copystat(copy.source, beside)
        os.replace(beside, copy.target)
    finally:
        if os.path.exists(beside):
            os.unlink(beside)


def _bring_packed_refs(bench: Workbench, theirs: Workbench) -> None:
    """Refs of snapshots that a `git gc` by hand has packed become loose ones here."""
    try:
        with open(os.path.join(theirs.paths.code, PACKED_REFS), encoding="ascii", errors="replace") as file:
            lines = [line.split() for line in file]
    except FileNotFoundError:
        return
    for words in lines:
        if len(words) == 2 and SNAPSHOT.fullmatch(words[0]) and words[1] == f"refs/snapshots/{words[0]}":
            target = os.path.join(bench.paths.code, words[1])
            if not os.path.exists(target):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(target, "w", encoding="utf-8") as file:
                    file.write(f"{words[0]}\n")


def _make_repository(bench: Workbench) -> None:
    """git takes a folder for a repository by its HEAD; the next snapshot makes the rest (snapshot/objects.py)."""
    head = os.path.join(bench.paths.code, "HEAD")
    if os.path.isdir(bench.paths.code) and not os.path.exists(head):
        os.makedirs(os.path.join(bench.paths.code, "objects"), exist_ok=True)
        os.makedirs(os.path.join(bench.paths.code, "refs"), exist_ok=True)
        with open(head, "w", encoding="ascii") as file:
            file.write("ref: refs/heads/none\n")


def _counted(copies: list[Copy], runs: int) -> Merged:
    def files(room: str) -> int:
        return sum(copy.room == room for copy in copies)

    return Merged(
        journals=files("journal"),
        runs=runs,
        blobs=files("blobs"),
        code=files("code"),
        papers=files("papers"),
        size_bytes=sum(copy.size_bytes for copy in copies),
    )
