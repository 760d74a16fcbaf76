"""What a benchmark says: one row for each thing that was measured, with the goal it is held against."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

import msgspec


class Limit(NamedTuple):
    """A goal: a number in a unit, the most that is allowed or (`at_least`) the least."""

    value: float
    unit: str
    at_least: bool = False

    def holds(self, measured: float) -> bool:
        """Whether `measured`, in the limit's unit, reaches the goal."""
        return measured >= self.value if self.at_least else measured <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g}{_gap(self.unit)}{self.unit}"


def at_most(value: float, unit: str) -> Limit:
    """The goal that a cost stays at or below `value`."""
    return Limit(value, unit)


def at_least(value: float, unit: str) -> Limit:
    """The goal that an advantage reaches `value`."""
    return Limit(value, unit, at_least=True)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table, and one of the raw file.

    `met` is None where there is no goal or nothing was measured; `spread` holds the first and third
    quartile over the rounds; `samples` are the raw values by contender, in the order of the rounds.
    """

    subject: str
    what: str
    goal: str = ""
    measured: str
    spread: str = ""
    met: bool | None = None
    detail: str = ""
    samples: dict[str, list[float]] = {}


class Sheet:
    """Makes the rows of one subject."""

    def __init__(self, subject: str) -> None:
        self.subject = subject

    def value(
        self, what: str, samples: Sequence[float], unit: str, *, limit: Limit | None = None, detail: str = ""
    ) -> Row:
        """A median in a unit, held against `limit` where there is one."""
        middle = statistics.median(samples)
        return Row(
            subject=self.subject,
            what=what,
            goal=str(limit or ""),
            measured=amount(middle, unit),
            spread=_spread(samples, unit),
            met=limit.holds(middle) if limit else None,
            detail=detail,
            samples={"value": list(samples)},
        )

    def ratio(
        self,
        what: str,
        above: tuple[str, Sequence[float]],
        below: tuple[str, Sequence[float]],
        unit: str,
        *,
        limit: Limit | None = None,
        detail: str = "",
    ) -> Row:
        """How many times the `above` contender's value is that of the one `below`: the median over the rounds' ratios.

        Args:
            above, below: name and one value for each round; values of one round were measured side by side.
            unit: what the values are in; the ratio itself has none.
        """
        ratios = [a / b for a, b in zip(above[1], below[1], strict=True)]
        middle = statistics.median(ratios)
        sides = " against ".join(
            f"{name} {amount(statistics.median(values), unit)}" for name, values in (above, below)
        )
        return Row(
            subject=self.subject,
            what=what,
            goal=str(limit or ""),
            measured=amount(middle, "x"),
            spread=_spread(ratios, "x"),
            met=limit.holds(middle) if limit else None,
            detail="; ".join(filter(None, (sides, detail))),
            samples={above[0]: list(above[1]), below[0]: list(below[1])},
        )

    def count(self, what: str, number: int, *, limit: Limit | None = None, detail: str = "") -> Row:
        """A number of things that were counted, not timed."""
        met = limit.holds(number) if limit else None
        return Row(
            subject=self.subject,
            what=what,
            goal=str(limit or ""),
            measured=f"{number:,}",
            met=met,
            detail=detail,
        )

    def missing(self, what: str, why: str, *, limit: Limit | None = None) -> Row:
        """A row that says what was not measured, and why: never left out in silence."""
        return Row(
            subject=self.subject, what=what, goal=str(limit or ""), measured="not measured", detail=why
        )


def amount(value: float, unit: str) -> str:
    """`value` with three digits that count, and its unit.

    >>> amount(0.012345, "s"), amount(3.1416, "x"), amount(1234.5, "ms")
    ('0.0123 s', '3.14x', '1,234 ms')
    """
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{text}{_gap(unit)}{unit}"


def _gap(unit: str) -> str:
    return "" if unit in ("x", "") else " "


def _spread(samples: Sequence[float], unit: str) -> str:
    if len(samples) < 2:
        return ""
    first, _, third = statistics.quantiles(samples, n=4, method="inclusive")
    return f"{amount(first, '')} to {amount(third, unit)}"
