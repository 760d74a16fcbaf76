"""What a size implies in the unit it is typed in: a normal, half of it on each side of the median.

`stats/belief.py` says the same on the scale of the analysis once the baseline is measured; this needs none.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from hunch.entities.hunch import Size

from .known import Known

Z80 = 1.2815515655446004
"""Half of an 80 % interval, in sd."""
_LARGEST_LOG = 700.0


class Implied(NamedTuple):
    """The 80 % interval, in the unit of the change, and the chance of a rise; None where it is not known yet."""

    interval: tuple[float, float] | None = None
    chance_of_rise: float | None = None


class _Scale(NamedTuple):
    """Where a change is normal: as it is, or (`doubling`: the change that doubles the metric) in logs."""

    doubling: float | None = None

    def has(self, change: float) -> bool:
        return self.doubling is None or change > -self.doubling

    def of(self, change: float) -> float:
        return change if self.doubling is None else math.log1p(change / self.doubling)

    def back(self, value: float) -> float:
        return value if self.doubling is None else self.doubling * math.expm1(min(value, _LARGEST_LOG))


def implied(size: Size, known: Known, *, quantile: Callable[[float], float]) -> Implied:
    """What a size says besides its median.

    >>> from statistics import NormalDist
    >>> size = Size(change=1.0, low=1.0 - Z80, high=9.0)
    >>> implied(size, Known(), quantile=NormalDist().inv_cdf).chance_of_rise == NormalDist().cdf(1)
    True
    """
    scale = _scale(size, known)
    if size.low is not None and size.high is not None:
        interval = size.low, size.high
        if scale is None or not scale.has(size.low):
            return Implied(interval)
        low, median, high = (scale.of(each) for each in (size.low, size.change, size.high))
        return Implied(interval, _chance_of_rise(median, (median - low) / Z80, (high - median) / Z80))
    if scale is None or not scale.has(size.change):
        return Implied()
    median = scale.of(size.change)
    sd = _sd(size, median, known, quantile)
    if not sd:
        return Implied()
    ends = scale.back(median - Z80 * sd), scale.back(median + Z80 * sd)
    return Implied(ends, _chance_of_rise(median, sd, sd))


def _scale(size: Size, known: Known) -> _Scale | None:
    """None: it takes the baseline, which is not at hand."""
    if not known.log_scale or not known.is_questions(size.metric):
        return _Scale()
    if size.unit == "%":
        return _Scale(100.0)
    if known.baseline is None or known.baseline <= 0:
        return None
    return _Scale(known.baseline / _own(size, known))


def _sd(size: Size, median: float, known: Known, quantile: Callable[[float], float]) -> float | None:
    if size.probability is not None and median:
        return abs(median / quantile(size.probability))
    if known.spread is None or not known.is_questions(size.metric) or known.log_scale:
        return known.spread if known.is_questions(size.metric) else None
    if size.unit != "%":
        return known.spread / _own(size, known)
    return known.spread / abs(known.baseline) * 100 if known.baseline else None


def _own(size: Size, known: Known) -> float:
    """What one of the typed unit (which is not %) is in the metric's own."""
    return 0.01 if size.unit == "pp" and known.kind_of(size.metric) != "%" else 1.0


def _chance_of_rise(median: float, below: float, above: float) -> float:
    """Of half a normal on each side: on the far side of 0 lies the tail of the half that reaches over it."""
    sd = below if median > 0 else above
    return math.erfc(-median / sd / math.sqrt(2)) / 2
