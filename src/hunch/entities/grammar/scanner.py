"""The characters of a hunch: names, numbers, chances and symbols, each with its place."""

from collections.abc import Callable
from typing import NamedTuple

from hunch.errors import InvalidHunch

DIGITS = "0123456789"
QUOTES = {'"': '"', "'": "'", "“": "”“", "„": "”“", "”": "”"}
"""What opens a quoted name, and what may close it."""
# What a word processor or a page turns a hyphen into; places stay the same.
_PLAIN = {ord("−"): "-", ord("–"): "-"}
_SYMBOLS = {"≥": ">=", "≤": "<=", "±": "+-"}
_NO_NAME = frozenset("≥≤±“”„‘’…×·")
_NO_CHANCE = "In percent: 70, or @70 behind a change."


class Word(NamedTuple):
    """A name as it is meant, whether it was quoted, and its place."""

    text: str
    is_quoted: bool
    start: int
    end: int


class Number(NamedTuple):
    """A finite number, as typed, and its place."""

    value: float
    source: str
    start: int
    end: int


def mistake(text: str, start: int, end: int, what: str, *, hint: str | None = None) -> InvalidHunch:
    """The line with carets under what is wrong, and what is wrong."""
    return InvalidHunch("this hunch cannot be sealed:\n" + pointed(text, start, end, what), hint=hint)


def pointed(text: str, start: int, end: int, what: str) -> str:
    """Two lines: the text, and carets with what is wrong; of a long text, the part around.

    >>> print(pointed("acc +2pp @170", 10, 13, "a chance is 1 to 99 %"))
        acc +2pp @170
                  ^^^ a chance is 1 to 99 %
    """
    shown = "".join(c if c.isprintable() else " " for c in text)
    first = start - 60 if start > 70 else 0
    cut = "..." if first else ""
    line = shown[first : max(start + 40, min(end, start + 80))]
    carets = "^" * max(1, min(end, first + len(line)) - start)
    return f"    {cut}{line}\n    {' ' * (len(cut) + start - first)}{carets} {what}"


def percent(probability: float) -> str:
    """A chance of 1 to 99 % in percent, exactly: reading it gives the same number again.

    >>> percent(0.7), percent(0.07), percent(0.125), percent(0.1 + 0.2)
    ('70', '7', '12.5', '30.000000000000004')
    """
    if not 1e-4 <= probability < 1:
        return f"{probability * 100:.15g}"
    digits = repr(probability)[2:].ljust(2, "0")
    whole, rest = digits[:2].lstrip("0") or "0", digits[2:]
    return f"{whole}.{rest}" if rest else whole


def begins_name(character: str) -> bool:
    """Whether a bare name may begin so."""
    return character.isalpha() or character == "_" or (character > "\x7f" and continues_name(character))


def continues_name(character: str) -> bool:
    """Whether a bare name may go on so; "-" may too, before a letter. `acc/*` names the tasks of a question."""
    if character.isalnum() or character in "_./*":
        return True
    return character > "\x7f" and not character.isspace() and character not in _NO_NAME


