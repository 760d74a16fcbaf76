"""What a size says, as a distribution; and what a belief about the true effect says about a reading.

All changes here are signed as the metric goes; the goal only says on which side of 0 "better" lies.
"""

import math
from collections.abc import Sequence

import msgspec

from hunch.entities.hunch import Size

from .normal import Z80, cdf, quantile

ENOUGH_EFFECTS = 10
"""From so many resolved effects on, they say how large effects usually are; before, 1.5 seed sd."""
_UNITS = {"%": False, "percent": False, "1": True, "fraction": True}
"""Units of a question that say by themselves whether a point is .01."""
_LARGEST_LOG = 500.0


class Unfit(ValueError):
    """A size that says nothing here; the text is why its item is void."""


class Typical(msgspec.Struct, frozen=True, kw_only=True):
    """How large a metric's effects usually are, on the scale of the analysis; None: nothing is known yet."""

    tau: float | None = None
    n: int = 0
    """The resolved effects that it comes from."""

    @property
    def belief_sd(self) -> float | None:
        """How sure somebody is taken to be who gave no interval."""
        return None if self.tau is None else 0.7 * self.tau


def typical(effects: Sequence[float], errors: Sequence[float], *, noise_sd: float | None) -> Typical:
    """The spread of true effects, from those measured.

    Args:
        effects: shape (reading,), differences from the baseline, on the scale of the analysis.
        errors: shape (reading,), the standard error of each.
        noise_sd: of seeds, pooled; None: no noise is known.

    Source:
        docs/reference/statistics.md, Typical effect: tau^2 = max(var(d) - mean(SE^2), s^2 / 4); 1.5 s before 10 are resolved.

    >>> typical([], [], noise_sd=2.0).tau, typical([], [], noise_sd=None).tau
    (3.0, None)
    """
    n, noise = len(effects), noise_sd or 0.0
    if n < ENOUGH_EFFECTS:
        return Typical(tau=1.5 * noise or None, n=n)
    mean = math.fsum(effects) / n
    spread = math.fsum((effect - mean) ** 2 for effect in effects) / (n - 1)
    square = max(spread - math.fsum(error**2 for error in errors) / n, noise**2 / 4)
    return Typical(tau=math.sqrt(square) or None, n=n)


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """What a change of a metric is counted in.

    `baseline` is the baseline runs' mean on the scale of the analysis (the mean of logs on a log scale), None where
    there is none. `unit` is the question's. `goal` is None for a metric that no question is about: a size is then about
    the way it says itself.
    """

    goal: str | None = "max"
    unit: str | None = None
    log_scale: bool = False
    baseline: float | None = None

    def side(self, change: float = 0.0) -> int:
        """1 where up is the side that a chance is about, -1 where down is; without a goal that of `change`."""
        if self.goal is None:
            return -1 if change < 0 else 1
        return -1 if self.goal == "min" else 1

    def analysed(self, change: float, unit: str | None) -> float:
        """A change as typed, on the scale of the analysis.

        "pp" is .01 of a fraction and 1 of a metric in %: one whose question says so, or whose baseline lies outside 0
        to 1. "%" is relative to the size of the baseline. Any other unit is the metric's own.

        Raises:
            Unfit: it is relative to nothing, or takes away more than there is.
        """
        own = change * self._own(unit)
        if not self.log_scale or own == 0:
            return own
        left = 1 + own / self._level()
        if left <= 0:
            raise Unfit("a fall by all there is has no logarithm")
        return math.log(left)

    def told(self, change: float) -> float:
        """A change on the scale of the analysis, in the metric's own unit."""
        return self._level() * math.expm1(min(change, _LARGEST_LOG)) if self.log_scale else change

    def level(self, value: float, unit: str | None) -> float:
        """A value of the metric itself as typed, on the scale of the analysis (-inf: the log of 0 or less).

        A value in "%" or "pp" is one of a metric that may be a fraction: 90 % is .9 there, else 90.
        """
        own = value * (0.01 if unit in ("%", "pp") and self.is_fraction else 1.0)
        if not self.log_scale:
            return own
        return math.log(own) if own > 0 else -math.inf

    def _own(self, unit: str | None) -> float:
        if unit == "pp":
            return 0.01 if self.is_fraction else 1.0
        if unit != "%":
            return 1.0
        if self._level() == 0:
            raise Unfit("it is relative to a baseline of 0")
        return abs(self._level()) / 100

    @property
    def is_fraction(self) -> bool:
        """Whether a point is .01."""
        if self.unit in _UNITS:
            return _UNITS[self.unit]
        return self.baseline is None or 0 <= self._level() <= 1

    def _level(self) -> float:
        """The baseline in the metric's own unit."""
        if self.baseline is None:
            raise Unfit("there is no baseline")
        return math.exp(self.baseline) if self.log_scale else self.baseline


