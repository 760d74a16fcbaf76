"""The ends of journal files: the last valid line of each, read without reading the rest.

A writer's ids rise from line to line, so a file's last valid line has the file's highest id.
"""

import os
from collections.abc import Iterator
from typing import NamedTuple

from hunch.errors import CannotWrite, Damaged, HunchError

from .lines import check_line, decode_line, is_drawn

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
