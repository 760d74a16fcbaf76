"""Many questions at once, each with a baseline and variants whose runs come one by one: `judge`, vectorised.

tests/stats/test_promise.py holds it against `hunch.stats.verdict.judge`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hunch.stats.anytime import G
from hunch.stats.noise import DOUBTED_FROM, OTHERS_COUNT, RUNS_TO_BORROW
from hunch.stats.pairing import PAIRED_FROM

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NEVER = -1e6
"""Logarithm of the evidence where nothing can be claimed."""


class Rule(NamedTuple):
    """How noise is borrowed; the defaults are Hunch's."""

    cap: float = OTHERS_COUNT
    doubted_from: float = DOUBTED_FROM
    runs_to_borrow: int = RUNS_TO_BORROW


HUNCH = Rule()
NEVER_DOUBTED = Rule(doubted_from=np.inf, runs_to_borrow=2)
UNCAPPED = Rule(np.inf, np.inf, 2)


class Shares(NamedTuple):
    """Sums of squares and degrees of freedom: of each variant, of the baseline, and of all others."""

    a: Floats
    df_a: Floats
    b: Floats
    df_b: Floats
    others: Floats
    df_others: Floats


class Held(NamedTuple):
    """What each variant's difference is held against: squared standard error and degrees of freedom, by all that is
    pooled and by the pair alone; whether the pool is doubted; whether there are runs enough for a claim."""

    square: Floats
    df: Floats
    own_square: Floats
    own_df: Floats
    doubted: Bools
    may_claim: Bools

    def put(self, rows: Ints, where: Bools, new: "Held") -> None:
        """Take over `new` in these rows, where it says so."""
        for kept, value in zip(self, new, strict=True):
            kept[rows] = np.where(where, value, kept[rows])


class Questions:
    """The state of many questions.

    Args:
        values: shape (question, arm, run): what each run will measure; arm 0 is the baseline.
        levels: shape (arm - 1,).
        shared_seeds: whether run i of every arm has seed i; else no run shares its seed with another.
    """

    def __init__(
        self, values: Floats, levels: Floats, *, shared_seeds: bool = False, rule: Rule = HUNCH
    ) -> None:
        self.values, self.rule, self.shared_seeds = values, rule, shared_seeds
        self.questions, self.arms, self.most = values.shape
        self.needed = -np.log(np.asarray(levels))
        self.n: Ints = np.zeros((self.questions, self.arms), dtype=np.int64)
        self.excess: Floats = np.full((self.questions, self.arms - 1), NEVER)
        """Logarithm of the evidence beyond what a claim needs, at the last look."""
        self.claimed: Bools = np.zeros((self.questions, self.arms - 1), dtype=bool)
        """Whether it was claimed at any look."""
        self._means, self._squares = _running(values)
        self._rows = np.arange(self.questions)

    def run(self, arm: int | Ints, *, where: Bools | None = None, look: bool = True) -> None:
        """One more run of an arm (the same in all questions, or one for each), then a look at all comparisons."""
        arms = np.broadcast_to(np.asarray(arm), (self.questions,))
        rows = self._rows if where is None else self._rows[where]
        self.n[rows, arms[rows]] += 1
        if look:
            self.look()

    def look(self) -> None:
        """What may be claimed now."""
        means, _ = self.now()
        square, c2, held = (means[:, 1:] - means[:, :1]) ** 2, self._c2(), self.held()
        evidence = log_e(square, held.square, held.df, c2)
        own = log_e(square, np.fmax(held.own_square, held.square), held.own_df, c2)
        own = np.where(held.doubted, own, np.inf)
        possible = held.may_claim & (self.n[:, 1:] >= 2) & (self.n[:, :1] >= 2)
        self.excess = np.where(possible, np.fmin(evidence, own), NEVER) - self.needed
        self.claimed |= self.excess >= 0

    def now(self) -> tuple[Floats, Floats]:
        """Mean and sum of squares of each arm, shape (question, arm)."""
        last = np.maximum(self.n - 1, 0)[:, :, None]
        means = np.take_along_axis(self._means, last, 2)[:, :, 0]
        return means, np.take_along_axis(self._squares, last, 2)[:, :, 0]

    def held(self) -> Held:
        """What each variant is held against."""
        held = self._pooled()
        if self.shared_seeds:
            same = (self.n[:, 1:] == self.n[:, :1]) & (self.n[:, :1] >= 2)
            count = same.sum(1)
            self._by_block(held, same, np.flatnonzero(count >= 2))
            self._by_pairs(held, same, np.flatnonzero((count == 1) & (self.n[:, 0] >= PAIRED_FROM)))
        return held

    def _c2(self) -> Floats:
        n = np.maximum(self.n, 1)
        return 1 / n[:, 1:] + 1 / n[:, :1]

    @np.errstate(all="ignore")
    def _pooled(self) -> Held:
        shares = _shares(self.now()[1], np.maximum(self.n - 1, 0).astype(float))
        square, df = _pool(shares, self.rule)
        least = np.minimum(self.n[:, 1:], self.n[:, :1])
        borrows = (shares.df_others > 0) | (self.n[:, 1:] != self.n[:, :1])
        own_a, own_b = shares.a / shares.df_a / self.n[:, 1:], shares.b / shares.df_b / self.n[:, :1]
        own_df = (own_a + own_b) ** 2 / (own_a**2 / shares.df_a + own_b**2 / shares.df_b)
        doubted = borrows & (least > 1) & (_stands_out(shares) > self.rule.doubted_from)
        may_claim = ~borrows | (least >= self.rule.runs_to_borrow)
        return Held(square * self._c2(), df, own_a + own_b, own_df, doubted, may_claim)

    @np.errstate(all="ignore")
    def _by_block(self, held: Held, same: Bools, rows: Ints) -> None:
        same, n = same[rows], self.n[rows, 0]
        member = np.concatenate([np.ones((len(rows), 1), dtype=bool), same], 1)
        count = member.sum(1)
        apart = self._from_mean(rows, n)
        left = np.where(member[:, :, None], apart, 0.0)
        left = np.where(member[:, :, None], left - left.sum(1, keepdims=True) / count[:, None, None], 0.0)
        shares = _shares((left**2).sum(2), member * ((n - 1) * (count - 1) / count)[:, None])
        square, df = _pool(shares, self.rule)
        doubted = held.doubted[rows] | (_stands_out(shares) > self.rule.doubted_from)
        may_claim = np.broadcast_to((n >= self.rule.runs_to_borrow)[:, None], same.shape)
        own = _by_differences(apart, n)
        held.put(rows, same, Held(square * 2 / n[:, None], np.floor(df + 1e-9), *own, doubted, may_claim))

    @np.errstate(all="ignore")
    def _by_pairs(self, held: Held, same: Bools, rows: Ints) -> None:
        own = _by_differences(self._from_mean(rows, self.n[rows, 0]), self.n[rows, 0])
        never = np.zeros(own[0].shape, dtype=bool)
        held.put(rows, same[rows], Held(*own, *own, never, ~never))

    def _from_mean(self, rows: Ints, n: Ints) -> Floats:
        """The first n runs of each arm, less their mean; 0 beyond them."""
        there = (np.arange(self.most) < n[:, None])[:, None, :]
        values = np.where(there, self.values[rows], 0.0)
        return np.where(there, values - values.sum(2, keepdims=True) / n[:, None, None], 0.0)


