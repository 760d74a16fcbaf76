"""How a hunch reads.

hunch     := item { ";" item } [ "#" why ]
item      := win | size | threshold | pick | cost | event
win       := "++" | "+" | "+-" | "-" | "--" | ["@"] pct          chance to beat the baseline: 90 70 50 30 10 %, or the number
size      := [metric] ("+"|"-") num [unit] [ "[" lo "," hi "]" | "@" pct ]
threshold := [metric] (">="|"<=") num [unit] "@" pct
pick      := name ":" pct name ":" pct { name ":" pct }
cost      := ("t"|"mem"|"usd") ( "=" qty [ "[" lo "," hi "]" ] | ("<"|">") qty "@" pct )
event     := ("crash"|"nan"|"diverge") "@" pct

What needs to know the question, the metrics and the ideas is held against them in `known.py`.
"""

import math
from typing import NamedTuple

from hunch.entities.hunch import Happening, Item, Pick, Size, Threshold, Win
from hunch.errors import InvalidHunch

from .printing import signed
from .scanner import Scanner, Word
from .units import COSTS, EVENTS, WORDS

MOST_CHARACTERS = 4000
WINS = {"++": 0.9, "--": 0.1, "+-": 0.5, "-+": 0.5, "+": 0.7, "-": 0.3}
RELATIONS = {">=": ">=", "<=": "<=", "=>": ">=", "=<": "<=", ">": ">=", "<": "<="}
EXAMPLE = 'Like: +   70   "acc +2pp @70"   "acc +2pp [-1,4]; t=40m; crash@5 # why"'
_MEANT = {
    "time": "t", "duration": "t", "hours": "t", "memory": "mem", "ram": "mem", "vram": "mem", "cost": "usd", "money": "usd",
    "price": "usd", "oom": "crash", "fail": "crash", "fails": "crash", "crashes": "crash", "diverges": "diverge",
    "diverged": "diverge", "inf": "nan",
}  # fmt: skip
# They turn around what is shown around them; nobody types these.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Parsed(NamedTuple):
    """What a text says; `notes` are to be said beside the echo."""

    items: list[Item]
    why: str | None
    text: str
    notes: list[str]
    typed: tuple[str, ...] = ()
    """Each item as it was typed; empty where it was not."""


def parse(text: str) -> Parsed:
    """The hunch that `text` says; one that begins with `{` or `[` is JSON (`objects.py`).

    Raises:
        InvalidHunch: it does not read, or contradicts itself; the message points at the character.
    """
    if text.lstrip()[:1] in ("{", "["):
        from .objects import from_json

        return from_json(text)
    return read(text)


def read(text: str) -> Parsed:
    """As `parse`, of the grammar only."""
    refuse_unreadable(text)
    if not text.strip():
        raise InvalidHunch("an empty hunch", hint=EXAMPLE)
    scanner = Scanner(text)
    notes: list[str] = []
    items: list[Item] = []
    typed: list[str] = []
    while not items or (scanner.take(";") and scanner.here() not in ("", "#")):
        start = scanner.skip()
        items.append(_item(scanner, notes))
        typed.append(scanner.since(start))
    why = text[scanner.at :] if scanner.take("#") else ""
    if not why and scanner.here():
        raise scanner.refused("expected `;`, `#` or the end here", hint=_what_follows(scanner.here()))
    return Parsed(items, " ".join(why.lstrip("#").split()) or None, text, notes, tuple(typed))


