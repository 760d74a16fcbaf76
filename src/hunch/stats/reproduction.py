"""Does one new run come out as the ones before? And could it have come out otherwise?"""

import math
from typing import NamedTuple

from . import quantiles
from .arm import mean
from .panel import Key, Panel

LEVEL = 0.01
"""Chance that a faithful reproduction falls outside."""

FAR = 5.0
"""In seed sd: a test that lets a run this far off pass could not have failed. Where the question names no min effect."""


class Expected(NamedTuple):
    """Where a new run of a variant has to lie. `multiplier` is in seed sd; `could_fail`: whether it tells anything."""

    interval: tuple[float, float]
    multiplier: float
    df: int
    could_fail: bool
    reason: str | None


class Reproduced(NamedTuple):
    """Whether a new run lies where it has to."""

    inside: bool
    expected: Expected


def expected(
    panel: Panel[Key], key: Key, *, level: float = LEVEL, min_effect: float | None = None
) -> Expected | None:
    """Where one more run of a variant has to lie; None where nothing is known of its noise.

    Args:
        panel: all variants of the question, whose noise counts as in a comparison.
        min_effect: smallest difference that matters, on the scale of the values.

    Source: the prediction interval for one more normal value, mean ± t s sqrt(1 + 1/n).
    """
    arm, spread = panel.arms[key], panel.pooled_with(key)
    if not arm.n or not spread.df or not spread.root:
        return None
    multiplier = quantiles.t_quantile(1 - level / 2, spread.df) * math.sqrt(1 + 1 / arm.n)
    middle, reach = mean(arm.values), multiplier * spread.sd
    far = FAR * spread.sd if min_effect is None else min_effect
    could_fail = reach <= far
    return Expected(
        (middle - reach, middle + reach), multiplier, int(spread.df), could_fail,
        None if could_fail else _why(multiplier, min_effect),
    )  # fmt: skip


def reproduced(value: float, where: Expected) -> Reproduced:
    """One new run, held against the ones before."""
    low, high = where.interval
    return Reproduced(low <= value <= high, where)


def _why(multiplier: float, min_effect: float | None) -> str:
    what = f"{FAR:g} seed sd" if min_effect is None else "the min effect"
    return f"it could not have failed: a run off by {what} would have passed as well (up to {multiplier:.3g} seed sd do)"
