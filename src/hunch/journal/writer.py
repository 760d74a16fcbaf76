"""Appending to the journal: one lock, one write, whole lines only.

Each person and machine has a file. Where its lock is refused or slow, the process takes a file of its own,
`<writer>+<random>.jsonl`, and goes on: a run never waits for another program's lock.
"""

import _thread
import errno
import fcntl
import os
import time
from collections.abc import Sequence

from hunch.entities.events import Data, Event
from hunch.errors import CannotWrite
from hunch.ids import TAIL_LENGTH, Clock, moment, new_id, tail

from .lines import decode_line, encode_line
from .tails import highest_id_in, tail_of
from .workbench import Workbench

LOCK_WAIT_S = 2.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.0005, 0.02

_own_files: dict[tuple[str, int], str] = {}
"""The file of its own that a process took, by journal folder and pid (a fork takes another)."""
_own_lock = _thread.allocate_lock()  # `threading` costs 3 ms on the way to the user's process


def append(bench: Workbench, data: Data, *, clock: Clock, by: str | None = None, after: str = "") -> Event:
    """Write one event and return it; when this returns, a kill of any process no longer loses it.

    Args:
        by: the author, that of the workbench's surroundings by default.
        after: an id that the event's must exceed, beside those in the journals.

    Raises:
        CannotWrite: read-only, full, or not ours; the journal is as it was.
        NewerFormat: a newer Hunch writes this journal.
    """
    return append_many(bench, [data], clock=clock, by=by, after=after)[0]


def append_many(
    bench: Workbench, data: Sequence[Data], *, clock: Clock, by: str | None = None, after: str = ""
) -> list[Event]:
    """As `append`, for several events in one write: all of them are there or none."""
    path = bench.paths.journal_file(bench.surroundings.writer)
    try:
        try:
            descriptor = open_locked(path)
        except PermissionError:  # another user's of this machine, who goes by the same name
            descriptor = None
        if descriptor is None:
            return _write_own(bench, data, clock=clock, by=by, after=after)
        try:
            return _write(descriptor, bench, data, clock=clock, by=by, after=after)
        finally:
            close_locked(descriptor)
    except OSError as error:
        raise CannotWrite(
            f"cannot write {error.filename or path}: {error.strerror}",
            hint="Free some space, or set HUNCH_DIR to a folder that can be written.",
        ) from error


def highest_id(bench: Workbench) -> str:
    """The highest id in all journals, which a new id must exceed; "" where there is none."""
    return highest_id_in(bench.paths.journal)


def open_locked(path: str) -> int | None:
    """A journal, opened and locked (until `close_locked`); None where the lock is refused or slow."""
    deadline = time.monotonic() + LOCK_WAIT_S
    while True:
        descriptor = _open(path)
        if not _locked(descriptor, deadline):
            os.close(descriptor)
            return None
        if _is_still(descriptor, path):
            return descriptor
        close_locked(descriptor)


def close_locked(descriptor: int) -> None:
    """Let the lock go and close. A process that another thread forked meanwhile holds the file too, and would
    keep the lock for its whole life if it were only closed here."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def _is_still(descriptor: int, path: str) -> bool:
    """Whether the open file is the one at `path`: a merge or a copy may have put another one there."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _open(path: str) -> int:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
    try:
        return os.open(path, flags, 0o644)
    except FileNotFoundError:
        if not os.path.isdir(os.path.dirname(path)):
            os.mkdir(os.path.dirname(path))
        return os.open(path, flags, 0o644)


def _locked(descriptor: int, deadline: float) -> bool:
    """Take the lock by `deadline` (of time.monotonic()); False where it is slow or the file system has none."""
    pause = FIRST_PAUSE_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EINTR):
                return False
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_S)


def _write_own(
    bench: Workbench, data: Sequence[Data], *, clock: Clock, by: str | None, after: str
) -> list[Event]:
    """Write to this process's own file, which needs no lock between processes."""
    key = (bench.paths.journal, os.getpid())
    with _own_lock:
        if key not in _own_files:
            suffix = tail(new_id(0))[:TAIL_LENGTH]
            _own_files[key] = bench.paths.journal_file(f"{bench.surroundings.writer}+{suffix}")
        descriptor = _open(_own_files[key])
        try:
            return _write(descriptor, bench, data, clock=clock, by=by, after=after)
        finally:
            os.close(descriptor)


def _write(
    descriptor: int, bench: Workbench, data: Sequence[Data], *, clock: Clock, by: str | None, after: str
) -> list[Event]:
    """Add lines to a file that nobody else writes now."""
    end = tail_of(descriptor)
    highest = max(after, end.identifier, highest_id_in(bench.paths.journal))
    author, prev, lines, events = by or bench.surroundings.author, end.sha256, [], []
    for each in data:
        now = clock()
        highest = new_id(now, after=highest)
        line = encode_line(highest, each, at=moment(now), by=author, prev=prev)
        event = decode_line(line)
        prev = event.sha256
        lines.append(line)
        events.append(event)
    # A torn last line becomes a line of its own, which doctor names; nothing is ever cut off.
    _add(descriptor, b"".join(([] if end.closed else [b"\n"]) + lines), end.size_bytes)
    return events


def _add(descriptor: int, content: bytes, size_before: int) -> None:
    """Append all of `content`, or leave the file as it was."""
    rest = memoryview(content)
    try:
        while rest:
            written = os.write(descriptor, rest)
            rest = rest[written:]
    except OSError:
        os.ftruncate(descriptor, size_before)
        raise