def refuse_unreadable(text: str) -> None:
    """
    Raises:
        InvalidHunch: the text is too long, or holds characters that nobody can see.
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidHunch(
            f"a hunch of {len(text):,} characters; {MOST_CHARACTERS:,} are the most",
            hint="A sentence or two say why; the rest goes into a note.",
        )
    if text.isprintable():
        return
    for at, character in enumerate(text):
        if is_control(character):
            raise Scanner(text).refused(f"a control character ({character!a})", at)


def is_control(character: str) -> bool:
    """Whether it would be seen as nothing, or move what is seen."""
    code = ord(character)
    if character in "\t\n\r":
        return False
    return code < 32 or 127 <= code < 160 or 0xD800 <= code < 0xE000 or character in _REORDERING


def _item(scanner: Scanner, notes: list[str]) -> Item:
    if scanner.ends_item():
        raise scanner.refused("a hunch is missing here", hint=EXAMPLE)
    if scanner.has_number() or scanner.here() == "@":
        return _win(scanner)
    start = scanner.skip()
    if sign := scanner.take(*WINS):
        if scanner.ends_item():
            return Win(probability=WINS[sign])
        return _size(scanner, None, _one(scanner, sign, start), start)
    if relation := scanner.take(*RELATIONS):
        return _threshold(scanner, None, relation, start)
    if scanner.begins_word():
        return _named(scanner, scanner.word(), notes)
    raise scanner.refused("nothing begins so", hint=EXAMPLE)


def _win(scanner: Scanner) -> Win:
    start = scanner.skip()
    scanner.take("@")
    win = Win(probability=scanner.chance())
    if scanner.begins_word() or scanner.here() == ":":
        typed = scanner.text[start:].split()[0]
        hint = f'A change begins with its sign: +{typed}. A name that begins with a digit is quoted: "2x":60'
        raise scanner.refused("nothing but `%` may stand behind a chance", hint=hint)
    return win


def _named(scanner: Scanner, word: Word, notes: list[str]) -> Item:
    """What begins with a name; `t`, `crash` and the like are words of the grammar unless they are quoted."""
    called = "" if word.is_quoted else word.text.lower()
    if called in COSTS:
        from .costs import read_cost

        return read_cost(scanner, called)
    if called in EVENTS:
        return _event(scanner, called)
    if scanner.here() == ":":
        return _pick(scanner, word, notes)
    start = scanner.skip()
    if sign := scanner.take(*WINS):
        return _size(scanner, word.text, _one(scanner, sign, start), word.start)
    if relation := scanner.take(*RELATIONS):
        return _threshold(scanner, word.text, relation, word.start)
    raise _no_hunch(scanner, word)


def _one(scanner: Scanner, sign: str, start: int) -> str:
    if len(sign) > 1:
        raise scanner.refused("one sign is enough", start, scanner.at, hint="+2pp is a rise, -2pp a fall.")
    return sign


def _size(scanner: Scanner, metric: str | None, sign: str, start: int) -> Size:
    change = scanner.number("a number", hint="How much? +2pp, +0.02, -5%").value
    if sign == "-":
        change = -change
    unit = scanner.unit()
    low, high = scanner.interval(lambda: _end(scanner, unit), change, signed(change))
    at = scanner.skip()
    probability = None
    if scanner.take("@"):
        if low is not None:
            hint = "The interval says already how likely it beats the baseline: leave one of them out."
            raise scanner.refused("an interval and a chance", at, hint=hint)
        probability = scanner.chance()
        _refuse_centre(scanner, change, probability, start, at)
    return Size(metric=metric, change=change, unit=unit, low=low, high=high, probability=probability)


def _end(scanner: Scanner, unit: str | None) -> float:
    """An end of an interval, in the unit of the change."""
    end = scanner.number("a number", signed=True, hint="An interval is two changes: [-1,4]")
    at = scanner.skip()
    typed = scanner.unit()
    if typed is not None and typed != unit:
        said = f"the change is in {unit}" if unit else "the change has no unit"
        raise scanner.refused(
            said, at, scanner.at, hint="An interval has the unit of its change: +2pp [-1,4]"
        )
    return end.value


def _refuse_centre(scanner: Scanner, change: float, probability: float, start: int, at: int) -> None:
    """A median of no change goes with 50 %, and no other does."""
    if (change == 0) == (probability == 0.5):
        return
    typed = scanner.text[start:at].strip()
    if change == 0:
        hint = f"{typed} @50, or an interval: {typed} [-1,1]"
        raise scanner.refused("no change is as likely better as worse", at, scanner.at, hint=hint)
    hint = f"{typed} @70, or an interval: {typed} [lo,hi]"
    raise scanner.refused("at 50 % the median change would be 0", at, scanner.at, hint=hint)


def _threshold(scanner: Scanner, metric: str | None, relation: str, start: int) -> Threshold:
    number = scanner.number("a number", signed=True)
    unit = scanner.unit()
    if not scanner.take("@"):
        raise scanner.refused("the chance is missing here", hint=f"How sure? {scanner.since(start)} @70")
    probability = scanner.chance()
    return Threshold(
        metric=metric, relation=RELATIONS[relation], value=number.value, unit=unit, probability=probability
    )


def _event(scanner: Scanner, what: str) -> Happening:
    if not scanner.take("@"):
        hint = f'{what}@5 is a chance of 5 %. A metric or idea of that name is quoted: "{what}"'
        raise scanner.refused(f"expected `@` and a chance behind {what}", hint=hint)
    return Happening(what=what, probability=scanner.chance())


def _pick(scanner: Scanner, word: Word, notes: list[str]) -> Pick:
    start, chances = word.start, dict[str, float]()
    while True:
        if not scanner.take(":"):
            raise scanner.refused("expected `:` and a chance here", hint='"wider heads":60 deeper:40')
        if word.text in chances:
            raise scanner.refused("named twice", word.start, word.end)
        chances[word.text] = scanner.chance()
        scanner.take(",")
        if not scanner.begins_word():
            return Pick(chances=_whole(scanner, chances, start, notes))
        word = scanner.word()


def _whole(scanner: Scanner, chances: dict[str, float], start: int, notes: list[str]) -> dict[str, float]:
    """The chances of all that may win, which sum to 1; a point too many or too few is taken for rounding."""
    end = scanner.at
    if len(chances) == 1:
        raise scanner.refused("one idea cannot win alone", start, end, hint='"wider heads":60 deeper:40')
    total = math.fsum(chances.values())
    if abs(total - 1) <= 1e-9:
        return chances
    scaled = {called: chance / total for called, chance in chances.items()}
    if abs(total - 1) > 0.01 + 1e-9 or not min(scaled.values()) >= 0.01:
        left = f" Another idea may have the other {(1 - total) * 100:.6g}." if total < 0.99 else ""
        hint = "Name all that may win; one of them does." + left
        raise scanner.refused(f"these sum to {total * 100:.6g} %, not 100", start, end, hint=hint)
    notes.append(f"the chances sum to {total * 100:.6g} %: scaled to 100 %")
    return scaled


def _no_hunch(scanner: Scanner, word: Word) -> InvalidHunch:
    """A name on its own, or with something behind it that makes no hunch."""
    here, called = scanner.here(), word.text
    meant = _MEANT.get(called.lower()) or _near_word(called)
    if here in ("=", "@") and meant in (COSTS if here == "=" else EVENTS):
        rest = scanner.text[scanner.at :].strip()[:20]
        return scanner.refused(
            f"{called} is not a word here", word.start, word.end, hint=f"Did you mean {meant}{rest}?"
        )
    if scanner.begins_word():
        hint = f'Names with spaces are quoted: "{called} {scanner.word().text}"'
        return scanner.refused("two names in a row", word.start, scanner.at, hint=hint)
    hint = (
        f'{called} +2pp @70 (a change), {called} >= 0.9 @70 (a value); names with @ are quoted: "{called}@1"'
    )
    return scanner.refused(f"expected a change or a bound behind {called}", hint=hint)


def _near_word(called: str) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(called.lower(), WORDS, n=1, cutoff=0.7)), "")


def _what_follows(here: str) -> str:
    if here == "[":
        return "An interval stands behind a change: acc +2pp [-1,4]"
    if here == ",":
        return "Hunches are parted by `;`, and numbers have a point: 0.02"
    if here == "@" or here in "0123456789":
        return "One chance, in percent, behind `@`: acc +2pp @70"
    return 'Names with spaces and signs are quoted: "top-5 acc" +2pp @70'
