"""What is believed about an idea's gain: a mixture of normals, one for ideas that do little and one for those that help.

Gains are over the idea's parent, in seed standard deviations, up is better. `good` is the weight of the second component.
"""

import math
from typing import NamedTuple

from .normal import cdf, density

DULL_MEAN, DULL_VARIANCE = -0.7, 0.64
"""Gains of ideas that do not help."""
GOOD_MEAN, GOOD_VARIANCE = 1.5, 1.0
"""Gains of ideas that help, where nobody has said how much."""
LEAST_PRECISION = 1e-9
"""A reading that tells less than this tells nothing."""


class Component(NamedTuple):
    """A normal with a weight; the weights of a mixture sum to 1."""

    weight: float
    mean: float
    variance: float

    @property
    def chance(self) -> float:
        """Of a gain above 0."""
        return cdf(self.mean / math.sqrt(self.variance))


class Mixture(NamedTuple):
    """The two components."""

    dull: Component
    good: Component

    @property
    def mean(self) -> float:
        """M: the gain to be expected, in seed sd."""
        return self.dull.weight * self.dull.mean + self.good.weight * self.good.mean

    @property
    def variance(self) -> float:
        """Of the gain, in squared seed sd."""
        square = sum(each.weight * (each.variance + each.mean**2) for each in self)
        return max(0.0, square - self.mean**2)

    @property
    def chance(self) -> float:
        """P: the chance of a gain above 0."""
        return self.dull.weight * self.dull.chance + self.good.weight * self.good.chance

    def after(self, reading: float, precision: float) -> "Mixture":
        """What is believed once the gain was read as `reading` with a normal error of variance 1/`precision`.

        Args:
            reading: in seed sd.
            precision: in 1 / squared seed sd; 0: nothing was learnt.

        Source: conjugate normals; the weights by Bayes' rule on the readings that each component foretells.

        >>> prior(0.25).after(3.0, 1.0).good.weight > 0.9
        True
        """
        assert precision >= 0
        if precision < LEAST_PRECISION:
            return self
        error = 1 / precision
        logs = []
        for each in self:
            foretold = each.variance + error
            logs.append(
                (math.log(each.weight) if each.weight > 0 else -math.inf)
                - (reading - each.mean) ** 2 / (2 * foretold)
                - math.log(foretold) / 2
            )
        top = max(logs)
        weights = [math.exp(value - top) for value in logs]
        total = sum(weights)
        moved = [
            Component(
                weight / total,
                each.mean + (reading - each.mean) * each.variance / (each.variance + error),
                each.variance * error / (each.variance + error),
            )
            for weight, each in zip(weights, self, strict=True)
        ]
        return Mixture(*moved)


def prior(good: float, size: float = GOOD_MEAN) -> Mixture:
    """What is believed of an idea before its first run.

    Args:
        good: weight of the good component, 0 to 1.
        size: its mean, in seed sd: what an idea brings that helps.

    Source: docs/reference/value.md, Prior.

    >>> round(prior(0.25).mean, 3), round(prior(0.25).chance, 3)
    (-0.15, 0.376)
    """
    assert 0 <= good <= 1
    return Mixture(
        Component(1 - good, DULL_MEAN, DULL_VARIANCE),
        Component(good, size, GOOD_VARIANCE),
    )


def net_above(component: Component, line: float, error: float, *, cost: float) -> float:
    """E[gain - cost 1(gain <= 0); reading > line] of one component (not times its weight).

    Args:
        error: variance of the reading's error, above 0.
    """
    spread = math.sqrt(component.variance + error)
    deviation = math.sqrt(component.variance)
    a = (line - component.mean) / spread
    gain = component.mean * cdf(-a) + component.variance / spread * density(a)
    return gain - cost * both_above(component.mean / deviation, a, -deviation / spread)


def both_above(h: float, k: float, rho: float) -> float:
    """P(X > h, Y > k) of two standard normals with correlation `rho`; absolute error below 1e-6 for |rho| <= .9.

    Source: Plackett (1954), Biometrika 41: an integral over the angle; 6 points of Gauss and Legendre, 12 from .8 on.

    >>> abs(both_above(0, 0, 0.5) - (1 / 4 + math.asin(0.5) / (2 * math.pi))) < 1e-12
    True
    """
    half = math.asin(rho) / 2
    squares, product = (h * h + k * k) / 2, h * k
    total = 0.0
    for node, weight in _SIX if abs(rho) < 0.8 else _TWELVE:
        sine = math.sin(half * node)
        total += weight * math.exp((sine * product - squares) / (1 - sine * sine))
    return cdf(-h) * cdf(-k) + total * half / (2 * math.pi)


def _around(*halves: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    """Nodes from 0 to 2 with their weights, from those right of the middle."""
    return tuple((1 + sign * node, weight) for node, weight in halves for sign in (-1, 1))


_SIX = _around(
    (0.2386191860831969, 0.4679139345726910),
    (0.6612093864662645, 0.3607615730481386),
    (0.9324695142031521, 0.1713244923791704),
)
_TWELVE = _around(
    (0.1252334085114689, 0.2491470458134028),
    (0.3678314989981802, 0.2334925365383548),
    (0.5873179542866175, 0.2031674267230659),
    (0.7699026741943047, 0.1600783285433462),
    (0.9041172563704749, 0.1069393259953184),
    (0.9815606342467192, 0.0471753363865118),
)
