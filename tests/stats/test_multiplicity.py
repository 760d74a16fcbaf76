"""However many variants there are, together they never use up more than the question's 5 %."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from hunch.stats.multiplicity import QUESTION_LEVEL, expected_max, level, levels


def test_variants_that_come_one_by_one() -> None:
    assert levels([1, 1, 1]) == [0.05 / 2, 0.05 / 6, 0.05 / 12]


def test_variants_that_were_launched_together_share_alike() -> None:
    assert levels([1, 3, 1]) == [level(1), *[0.05 / (2 * 5)] * 3, level(5)]


@given(launches=st.lists(st.integers(1, 60), max_size=40))
def test_all_shares_together_are_less_than_the_whole(launches: list[int]) -> None:
    shares, variants = levels(launches), sum(launches)
    assert len(shares) == variants
    assert math.fsum(shares) == pytest.approx(QUESTION_LEVEL * variants / (variants + 1))


@pytest.mark.parametrize("k", [1, 2, 3, 10, 50, 1000, 10**6])
def test_the_best_of_k_stands_where_integration_says(k: int) -> None:
    def density(x: float) -> float:
        return x * k * stats.norm.pdf(x) * math.exp((k - 1) * stats.norm.logcdf(x))

    expected, _ = integrate.quad(density, -12, 12, points=[0, 2, 4, 5, 6], epsabs=1e-13, limit=500)
    assert expected_max(k) == pytest.approx(expected, abs=1e-9)


def test_the_winner_of_fifty_alike_leads_by_one_and_a_third_seed_sd() -> None:
    """With three seeds each; published: 1.31, by simulation."""
    assert expected_max(50) / math.sqrt(3) == pytest.approx(1.30, abs=0.005)


def test_the_best_of_three_and_five_have_closed_forms() -> None:
    assert expected_max(3) == pytest.approx(1.5 / math.sqrt(math.pi), abs=1e-12)
    assert expected_max(5) == pytest.approx(1.16296447, abs=1e-8)
