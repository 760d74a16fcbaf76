"""A Python text cut into its top-level statements without parsing it: what is the same on both sides need not be parsed.

A chunk is a statement with the comments and empty lines above it. Strings and brackets are followed, so a cut never
goes through one; where the cuts are wrong all the same (the text is no Python), what comes of it does not parse, and
the whole text is looked at instead.
"""

import re
from itertools import pairwise

_TOKEN = re.compile(
    r"""
      \#[^\n]*
    | "{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    | [\[\](){}]
    | \n(?=[^\s\#)\]}])
    """,
    re.VERBOSE | re.DOTALL,
)
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b")
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
BOM = b"\xef\xbb\xbf"
OPENING, CLOSING = "([{", ")]}"


def decoded(source: bytes) -> str | None:
    """The text of a Python file, its lines ending in a newline each; None where its encoding is not known or not kept to."""
    bare = source.removeprefix(BOM)
    named = next((found[1] for line in bare.split(b"\n", 2)[:2] if (found := _COOKIE.match(line))), b"utf-8")
    try:
        text = bare.decode(named.decode("ascii"))
    except (UnicodeDecodeError, LookupError):
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def chunks(text: str) -> list[str]:
    """The text in pieces that make it up again when they are joined, one for each statement at its left edge.

    >>> chunks("a = 1\\n# two\\nb = [\\n2]\\nif b:\\n    c()\\nelse:\\n    d()\\n")
    ['a = 1\\n', '# two\\nb = [\\n2]\\n', 'if b:\\n    c()\\nelse:\\n    d()\\n']
    """
    cuts = [0, *(_above(text, at) for at in _statements(text)[1:]), len(text)]
    return [text[begin:end] for begin, end in pairwise(cuts) if begin < end]


def _statements(text: str) -> list[int]:
    """Where each statement at the left edge begins, its decorators included."""
    found = [0]
    depth, decorated = 0, text.startswith("@")
    for token in _TOKEN.finditer(text):
        begin, at = token.span()
        first = text[begin]
        if first != "\n":
            depth += (first in OPENING) - (first in CLOSING)
        elif depth <= 0 and text[begin - 1 : begin] != "\\" and not _GOES_ON.match(text, at):
            depth = 0
            if not decorated:
                found.append(at)
            decorated = text[at] == "@"
    return found


def _above(text: str, at: int) -> int:
    """Where the comments and empty lines above a statement begin."""
    while at:
        before = text.rfind("\n", 0, at - 1) + 1
        line = text[before:at]
        if line.strip() and not line.startswith("#"):
            return at
        at = before
    return at
