"""Numbers in what a program prints: `name: number`, `name=number`, progress bars, dicts. Pure: bytes to numbers.

A block of lines is passed over quickly where nothing in it looks like a metric; a line is understood by its
shape (shape.py), which is remembered.
"""

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .flood import Flood, can_flood
from .shape import NOTHING, Shape, understand

LONGEST_LINE = 10_000
MOST_NAMES = 200
MOST_SHAPES = 2_000
"""Remembered at a time."""
FLOOD = 100
"""Lines with metrics in one block: the next may well be like the last of them."""

LARGEST = 2**63 - 1

Number = float | int

# Both patterns begin with a set of characters, which `re` finds quickly; the look-behinds then say which it was.
_NUMBER = re.compile(
    rb"""([-+.0-9nNiI](?<![\w.@].)(?<![A-Za-z_][/-].)(?:
      (?<=[0-9])(?:[0-9]{0,2}(?:,[0-9]{3})++(?![0-9,]*[0-9])(?:\.[0-9]+)?|[0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]+)?)
    | (?<=[-+])(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|(?:[nN]a[nN]|[iI]nf(?:inity)?)(?!\w))
    | (?<=\.)[0-9]+(?:[eE][-+]?[0-9]+)?
    | (?<=[nN])[aA][nN](?!\w)
    | (?<=[iI])(?:nf(?:inity)?|NF)(?!\w)
    ))""",
    re.VERBOSE,
)
_NAMED = rb"""
      (?:(?<=[^0-9][=:])|(?<=[A-Za-z_@][0-9][=:]))[ \t]{0,8}['"]?
      (?:[-+.]?[0-9]|[-+]?[nNiI][aAnN]|tensor|Array|np\.|numpy\.)
    | (?<=%)\|
"""
_NAMED_NUMBER = re.compile(rb"[=:%](?:" + _NAMED + rb")", re.VERBOSE)
_NAMED_NUMBER_OR_STEP = re.compile(
    rb"[=:%sSeEiIbB](?:"
    + _NAMED
    + rb"""
    | (?:
      (?<=[sS])(?i:teps?) | (?<=[eE])(?i:pochs?|pisodes?) | (?<=[iI])(?i:terations?|ters?|tr) | (?<=[bB])(?i:atch)
      )['"]?[ \t:=#\[(]{0,8}['"]?[-+]?[.]?[0-9]
    )""",
    re.VERBOSE,
)
_STEP_WORDS = (b"step", b"epoch", b"iter", b"itr", b"batch", b"episode")
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_TRACEBACK = re.compile(
    rb"^Traceback \(most recent call last\):.*\n(?:[ \t].*\n|\n)*(?P<end>\S.*\n?)?", re.MULTILINE
)
_GOES_ON = re.compile(rb"(?:[ \t].*\n|\n)*(?P<end>\S.*\n?)?")
_LINE_ENDS = bytes.maketrans(b"\r\b\v\f", b"\n\n\n\n")
_TRACEBACK_START = b"Traceback (most recent call last):"


class Printed(NamedTuple):
    """Metrics that one line names."""

    step: Number
    values: dict[str, Number]


