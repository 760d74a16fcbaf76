"""What one more run is worth, held against dense integration and against drawing."""

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from hunch.stats.adoption import adoption_line, utility, worth
from hunch.stats.mixture import Mixture, both_above, prior
from hunch.stats.value import BASELINE, Candidate, baseline_value, expected_utility, rank, valued


def densely(belief: Mixture, precision: float) -> float:
    """E[u] after a reading, by 40,000 strips."""
    error = 1 / precision
    z = np.linspace(-40, 60, 40_001)
    whole = np.zeros_like(z)
    for each in belief:
        spread = each.variance + error
        mean = each.mean + (z - each.mean) * each.variance / spread
        net = mean - 3 * ndtr(-mean / math.sqrt(each.variance * error / spread))
        whole += (
            each.weight * np.exp(-((z - each.mean) ** 2) / 2 / spread) / math.sqrt(2 * math.pi * spread) * net
        )
    return float(np.maximum(whole, 0).sum() * (z[1] - z[0]))


@pytest.mark.parametrize("good", [0.0, 0.01, 0.25, 0.97])
@pytest.mark.parametrize("size", [0.3, 1.5, 10.0])
@pytest.mark.parametrize("precision", [0.05, 0.5, 6.0])
def test_expected_utility_is_that_of_dense_integration(good: float, size: float, precision: float) -> None:
    start = prior(good, size)
    for belief in (start, start.after(1.0, 0.5), start.after(-2.0, 3.0)):
        assert expected_utility(belief, precision) == pytest.approx(densely(belief, precision), abs=1e-6)


def test_two_normals_above_two_lines_are_those_of_scipy() -> None:
    for rho in (-0.3, -0.7, -0.79, -0.81, -0.9):
        for h in (-2.5, -0.5, 0.0, 1.5):
            for k in (-1.5, 0.3, 2.0):
                theirs = multivariate_normal.cdf([-h, -k], cov=[[1, rho], [rho, 1]], abseps=1e-9)
                assert both_above(h, k, rho) == pytest.approx(theirs, abs=1e-6)


beliefs = st.builds(
    lambda good, size, reading, precision: prior(good, size).after(reading, precision),
    st.floats(0, 1), st.floats(-3, 20), st.floats(-50, 50), st.floats(0, 100),
)  # fmt: skip


@given(beliefs, st.floats(1e-6, 100))
@example(prior(0.0, 0.0).after(0.0, 5e-324), 1.0)
def test_information_never_hurts_and_more_of_it_is_worth_more(belief: Mixture, precision: float) -> None:
    little, more = expected_utility(belief, precision), expected_utility(belief, 4 * precision)
    assert utility(belief) <= little <= more + 1e-5
    assert math.isfinite(more)


@given(st.floats(0.01, 0.97), st.floats(0.5, 5), st.floats(0.01, 30))
def test_one_adopts_above_the_line_and_not_below(good: float, size: float, precision: float) -> None:
    belief = prior(good, size)
    line = adoption_line(belief, precision)
    assert worth(belief.after(line + 0.1, precision)) > 0 > worth(belief.after(line - 0.1, precision))


def test_seeds_one_by_one_and_seeds_at_once_leave_the_same_belief() -> None:
    at_once = prior(0.25).after(1.2, 3.0)
    step = prior(0.25)
    for reading in (0.2, 3.1, 0.3):
        step = step.after(reading, 1.0)
    assert step.mean == pytest.approx(at_once.mean, abs=1e-12)
    assert step.chance == pytest.approx(at_once.chance, abs=1e-12)


def test_an_idea_never_run_is_worth_nothing_yet_however_much_is_hoped_of_it() -> None:
    sure = Candidate(0.97, 1.0, size=6.0)
    assert valued(sure).utility == 0.0
    assert valued(sure).value > 5


