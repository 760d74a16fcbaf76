"""Numbers as papers print them: signs of every kind, thousands separators, decimal commas, powers of ten."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

MINUS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
"""Hyphens and dashes that stand for a minus, too."""
PLUS = "+\uff0b\ufe62"
_SPACES = "\u00a0\u2009\u202f\u2007"
"""Those that stand within a number; an ordinary space divides two, in a table at least."""
_SIGNS = re.escape(PLUS + MINUS)
_NUMBER = re.compile(
    rf"(?:(?P<sign>[{_SIGNS}±])[ \u00a0]?)?(?P<digits>"
    rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d+)?(?![\d])"  # 1 234.5
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"  # 1,234.5
    r"|\d+(?:[.,]\d+)?|\.\d+)"
    rf"(?P<power>[eE][{_SIGNS}]?\d{{1,3}}(?![\w.])|[ ]?[×x·∙⋅\*][ ]?10[ ]?\^?\{{?[{re.escape(MINUS)}]?\d{{1,2}}\}}?)?",
    re.ASCII,
)
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]\s*\n\s*(?=[^\W\d_])")
_BLANK = re.compile(r"[ \t\r\n\f\v]+")
LONGEST = 40


class Number(NamedTuple):
    """A number in a text. `signed`: a sign stands before it that is no hyphen of a word. `at`: where, from and to."""

    value: Decimal
    signed: bool
    start: int
    end: int


def readable(text: str) -> str:
    """A page as one reads it: words that a line's end divides are whole again.

    >>> readable("im-\\nproves 2.0\\npoints")
    'improves 2.0 points'
    """
    return _BLANK.sub(" ", _HYPHENATED.sub("", text)).strip()


def numbers(text: str) -> Iterator[Number]:
    """All numbers of a text, from left to right.

    >>> [(str(n.value), n.signed) for n in numbers("from 1,234 to −2.0 % in BERT-2, 3,5 or 1.5e-3")]
    [('1234', False), ('-2.0', True), ('2', False), ('3.5', False), ('0.0015', False)]
    """
    for found in _NUMBER.finditer(text):
        if found.end() - found.start() > LONGEST or _is_part(text, found.start("digits"), found.end()):
            continue
        value = _value(found["digits"], found["power"])
        if value is None:
            continue
        sign = found["sign"] or ""
        signed = sign not in ("", "±") and _is_sign(text, found.start(), sign)
        yield Number(-value if signed and sign in MINUS else value, signed, found.start(), found.end())


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether it is a piece of a version or of a date: `2.0.1`."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return (before[-1:] == "." and before[:1].isdecimal()) or (after[:1] == "." and after[1:].isdecimal())


def _is_sign(text: str, at: int, sign: str) -> bool:
    """A plus is one; a dash only where nothing stands before it that it could divide from the number."""
    before = text[at - 1 : at]
    return sign in PLUS or not before or before.isspace() or before in "([{=<>|:,;/~≈∼"


def _value(digits: str, power: str | None) -> Decimal | None:
    for space in _SPACES:
        digits = digits.replace(space, "")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits, re.ASCII):
        digits = digits.replace(",", "")
    try:
        value = Decimal(digits.replace(",", "."))
        return value.scaleb(_exponent(power)) if power else value
    except InvalidOperation:
        return None


def _exponent(power: str) -> int:
    digits = "".join(c for c in power.rpartition("10")[2] or power if c.isdecimal())
    said = power if power[:1] in "eE" else power.rpartition("10")[2]
    return (-1 if any(c in MINUS for c in said) else 1) * int(digits or 0)


class Standing(NamedTuple):
    """Where a number stands on a page: what is around it. `turned`: only with the other sign."""

    snippet: str
    turned: bool = False


def stands_on(page: str, wanted: Decimal, *, signed: bool = True, near: str = "") -> Standing | None:
    """Where on a page a number stands, the place that shares most words with `near`; None where it does not.

    A number without a sign on the page is the wanted one with either; with the other sign it is another, where the wanted
    one is `signed`.

    >>> stands_on("We gain 2 points (−2.0 is elsewhere).", Decimal("2.0"))
    Standing(snippet='We gain 2 points (−2.0 is elsewhere).', turned=False)
    """
    text = readable(page)
    places = [n for n in (*numbers(text), *_grouped(text, wanted)) if abs(n.value) == abs(wanted)]
    right = [n for n in places if not (n.signed and signed) or n.value == wanted]
    if not places:
        return None
    words = {word for word in re.findall(r"\w{3,}", near.casefold()) if not word.isdecimal()}
    chosen = max(
        right or places,
        key=lambda n: (len(words & set(re.findall(r"\w{3,}", _around(text, n).casefold()))), -n.start),
    )
    return Standing(_around(text, chosen), turned=not right)


def _grouped(text: str, wanted: Decimal) -> Iterator[Number]:
    """Where a large number stands in groups of three that anything divides: `12 345` might be two, were it not wanted."""
    if abs(wanted) < 1000 or abs(wanted) >= 10**18:
        return
    whole, _, rest = f"{abs(wanted):f}".partition(".")
    head = len(whole) % 3 or 3
    groups = [whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))]
    ending = rf"[.,]{rest}" if rest.strip("0") else ""
    for found in re.finditer(
        rf"(?<![\d.,])(?:{'[ .’]'.join(groups)}|{chr(39).join(groups)}){ending}(?!\d)", text
    ):
        yield Number(abs(wanted), False, found.start(), found.end())


def _around(text: str, number: Number, most: int = 60) -> str:
    start, end = max(0, number.start - most), min(len(text), number.end + most)
    left, right = text[start : number.start], text[number.end : end]
    if start > 0:
        left = "… " + left.partition(" ")[2]
    if end < len(text):
        right = right.rpartition(" ")[0] + " …"
    return left + text[number.start : number.end] + right
