"""What so many hunches allow to say, and that it holds as often as it says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student
from statsmodels.stats.proportion import proportion_confint

from hunch.stats.calibration import (
    bins,
    certainties,
    coverage,
    gap,
    gate,
    share_interval,
    skill,
    with_voids,
)
from hunch.stats.scoring import bits


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, ""), (9, ""),
        (10, "gap bins coverage skill"), (49, "gap bins coverage skill"),
        (50, "gap bins coverage skill curve bits topics peers"),
        (199, "gap bins coverage skill curve bits topics peers"),
        (200, "gap bins coverage skill curve bits topics peers trend"),
    ],
)  # fmt: skip
def test_what_is_shown_goes_by_the_number_of_hunches(n: int, shown: str) -> None:
    allowed = gate(n)
    names = [name for name in allowed.__struct_fields__ if getattr(allowed, name) is True]
    assert " ".join(names) == shown
    assert (allowed.note is None) == (n >= 10)


def test_you_say_more_than_happens() -> None:
    said, happened = [0.62] * 20, [True] * 9 + [False] * 11
    found = gap(said, happened)
    assert found is not None
    assert (found.said, found.happened, found.gap) == pytest.approx((0.62, 0.45, 0.17))
    assert 0.20 < found.error < 0.30


@pytest.mark.parametrize("level", [(0.1, 0.3, 0.5, 0.7, 0.9), (0.9,), (0.7,)])
@pytest.mark.parametrize("n", [10, 49])
def test_the_gap_of_a_calibrated_forecaster_holds_zero_as_often_as_it_says(
    level: tuple[float, ...], n: int
) -> None:
    """.95 of 800, less three standard errors and what ten hunches cannot give."""
    luck = np.random.default_rng(7)
    inside = 0
    for _ in range(800):
        said = luck.choice(level, size=n)
        found = gap(said.tolist(), (luck.random(n) < said).tolist())
        assert found is not None
        inside += abs(found.gap) <= found.error
    assert inside / 800 > 0.92


def test_ten_hunches_that_went_alike_are_not_certain() -> None:
    found = gap([0.9] * 10, [True] * 10)
    assert found is not None
    assert found.error > 0.1
    assert gap([0.9], [True]) is None


def test_three_bins_and_none_of_them_invents_a_number() -> None:
    rather_not, even, rather_so = bins([0.1, 0.3, 0.7, 0.9, 0.9], [False, True, True, True, False])
    assert (rather_not.n, even.n, rather_so.n) == (2, 0, 3)
    assert (even.said, even.happened, even.interval) == (None, None, None)
    assert rather_so.said == pytest.approx(2.5 / 3)
    assert rather_so.happened == pytest.approx(2 / 3)
    assert [one.n for one in bins([0.4, 0.6, 0.39, 0.61], [True] * 4)] == [1, 2, 1]


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_wilsons(case: tuple[int, int]) -> None:
    hits, n = case
    expected = proportion_confint(hits, n, alpha=0.05, method="wilson")
    assert share_interval(hits, n) == pytest.approx(expected, abs=1e-12)


def test_intervals_are_counted_against_eighty_percent() -> None:
    found = coverage([True] * 6 + [False] * 4)
    assert found is not None
    assert (found.n, found.share, found.expected) == (10, 0.6, 0.8)
    assert found.interval == pytest.approx(proportion_confint(6, 10, method="wilson"))
    assert coverage([]) is None


def test_skill_is_the_chance_that_bits_stay_above_zero() -> None:
    said, happened, base = (
        [0.7, 0.6, 0.3, 0.8, 0.2],
        [True, True, False, True, True],
        [0.25, 0.3, 0.35, 0.3, 0.4],
    )
    found = skill(said, happened, b=base)
    earned = [bits(p, y, base=b) for p, y, b in zip(said, happened, base, strict=True)]
    added = [np.mean([bits(p, y, base=b) for p, b in zip(said, base, strict=True)]) for y in (True, False)]
    all_seven = np.array([*earned, *added])
    assert found is not None
    assert found.bits == pytest.approx(np.mean(earned))
    t = all_seven.mean() / (all_seven.std(ddof=1) / np.sqrt(7))
    assert found.chance == pytest.approx(student.cdf(t, 6))


def test_who_only_says_the_base_rate_is_as_likely_skilled_as_not() -> None:
    found = skill([0.3] * 20, [True] * 6 + [False] * 14, b=[0.3] * 20)
    assert found is not None
    assert (found.bits, found.chance) == (0, 0.5)


@pytest.mark.parametrize(("level", "right"), [((0.9,), 0.8345), ((0.3, 0.7), None)])
def test_no_skill_is_rarely_taken_for_skill(level: tuple[float, ...], right: float | None) -> None:
    """Chances that earn nothing in the long run pass 95 % about as rarely as that says, also at n = 12.

    .9 against a base rate of .75 earns nothing when .8345 of it comes true; .3 and .7 against .5 when nothing of it does
    better than .5 by half.
    """
    luck = np.random.default_rng(11)
    base = 0.75 if right else 0.5
    passed = 0
    for _ in range(800):
        said = luck.choice(level, size=12)
        true = np.full(12, right) if right else 0.5 + (said - 0.5) * 0.486
        found = skill(said.tolist(), (luck.random(12) < true).tolist(), b=[base] * 12)
        assert found is not None
        passed += found.chance > 0.95
    assert passed / 800 < 0.09


def test_voids_count_as_the_outcome_that_was_given_less() -> None:
    voided = with_voids([1.0, 0.5], [0.9], void_b=[0.5])
    assert voided == pytest.approx((1.5 + np.log2(0.1 / 0.5)) / 3)
    assert with_voids([], [], void_b=[]) is None


def test_certainties_are_counted() -> None:
    assert certainties([0.9, 0.1, 0.5, 0.89]) == 0.5
    assert certainties([]) is None
