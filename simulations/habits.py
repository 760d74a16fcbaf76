"""What people do, where no variant differs from the baseline: how often each habit claims something."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr

from .questions import Bools, Floats

LEVEL = 0.05


Claims = Callable[[np.random.Generator, int], Bools]
"""Whether something is claimed, in each of many questions."""


class Habit(NamedTuple):
    """What people do, and how often that is said to claim something (from `low` to `high`)."""

    name: str
    claims: Claims
    low: float
    high: float


def higher_mean(n: int) -> Claims:
    """The variant's mean of n runs is higher."""
    return lambda luck, times: luck.normal(size=(times, n)).mean(1) > luck.normal(size=(times, n)).mean(1)


def bars_apart(n: int) -> Claims:
    """The variant is above, and bars of one standard error do not touch."""

    def claims(luck: np.random.Generator, times: int) -> Bools:
        a, b = luck.normal(size=(2, times, n))
        reach = (a.std(1, ddof=1) + b.std(1, ddof=1)) / np.sqrt(n)
        return a.mean(1) - b.mean(1) > reach

    return claims


def any_of(k: int, n: int = 3) -> Claims:
    """One of k variants is above, at p < .05 by Welch."""

    def claims(luck: np.random.Generator, times: int) -> Bools:
        variants, baseline = luck.normal(size=(times, k, n)), luck.normal(size=(times, 1, n))
        above = variants.mean(2) > baseline.mean(2)
        return (above & (welch_p(variants, baseline) < LEVEL)).any(1)

    return claims


def winner_of(k: int, n: int = 3) -> Claims:
    """The best of k variants has a higher mean than the baseline."""

    def claims(luck: np.random.Generator, times: int) -> Bools:
        return luck.normal(size=(times, k, n)).mean(2).max(1) > luck.normal(size=(times, n)).mean(1)

    return claims


def looking(first: int = 3, last: int = 20) -> Claims:
    """One more seed on each side, a look by Welch, until p < .05."""

    def claims(luck: np.random.Generator, times: int) -> Bools:
        a, b = luck.normal(size=(2, times, last))
        return np.any([welch_p(a[:, :n], b[:, :n]) < LEVEL for n in range(first, last + 1)], axis=0)

    return claims


def holm_as_they_come(k: int = 50, n: int = 3, n0: int = 5) -> Claims:
    """Holm over the variants so far, one more variant at a time, until something is claimed."""

    def claims(luck: np.random.Generator, times: int) -> Bools:
        lowest = np.minimum.accumulate(_against_one_baseline(luck, times, k, n, n0), axis=1)
        return (lowest <= LEVEL / np.arange(1, k + 1)).any(1)

    return claims


def holm(k: int = 20, n: int = 3, n0: int = 10) -> Claims:
    """Holm over all variants at once."""
    return lambda luck, times: (_against_one_baseline(luck, times, k, n, n0) <= LEVEL / k).any(1)


HABITS = (
    Habit("the higher mean of 3 seeds wins", higher_mean(3), 0.49, 0.50),
    Habit("standard-error bars do not touch, 3 seeds", bars_apart(3), 0.126, 0.126),
    Habit("standard-error bars do not touch, 5 seeds", bars_apart(5), 0.104, 0.104),
    Habit("standard-error bars do not touch, 10 seeds", bars_apart(10), 0.093, 0.093),
    Habit("best of 5, 3 seeds each, Welch p < .05", any_of(5), 0.074, 0.074),
    Habit("best of 10, 3 seeds each, Welch p < .05", any_of(10), 0.116, 0.116),
    Habit("best of 50, 3 seeds each, Welch p < .05", any_of(50), 0.239, 0.239),
    Habit("the winner of 50 has a higher mean than the baseline", winner_of(50), 0.98, 0.98),
    Habit("add a seed, look, stop at p < .05, 3 to 20 seeds", looking(), 0.216, 0.216),
    Habit("Holm over the variants so far, 50 one by one, 3 seeds against 5", holm_as_they_come(), 0.11, 0.17),
    Habit("Holm over 20 variants of 3 seeds against 10 of the baseline", holm(), 0.13, 0.13),
)


def welch_p(a: Floats, b: Floats) -> Floats:
    """Two-sided, along the last axis."""
    va, vb = a.var(-1, ddof=1) / a.shape[-1], b.var(-1, ddof=1) / b.shape[-1]
    df = (va + vb) ** 2 / (va**2 / (a.shape[-1] - 1) + vb**2 / (b.shape[-1] - 1))
    p: Floats = 2 * stdtr(df, -np.abs(a.mean(-1) - b.mean(-1)) / np.sqrt(va + vb))
    return p


def _against_one_baseline(luck: np.random.Generator, times: int, k: int, n: int, n0: int) -> Floats:
    variants, baseline = luck.normal(size=(times, k, n)), luck.normal(size=(times, 1, n0))
    return welch_p(variants, baseline)
