"""The ends of journal files: the last valid line of each, read without reading the rest.

A writer's ids rise from line to line, so a file's last valid line has the file's highest id.
"""

import os
from collections.abc import Iterator
from typing import NamedTuple

from hunch.errors import CannotWrite, Damaged, HunchError

from .lines import SEAL_LENGTH, check_line, decode_line, is_drawn

FIRST_READ_BYTES = 8192
SUFFIX = ".jsonl"


class Tail(NamedTuple):
    """How a journal file ends."""

    identifier: str
    """Id of the last valid line, "" where there is none."""
    sha256: str
    """Its hash, "" where there is none."""
    size_bytes: int
    closed: bool
    """Whether the file ends in a newline (or is empty)."""


class Stat(NamedTuple):
    """A journal file as the disk has it."""

    size_bytes: int
    mtime_ns: int


def tail_of(descriptor: int) -> Tail:
    """How an open journal file ends.

    Raises:
        NewerFormat: the last line is of a newer Hunch.
    """
    size = os.fstat(descriptor).st_size
    closed = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
    for line in _lines_backwards(descriptor, size):
        if check_line(line) is not None:
            continue
        try:
            event = decode_line(line)
        except Damaged:  # doctor names it; what comes next is not its fault
            continue
        if is_drawn(event.id):
            return Tail(event.id, event.sha256, size, closed)
    return Tail("", "", size, closed)


def journal_files(folder: str) -> list[str]:
    """The paths of all journals of a workbench, sorted by name; [] where the folder is gone."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CannotWrite(f"cannot read {folder}: {error.strerror}") from error
    return [os.path.join(folder, name) for name in names if name.endswith(SUFFIX)]


def stats_of(folder: str) -> dict[str, Stat]:
    """Size and time of each journal, by name. Taken before reading: a line that comes in between is then found
    the next time."""
    stats: dict[str, Stat] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIX):
                    stat = entry.stat()
                    stats[entry.name] = Stat(stat.st_size, stat.st_mtime_ns)
    except FileNotFoundError:
        return stats
    return stats


def highest_id_in(folder: str) -> str:
    """The highest id of all journals in a folder, "" where there is none.

    A journal that cannot be read is passed over: reading it is doctor's work, and ids stay unique without it.
    """
    highest = ""
    for path in journal_files(folder):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            highest = max(highest, tail_of(descriptor).identifier)
        except (OSError, HunchError):
            continue
        finally:
            os.close(descriptor)
    return highest


def is_continued(path: str, *, end: int, last_hash: str) -> bool:
    """Whether a journal still says the same before `end`, as far as its last line there tells."""
    if end == 0:
        return True
    with open(path, "rb") as opened:
        opened.seek(max(0, end - 1 - SEAL_LENGTH))
        before = opened.read(min(end, SEAL_LENGTH + 1))
    return before[-1:] == b"\n" and hash_at_end(before[:-1]) == last_hash


def hash_at_end(content: bytes) -> str:
    """The characters where the hash of a last line stands, whatever they are."""
    return content[-SEAL_LENGTH:].rpartition(b"\n")[2].decode("ascii", "backslashreplace")


def _lines_backwards(descriptor: int, size: int) -> Iterator[bytes]:
    """Lines from the last to the first, without newlines, empty ones left out."""
    rest, position, step = b"", size, FIRST_READ_BYTES
    while position > 0:
        start = max(0, position - step)
        block = os.pread(descriptor, position - start, start) + rest
        position, step = start, step * 2
        pieces = block.split(b"\n")
        rest = pieces.pop(0) if position > 0 else b""
        for piece in reversed(pieces):
            if piece:
                yield piece
