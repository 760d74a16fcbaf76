"""How far runs of one variant scatter: the pair's own runs, and what the question's other variants lend.

The unit is an independent run, never a step, an episode or a batch.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .arm import Arm, norm, spread

OTHERS_COUNT = 10
"""Degrees of freedom that other variants may lend at most: real seed noise is alike between variants, not always."""

DOUBTED_FROM = 1.645
"""Normal quantile (95 %) from which on a larger scatter than everybody else's is no accident."""

RUNS_TO_BORROW = 3
"""Runs a side below which borrowed noise supports no claim: who scatters more cannot show it yet."""


class Spread(NamedTuple):
    """What one variant says of the noise: root of the sum of squares, and its degrees of freedom."""

    root: float
    df: float

    @property
    def sd(self) -> float:
        """The estimate; `df` must not be 0."""
        return self.root / math.sqrt(self.df)


class Own(NamedTuple):
    """Noise of a difference that only the pair itself speaks of: standard error and degrees of freedom."""

    se: float
    df: float


class Noise(NamedTuple):
    """Seed sd, its degrees of freedom, and what it multiplies: the difference has variance sd^2 c2.

    `lent` of the degrees of freedom came from other variants. `doubt`: one of the pair scatters more than everybody
    else, and a claim must hold by the pair's own noise as well. `may_claim`: there are runs enough to see such a thing.
    """

    sd: float
    df: int
    c2: float
    pairing: str
    lent: int = 0
    doubt: Own | None = None
    may_claim: bool = True

    @property
    def se(self) -> float:
        """Standard error of the difference."""
        return self.sd * math.sqrt(self.c2)

    def doubted(self, own: Own) -> "Noise":
        """With what the pair says by itself, which is believed where it is more."""
        return self._replace(doubt=Own(max(own.se, self.se), own.df))

    def is_seen(self, values: Sequence[float]) -> bool:
        """Whether it is more than the rounding of these values."""
        return self.sd > 8 * sys.float_info.epsilon * max(map(abs, values), default=0.0)


def spread_of(arm: Arm) -> Spread:
    """An arm's share in a pool."""
    return Spread(spread(arm.values), max(0, arm.n - 1))


def together(spreads: Iterable[Spread]) -> Spread:
    """Several shares as one."""
    known = [each for each in spreads if each.df > 0]
    return Spread(norm(each.root for each in known), sum(each.df for each in known))


def capped(others: Spread) -> Spread:
    """What of the others' share is lent."""
    if others.df <= OTHERS_COUNT:
        return others
    return Spread(others.root * math.sqrt(OTHERS_COUNT / others.df), OTHERS_COUNT)


def stands_out(a: Spread, b: Spread, others: Spread) -> bool:
    """Whether a, b or the two as one scatter more than everybody else does.

    Source: Paulson (1942), Annals of Mathematical Statistics 13: F, its cube root taken, is nearly normal.

    >>> calm, wild = Spread(2.0, 4), Spread(20.0, 4)
    >>> stands_out(calm, calm, calm), stands_out(calm, wild, calm), stands_out(calm, calm, wild)
    (False, True, False)
    """
    against = ((a, together([b, others])), (b, together([a, others])), (together([a, b]), others))
    return any(_z(own, rest) > DOUBTED_FROM for own, rest in against)


def _z(own: Spread, rest: Spread) -> float:
    """How far one variance is above another, as a normal deviate."""
    if not own.df or not rest.df or not own.root:
        return -math.inf
    if not rest.root:
        return math.inf
    ratio = math.cbrt(own.sd / rest.sd) ** 2
    of_own, of_rest = 2 / (9 * own.df), 2 / (9 * rest.df)
    if math.isinf(ratio):
        return math.inf
    return ((1 - of_rest) * ratio - (1 - of_own)) / math.hypot(math.sqrt(of_rest) * ratio, math.sqrt(of_own))
