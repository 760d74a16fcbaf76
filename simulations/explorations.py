"""Many explorations of made-up ideas at once, under several policies: the rules of `hunch.stats.value`, laid out in arrays.

A test holds them against the functions themselves. Shapes: (exploration, idea) unless said otherwise; gains in seed sd.
"""

from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, logit, ndtr

from hunch.stats import base_rate, steering
from hunch.stats.adoption import USELESS_COSTS
from hunch.stats.mixture import DULL_MEAN, DULL_VARIANCE, GOOD_MEAN, GOOD_VARIANCE

IDEAS, PAST = 30, 40
GUTS = {0.86: 1.528, 0.66: 0.583, 0.51: 0.0355, 0.36: -0.507}
"""By the AUC with which what is said tells good ideas from others: how far apart the two lie, in sd of what is said."""
OVERCONFIDENCE = 1.5
"""Spread of what is said in log-odds, whatever it is worth."""
LOSS = 0.45
"""Of ideas that are not good: what they lose is exponential with this mean."""
COST_SPREAD = 0.6
MOST_RUNS = 400


class World(NamedTuple):
    """Ideas as they are, what a gut said of them, and of past ones that were read once."""

    good: Any
    gain: Any
    cost: Any
    said: Any
    past_said: Any
    past_ahead: Any
    attainable: Any
    """Shape (exploration,): the sum of all gains above 0."""


def worlds(repeats: int, auc: float, seed: int, *, past: int = PAST, as_believed: bool = False) -> World:
    """A quarter of the ideas is good, with gains N(1.5, 1); the others bring nothing: they lose a little.

    Args:
        past: hunches that are resolved beforehand.
        as_believed: the others' gains are N(-.7, .8^2) instead, exactly as the rules believe.
    """
    luck = np.random.default_rng([seed, round(100 * auc), as_believed])
    good, gain = _ideas(luck, (repeats, IDEAS), as_believed)
    past_good, past_gain = _ideas(luck, (repeats, past), as_believed)
    return World(
        good,
        gain,
        np.exp(COST_SPREAD * luck.normal(size=gain.shape)),
        _said(luck, good, auc),
        _said(luck, past_good, auc),
        past_gain + luck.normal(size=past_gain.shape) > 0,
        np.maximum(gain, 0).sum(1),
    )


def _ideas(luck: Any, shape: tuple[int, int], as_believed: bool) -> tuple[Any, Any]:
    good = luck.random(shape) < base_rate.BASE_RATE
    lost = luck.normal(-0.7, 0.8, shape) if as_believed else -luck.exponential(LOSS, shape)
    return good, np.where(good, luck.normal(1.5, 1.0, shape), lost)


def _said(luck: Any, good: Any, auc: float) -> Any:
    """Chances around .3, as far apart as overconfidence has them."""
    felt = luck.normal(size=good.shape) + GUTS[auc] * (good - 0.25)
    return expit(logit(0.3) + OVERCONFIDENCE * felt / np.sqrt(1 + GUTS[auc] ** 2 * 0.1875))


class Beliefs(NamedTuple):
    """`mixture.Mixture`, in arrays."""

    good: Any
    dull_mean: Any
    dull_variance: Any
    good_mean: Any
    good_variance: Any

    @property
    def worth(self) -> Any:
        """As `adoption.worth`."""
        dull = self.dull_mean - USELESS_COSTS * ndtr(-self.dull_mean / np.sqrt(self.dull_variance))
        good = self.good_mean - USELESS_COSTS * ndtr(-self.good_mean / np.sqrt(self.good_variance))
        return (1 - self.good) * dull + self.good * good

    def after(self, reading: Any, precision: Any) -> "Beliefs":
        """As `mixture.Mixture.after`; a precision of nearly 0 changes nothing."""
        error = 1 / np.maximum(precision, 1e-12)
        dull, good = self.dull_variance + error, self.good_variance + error
        of_dull, of_good = reading - self.dull_mean, reading - self.good_mean
        moved = of_dull**2 / (2 * dull) - of_good**2 / (2 * good) + np.log(dull / good) / 2
        return Beliefs(
            expit(logit(self.good) + moved),
            self.dull_mean + of_dull * self.dull_variance / dull,
            self.dull_variance * error / dull,
            self.good_mean + of_good * self.good_variance / good,
            self.good_variance * error / good,
        )


def prior(good: Any) -> Beliefs:
    """As `mixture.prior`."""
    every = np.ones_like(good)
    return Beliefs(good, DULL_MEAN * every, DULL_VARIANCE * every, GOOD_MEAN * every, GOOD_VARIANCE * every)


def expected_utility(beliefs: Beliefs, precision: Any) -> Any:
    """As `value.expected_utility`, of precisions above 0."""
    error = 1 / precision
    own = [
        _own_line(beliefs.dull_mean, beliefs.dull_variance, error),
        _own_line(beliefs.good_mean, beliefs.good_variance, error),
    ]
    low, high = np.minimum(*own), np.maximum(*own)
    for _ in range(9):
        line = (low + high) / 2
        below = beliefs.after(line, precision).worth < 0
        low, high = np.where(below, line, low), np.where(below, high, line)
    line = (low + high) / 2
    dull = _net_above(beliefs.dull_mean, beliefs.dull_variance, line, error)
    good = _net_above(beliefs.good_mean, beliefs.good_variance, line, error)
    return np.maximum((1 - beliefs.good) * dull + beliefs.good * good, np.maximum(0, beliefs.worth))


def _own_line(mean: Any, variance: Any, error: Any) -> Any:
    kept = variance / (variance + error)
    sd = np.sqrt(kept * error)
    c = np.zeros_like(sd)
    for _ in range(4):
        c = c - (c * sd - USELESS_COSTS * ndtr(-c)) / (sd + USELESS_COSTS * _density(c))
    return mean + (c * sd - mean) / kept


