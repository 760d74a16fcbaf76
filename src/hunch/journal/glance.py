"""A few lines of the journals, found by words in their bytes: for what must be known before the user's process runs.

It needs no index, and so no SQLite. It looks at the ends of the journals only: what is older than that is not missed
by anyone who is about to start.
"""

import os
from collections.abc import Iterator

from hunch.entities.events import Event
from hunch.errors import HunchError

from .lines import decode_line
from .tails import journal_files
from .workbench import Workbench

MOST_BYTES = 8_000_000
"""Of each journal: about 4,000 runs."""


def lines_saying(bench: Workbench, words: bytes, *, most: int) -> list[bytes]:
    """The last lines of each journal in which these bytes stand, the latest line of a file first; at most so many of
    each. A journal that cannot be read is passed over."""
    found: list[bytes] = []
    for path in journal_files(bench.paths.journal):
        try:
            found += _in_file(path, words, most)
        except OSError:
            continue
    return found


def is_said(bench: Workbench, words: bytes) -> bool:
    """Whether these bytes stand in any journal's end."""
    for path in journal_files(bench.paths.journal):
        try:
            if words in _end_of(path)[0]:
                return True
        except OSError:
            continue
    return False


def events_of(bench: Workbench, run: str) -> list[Event]:
    """What the journals say of one run by itself (its start, its end), sorted by id."""
    return sorted(
        decoded(lines_saying(bench, b'"run":"%s"' % run.encode(), most=20)), key=lambda event: event.id
    )


def decoded(lines: list[bytes]) -> Iterator[Event]:
    """The events of those lines that read."""
    for line in lines:
        try:
            yield decode_line(line)
        except HunchError:  # readers and doctor name it
            continue


def _in_file(path: str, words: bytes, most: int) -> list[bytes]:
    content, is_whole = _end_of(path)
    found: list[bytes] = []
    at = content.rfind(words)
    while at >= 0 and len(found) < most:
        begin = content.rfind(b"\n", 0, at) + 1
        end = content.find(b"\n", at)
        if end >= 0 and (begin > 0 or is_whole):  # neither torn nor cut off
            found.append(content[begin:end])
        at = content.rfind(words, 0, begin)
    return found


def _end_of(path: str) -> tuple[bytes, bool]:
    """The end of a journal, and whether that is all of it."""
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - MOST_BYTES))
        return file.read(), size <= MOST_BYTES
