"""Text as it may be searched: what the record would not write down does not come in by another way."""

import re

from hunch.entities.secrets import redact_script, redact_text

LONGEST_LINE = 2000
MOST_STRANGE = 0.3
"""A line of which more is no text is binary garbage."""
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffd]")
_STEMS = ("token", "pass", "pwd", "secret", "credential", "key", "auth", "bearer", "cookie", "dsn", "conn")
"""A line with none of these in it, in any case, gives nothing to a secret name."""
_REST_OF_NAME = re.compile(r"[\w.-]*[\"']?(?P<given>\s*[=:])?")


def without_secrets(text: str) -> str:
    """`text` with all values replaced that look like secrets, or are given to secret names.

    >>> without_secrets("api_key = 'abc'\\nlr = 0.1")
    "api_key = '<redacted>'\\nlr = 0.1"
    """
    text = redact_text(text)
    pieces, done = [], 0
    for begin, end in _suspicious_lines(text):
        pieces += [text[done:begin], redact_script(text[begin:end])]
        done = end
    return "".join([*pieces, text[done:]])


def _suspicious_lines(text: str) -> list[tuple[int, int]]:
    """Where the lines are in which something is given to a name that may be secret; to look at each word of all lines
    takes a hundred times as long."""
    low, found = text.lower(), set()
    if len(low) != len(text):  # a letter whose small form is longer
        return [(0, len(text))]
    for stem in _STEMS:
        at = low.find(stem)
        while at >= 0:
            begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = end if end >= 0 else len(text)
            name = text.rfind(" ", begin, at) + 1 or begin
            rest = _REST_OF_NAME.match(text, at + len(stem))
            if text.startswith("-", name) or (rest is not None and rest["given"]):
                found.add((begin, end))
                at = low.find(stem, end)
            else:
                at = low.find(stem, at + len(stem))
    return sorted(found)


def printed(content: bytes) -> str:
    """What a person saw of bytes that a program printed: no colours, of a line that was painted over its last state.

    >>> printed(b"\\x1b[31mloss\\x1b[0m 1\\n 10%\\r 50%\\r100%\\n\\x00\\x01\\xff\\xfe\\nend")
    'loss 1\\n100%\\nend'
    """
    text = content.decode("utf-8", "replace")
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    lines = text.split("\n")
    if "\r" in text:
        lines = [line.rstrip("\r").rpartition("\r")[2] for line in lines]
    if _STRANGE.search(text) is not None:
        lines = [clean for line in lines if (clean := _clean(line)) is not None]
    if max(map(len, lines), default=0) > LONGEST_LINE:
        lines = [line[:LONGEST_LINE] for line in lines]
    return "\n".join(lines)


def _clean(line: str) -> str | None:
    """A line without what is no text; None where that is most of it."""
    clean, strange = _STRANGE.subn("", line)
    return clean if strange <= MOST_STRANGE * len(line) else None