class Scanner:
    """Finds metrics in lines that are handed to it in order.

    Args:
        patterns: regular expressions with named groups `name` and `value` (and `step`), tried on each line
            before the built-in rules. A bad one is named in `faults` and skipped.
    """

    def __init__(self, patterns: Sequence[str] = ()) -> None:
        self.faults: list[str] = []
        self._patterns = [compiled for text in patterns if (compiled := self._compiled(text))]
        self._shapes: dict[tuple[bytes, ...], Shape] = {}
        self._counts: dict[str, int] = {}
        self._epoch: Number | None = None
        self._last_bar: list[Printed] = []
        self._in_traceback = False
        self._texts: tuple[bytes, ...] = ()
        self._flood: Flood | None = None

    @property
    def flood(self) -> Flood | None:
        """What the lines have lately all been like, if the next block may be read as such."""
        return None if self._in_traceback else self._flood

    def scan(self, block: bytes) -> list[Printed]:
        """The metrics that a block of whole lines names. Never raises; all values are numbers, maybe NaN."""
        block = self._without_tracebacks(block)
        if b"\x1b" in block:
            block = _ESCAPES.sub(b"", block)
        block = block.translate(_LINE_ENDS)
        found: list[Printed] = []
        for line in block.split(b"\n") if self._patterns else _promising_lines(block):
            if line and len(line) <= LONGEST_LINE:
                found.extend(self._by_pattern(line) or self._by_shape(line))
        shape = self._shapes.get(self._texts, NOTHING) if len(found) >= FLOOD else NOTHING
        self._flood = Flood(self._texts, shape) if can_flood(shape) and not self._patterns else None
        return found

    def _compiled(self, text: str) -> re.Pattern[str] | None:
        try:
            compiled = re.compile(text)
        except re.error as error:
            self.faults.append(f"console pattern {text!r} is skipped: {error}")
            return None
        missing = {"name", "value"} - set(compiled.groupindex)
        if missing:
            self.faults.append(f"console pattern {text!r} is skipped: it has no group {sorted(missing)}")
            return None
        return compiled

    def _without_tracebacks(self, block: bytes) -> bytes:
        if self._in_traceback:
            rest = _GOES_ON.match(block)
            assert rest is not None  # it matches nothing too
            block = block[rest.end() :]
            self._in_traceback = rest["end"] is None
        if _TRACEBACK_START not in block:
            return block
        for traceback in _TRACEBACK.finditer(block):
            self._in_traceback = traceback["end"] is None
        return _TRACEBACK.sub(b"", block)

    def _by_pattern(self, line: bytes) -> list[Printed]:
        if not self._patterns:
            return []
        text = line.decode("utf-8", "replace")
        values: dict[str, Number] = {}
        step: Number | None = None
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                groups = match.groupdict()
                value = _number_of(groups["value"])
                if groups["name"] and value is not None and self._admit(groups["name"]):
                    values[groups["name"]] = value
                    step = _number_of(groups.get("step")) if step is None else step
        return self._placed(values, step) if values else []

    def _by_shape(self, line: bytes) -> list[Printed]:
        parts = _NUMBER.split(line)
        texts = tuple(parts[::2])
        shape = self._shapes.get(texts)
        if shape is None:
            shape = self._learn(texts)
        if shape is NOTHING:
            return []
        numbers = parts[1::2]
        if shape.title is not None:
            self._epoch = _number(numbers[shape.title])
        values = {name: _number(numbers[place]) for name, place in shape.metrics}
        if not values:
            return []
        self._texts = texts
        found = self._placed(values, self._step(shape, numbers) if shape.step else None)
        if shape.bar:
            found, self._last_bar = ([] if found == self._last_bar else found), found
        return found

    def _learn(self, texts: tuple[bytes, ...]) -> Shape:
        shape = understand([text.decode("utf-8", "replace") for text in texts])
        shape = shape._replace(metrics=[(name, place) for name, place in shape.metrics if self._admit(name)])
        if not shape.metrics and shape.title is None:
            shape = NOTHING
        if len(self._shapes) >= MOST_SHAPES:
            self._shapes.clear()
        self._shapes[texts] = shape
        return shape

    def _admit(self, name: str) -> bool:
        if name not in self._counts and len(self._counts) >= MOST_NAMES:
            fault = f"the console names more than {MOST_NAMES} metrics: later names are left out"
            if fault not in self.faults:
                self.faults.append(fault)
            return False
        self._counts.setdefault(name, 0)
        return True

    def _step(self, shape: Shape, numbers: Sequence[bytes]) -> Number | None:
        """Where the line says it stands; inside an epoch, the epochs before count in full."""
        assert shape.step is not None
        step = _number(numbers[shape.step.n])
        if shape.step.of is None:
            return step
        epoch = self._epoch if shape.step.epoch is None else _number(numbers[shape.step.epoch])
        return step if epoch is None else epoch * _number(numbers[shape.step.of]) + step

    def _placed(self, values: dict[str, Number], step: Number | None) -> list[Printed]:
        """`values` at `step`; without one, at the number of times each name came without one."""
        if step is not None and math.isfinite(step):
            return [Printed(step, values)]
        by_count: dict[Number, dict[str, Number]] = {}
        for name, value in values.items():
            by_count.setdefault(self._counts[name], {})[name] = value
            self._counts[name] += 1
        return [Printed(count, placed) for count, placed in by_count.items()]


def _promising_lines(block: bytes) -> Iterator[bytes]:
    """Lines in which something looks like a metric or a step; the others cost almost nothing."""
    lower = block.lower()
    looks_like = _NAMED_NUMBER_OR_STEP if any(word in lower for word in _STEP_WORDS) else _NAMED_NUMBER
    end = 0
    while match := looks_like.search(block, end):
        start = block.rfind(b"\n", end, match.start()) + 1 or end
        end = block.find(b"\n", match.end())
        end = len(block) if end < 0 else end
        yield block[start:end]


def _number(digits: bytes) -> Number:
    """An integer that fits in 64 bits exactly, any other number as a float."""
    if b"," in digits:
        digits = digits.replace(b",", b"")
    if b"." not in digits and len(digits) <= 20 and digits.lstrip(b"+-").isdigit():
        whole = int(digits)
        return whole if -LARGEST <= whole <= LARGEST else float(whole)
    return float(digits)


def _number_of(text: str | None) -> Number | None:
    try:
        return _number((text or "").encode())
    except ValueError:
        return None
