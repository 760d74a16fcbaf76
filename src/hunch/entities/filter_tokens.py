"""The words of a filter: names, texts, numbers, durations, dates, keywords and symbols."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hunch.errors import InvalidFilter

KEYWORDS = ("and", "or", "not", "in", "contains")
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "none": None, "null": None}
SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
MOST_DIGITS = 400

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?Z?)?(?![\w./])")
_NUMBER = re.compile(
    r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w./])|[+-]?(?:inf|nan)(?![\w./])", re.ASCII
)
_DURATION = re.compile(r"(?:\d+(?:\.\d*)?(?:e[+-]?\d+)?(?:ms|[dhms]))+(?![\w./])", re.ASCII)
_PIECE = re.compile(r"(\d+(?:\.\d*)?(?:e[+-]?\d+)?)(ms|[dhms])", re.ASCII)
_WORD = re.compile(r"[\w./]+")
_SYMBOL = re.compile(r"==|!=|<=|>=|[<>=~()\[\],:]")
_SPACE = re.compile(r"\s*")
_ESCAPES = {"n": "\n", "t": "\t"}
_FOREIGN = {"&&": "and", "&": "and", "||": "or", "|": "or", "!": "not"}


class Token(NamedTuple):
    """A word of a filter, where it stands, and what it means.

    `kind` is word, keyword, constant, text, number, duration, date, symbol or end.
    """

    kind: str
    value: str | float | int | bool | None
    at: int
    source: str


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a filter; the last has the kind "end".

    Raises:
        InvalidFilter: a character that starts nothing, a text without its closing quote, a date that no calendar has.
    """
    at = _skip(text, 0)
    while at < len(text):
        token = _token(text, at)
        yield token
        at = _skip(text, at + len(token.source))
    yield Token("end", None, len(text), "")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _token(text: str, at: int) -> Token:
    if text[at] in "\"'":
        return _text(text, at)
    if found := _DATE.match(text, at):
        return Token("date", _checked_date(text, found[0], at), at, found[0])
    if found := _DURATION.match(text, at):
        return _duration(found[0], at)
    if found := _NUMBER.match(text, at):
        return _number(text, found[0], at)
    if found := _WORD.match(text, at):
        return _word(found[0], at)
    if found := _SYMBOL.match(text, at):
        return _symbol(found[0], at)
    raise _foreign(text, at)


def _duration(source: str, at: int) -> Token:
    seconds = sum(float(amount) * SECONDS[unit] for amount, unit in _PIECE.findall(source))
    if seconds == float("inf"):
        raise _refused(source, 0, "a duration without end")
    return Token("duration", seconds, at, source)


def _number(text: str, source: str, at: int) -> Token:
    if len(source) > MOST_DIGITS:
        raise _refused(text, at, f"a number of more than {MOST_DIGITS} digits")
    try:
        return Token("number", int(source), at, source)
    except ValueError:
        return Token("number", float(source), at, source)


def _word(source: str, at: int) -> Token:
    lowered = source.lower()
    if source in (lowered, source.upper()) and lowered in KEYWORDS:
        return Token("keyword", lowered, at, source)
    if source in (lowered, source.capitalize()) and lowered in CONSTANTS:
        return Token("constant", CONSTANTS[lowered], at, source)
    if source in ("today", "yesterday"):
        return Token("date", source, at, source)
    return Token("word", source, at, source)


def _symbol(source: str, at: int) -> Token:
    if source == "=":
        return Token("symbol", "==", at, source)
    if source == "~":
        return Token("keyword", "contains", at, source)
    return Token("symbol", source, at, source)


def _text(text: str, at: int) -> Token:
    quote, read, here = text[at], [], at + 1
    while here < len(text) and text[here] != quote:
        if text[here] == "\\" and here + 1 < len(text):
            here += 1
            read.append(_ESCAPES.get(text[here], text[here]))
        else:
            read.append(text[here])
        here += 1
    if here >= len(text):
        raise _refused(text, at, f"the text that this {quote} opens is never closed")
    return Token("text", "".join(read), at, text[at : here + 1])


def _checked_date(text: str, source: str, at: int) -> str:
    from datetime import datetime

    try:
        datetime.fromisoformat(source)
    except ValueError:
        hint = "2026-11-01, 2026-11-01T16:30, today, yesterday"
        raise _refused(text, at, f"{source} is not a date", hint=hint) from None
    return source


def _foreign(text: str, at: int) -> InvalidFilter:
    for foreign, ours in _FOREIGN.items():
        if text.startswith(foreign, at):
            return _refused(text, at, f"`{foreign}` is written `{ours}` here")
    return _refused(
        text,
        at,
        f"{text[at]!r} starts nothing here",
        hint='Names with such characters: param:"a name", metric:"a name"',
    )


def _refused(text: str, at: int, what: str, *, hint: str | None = None) -> InvalidFilter:
    return InvalidFilter(pointed(text, at, what), hint=hint)


def pointed(text: str, at: int, what: str) -> str:
    """What is wrong, the line, and a caret under the character."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    start = max(0, at - 60)
    cut = "..." if start else ""
    return f"{what}\n  {cut}{shown[start : at + 40]}\n  {' ' * (len(cut) + at - start)}^"
