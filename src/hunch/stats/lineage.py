"""Where ideas start that build on others: a child of one, a combination of two."""

import math
from typing import NamedTuple

from .base_rate import COMBINED, LEAST_GOOD, MOST_GOOD
from .mixture import GOOD_MEAN, Mixture


class Start(NamedTuple):
    """What a child's readings are taken against, and what is foretold of it: fields of a `value.Candidate`."""

    level: float
    """The parent's gain over the question's baseline, shrunk, in seed sd: it is taken off the child's readings against that
    baseline, before they become `Candidate.mean`."""
    n0: float
    """How many baseline runs the parent is worth: 1 / variance of its gain."""
    good: float | None = None
    """Weight of the good component; None: the lineage says nothing of it."""
    size: float = GOOD_MEAN


def child(parent: Mixture) -> Start:
    """A child starts from its parent's shrunk gain, not from its lucky mean, with the parent's doubt as its baseline's.

    >>> from hunch.stats.mixture import prior
    >>> lucky = prior(0.25).after(3.0, 0.5)
    >>> start = child(lucky)
    >>> start.level == lucky.mean < 3.0, start.n0 == 1 / lucky.variance
    (True, True)
    """
    variance = parent.variance
    return Start(parent.mean, 1 / variance if variance else math.inf)


def combination(a: Mixture, b: Mixture, *, factor: float = COMBINED) -> Start:
    """Both together, as a child of the better of the two: what it may add to that.

    Together they gain `factor` (E[A] + E[B]) over what both were measured against; the good component adds what
    that is more than the better one alone. It is good as far as both help.

    Args:
        a, b: the gains of both over the same baseline, as of now.
        factor: `base_rate.combining` of this project.

    >>> from hunch.stats.mixture import prior
    >>> one, two = (prior(0.9).after(2.0, 3.0) for _ in "ab")
    >>> start = combination(one, two)
    >>> start.level == one.mean, round(start.size / one.mean, 9)
    (True, 0.4)
    """
    better = max(a, b, key=lambda each: each.mean)
    start = child(better)
    size = factor * (a.mean + b.mean) - better.mean
    return start._replace(good=min(max(a.chance * b.chance, LEAST_GOOD), MOST_GOOD), size=size)
