"""A few lines of the journals, found by words in their bytes: for what must be known about the start of a run.

It needs no index, and so no SQLite. It looks at the ends of the journals only: what is older than that is not missed
by anyone who is about to start.
"""

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple, final

from hunch.entities.events import Event
from hunch.errors import HunchError

from .lines import decode_line
from .tails import journal_files
from .workbench import Workbench

MOST_BYTES = 4_000_000
"""Of each journal: about 2,000 runs."""


class _End(NamedTuple):
    """The end of a journal; `is_whole` where that is all of it."""

    content: bytes
    is_whole: bool


@final
class Glance:
    """The ends of a workbench's journals, as they were when they were first looked at.

    A journal that cannot be read is passed over: readers and doctor name it.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def says(self, words: bytes) -> bool:
        """Whether these bytes stand in any of them."""
        return any(words in end.content for end in self._ends)

    def lines_saying(self, words: bytes, *, most: int) -> list[bytes]:
        """The last lines in which these bytes stand, the latest of a journal first; at most so many of each."""
        return [line for end in self._ends for line in _in_end(end, words, most)]

    def events_of(self, run: str) -> list[Event]:
        """What they say of one run by itself (its start, its end), sorted by id."""
        lines = self.lines_saying(b'"run":"%s"' % run.encode(), most=20)
        return sorted(decoded(lines), key=lambda event: event.id)

    @cached_property
    def _ends(self) -> list[_End]:
        found = []
        for path in journal_files(self._bench.paths.journal):
            try:
                found.append(_end_of(path))
            except OSError:
                continue
        return found


def decoded(lines: Iterable[bytes]) -> Iterator[Event]:
    """The events of those lines that read."""
    for line in lines:
        try:
            yield decode_line(line)
        except HunchError:  # as above
            continue


def _end_of(path: str) -> _End:
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - MOST_BYTES))
        return _End(file.read(), size <= MOST_BYTES)


def _in_end(end: _End, words: bytes, most: int) -> list[bytes]:
    content, found = end.content, list[bytes]()
    if words not in content:  # several times as fast as to look from behind
        return found
    at = content.rfind(words)
    while at >= 0 and len(found) < most:
        begin = content.rfind(b"\n", 0, at) + 1
        behind = content.find(b"\n", at)
        if behind >= 0 and (begin > 0 or end.is_whole):  # neither torn nor cut off
            found.append(content[begin:behind])
        at = content.rfind(words, 0, begin)
    return found
