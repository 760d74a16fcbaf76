"""How far what was said of an idea moves it from the base rate."""

import math
from collections.abc import Mapping, Sequence

from .base_rate import LEAST_GOOD, MOST_GOOD, TRIES_BEFORE
from .trust import Trust, logit

SHARPNESS = 2.0
"""A chance of a reading moves less than the chance of a good idea behind it: at the base rate by this factor, in log-odds."""
CAUTION = 0.75
"""How much of (error of w / w)^2 is taken off w: a word that may be worth nothing must not pick the best of many."""


def usual(said: Sequence[float], *, base: float) -> float:
    """What an author says of an idea like any other, in log-odds: the mean of all that was said, `base` counting as eight.

    Args:
        said: shape (scored hunch,), the chances of a reading above 0, 0 to 1.
        base: how often a reading is above 0 at the base rate (`base_rate.reading_chance`).

    >>> usual([], base=0.5), usual([0.9] * 8, base=0.5) > 1
    (0.0, True)
    """
    total = TRIES_BEFORE * logit(base) + math.fsum(logit(p) for p in said)
    return total / (TRIES_BEFORE + len(said))


def steered(
    said: Mapping[str, float],
    base_rate: float,
    *,
    trusts: Mapping[str, Trust],
    usuals: Mapping[str, float],
    base: float,
) -> float:
    """pi: the weight of an idea's good component, from the base rate and what authors said of it, in log-odds.

    logit pi = logit b0 + 2 sum v (logit p - what the author usually says), v by `weight`. Nobody spoke, or nobody has earned
    trust: pi is the base rate. Within .01 to .97.

    Args:
        said: by author, the chance of a reading above 0.
        base_rate: b0, above 0, below 1.
        trusts: by author (`trust.pooled`); who has no record has w = .5 with an error of .5, v = .125.
        usuals: by author (`usual`); who has no record usually says `base`.
        base: how often a reading is above 0 at the base rate.

    Source: docs/reference/value.md, Steering.

    >>> round(steered({}, 0.3, trusts={}, usuals={}, base=0.4), 9)
    0.3
    >>> [round(steered({"ada": p}, 0.25, trusts={}, usuals={}, base=0.43), 2) for p in (0.1, 0.43, 0.9)]
    [0.17, 0.25, 0.38]
    """
    moved = logit(base_rate)
    for author, p in said.items():
        away = logit(p) - usuals.get(author, logit(base))
        moved += SHARPNESS * weight(trusts.get(author, Trust())) * away
    return min(max(1 / (1 + math.exp(-moved)), LEAST_GOOD), MOST_GOOD)


def weight(earned: Trust) -> float:
    """v: how far an author's word steers: w (1 - .75 (error of w / w)^2), at least 0.

    Source: the positive-part rule of James and Stein (1961), with w as it was fitted.

    >>> weight(Trust()), round(weight(Trust(w=0.9, w_error=0.2)), 3), weight(Trust(w=0.1, w_error=0.2))
    (0.125, 0.867, 0.0)
    """
    return max(0.0, earned.w - CAUTION * earned.w_error**2 / earned.w) if earned.w > 0 else 0.0
