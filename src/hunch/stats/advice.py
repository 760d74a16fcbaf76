"""How many runs would tell."""

import math
from collections.abc import Callable

from . import anytime, quantiles
from .noise import RUNS_TO_BORROW

POWER = 0.8
"""Chance of a claim that advice aims at."""

ASSUMED_EFFECT = 2.0
"""Difference in seed sd that advice has in mind where the question names no min effect. Never the observed one."""

MOST_RUNS = 1_000_000


def needed_runs(
    *, level: float, n_a: int, n_b: int, lent: int, effect: float = ASSUMED_EFFECT, paired: bool = False
) -> int | None:
    """Runs a side at which a true difference of `effect` seed sd is claimed with a chance of `POWER`.

    Args:
        level: the variant's own.
        n_a, n_b: runs there are; both sides are brought to the answer.
        lent: degrees of freedom of the noise beyond the two sides' own n - 1 each.
        effect: in seed sd, above 0.
        paired: whether the noise is that of differences by seed, n - 1 for both sides.

    Returns:
        At least the larger of `n_a` and `n_b`, and 3; None where more than `MOST_RUNS` were needed.

    >>> [needed_runs(level=0.05 / (j * (j + 1)), n_a=3, n_b=3, lent=10) for j in (1, 5, 20)]
    [11, 15, 20]
    """

    def tells(n: int) -> bool:
        return power(n, level=level, df=lent + (1 if paired else 2) * (n - 1), effect=effect) >= POWER

    return _least(tells, max(n_a, n_b, RUNS_TO_BORROW))


def needed_to_stand_out(*, n_a: int, n_b: int, lent: int, effect: float | None = None) -> int | None:
    """Runs a side at which the ordinary 95 % interval of a true difference leaves out zero with a chance of `POWER`.

    As `needed_runs`, for two variants of which nothing more may be said, since neither is the baseline.

    >>> needed_to_stand_out(n_a=1, n_b=1, lent=0), needed_to_stand_out(n_a=3, n_b=3, lent=10)
    (6, 5)
    """
    size = ASSUMED_EFFECT if effect is None else effect

    def tells(n: int) -> bool:
        df = lent + 2 * (n - 1)
        return quantiles.nct_sf(quantiles.t975(df), df, size * math.sqrt(n / 2)) >= POWER

    return _least(tells, max(n_a, n_b, 2))


def _least(tells: Callable[[int], bool], least: int) -> int | None:
    """The least number from which on so many runs tell; None where more than `MOST_RUNS` were needed."""
    if tells(least):
        return least
    low, high = least, 2 * least
    while not tells(high):
        if high >= MOST_RUNS:
            return None
        low, high = high, min(2 * high, MOST_RUNS)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if tells(middle) else (middle, high)
    return high


def effect_in_sd(min_effect: float, sd: float, df: int) -> float:
    """A question's min effect in seed sd, the sd taken as large as it may well be (80 %)."""
    return min_effect / (sd * math.sqrt(df / quantiles.chi2_quantile(0.2, df)))


def power(n: int, *, level: float, df: int, effect: float) -> float:
    """Chance that `n` runs a side claim a true difference of `effect` seed sd."""
    needed = anytime.bound(df, 2 / n, level)
    return quantiles.nct_sf(needed, df, effect * math.sqrt(n / 2)) if math.isfinite(needed) else 0.0
