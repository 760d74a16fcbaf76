"""What a claim says: the change and its unit, read out of the sentence as it stands in the paper."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from .numbers import Number, numbers

POINTS, PERCENT, TIMES = "points", "%", "x"
_PP = re.compile(
    r"\s*(?:pp\b|p\.p\.|%\s?-?(?:p\b|points?\b)|percent(?:age)?[\s-]points?\b|%\s*absolute\b|%\s*abs\b)", re.I
)
_RELATIVE = re.compile(r"\s*(?:%|percent\b)\s*(?:relative\b|rel\b)", re.I)
_PERCENT = re.compile(r"\s*(?:%|percent\b)", re.I)
_POINTS = re.compile(r"\s*-?(?:points?|pts?)\b", re.I)
_TIMES = re.compile(r"\s*-?(?:x\b|×|times\b|fold\b)", re.I)
_NAME = re.compile(r"[ \u00a0]?([^\W\d_][\w/@-]{0,29})")
_NAMED_POINTS = re.compile(r"\s*-?(?:points?|pts?)\s+(?:of\s+|in\s+)?([^\W\d_][\w/@-]{0,29})", re.I)
_SMALL_WORDS = frozenset((
    "on", "in", "of", "over", "at", "for", "from", "to", "and", "or", "by", "with", "the", "a", "an", "than", "when", "as",
    "higher", "lower", "more", "less", "fewer", "better", "worse", "faster", "slower", "improvement", "gain", "gains",
    "reduction", "drop", "increase", "decrease", "absolute", "relative", "across", "against", "versus", "vs", "we", "per",
    "is", "are", "while", "after", "using", "compared",
))  # fmt: skip
_DOWN = re.compile(
    r"\b(?:reduc\w*|lower\w*|decreas\w*|drop\w*|fewer|less|cuts?|shrink\w*|falls?|fell|saves?|saving|degrad\w*|loses?|"
    r"declin\w*|diminish\w*|shorten\w*)\b",
    re.IGNORECASE,
)
_UP = re.compile(r"\b(?:increas\w*|rais\w*|higher|rises?|rose|grow\w*|adds?|more|up)\b", re.IGNORECASE)


class Said(NamedTuple):
    """What a sentence says of a change; `delta` is None where it says several, or none.

    `direction`: 1 or -1 where the sentence says which way it goes, 0 where it leaves that open (`delta` is above 0 then).
    `unit`: pp, %, `%?` (points or relative: it does not say), points, x, a name, or None. `checked` are the numbers that
    must stand in the paper for it.
    """

    delta: Decimal | None
    direction: int = 0
    unit: str | None = None
    name: str | None = None
    """What it names as its own: the `BLEU` of `+2.0 BLEU` and of `2.0 points of BLEU`."""
    checked: tuple[Decimal, ...] = ()
    candidates: tuple[Decimal, ...] = ()


def said_by(text: str) -> Said:
    """What a claim says.

    >>> said_by("+2.0 BLEU"), said_by("reduces the error by 1.5 points").direction
    (Said(delta=Decimal('2.0'), direction=1, unit='BLEU', name='BLEU', checked=(Decimal('2.0'),), candidates=()), -1)
    >>> said_by("from 25.2 to 27.2 BLEU").delta, said_by("2.0% absolute").unit, said_by("3 seeds, 5 tasks").delta
    (Decimal('2.0'), 'pp', None)
    """
    found = list(numbers(text))
    pair = _from_to(text, found)
    if pair is not None:
        before, after = pair
        delta = after.value - before.value
        unit, name = _unit(text, after)
        if unit is None:
            unit, name = _unit(text, before)
        unit = "pp" if unit == "%?" else unit  # from 25 % to 27 % is two points, whoever says it
        return Said(delta, (delta > 0) - (delta < 0), unit, name, (before.value, after.value))
    signed = [each for each in found if each.signed]
    of_these = signed or found
    if len({each.value for each in of_these}) != 1:
        return Said(None, candidates=tuple(each.value for each in of_these))
    only = of_these[0]
    direction = (1 if only.value > 0 else -1) if only.signed else _direction(text)
    size = abs(only.value)
    return Said(size * (direction or 1), direction, *_unit(text, only), (only.value,))


def rounding(text: str, delta: float) -> float:
    """Half a unit in the last place in which a change is stated: `+2.0` is anything from 1.95 to 2.05.

    >>> round(rounding("+2.0 BLEU", 2.0), 9), round(rounding("about 30%", 30.0), 9), round(rounding("", 0.25), 9)
    (0.05, 0.5, 0.005)
    """
    said = said_by(text)
    places = [each for each in numbers(text) if abs(float(each.value)) == abs(delta)]
    if not places and said.delta is not None and abs(float(said.delta)) == abs(delta):
        exponent = said.delta.as_tuple().exponent
    else:
        exponent = (places[0].value if places else Decimal(repr(delta))).as_tuple().exponent
    return 0.5 * 10.0 ** int(exponent) if isinstance(exponent, int) else 0.0


class Wanted(NamedTuple):
    """A number that must stand in the paper; where it is `signed`, with no other sign."""

    value: Decimal
    signed: bool = False


def checked_numbers(text: str, delta: float) -> tuple[Wanted, ...]:
    """The numbers that must stand in the paper: the change where the text has it, else those that it comes from.

    >>> checked_numbers("+2.0 BLEU on 3 tasks", 2.0), checked_numbers("from 25 to 27", 2.0)[1].value
    ((Wanted(value=Decimal('2.0'), signed=True),), Decimal('27'))
    """
    found = list(numbers(text))
    said = said_by(text)
    named = [each for each in found if abs(float(each.value)) == abs(delta)]
    if said.delta is not None and abs(float(said.delta)) == abs(delta) and said.checked:
        named = [each for each in found if each.value in said.checked]
    elif named:
        named = named[:1]
    wanted = tuple(Wanted(each.value, each.signed) for each in named or found)
    return wanted or (Wanted(Decimal(repr(delta))),)


def _from_to(text: str, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """The two numbers of `from A to B`."""
    for before, after in pairwise(found):
        between = text[before.end : after.start]
        if re.search(r"\bfrom\s+(?:about\s+)?$", text[: before.start], re.I) and re.fullmatch(
            r"[^.;]{0,30}\bto\s+(?:about\s+)?", between, re.I
        ):
            return before, after
    return None


def _direction(text: str) -> int:
    down, up = _DOWN.search(text), _UP.search(text)
    return 0 if bool(down) == bool(up) else -1 if down else 1


def _unit(text: str, number: Number) -> tuple[str | None, str | None]:
    """The unit behind a number, and what it is named after."""
    rest = text[number.end :]
    for pattern, unit in ((_PP, "pp"), (_RELATIVE, PERCENT), (_PERCENT, "%?"), (_TIMES, TIMES)):
        if pattern.match(rest):
            return unit, None
    named = _NAMED_POINTS.match(rest)
    if named and named[1].casefold() not in _SMALL_WORDS:
        return POINTS, named[1]
    if _POINTS.match(rest):
        return POINTS, None
    name = _NAME.match(rest)
    said = name[1] if name and name[1].casefold() not in _SMALL_WORDS else None
    return said, said
