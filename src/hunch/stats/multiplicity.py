"""Many variants, one question: what each may still claim, and what the best of them shows by luck alone."""

import math
from collections.abc import Sequence

QUESTION_LEVEL = 0.05
"""Chance of a false claim over a question's whole life."""


def level(number: int, together: int = 1) -> float:
    """Of a question's chance of a false claim, the share of one variant: all shares together never exceed it.

    Args:
        number: the variant's number by first run, from 1, the baseline not counted; of several that were launched
            together the first one's.
        together: how many were launched together.

    >>> level(1), level(1, 2), math.isclose(2 * level(4, 2), level(4) + level(5))
    (0.025, 0.016666666666666666, True)
    """
    assert number >= 1
    assert together >= 1
    return QUESTION_LEVEL / (number * (number + together))


def levels(launches: Sequence[int]) -> list[float]:
    """The level of each variant, in the order of their numbers.

    Args:
        launches: how many variants were launched together, in order; 1 for one by itself.

    >>> levels([1, 2]) == [level(1), level(2, 2), level(2, 2)]
    True
    """
    shares, number = [], 1
    for together in launches:
        shares += [level(number, together)] * together
        number += together
    return shares


def expected_max(k: int) -> float:
    """What the best of `k` variants shows on average when all are alike, in sd of one variant's mean.

    Source: the integral over the distribution of the largest of k normal values; exact to 1e-12 up to k = 1e6.

    >>> expected_max(1), round(expected_max(2), 12) == round(math.pi**-0.5, 12)
    (0.0, True)
    """
    assert k >= 1
    if k == 1:
        return 0.0
    # The trapezoid rule converges geometrically for a smooth integrand that vanishes at both ends.
    return _STEP * math.fsum(_tail(k, i * _STEP) for i in range(1, 160)) + _STEP / 2 * _tail(k, 0.0)


_STEP = 1 / 16


def _tail(k: int, x: float) -> float:
    """P(max > x) - P(max < -x)."""
    above = math.erfc(x / math.sqrt(2)) / 2
    return -math.expm1(k * math.log1p(-above)) - above**k