class Scanner:
    """Reads from left to right. Whitespace is skipped before everything but a symbol's second half."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = text.translate(_PLAIN)
        self.at = 0

    def refused(
        self, what: str, start: int | None = None, end: int | None = None, *, hint: str | None = None
    ) -> InvalidHunch:
        """What is wrong at a place; without one, at the word or character here."""
        first = self.skip() if start is None else start
        return mistake(self.text, first, _run_end(self.text, first) if end is None else end, what, hint=hint)

    def skip(self) -> int:
        """Past whitespace; where that is."""
        while self.plain[self.at : self.at + 1].isspace():
            self.at += 1
        return self.at

    def here(self) -> str:
        """The next character that is not whitespace; "" at the end."""
        at = self.skip()
        return self.plain[at : at + 1]

    def take(self, *symbols: str) -> str:
        """The first of these symbols that stands here, passed; "" where none does. `≥` stands for `>=`."""
        at = self.skip()
        spelled = _SYMBOLS.get(self.plain[at : at + 1])
        for symbol in symbols:
            if symbol == spelled:
                self.at += 1
                return symbol
            if self.plain.startswith(symbol, at):
                self.at += len(symbol)
                return symbol
        return ""

    def ends_item(self) -> bool:
        """Whether the item is over here."""
        return self.here() in ("", ";", "#")

    def begins_word(self) -> bool:
        """Whether a name stands here."""
        here = self.here()
        return here != "" and (here in QUOTES or begins_name(here))

    def word(self) -> Word:
        """The name that stands here, bare or quoted."""
        return self._quoted() if self.here() in QUOTES else self._bare()

    def _bare(self) -> Word:
        start = self.at
        self.at += 1
        while self.at < len(self.plain) and self._goes_on():
            self.at += 1
        return Word(self.text[start : self.at], False, start, self.at)

    def _goes_on(self) -> bool:
        """`val-acc` is a name, `acc-2pp` a name and a fall."""
        here, after = self.plain[self.at], self.plain[self.at + 1 : self.at + 2]
        return continues_name(here) or (here == "-" and (after.isalpha() or after == "_"))

    def _quoted(self) -> Word:
        start, read = self.at, []
        closing = QUOTES[self.plain[start]]
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] not in closing:
            if self.text[self.at] == "\\" and self.at + 1 < len(self.text):
                self.at += 1
            read.append(self.text[self.at])
            self.at += 1
        if self.at >= len(self.text):
            raise self.refused("this quote is never closed", start)
        self.at += 1
        if not read:
            raise self.refused("a name stands between quotes", start, self.at)
        return Word("".join(read), True, start, self.at)

    def unit(self) -> str | None:
        """The unit behind a number, where one stands here."""
        if sign := self.take("%", "$"):
            return sign
        return self.word().text if self.begins_word() else None

    def letters(self) -> str | None:
        """The unit of a cost, where one stands here: `1h30m` is two pieces."""
        start = self.skip()
        while self.plain[self.at : self.at + 1].isalpha() or self.plain[self.at : self.at + 1] == "$":
            self.at += 1
        return self.plain[start : self.at] or None

    def since(self, start: int) -> str:
        """What is typed from there to here."""
        return self.text[start : self.at].strip()

    def has_number(self) -> bool:
        """Whether a number without a sign stands here."""
        at = self.skip()
        return _number_end(self.plain, at) > at

    def number(self, expected: str, *, signed: bool = False, hint: str | None = None) -> Number:
        """The number that stands here.

        Raises:
            InvalidHunch: none does (`expected` says what would), or it is beyond all measure.
        """
        start = self.skip()
        sign = self.take("+", "-") if signed else ""
        first = self.skip()
        end = _number_end(self.plain, first)
        if end == first:
            raise self.refused(f"expected {expected} here", first, hint=hint)
        self.at = end
        value = float(sign + self.plain[first:end])
        if value in (float("inf"), float("-inf")):
            raise self.refused("this number is too large", start, end)
        return Number(value, self.plain[first:end], start, end)

    def chance(self, *, hint: str | None = None) -> float:
        """A chance in percent, the % behind it too.

        Raises:
            InvalidHunch: none stands here, or it is not 1 to 99 %.
        """
        start = self.skip()
        is_negative = bool(self.take("-"))
        number = self.number("a chance in percent", hint=hint or _NO_CHANCE)
        self.take("%")
        probability = number.value / 100 if "e" in number.source.lower() else float(number.source + "e-2")
        if is_negative or not 0.01 <= probability <= 0.99:
            value = -number.value if is_negative else number.value
            raise self.refused("a chance is 1 to 99 %", start, number.end, hint=_what_chance(value))
        return probability

    def interval(
        self, end: Callable[[], float], median: float, shown: str
    ) -> tuple[float, float] | tuple[None, None]:
        """The interval that may stand here, around `median` (which is `shown` so); Nones where none does.

        Raises:
            InvalidHunch: it has no two ends, or does not hold the median.
        """
        start = self.skip()
        if not self.take("["):
            return None, None
        from_here = self.at
        low, typed_low = end(), self.since(from_here)
        self._expect(",")
        from_here = self.at
        high, typed_high = end(), self.since(from_here)
        self._expect("]")
        if low > high:
            raise self.refused(
                "the interval runs from high to low",
                start,
                self.at,
                hint=f"The lower end comes first: [{typed_high},{typed_low}]",
            )
        if not low < median < high:
            hint = "Eight times in ten it falls between the ends; they are of the same kind as the number before them."
            raise self.refused(f"{shown}, the median, is not inside", start, self.at, hint=hint)
        return low, high

    def _expect(self, symbol: str) -> None:
        if not self.take(symbol):
            raise self.refused(f"expected `{symbol}` here", hint="An interval has two ends: [-1,4]")


def _what_chance(value: float) -> str:
    if value in (0, 100):
        return "Nothing is sure: one miss at 0 or 100 % could never be made up for. Say 1 or 99."
    if 0.01 <= value < 1:
        return f"Chances are in percent: did you mean {percent(value)}?"
    return _NO_CHANCE


def _number_end(text: str, at: int) -> int:
    """Where the number ends that begins at `at`; `at` itself where none does. `2epochs` is 2 of a unit."""
    whole = _digits_end(text, at)
    end = whole
    if text[whole : whole + 1] == ".":
        end = _digits_end(text, whole + 1)
        if end == whole + 1 and whole == at:
            return at
    if end > at and text[end : end + 1] in ("e", "E"):
        power = end + 2 if text[end + 1 : end + 2] in ("+", "-") else end + 1
        if (past := _digits_end(text, power)) > power:
            return past
    return end


def _run_end(text: str, at: int) -> int:
    """Past the letters and digits from here on; past one character where there are none."""
    end = at
    while text[end : end + 1].isalnum():
        end += 1
    return max(end, at + 1)


def _digits_end(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in DIGITS:
        at += 1
    return at