class Belief(msgspec.Struct, frozen=True, kw_only=True):
    """A split normal: half of it on each side of its median, as wide there as `below` and `above` (sd) say."""

    median: float
    below: float
    above: float

    @property
    def interval(self) -> tuple[float, float]:
        """The middle 80 %."""
        return self.median - Z80 * self.below, self.median + Z80 * self.above

    def blurred(self, error: float) -> "Belief":
        """What it says about a reading with standard error `error`: each half's variance grows by its square.

        Exact for a normal. A split one becomes another split one, which keeps median and halves.
        """
        return Belief(
            median=self.median, below=math.hypot(self.below, error), above=math.hypot(self.above, error)
        )

    def chance_of(self, side: int) -> float:
        """The chance of a change above 0 (side 1) or below (-1); exactly 0 is neither.

        >>> Belief(median=1.0, below=1.0, above=9.0).chance_of(1) == cdf(1.0)
        True
        """
        median = side * self.median
        towards_zero = self.below if self.median > 0 else self.above
        if towards_zero == 0:
            return 1.0 if median > 0 else 0.0
        return cdf(median / towards_zero)


def size_belief(size: Size, *, scale: Scale, typical: Typical) -> Belief:
    """What a size says about the true effect, on the scale of the analysis.

    With an interval: a half normal on each side that reaches its end at 1.2816 sd. With a chance p to beat the
    baseline (without a goal: to go the way it says): the normal that has it, sd = median / Phi^-1(p). With neither: as wide as `typical` says; where that
    is unknown, as wide as the change itself.

    Raises:
        Unfit: it contradicts itself, or says nothing on this scale.
    """
    median = scale.analysed(size.change, size.unit)
    if size.low is not None and size.high is not None:
        low, high = (scale.analysed(end, size.unit) for end in (size.low, size.high))
        if not low <= median <= high:
            raise Unfit("the interval leaves out the median")
        return Belief(median=median, below=(median - low) / Z80, above=(high - median) / Z80)
    if size.probability is not None and (median or size.probability != 0.5):
        sd = _implied_sd(median, size.probability if scale.side(size.change) > 0 else 1 - size.probability)
    else:
        sd = typical.belief_sd or abs(median)
    if sd == 0 and median == 0:
        raise Unfit("how large effects usually are is not known yet")
    return Belief(median=median, below=sd, above=sd)


def idea_belief(chance: float, *, side: int, sd: float) -> Belief:
    """The normal of width `sd` with this chance on this side of 0."""
    median = side * sd * quantile(min(max(chance, 1e-9), 1 - 1e-9))
    return Belief(median=median, below=sd, above=sd)


def _implied_sd(median: float, chance_of_rise: float) -> float:
    """sd of the normal with this median and this chance above 0; certainty has none."""
    if chance_of_rise in (0, 1):
        sd = 0.0 if (chance_of_rise == 1) == (median > 0) else -1.0
    else:
        z = quantile(chance_of_rise)
        sd = median / z if z else -1.0
    if sd < 0 or median == 0:
        raise Unfit("the change and the chance to beat the baseline contradict each other")
    return sd
