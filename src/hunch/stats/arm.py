"""The runs of one variant as numbers: what every comparison is made of."""

import math
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hunch.errors import InvalidMetric


class Arm(NamedTuple):
    """A variant's independent finished runs, one value each, on the scale of the analysis (logs taken already).

    `seeds` runs beside `values` (None where a run has none); left empty where nobody knows them.
    """

    values: tuple[float, ...]
    seeds: tuple[int | None, ...] = ()

    @property
    def n(self) -> int:
        """How many runs."""
        return len(self.values)


LARGEST = 1e300
"""Beyond it sums leave the range of floats."""


def check(arms: Iterable[Arm]) -> None:
    """
    Raises:
        InvalidMetric: a value is not finite, or beyond `LARGEST`.
    """
    for arm in arms:
        assert len(arm.seeds) in (0, len(arm.values)), "a seed for each value"
        for value in arm.values:
            if not abs(value) <= LARGEST:
                raise InvalidMetric(f"{value} cannot be compared", hint="Leave that run out, and say so.")


def mean(values: Sequence[float]) -> float:
    """The same to the last bit whatever the order.

    >>> mean([0.1, 0.2, 0.3]) == mean([0.3, 0.1, 0.2])
    True
    """
    return math.fsum(values) / len(values)


def spread(values: Sequence[float]) -> float:
    """Square root of the sum of squared distances from the mean; exactly 0 where all values are equal.

    The root and not the sum: squares of small and of large numbers would leave the range of floats.

    >>> spread([1.0, 2.0, 3.0]) == 2**0.5, spread([1e-200, 3e-200]), spread([0.1] * 49)
    (True, 1.414213562373095e-200, 0.0)
    """
    if not values or min(values) == max(values):
        return 0.0
    middle = mean(values)
    return norm(value - middle for value in values)


def is_still(arm: Arm) -> bool:
    """Whether there are two values or more, and they differ by no more than rounding.

    >>> is_still(Arm((0.5, 0.5))), is_still(Arm((0.5, 0.51))), is_still(Arm((0.5,)))
    (True, False, False)
    """
    return arm.n > 1 and max(arm.values) - min(arm.values) <= 8 * sys.float_info.epsilon * max(
        map(abs, arm.values)
    )


def norm(values: Iterable[float]) -> float:
    """Square root of the sum of squares, the same to the last bit whatever the order."""
    return math.hypot(*sorted(map(abs, values)))
