"""What one more run is worth: the expected rise of an idea's utility, in seed standard deviations, and per cost.

A new idea, a repeat of a half-known one and a repeat of the baseline compete on this one scale. Nothing but `math` is
needed; 200 candidates take a few milliseconds.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from .adoption import USELESS_COSTS, adoption_line, utility
from .mixture import GOOD_MEAN, LEAST_PRECISION, Mixture, net_above, prior

BASELINE = -1
"""The place of the baseline in a ranking."""


class Candidate(NamedTuple):
    """An idea that may get one more run, as it stands.

    `mean` is the difference between its runs' mean and its baseline's in seed sd, turned so that up is better (None
    without a run). `n0` is how many runs its baseline is worth: the number of the baseline's runs, or 1 / variance of
    the parent's posterior for a child (`lineage.child`); 0 counts as 1, for a baseline that is yet to run.
    """

    good: float
    """Weight of the good component before any run, 0 to 1 (`base_rate.good_chance`)."""
    cost: float
    """Of one more run, in any unit that all candidates share; above 0."""
    size: float = GOOD_MEAN
    """Mean gain of the good component, in seed sd."""
    n: int = 0
    mean: float | None = None
    n0: float = math.inf
    doubt: float = 1.0
    """What the error variance is multiplied by, because the seed sd is itself estimated (`SeedNoise.doubt`)."""
    is_child: bool = False
    """It is read against its parent: runs of the baseline do not help it."""

    @property
    def now(self) -> Mixture:
        """What is believed of its gain."""
        start = prior(self.good, self.size)
        return start if self.mean is None else start.after(self.mean, self.precision())

    @property
    def baseline_runs(self) -> float:
        """n0 as it counts."""
        return self.n0 or 1.0

    def precision(self, *, more: int = 0, baseline_more: int = 0) -> float:
        """1 / error variance of the reading, with so many more runs; 0 without a run."""
        n, n0 = self.n + more, self.baseline_runs + baseline_more
        return 1 / ((1 / n + 1 / n0) * self.doubt) if n else 0.0


class Valued(msgspec.Struct, frozen=True):
    """A candidate's place among those that were given, and the parts of its index."""

    place: int
    """Position in what was given; `BASELINE` for a run of the baseline."""
    index: float
    """`value` / `cost`."""
    value: float
    """Expected rise of utility by one more run, in seed sd, at least 0."""
    cost: float
    belief: float
    """Chance of a gain above 0 as of now; of the baseline 0."""
    size: float
    """Expected gain as of now, in seed sd; of the baseline 0."""
    utility: float
    """What building on it is worth now; 0 for an idea never run."""


def rank(candidates: Sequence[Candidate], *, baseline_cost: float | None = None) -> list[Valued]:
    """All candidates, the highest value per cost first; equal ones in the order given.

    Args:
        baseline_cost: of one more run of the baseline, in the unit of the candidates' costs; None: it is not offered.

    Source: docs/reference/value.md; the knowledge gradient of Frazier, Powell & Dayanik (2008), SIAM J. Control Optim. 47,
    per cost.

    >>> [each.place for each in rank([Candidate(0.2, 1.0), Candidate(0.6, 1.0), Candidate(0.6, 2.0)])]
    [1, 2, 0]
    """
    found = [valued(candidate, place) for place, candidate in enumerate(candidates)]
    if baseline_cost is not None:
        value = baseline_value(candidates)
        found.append(Valued(BASELINE, value / baseline_cost, value, baseline_cost, 0.0, 0.0, 0.0))
    return sorted(found, key=lambda each: (-each.index, each.place))


def valued(candidate: Candidate, place: int = 0) -> Valued:
    """One candidate's index and its parts."""
    now = candidate.now
    known = utility(now) if candidate.n else 0.0
    gained = candidate.precision(more=1) - candidate.precision()
    value = max(0.0, expected_utility(now, gained) - known)
    return Valued(place, value / candidate.cost, value, candidate.cost, now.chance, now.mean, known)


def baseline_value(candidates: Sequence[Candidate]) -> float:
    """Expected rise of the summed utility of all ideas that were run, by one more run of the baseline they share.

    Each tried idea is read against the same baseline, so one new run of it moves all readings at once by the same
    amount. The utilities add up, and the expectation of a sum is the sum of expectations however its terms move together:
    no draw of the shared error is needed, and none is made. Ideas without a run gain nothing yet.

    >>> baseline_value([Candidate(0.3, 1.0)]), baseline_value([Candidate(0.3, 1.0, n=3, mean=1.2, n0=1)]) > 0.01
    (0.0, True)
    """
    total = 0.0
    for each in candidates:
        if each.n and math.isfinite(each.n0) and not each.is_child:
            now = each.now
            gained = each.precision(baseline_more=1) - each.precision()
            total += max(0.0, expected_utility(now, gained) - utility(now))
    return total


def expected_utility(belief: Mixture, precision: float) -> float:
    """E[u] after one more independent reading of the gain with error variance 1 / `precision`.

    Exact but for the line above which one adopts, which is found to about a hundredth: as it is the best line, what is missing is
    of the order of its square (below 1e-6). Never below the utility now: information cannot hurt.

    Args:
        belief: as of now.
        precision: in 1 / squared seed sd, at least 0.

    >>> now = prior(0.25)
    >>> 0 == utility(now) < expected_utility(now, 0.5) < expected_utility(now, 5)
    True
    """
    if precision < LEAST_PRECISION:
        return utility(belief)
    line, error = adoption_line(belief, precision), 1 / precision
    found = 0.0
    for each in belief:
        if each.weight:
            found += each.weight * net_above(each, line, error, cost=USELESS_COSTS)
    return max(found, utility(belief))
