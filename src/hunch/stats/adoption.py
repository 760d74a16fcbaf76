"""When an idea is worth building on, and the reading from which on it will be."""

import math

from .mixture import Component, Mixture
from .normal import cdf, density

USELESS_COSTS = 3.0
"""What building on an idea that brings nothing costs, in seed sd."""
_CLOSE = 1e-3
_HALF = math.sqrt(0.5)


def utility(belief: Mixture) -> float:
    """u = max(0, M - 3 (1 - P)): what building on an idea is worth, in seed sd.

    An idea is adopted when it was run and this is above 0.
    """
    return max(0.0, worth(belief))


def worth(belief: Mixture) -> float:
    """As `utility`, below 0 where building on it would be a loss."""
    return belief.mean - USELESS_COSTS * (1 - belief.chance)


def adoption_line(belief: Mixture, precision: float) -> float:
    """The next reading above which one adopts, to about a hundredth of a seed sd.

    It lies between the lines of the two components, each by itself; found by false position
    (Anderson & Björck 1973, BIT 13), in some six steps.

    Args:
        belief: as of now.
        precision: of the next reading, in 1 / squared seed sd, at least `LEAST_PRECISION`.
    """
    low, high = sorted(_own_line(each, 1 / precision) for each in belief)
    worth_at = _Worth(belief, 1 / precision)
    at_low, at_high = worth_at(low), worth_at(high)
    if at_low >= -_CLOSE or at_high <= _CLOSE:
        return low if at_low >= -_CLOSE else high
    was_below = None
    for _ in range(60):
        line = (low * at_high - high * at_low) / (at_high - at_low)
        found = worth_at(line)
        if abs(found) < _CLOSE:
            break
        if found < 0:
            at_high *= _weakened(found / at_low) if was_below else 1.0
            low, at_low, was_below = line, found, True
        else:
            at_low *= 1.0 if was_below in (True, None) else _weakened(found / at_high)
            high, at_high, was_below = line, found, False
    return line


def _weakened(ratio: float) -> float:
    """How much of its height an end keeps that did not move twice."""
    return 1 - ratio if ratio < 1 else 0.5


class _Worth:
    """`worth(belief.after(reading, 1 / error))` by reading: the same sums, laid out for speed."""

    __slots__ = ("dull", "good", "odds")

    def __init__(self, belief: Mixture, error: float) -> None:
        self.dull, self.good = (_Moved(each, error) for each in belief)
        self.odds = math.inf if not belief.dull.weight else belief.good.weight / belief.dull.weight
        self.odds *= self.dull.spread / self.good.spread

    def __call__(self, reading: float) -> float:
        dull, good = self.dull, self.good
        of_dull, of_good = reading - dull.mean, reading - good.mean
        logarithm = dull.steep * of_dull * of_dull - good.steep * of_good * of_good
        odds = self.odds * math.exp(min(logarithm, 700.0))
        share = odds / (1 + odds) if odds < 1e300 else 1.0
        dull_mean, good_mean = dull.mean + of_dull * dull.kept, good.mean + of_good * good.kept
        dull_worth = dull_mean - USELESS_COSTS / 2 * math.erfc(dull_mean * dull.scale)
        return dull_worth + share * (
            good_mean - USELESS_COSTS / 2 * math.erfc(good_mean * good.scale) - dull_worth
        )


class _Moved:
    """How one component answers to a reading with this error variance."""

    __slots__ = ("kept", "mean", "scale", "spread", "steep")

    def __init__(self, component: Component, error: float) -> None:
        foretold = component.variance + error
        self.mean = component.mean
        self.kept = component.variance / foretold
        self.spread = math.sqrt(foretold)
        self.steep = 0.5 / foretold
        self.scale = _HALF / math.sqrt(self.kept * error)


def _own_line(component: Component, error: float) -> float:
    """The reading above which one adopts what is surely of this component.

    Its posterior mean must be c sd with c sd = 3 Phi(-c): a step of Newton from where c nearly is.
    """
    kept = component.variance / (component.variance + error)
    sd = math.sqrt(kept * error)
    c = 1.5 / (1 + 1.1 * sd)
    c -= (c * sd - USELESS_COSTS * cdf(-c)) / (sd + USELESS_COSTS * density(c))
    return component.mean + (c * sd - component.mean) / kept
