"""Where values stand on an axis, and which round numbers are written beside it."""

import math
from collections.abc import Sequence
from typing import NamedTuple

FAR = 4.0
"""From so many times the middle 96 % on, an axis shows these alone: one spike would flatten all else."""

HUGE = 1e250
"""No axis goes further, for what lies between its ends is a number, too."""


class Axis(NamedTuple):
    """From `low` to `high` on `begin` to `end` (units of the picture); `cut` says that values lie beyond it."""

    low: float
    high: float
    begin: float
    end: float
    is_log: bool = False
    cut: bool = False

    def at(self, value: float) -> float | None:
        """Where a value stands, beyond the ends at most a little; None where it cannot stand."""
        if self.is_log and value <= 0:
            return None
        low, high, here = (math.log10(each) for each in (self.low, self.high, value)) if self.is_log else (
            self.low, self.high, value
        )  # fmt: skip
        share = (here - low) / (high - low) if high > low else 0.5
        return self.begin + max(-0.02, min(1.02, share)) * (self.end - self.begin)


def axis_of(
    values: Sequence[float], begin: float, end: float, *, is_log: bool = False, tight: bool = False
) -> Axis | None:
    """An axis that shows these values; None where there is none to show.

    Args:
        tight: without room at the ends.
    """
    there = sorted(max(-HUGE, min(value, HUGE)) for value in values if not is_log or value > 1 / HUGE)
    if not there:
        return None
    low, high = there[0], there[-1]
    cut = False
    if not tight and len(there) > 20:
        a, b = there[int(0.02 * (len(there) - 1))], there[math.ceil(0.98 * (len(there) - 1))]
        if b > a and not is_log and (high - low) > FAR * (b - a):
            low, high, cut = max(low, a - 0.1 * (b - a)), min(high, b + 0.1 * (b - a)), True
    if low == high:
        spare = abs(low) * 0.05 or 0.5
        low, high = (low * 0.9, high * 1.1) if is_log else (low - spare, high + spare)
    elif not tight:
        low, high = _with_room(low, high, is_log)
    return Axis(low, high, begin, end, is_log, cut)


def ticks(axis: Axis, most: int = 5) -> list[float]:
    """Round numbers on an axis.

    >>> ticks(Axis(0.0, 1.0, 0, 100)), ticks(Axis(0.9, 120.0, 0, 100, is_log=True))
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0])
    """
    if axis.is_log and axis.high >= 10 * axis.low:
        first, last = math.floor(math.log10(axis.low)), math.ceil(math.log10(axis.high))
        every = max(1, math.ceil((last - first) / (most + 1)))
        times = (1, 2, 5) if axis.high < 1000 * axis.low else (1,)
        found = [_clean(each * 10.0**power) for power in range(first, last + 1, every) for each in times]
        return [value for value in found if axis.low * (1 - 1e-9) <= value <= axis.high * (1 + 1e-9)]
    step = _round_step((axis.high - axis.low) / most)
    if not step:
        return []
    first = math.ceil(axis.low / step - 1e-9)
    return [
        _clean((first + at) * step)
        for at in range(most + 2)
        if (first + at) * step <= axis.high + 1e-9 * step
    ]


def _round_step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, not below `rough`."""
    if rough <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next((times * power for times in (1, 2, 5) if times * power >= rough * 0.999), 10 * power)


def _clean(value: float) -> float:
    """Without the dust of binary fractions."""
    return float(f"{value:.10g}")


def _with_room(low: float, high: float, is_log: bool) -> tuple[float, float]:
    if is_log:
        room: float = 10 ** (0.05 * (math.log10(high) - math.log10(low)))
        return low / room, high * room
    room = 0.05 * (high - low)
    return low - room, high + room