@np.errstate(all="ignore")
def log_e(square: Floats, variance: Floats, df: Floats, c2: Floats) -> Floats:
    """`hunch.stats.anytime.log_e` of arrays: a squared difference and its squared standard error."""
    r = G / c2
    evidence = (df + 1) / 2 * np.log1p(r / (1 + (1 + r) * df * variance / square)) - np.log1p(r) / 2
    return np.where(np.isnan(evidence) | ~(df > 0), NEVER, evidence)


def _running(values: Floats) -> tuple[Floats, Floats]:
    """Mean and sum of squares of the first 1, 2, ... runs."""
    means = np.cumsum(values, 2) / np.arange(1, values.shape[2] + 1)
    before = np.concatenate([np.zeros_like(means[:, :, :1]), means[:, :, :-1]], 2)
    return means, np.cumsum((values - before) * (values - means), 2)


def _shares(squares: Floats, df: Floats) -> Shares:
    a, b, df_a, df_b = squares[:, 1:], squares[:, :1], df[:, 1:], df[:, :1]
    others = np.maximum(squares.sum(1, keepdims=True) - a - b, 0.0)
    df_others = df.sum(1, keepdims=True) - df_a - df_b
    return Shares(
        a, df_a, b, df_b, np.where(df_others > 1e-9, others, 0.0), np.where(df_others > 1e-9, df_others, 0.0)
    )


def _pool(shares: Shares, rule: Rule) -> tuple[Floats, Floats]:
    """Variance of a run, and its degrees of freedom."""
    lent = np.minimum(rule.cap, shares.df_others)
    df = lent + shares.df_a + shares.df_b
    borrowed = np.where(lent > 0, lent * shares.others / shares.df_others, 0.0)
    return (borrowed + shares.a + shares.b) / df, df


def _stands_out(shares: Shares) -> Floats:
    """How far above everybody else's scatter a's, b's or both together are, as a normal deviate."""
    a, df_a, b, df_b, others, df_others = shares
    return np.fmax.reduce(
        [
            _paulson(a, df_a, b + others, df_b + df_others),
            _paulson(b, df_b, a + others, df_a + df_others),
            _paulson(a + b, df_a + df_b, others, df_others),
        ]
    )


def _paulson(own: Floats, df: Floats, rest: Floats, df_rest: Floats) -> Floats:
    ratio = np.cbrt(own / df / (rest / df_rest))
    of_own, of_rest = 2 / (9 * df), 2 / (9 * df_rest)
    z = ((1 - of_rest) * ratio - (1 - of_own)) / np.sqrt(of_rest * ratio**2 + of_own)
    return np.where((df > 0) & (df_rest > 0) & ~np.isnan(z), z, -np.inf)


def _by_differences(apart: Floats, n: Ints) -> tuple[Floats, Floats]:
    """Squared standard error and degrees of freedom by the pair's differences, seed by seed."""
    square = ((apart[:, 1:] - apart[:, :1]) ** 2).sum(2) / ((n - 1) * n)[:, None]
    return square, np.broadcast_to((n - 1.0)[:, None], square.shape)
