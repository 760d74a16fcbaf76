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
        if precision == 0:
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
    """P(X > h, Y > k) of two standard normals with correlation `rho`; absolute error below 1e-6 for |rho| <= .95.

    Source: Plackett (1954), Biometrika 41: an integral over the angle; 10 points of Gauss and Legendre.

    >>> abs(both_above(0, 0, 0.5) - (1 / 4 + math.asin(0.5) / (2 * math.pi))) < 1e-12
    True
    """
    half = math.asin(rho) / 2
    squares, product = (h * h + k * k) / 2, h * k
    total = 0.0
    for node, weight in _GAUSS:
        sine = math.sin(half * node)
        total += weight * math.exp((sine * product - squares) / (1 - sine * sine))
    return cdf(-h) * cdf(-k) + total * half / (2 * math.pi)


_HALF_GAUSS = (
    (0.1488743389816312, 0.2955242247147529),
    (0.4333953941292472, 0.2692667193099963),
    (0.6794095682990244, 0.2190863625159821),
    (0.8650633666889845, 0.1494513491505806),
    (0.9739065285171717, 0.0666713443086881),
)
_GAUSS = tuple((1 + sign * node, weight) for node, weight in _HALF_GAUSS for sign in (-1, 1))
