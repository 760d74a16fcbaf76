"""Text as it may be searched: what the record would not write down does not come in by another way."""

import re

from hunch.entities.secrets import redact_script, redact_text

LONGEST_LINE = 2000
MOST_STRANGE = 0.3
"""A line of which more is no text is binary garbage."""
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffd]")
_MAY_GIVE_AWAY = re.compile(
    r"^.*(?:token|pass|pwd|secret|credential|key|auth|bearer|cookie|dsn|conn)[\w.-]*[\"']?(?:\s*[=:]|\s+\S).*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line in which a secret may be assigned: the others need not be looked through word for word."""


def without_secrets(text: str) -> str:
    """`text` with all values replaced that look like secrets, or are given to secret names.

    >>> without_secrets("api_key = 'abc'\\nlr = 0.1")
    "api_key = '<redacted>'\\nlr = 0.1"
    """
    return _MAY_GIVE_AWAY.sub(lambda line: redact_script(line[0]), redact_text(text))


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
    kept = lines if text.isprintable() else [clean for line in lines if (clean := _clean(line)) is not None]
    return "\n".join(line[:LONGEST_LINE].rstrip() for line in kept)


def _clean(line: str) -> str | None:
    """A line without what is no text; None where that is most of it."""
    if line.isprintable():
        return line
    clean, strange = _STRANGE.subn("", line)
    return clean if strange <= MOST_STRANGE * len(line) else None
