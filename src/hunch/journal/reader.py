"""Reading journals from a byte offset on: what reads is kept, what does not is named."""

import os
from typing import NamedTuple

from hunch.errors import Damaged

from .lines import SEAL_LENGTH
from .skim import Gist, skim_line
from .tails import hash_at_end


class Line(NamedTuple):
    """What a line of a journal says, in short, and where it stands: its bytes without the newline."""

    id: str
    kind: str
    gist: Gist
    file: int
    """The number that the index has for the file."""
    offset: int
    length: int


class BadLine(NamedTuple):
    """A line that does not read, and why."""

    file: str
    """Name in the journal folder."""
    line: int
    """Counted from 1; 0 for the file as a whole."""
    offset: int
    what: str


class NotContinuedError(Exception):
    """The journals do not say any more what the index has read in them, or they have grown by much."""


class Chunk(NamedTuple):
    """What a journal file says from an offset on."""

    number: int
    """What its lines name the file by."""
    content: bytes
    lines: list[Line]
    bad: list[BadLine]
    end: int
    """Where to go on reading: behind the newline of the last whole line."""
    line_count: int
    """Lines up to `end`, counted from the beginning of the file."""
    last_hash: str
    """The end of the last line before `end`, by which the file is known again; "" for none."""
    torn_bytes: int
    """What follows `end`: the beginning of a line that is being written, or that was cut off."""


def read(
    folder: str, file: str, *, number: int, offset: int = 0, lines_before: int = 0, last_hash: str = ""
) -> Chunk:
    """All whole lines of a journal from `offset` on. Their hashes are doctor's business: a line that was
    edited but reads counts here, since one flipped bit must not take a run away.

    Args:
        number: what the lines name the file by.
        offset, lines_before, last_hash: `end`, `line_count` and `last_hash` of the chunk before.

    Raises:
        NewerFormat: a line is of a newer Hunch.
        OSError: the file is gone or not ours to read.
    """
    with open(os.path.join(folder, file), "rb") as opened:
        opened.seek(offset)
        content = opened.read()
    lines: list[Line] = []
    bad: list[BadLine] = []
    count, begin = lines_before, 0
    while (newline := content.find(b"\n", begin)) >= 0:
        count += 1
        line = content[begin:newline]
        try:
            said = skim_line(line)
            lines.append(Line(said.id, said.kind, said.data, number, offset + begin, newline - begin))
        except Damaged as error:
            bad.append(BadLine(file, count, offset + begin, str(error)))
        begin = newline + 1
    if begin:
        last_hash = hash_at_end(content[max(0, begin - 1 - SEAL_LENGTH) : begin - 1])
    return Chunk(number, content, lines, bad, offset + begin, count, last_hash, len(content) - begin)
