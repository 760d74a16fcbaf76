"""How many runs would tell: against scipy's noncentral t, one N after the other."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hunch.stats.advice import MOST_RUNS, effect_in_sd, needed_runs, power
from hunch.stats.anytime import bound
from hunch.stats.multiplicity import level


@pytest.mark.parametrize(("number", "runs"), [(1, 11), (5, 15), (20, 20)])
def test_two_sd_from_three_runs_a_side(number: int, runs: int) -> None:
    """The published figures: n = n0 = 3 and 14 degrees of freedom, ten of them lent."""
    assert needed_runs(level=level(number), n_a=3, n_b=3, lent=14 - 4) == runs


def one_by_one(*, alpha: float, least: int, lent: int, effect: float, paired: bool) -> int:
    n = least
    while True:
        df = lent + (1 if paired else 2) * (n - 1)
        needed = bound(df, 2 / n, alpha)
        if math.isfinite(needed) and stats.nct.sf(needed, df, effect * math.sqrt(n / 2)) >= 0.8:
            return n
        n += 1


@settings(max_examples=60)
@given(
    number=st.integers(1, 60),
    n_a=st.integers(0, 30),
    n_b=st.integers(0, 30),
    lent=st.integers(0, 10),
    effect=st.floats(0.4, 6),
    paired=st.booleans(),
)
def test_halving_finds_what_one_step_after_the_other_finds(
    number: int, n_a: int, n_b: int, lent: int, effect: float, paired: bool
) -> None:
    found = needed_runs(level=level(number), n_a=n_a, n_b=n_b, lent=lent, effect=effect, paired=paired)
    least = max(3, n_a, n_b)
    assert found == one_by_one(alpha=level(number), least=least, lent=lent, effect=effect, paired=paired)


def test_the_power_is_that_of_noncentral_t() -> None:
    """Published: 20 degrees known, level .05, effects of 1, 2, 3 sd."""
    table = {
        n: tuple(round(power(n, level=0.05, df=20 + 2 * n - 2, effect=effect), 2) for effect in (1, 2, 3))
        for n in (3, 5, 10)
    }
    assert table == {3: (0.03, 0.22, 0.63), 5: (0.06, 0.47, 0.92), 10: (0.18, 0.88, 1.0)}


def test_what_a_million_runs_would_not_tell_is_not_advised() -> None:
    assert needed_runs(level=0.025, n_a=3, n_b=3, lent=0, effect=1e-4) is None
    assert needed_runs(level=0.025, n_a=3, n_b=3, lent=0, effect=5e-324) is None
    largest = needed_runs(level=0.025, n_a=3, n_b=3, lent=0, effect=0.012)
    assert largest is not None
    assert 10**5 < largest <= MOST_RUNS


def test_an_effect_beyond_all_measure_needs_as_many_runs_as_any_claim() -> None:
    assert needed_runs(level=0.025, n_a=1, n_b=1, lent=10, effect=1e300) == 3
    assert needed_runs(level=0.025, n_a=1, n_b=1, lent=10, effect=math.inf) == 3
    assert needed_runs(level=0.025, n_a=1, n_b=1, lent=0, effect=1e300) == 3


def test_a_min_effect_is_measured_by_noise_as_large_as_it_may_well_be() -> None:
    s_up = 0.5 * math.sqrt(14 / stats.chi2.ppf(0.2, 14))
    assert effect_in_sd(1.0, 0.5, 14) == pytest.approx(1.0 / s_up, rel=1e-9)
    assert effect_in_sd(1.0, 0.5, 2) < effect_in_sd(1.0, 0.5, 50) < 2.0
