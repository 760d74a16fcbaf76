"""How often ideas help here, before anything is known of the next one; and what claimed gains and pairs of gains are worth."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .mixture import DULL_MEAN, DULL_VARIANCE, GOOD_MEAN, GOOD_VARIANCE, prior
from .normal import cdf

BASE_RATE, TRIES_BEFORE = 0.25, 8
"""Of ideas that help, before any was tried, and how many tries that is worth: nine public logs kept 9 to 50 %, 27 % pooled."""
LEAST_GOOD, MOST_GOOD = 0.01, 0.97
SHRINKAGE, COMBINED = 0.5, 0.7
"""Of a claimed gain, and of the sum of two gains, what is left; before anything was tried."""
_WORTH_BEFORE = 4
"""What those two count, in squared seed sd of claims."""


def base_rate(good: Sequence[float]) -> float:
    """b0: how often ideas help, (.25 * 8 + sum) / (8 + tries).

    Args:
        good: shape (tried idea,), the chance that each is one of the good.

    >>> base_rate([]), round(base_rate([0.9, 0.1, 0.0, 0.0]), 3)
    (0.25, 0.25)
    """
    return (BASE_RATE * TRIES_BEFORE + math.fsum(good)) / (TRIES_BEFORE + len(good))


def learned_base_rate(readings: Iterable[tuple[float, float]]) -> float:
    """b0 from what was tried: the one that the chances of the tried ideas, seen from it, give back.

    What was said of the ideas does not enter: a gut that errs must not move the base that it is held against.

    Args:
        readings: shape (tried idea, 2), the reading in seed sd and its precision (`value.Candidate.precision`).

    Source: expectation-maximisation of a mixture's weight with a Beta(2, 6) in front; see `base_rate`.

    >>> learned_base_rate([]), learned_base_rate([(3.0, 1.0)] * 4) > 0.45 > 0.2 > learned_base_rate([(-1.0, 1.0)] * 4)
    (0.25, True)
    """
    odds = [_odds(reading, precision) for reading, precision in readings]
    rate = BASE_RATE
    for _ in range(100):
        moved = base_rate([1 / (1 + (1 - rate) / rate / each) if each else 0.0 for each in odds])
        if abs(moved - rate) < 1e-9:
            break
        rate = moved
    return moved


def _odds(reading: float, precision: float) -> float:
    """How much more a good idea foretells this reading than a dull one does."""
    weight = prior(0.5).after(reading, precision).good.weight
    return weight / (1 - weight) if weight < 1 else 1e15


def good_chance(p: float, *, size: float = GOOD_MEAN, precision: float = math.inf) -> float:
    """pi: the weight of the good component of an idea whose reading is above 0 with chance `p`.

    Each component foretells such a reading with a chance of its own, .19 and .93 with the usual size and no error:
    p = (1 - pi) low + pi high, solved for pi, within .01 to .97.

    Args:
        p: 0 to 1.
        size: mean of the good component, in seed sd.
        precision: of the reading that `p` is about, in 1 / squared seed sd; infinite: of the gain itself.

    >>> round(good_chance(0.56), 2), good_chance(0.1), good_chance(1.0)
    (0.5, 0.01, 0.97)
    """
    low, high = _chances(size, precision)
    if high - low < 1e-6:
        return LEAST_GOOD
    return min(max((p - low) / (high - low), LEAST_GOOD), MOST_GOOD)


def reading_chance(good: float, *, size: float = GOOD_MEAN, precision: float = math.inf) -> float:
    """The chance of a reading above 0 of an idea whose good component weighs `good`: the inverse of `good_chance`.

    >>> round(reading_chance(0.25), 2), round(reading_chance(0.25, precision=1.0), 2)
    (0.38, 0.43)
    """
    low, high = _chances(size, precision)
    return low + good * (high - low)


def _chances(size: float, precision: float) -> tuple[float, float]:
    error = 1 / precision
    return cdf(DULL_MEAN / math.sqrt(DULL_VARIANCE + error)), cdf(size / math.sqrt(GOOD_VARIANCE + error))


class Claim(NamedTuple):
    """A gain that was foretold for an idea, and what its runs say."""

    gain: float
    """As claimed, in seed sd."""
    measured: float
    """d: the difference from its baseline, in seed sd."""
    good: float = 1.0
    """Posterior weight of the good component: how far the claim is to be judged by this idea at all."""


def shrinkage(claims: Sequence[Claim]) -> float:
    """kappa: what a claimed gain is worth, a factor.

    Ridge regression of measured on claimed gains around `SHRINKAGE`, each claim with the weight of its good component; at
    least 0.

    >>> shrinkage([]), shrinkage([Claim(2.0, 2.0)])
    (0.5, 0.75)
    """
    return _factor(claims, SHRINKAGE)


def combining(pairs: Sequence[Claim]) -> float:
    """What is left of the sum of two gains once both are built in; `gain` is that sum of each pair.

    >>> combining([])
    0.7
    """
    return _factor(pairs, COMBINED)


def _factor(claims: Sequence[Claim], start: float) -> float:
    above = _WORTH_BEFORE * start + math.fsum(each.good * each.gain * each.measured for each in claims)
    return max(0.0, above / (_WORTH_BEFORE + math.fsum(each.good * each.gain**2 for each in claims)))
