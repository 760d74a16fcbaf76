"""What runs printed, as it is searched: of long consoles the first and the last part."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from .cleaning import printed, without_secrets

KEPT = 64_000
"""Characters of either end of a console that are searched."""
READ = 1_000_000
"""Bytes of either end that are read for them: progress bars that paint themselves over take many for few."""
CHUNK = 8_000


class Part(NamedTuple):
    """A piece of a console; `place` is "the first part" or "the last part" where there is something between them."""

    text: str
    place: str | None = None


def console_parts(path: str) -> list[Part]:
    """The pieces of a console that are searched, none where there is none."""
    try:
        with open(path, "rb") as file:
            return list(_parts(file.fileno()))
    except OSError:
        return []


def _parts(descriptor: int) -> Iterator[Part]:
    size = os.fstat(descriptor).st_size
    if size <= 2 * READ:
        text = _readable(os.pread(descriptor, size, 0))
        if len(text) <= 2 * KEPT:
            yield from (Part(chunk) for chunk in chunks(text))
            return
        first, last = text, text
    else:
        first = _readable(os.pread(descriptor, READ, 0).rpartition(b"\n")[0])
        last = _readable(os.pread(descriptor, READ, size - READ).partition(b"\n")[2])
    yield from (Part(chunk, "the first part") for chunk in chunks(first[:KEPT].rpartition("\n")[0]))
    yield from (Part(chunk, "the last part") for chunk in chunks(last[-KEPT:].partition("\n")[2]))


def _readable(content: bytes) -> str:
    return without_secrets(printed(content))


def chunks(text: str, size: int = CHUNK) -> Iterator[str]:
    """`text` in pieces of about `size` characters that end with a line; empty ones are left out.

    >>> list(chunks("a\\nb\\nc\\n", 3))
    ['a\\nb\\n', 'c\\n']
    """
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin + size - 1) + 1 or len(text)
        if (piece := text[begin:end]).strip():
            yield piece
        begin = end
