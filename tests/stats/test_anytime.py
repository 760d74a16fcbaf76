"""The bound and the evidence are one rule, told in two ways, and a Bayes factor as published."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from hunch.stats.anytime import G, bound, log_e

DF, C2 = st.integers(1, 2000), st.floats(1e-4, 2.0)
LEVEL = st.floats(1e-12, 0.2)


@pytest.mark.parametrize(
    ("df", "c2", "level", "needed"),
    [
        (8, 2 / 5, 0.025, 4.6360378063),
        (18, 2 / 5, 0.025, 3.7792471448),
        (28, 1 / 5, 0.05 / 30, 4.7082070444),
        (2, 1.0, 0.025, math.inf),
    ],
)
def test_the_bound_is_as_it_was_published(df: int, c2: float, level: float, needed: float) -> None:
    assert bound(df, c2, level) == pytest.approx(needed, abs=1e-9)


def test_the_evidence_is_as_it_was_published() -> None:
    assert log_e(3, 8, 0.4) == pytest.approx(1.7548417361, abs=1e-9)


@given(df=DF, c2=C2, level=LEVEL)
def test_at_the_bound_the_evidence_is_exactly_what_a_claim_needs(df: int, c2: float, level: float) -> None:
    needed = bound(df, c2, level)
    if math.isinf(needed):
        assert log_e(1e150, df, c2) <= -math.log(level) * (1 + 1e-9)
    else:
        assert log_e(needed, df, c2) == pytest.approx(-math.log(level), rel=1e-6, abs=1e-6)


@given(t=st.floats(0, 30), df=st.integers(2, 200), c2=st.floats(0.02, 2.0))
def test_the_evidence_is_the_ratio_of_two_densities_of_t(t: float, df: int, c2: float) -> None:
    """With the right Haar prior on the scale, t is Student's under both hypotheses, wider by sqrt(1 + g/c2) under one."""
    wider = math.sqrt(1 + G / c2)
    ratio = stats.t.logpdf(t / wider, df) - math.log(wider) - stats.t.logpdf(t, df)
    assert log_e(t, df, c2) == pytest.approx(ratio, rel=1e-9, abs=1e-9)


def test_under_no_effect_the_evidence_is_one_on_average() -> None:
    df, c2 = 8, 0.4
    mean, _ = integrate.quad(lambda t: math.exp(log_e(t, df, c2)) * stats.t.pdf(t, df), -math.inf, math.inf)
    assert mean == pytest.approx(1, abs=1e-6)


@given(df=DF, c2=C2, level=LEVEL)
def test_a_smaller_level_needs_more_and_more_noise_known_needs_less(df: int, c2: float, level: float) -> None:
    assert bound(df, c2, level / 2) >= bound(df, c2, level)
    assert bound(df + 1, c2, level) <= bound(df, c2, level)


@pytest.mark.parametrize("t", [0.0, 1e-300, 1e-9, 1e9, 1e154, 1e300, math.inf])
@pytest.mark.parametrize("df", [1, 10, 10**9])
@pytest.mark.parametrize("c2", [2.0, 1e-9])
def test_neither_tiny_nor_huge_numbers_leave_the_range(t: float, df: int, c2: float) -> None:
    evidence = log_e(t, df, c2)
    assert evidence == log_e(-t, df, c2)
    assert -math.log1p(G / c2) / 2 <= evidence <= df / 2 * math.log1p(G / c2) + 1e-9
    assert bound(df, c2, 1e-300) > bound(df, c2, 0.05) > 1.95 or math.isinf(bound(df, c2, 0.05))


def test_with_all_noise_known_the_bound_becomes_the_normal_one() -> None:
    """As df grows: sqrt((1 + 1/r) (log(1 + r) - 2 log level))."""
    c2, level = 0.2, 0.025
    r = G / c2
    normal = math.sqrt((1 + 1 / r) * (math.log1p(r) - 2 * math.log(level)))
    assert bound(10**9, c2, level) == pytest.approx(normal, rel=1e-7)
