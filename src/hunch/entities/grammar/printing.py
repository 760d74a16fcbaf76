"""Hunches as they are typed: the inverse of reading them, in one spelling."""

import math
from collections.abc import Iterable, Sequence

from hunch.entities.hunch import Cost, Happening, Item, Pick, Size, Threshold, Win
from hunch.errors import InvalidHunch

from .scanner import QUOTES, Scanner, mistake, percent
from .units import WORDS

Part = tuple[str, str]
"""What it is (metric, change, unit, interval, chance, relation, value, name, "" for what joins them), and its text."""


def print_hunch(items: Sequence[Item], why: str | None = None) -> str:
    """The whole of it: reading that gives the same items and the same `why`.

    >>> print_hunch([Win(probability=0.7), Happening(what="crash", probability=0.05)], "wider heads")
    '70; crash@5 # wider heads'
    """
    said = "; ".join(print_item(item) for item in items)
    return f"{said} # {why}" if why else said


def print_item(item: Item) -> str:
    """
    >>> print_item(Size(metric="acc", change=2.0, unit="pp", low=-1.0, high=4.0))
    'acc +2pp [-1,4]'
    """
    return "".join(text for _, text in parts(item))


def refused(item: Item, part: str, what: str, *, hint: str | None = None) -> InvalidHunch:
    """What is wrong with a part of an item, with carets under it; under "all" of it where it has no such part."""
    start = 0
    for kind, text in parts(item):
        if kind == part:
            return mistake(print_item(item), start, start + len(text), what, hint=hint)
        start += len(text)
    return mistake(print_item(item), 0, start, what, hint=hint)


def parts(item: Item) -> list[Part]:
    """What an item is written in."""
    match item:
        case Win():
            return [("chance", percent(item.probability))]
        case Size():
            return _size(item)
        case Threshold():
            told = [("relation", item.relation), ("", " "), ("value", number(item.value))]
            return [*_metric(item.metric), *told, *_unit(item.unit), ("", " @"), _chance(item.probability)]
        case Pick():
            return _pick(item.chances)
        case Cost():
            return _cost(item)
        case Happening():
            return [("name", item.what), ("", "@"), _chance(item.probability)]


def number(value: float) -> str:
    """As short as it can be without becoming another number.

    >>> number(40.0), number(0.02), number(-0.0), number(1e22)
    ('40', '0.02', '-0', '1e+22')
    """
    return repr(float(value)).removesuffix(".0")


def signed(value: float) -> str:
    """As `number`, with its sign always there."""
    return number(value) if math.copysign(1, value) < 0 else "+" + number(value)


def name(text: str) -> str:
    """A name as it is typed: bare where that reads, else in quotes.

    >>> name("val/acc"), name("acc@1"), name('the "best"'), name("t")
    ('val/acc', '"acc@1"', '"the \\\\"best\\\\""', '"t"')
    """
    if is_bare(text) and text.lower() not in WORDS:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_bare(text: str) -> bool:
    """Whether a name reads without quotes."""
    if text[:1] in QUOTES or not text:
        return False
    scanner = Scanner(text)
    return scanner.begins_word() and scanner.at == 0 and scanner.word().end == len(text)


def _size(size: Size) -> list[Part]:
    told = [*_metric(size.metric), ("change", signed(size.change)), *_unit(size.unit)]
    if size.low is not None or size.high is not None:
        told += [("", " "), ("interval", _interval(size.low, size.high))]
    if size.probability is not None:
        told += [("", " @"), _chance(size.probability)]
    return told


def _cost(cost: Cost) -> list[Part]:
    unit = cost.unit or ""
    told = [
        ("name", cost.what),
        ("relation", cost.relation),
        ("value", number(cost.quantity)),
        ("unit", unit),
    ]
    if cost.low is not None or cost.high is not None:
        told += [("", " "), ("interval", _interval(cost.low, cost.high, unit))]
    if cost.probability is not None:
        told += [("", " @"), _chance(cost.probability)]
    return told


def _pick(chances: dict[str, float]) -> list[Part]:
    told: list[Part] = []
    for called, probability in chances.items():
        told += [("", " " if told else ""), (f"name {called}", name(called)), ("", ":"), _chance(probability)]
    return told


def _metric(metric: str | None) -> Iterable[Part]:
    return [] if metric is None else [("metric", name(metric)), ("", " ")]


def _unit(unit: str | None) -> Iterable[Part]:
    """A unit that begins with e stands off: `2 e3` is not 2000."""
    if unit is None:
        return []
    shown = unit if unit == "%" or is_bare(unit) else name(unit)
    return [("", " "), ("unit", shown)] if shown[0] in "eE" else [("unit", shown)]


def _chance(probability: float) -> Part:
    return ("chance", percent(probability))


def _interval(low: float | None, high: float | None, unit: str = "") -> str:
    ends = ["" if end is None else number(end) + unit for end in (low, high)]
    return f"[{','.join(ends)}]"
