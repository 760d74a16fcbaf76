"""Runs of several variants under the same seeds: what the seed does to all of them is taken out."""

from collections.abc import Sequence

from .arm import Arm, mean

PAIRED_FROM = 5
"""Seeds that two arms must share before pairs are worth the degrees of freedom that they cost."""


def seeds_of(arm: Arm) -> frozenset[int] | None:
    """Its seeds, where there are at least two, none is missing and none appears twice.

    >>> seeds_of(Arm((1.0, 2.0), (7, 3))) == {3, 7}, seeds_of(Arm((1.0, 2.0), (7, None))), seeds_of(Arm((1.0,), (7,)))
    (True, None, None)
    """
    known = frozenset(seed for seed in arm.seeds if seed is not None)
    return known if 2 <= len(known) == arm.n else None


def differences(a: Arm, b: Arm) -> list[float]:
    """a - b, seed by seed, of two arms that share all seeds.

    >>> differences(Arm((1.0, 2.0), (7, 3)), Arm((0.5, 0.75), (3, 7)))
    [1.5, 0.25]
    """
    return [x - y for x, y in zip(_by_seed(a), _by_seed(b), strict=True)]


def residuals(arms: Sequence[Arm]) -> list[list[float]]:
    """What is left of each value after the mean of its arm and the mean of its seed are taken out.

    Args:
        arms: two or more that share all seeds.

    Returns:
        Shape (arm, seed), seeds sorted.

    Source: two-way analysis of variance without interaction; (arms - 1) (seeds - 1) degrees of freedom.

    >>> residuals([Arm((1.0, 2.0), (0, 1)), Arm((5.0, 4.0), (0, 1))])
    [[-0.5, 0.5], [0.5, -0.5]]
    """
    rows = []
    for arm in arms:
        middle = mean(arm.values)
        rows.append([value - middle for value in _by_seed(arm)])
    of_seeds = [mean(column) for column in zip(*rows, strict=True)]
    return [[value - middle for value, middle in zip(row, of_seeds, strict=True)] for row in rows]


def _by_seed(arm: Arm) -> list[float]:
    return [value for _, value in sorted(zip(arm.seeds, arm.values, strict=True))]
