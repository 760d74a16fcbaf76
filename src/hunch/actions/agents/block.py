"""A managed block in a file of the user's: put in, brought up to date, taken out, all else untouched to the byte.

Works on bytes: whatever stands around the block, in whatever encoding that extends ASCII, stays as it is. The block
takes over the file's line ends.
"""

import re
from typing import NamedTuple

from hunch.errors import Refused

BEGIN = (
    "<!-- hunch:begin (kept up to date by `hunch init --agents`; what you write in here is overwritten) -->"
)
END = "<!-- hunch:end -->"
_BEGIN = re.compile(rb"^<!-- hunch:begin\b[^\r\n]*", re.MULTILINE)
_END = re.compile(rb"^<!-- hunch:end\b[^\r\n]*", re.MULTILINE)


class Found(NamedTuple):
    """Where the block stands: from the first byte of its first line to the last of its last, without a line end."""

    start: int
    end: int


def find_block(content: bytes, path: str) -> Found | None:
    """The block in a file's content; None where there is none.

    Raises:
        Refused: its marks are not one beginning and one end behind it, or the file is no text that extends ASCII.
    """
    if b"\0" in content:
        raise Refused(f"{path} is no text in UTF-8", hint="Save it as UTF-8 (UTF-16 cannot be added to).")
    begins, ends = list(_BEGIN.finditer(content)), list(_END.finditer(content))
    if not begins and not ends:
        return None
    if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].end():
        raise Refused(
            f"{path}: the marks of the managed block are damaged: "
            f"hunch:begin in {_lines(content, begins)}, hunch:end in {_lines(content, ends)}",
            hint=f"Leave one of each, the end last, or delete them all; then call it again. Nothing in {path} was changed.",
        )
    return Found(begins[0].start(), ends[0].end())


def with_block(content: bytes, body: str, path: str) -> bytes:
    """`content` with the block saying `body`: in its place, else at the end.

    Raises:
        Refused: see `find_block`.
    """
    found = find_block(content, path)
    line_end = _line_end(content[found.start : found.end] if found else content)
    block = (
        "\n".join([BEGIN, *body.strip("\n").split("\n"), END])
        .encode("utf-8", "surrogateescape")
        .replace(b"\n", line_end)
    )
    if found is not None:
        return content[: found.start] + block + content[found.end :]
    if not content:
        return block + line_end
    if content.endswith(b"\n"):
        return content + line_end + block + line_end
    return content + 2 * line_end + block


def without_block(content: bytes, path: str) -> bytes:
    """`content` as it was before the block was put in; where there is none, as it is.

    Raises:
        Refused: see `find_block`.
    """
    found = find_block(content, path)
    if found is None:
        return content
    before, after = content[: found.start], content[found.end :]
    line_end = _line_end(content[found.start : found.end])
    ended = after.startswith((b"\n", b"\r\n"))
    after = after.removeprefix(b"\r").removeprefix(b"\n") if ended else after
    if before.endswith(b"\n" + line_end):  # the empty line above it
        before = before.removesuffix(line_end)
    if not ended:  # the file had no last line end when it was put in
        before = before.removesuffix(line_end)
    return before + after


def _line_end(content: bytes) -> bytes:
    """That of the first line."""
    first = content.find(b"\n")
    return b"\r\n" if first > 0 and content[first - 1 : first] == b"\r" else b"\n"


def _lines(content: bytes, found: "list[re.Match[bytes]]") -> str:
    """`lines 3 and 9`."""
    numbers = [str(content.count(b"\n", 0, each.start()) + 1) for each in found]
    if not numbers:
        return "no line"
    return f"line{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"