def _net_above(mean: Any, variance: Any, line: Any, error: Any) -> Any:
    spread, deviation = np.sqrt(variance + error), np.sqrt(variance)
    a = (line - mean) / spread
    gain = mean * ndtr(-a) + variance / spread * _density(a)
    return gain - USELESS_COSTS * _both_above(mean / deviation, a, -deviation / spread)


def _both_above(h: Any, k: Any, rho: Any) -> Any:
    half, squares, product = np.arcsin(rho) / 2, (h * h + k * k) / 2, h * k
    total = 0.0
    for node, weight in zip(*np.polynomial.legendre.leggauss(10), strict=True):
        sine = np.sin(half * (1 + node))
        total = total + weight * np.exp((sine * product - squares) / (1 - sine * sine))
    return ndtr(-h) * ndtr(-k) + total * half / (2 * np.pi)


def _density(z: Any) -> Any:
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def learned_base_rate(readings: Any, precision: Any) -> Any:
    """As `base_rate.learned_base_rate`, shape (exploration,); precision 0: not tried."""
    tried = precision > 0
    odds = np.exp(
        np.clip(logit(np.clip(prior(np.full(readings.shape, 0.5)).after(readings, precision).good, 1e-15, 1 - 1e-15)), -50, 50)
    )  # fmt: skip
    rate = np.full(len(readings), base_rate.BASE_RATE)
    for _ in range(40):
        share = 1 / (1 + ((1 - rate) / rate)[:, None] / odds)
        rate = (base_rate.BASE_RATE * base_rate.TRIES_BEFORE + (share * tried).sum(1)) / (
            base_rate.TRIES_BEFORE + tried.sum(1)
        )
    return rate


class Record(NamedTuple):
    """What was said and what came of it, oldest first, shape (exploration, hunch); `counts` is 0 where there is nothing."""

    said: Any
    ahead: Any
    counts: Any


class Earned(NamedTuple):
    """`trust.Trust`, shape (exploration,)."""

    a: Any
    w: Any
    w_error: Any


def earned(record: Record) -> Earned:
    """As `trust.trust`, with the base rate as of then of `scoring.base_rates`."""
    y, counts = record.ahead * record.counts, record.counts
    before, happened = np.cumsum(counts, 1) - counts, np.cumsum(y, 1) - y
    base = logit(np.clip((2 + happened) / (8 + before), 0.02, 0.98))
    away = logit(np.clip(record.said, 0.02, 0.98)) - base
    weights = counts * 2.0 ** (-(counts[:, ::-1].cumsum(1)[:, ::-1] - counts) / 50)
    free = _newton(away, y, base, weights, np.ones(len(y)))
    floored = free.w < 0
    if not floored.any():
        return free
    held = _newton(away, y, base, weights, np.where(floored, 0.0, 1.0))
    return Earned(*(np.where(floored, one, other) for one, other in zip(held, free, strict=True)))


def _newton(away: Any, y: Any, base: Any, weights: Any, moves: Any) -> Earned:
    """`moves`: shape (exploration,), 0 where w is held at 0."""
    a, w = np.zeros(len(y)), 0.5 * moves
    for _ in range(60):
        q = expit(base + a[:, None] + w[:, None] * away)
        left, bend = weights * (y - q), weights * q * (1 - q)
        slope_a, slope_w = left.sum(1) - a * 2 / 0.98, (left * away).sum(1) - 4 * (w - 0.5)
        aa, aw, ww = bend.sum(1) + 2 / 0.98, (bend * away).sum(1), (bend * away**2).sum(1) + 4
        det = aa * ww - aw**2
        step_a = np.where(moves > 0, (ww * slope_a - aw * slope_w) / det, slope_a / aa)
        step_w = moves * (aa * slope_w - aw * slope_a) / det
        a, w = a + np.clip(step_a, -1, 1), w + np.clip(step_w, -1, 1)
        if max(np.abs(step_a).max(), np.abs(step_w).max()) < 1e-10:
            break
    return Earned(a, w, np.sqrt(aa / det))


def steered(said: Any, rate: Any, record: Record) -> Any:
    """As `steering.steered` of one author, its trust and what it usually says taken from its record."""
    trust = earned(record)
    weight = np.maximum(0, trust.w - steering.CAUTION * trust.w_error**2 / np.maximum(trust.w, 1e-9))
    base = logit(base_rate.reading_chance(0.0, precision=1.0) + rate * _span())
    odds = logit(np.clip(record.said, 0.02, 0.98)) * record.counts
    usual = (base_rate.TRIES_BEFORE * base + odds.sum(1)) / (base_rate.TRIES_BEFORE + record.counts.sum(1))
    moved = logit(rate)[:, None] + steering.SHARPNESS * weight[:, None] * (
        logit(np.clip(said, 0.02, 0.98)) - usual[:, None]
    )
    return np.clip(expit(moved), base_rate.LEAST_GOOD, base_rate.MOST_GOOD)


def taken_literally(said: Any, rate: Any, record: Record) -> Any:
    """What was not taken: q by `trust.recalibrated` around the base rate of readings, turned into pi by `good_chance`."""
    trust = earned(record)
    low = base_rate.reading_chance(0.0, precision=1.0)
    base = logit(low + rate * _span())[:, None]
    q = expit(base + trust.a[:, None] + trust.w[:, None] * (logit(np.clip(said, 0.02, 0.98)) - base))
    return np.clip((q - low) / _span(), base_rate.LEAST_GOOD, base_rate.MOST_GOOD)


def _span() -> float:
    return base_rate.reading_chance(1.0, precision=1.0) - base_rate.reading_chance(0.0, precision=1.0)