def test_a_winner_on_one_seed_is_repeated_before_a_wild_idea_is_tried_and_one_on_ten_is_left_alone() -> None:
    lucky, sure = Candidate(0.25, 1.0, n=1, mean=1.2), Candidate(0.25, 1.0, n=10, mean=1.8)
    wild = Candidate(0.1, 1.0)
    assert [each.place for each in rank([sure, wild, lucky])] == [2, 1, 0]


def test_half_the_cost_is_twice_the_index() -> None:
    dear, cheap = valued(Candidate(0.4, 2.0)), valued(Candidate(0.4, 1.0))
    assert cheap.index == 2 * dear.index
    assert cheap.value == dear.value


def test_a_reading_against_one_run_of_the_baseline_says_less_than_against_many() -> None:
    one, many = (Candidate(0.25, 1.0, n=3, mean=2.0, n0=n0) for n0 in (1.0, 100.0))
    assert one.now.chance < many.now.chance


def test_the_baseline_comes_first_where_all_hangs_on_its_single_run() -> None:
    tried = [Candidate(0.25, 1.0, n=4, mean=mean, n0=1.0) for mean in (0.8, 1.1, 1.3, 1.6)]
    assert rank(tried, baseline_cost=1.0)[0].place == BASELINE
    settled = [each._replace(n0=50.0) for each in tried]
    assert rank(settled, baseline_cost=1.0)[0].place != BASELINE


def test_what_is_read_against_its_parent_is_no_reason_to_repeat_the_baseline() -> None:
    child = Candidate(0.25, 1.0, n=4, mean=1.1, n0=1.0, is_child=True)
    assert baseline_value([child]) == 0.0


def test_the_value_of_a_baseline_run_is_what_drawing_one_brings_though_it_moves_all_readings_at_once() -> (
    None
):
    """Three ideas are read against two runs of the baseline, then against three: the same new error in all of them."""
    luck = np.random.default_rng(20261130)
    brought, foretold = [], []
    for _ in range(2000):
        good = luck.random(3) < 0.25
        gains = np.where(good, luck.normal(1.5, 1.0, 3), luck.normal(-0.7, 0.8, 3))
        means, runs = gains + luck.normal(size=3) / math.sqrt(3), luck.normal(size=3)
        before, after = means - runs[:2].mean(), means - runs.mean()
        two, three = ([Candidate(0.25, 1.0, n=3, mean=float(mean), n0=n0) for mean in readings]
                      for readings, n0 in ((before, 2.0), (after, 3.0)))  # fmt: skip
        brought.append(sum(utility(each.now) for each in three) - sum(utility(each.now) for each in two))
        foretold.append(baseline_value(two))
    error = np.std(np.subtract(brought, foretold)) / math.sqrt(len(brought))
    assert np.mean(foretold) > 5 * error
    assert np.mean(brought) == pytest.approx(np.mean(foretold), abs=3 * error)


def test_two_hundred_candidates_come_back_in_order_each_once() -> None:
    source = random.Random(1)
    candidates = [Candidate(source.random(), source.lognormvariate(0, 1)) for _ in range(200)]
    ranked = rank(candidates)
    assert sorted(each.place for each in ranked) == list(range(200))
    assert all(one.index >= other.index for one, other in itertools.pairwise(ranked))


def test_equal_ideas_stay_in_the_order_given() -> None:
    assert [each.place for each in rank([Candidate(0.3, 1.0)] * 3)] == [0, 1, 2]


@pytest.mark.parametrize("candidate", [
    Candidate(0.25, 1e-9, n=1, mean=1e6), Candidate(0.25, 1e9, n=1, mean=-1e6),
    Candidate(1.0, 1.0, n=1, mean=0.0, n0=1e-6), Candidate(0.0, 1.0, size=-5.0, n=1_000_000, mean=0.0, n0=0.0),
], ids=["huge", "tiny", "no baseline to speak of", "a million seeds"])  # fmt: skip
def test_what_is_absurd_still_has_a_finite_index(candidate: Candidate) -> None:
    found = valued(candidate)
    assert math.isfinite(found.index)
    assert found.value >= 0
