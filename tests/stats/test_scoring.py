"""Scores that nobody can better by saying what they do not believe."""

import math

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm
from sklearn.metrics import brier_score_loss, log_loss

from hunch.entities.hunch import Pick, Size, Win
from hunch.stats.belief import Belief, Scale
from hunch.stats.resolving import Course, Reading, resolve
from hunch.stats.scoring import (
    base_rate,
    base_rates,
    bits,
    brier,
    clipped,
    crps,
    crps_normal,
    miss,
    pick_bits,
    score,
    surprise,
)

CHANCES = st.floats(0.02, 0.98)


def test_brier_and_log_loss_are_the_libraries() -> None:
    said, happened = [0.1, 0.3, 0.8, 0.95], [False, True, True, False]
    ours = [brier(p, y) for p, y in zip(said, happened, strict=True)]
    np.testing.assert_allclose(ours, scoringrules.brier_score(np.array(happened, float), np.array(said)))
    assert np.mean(ours) == pytest.approx(brier_score_loss(happened, said))
    in_nats = np.mean([surprise(p, y) for p, y in zip(said, happened, strict=True)]) * math.log(2)
    assert in_nats == pytest.approx(log_loss(happened, said))


@given(x=st.floats(-20, 20), mean=st.floats(-10, 10), sd=st.floats(0.01, 10))
def test_the_crps_of_a_normal_is_the_librarys(x: float, mean: float, sd: float) -> None:
    assert crps_normal(x, mean, sd) == pytest.approx(float(scoringrules.crps_normal(x, mean, sd)), abs=1e-12)


@pytest.mark.parametrize("x", [-4.0, 0.5, 1.0, 1.2, 6.0])
def test_the_crps_of_a_split_normal_is_its_integral(x: float) -> None:
    forecast = Belief(median=1.0, below=0.5, above=2.0)

    def squared(t: float) -> float:
        side = forecast.below if t < forecast.median else forecast.above
        return float((norm.cdf((t - forecast.median) / side) - (t >= x)) ** 2)

    whole, _ = quad(squared, -15, 25, points=sorted({1.0, x}), limit=400)
    assert crps(forecast, x) == pytest.approx(whole, abs=1e-7)


def test_a_split_normal_with_equal_halves_is_a_normal_and_certainty_scores_its_distance() -> None:
    assert crps(Belief(median=1.0, below=2.0, above=2.0), 3.0) == pytest.approx(crps_normal(3.0, 1.0, 2.0))
    assert crps(Belief(median=1.0, below=0.0, above=0.0), 3.0) == 2.0
    # Gneiting & Raftery (2007): a standard normal that is met at its middle scores (sqrt 2 - 1) / sqrt pi.
    assert crps_normal(0.0, 0.0, 1.0) == pytest.approx((math.sqrt(2) - 1) / math.sqrt(math.pi))


@given(true=CHANCES, said=CHANCES, base=CHANCES)
def test_no_chance_earns_more_bits_than_the_true_one(true: float, said: float, base: float) -> None:
    def expected(p: float) -> float:
        return true * bits(p, True, base=base) + (1 - true) * bits(p, False, base=base)

    assert expected(said) <= expected(true) + 1e-12
    # Who says the base rate earns nothing, whatever happens.
    assert expected(base) == 0


@given(
    median=st.floats(-3, 3), below=st.floats(0.1, 3), above=st.floats(0.1, 3),
    shift=st.floats(-2, 2), narrower=st.floats(0.3, 3), wider=st.floats(0.3, 3),
)  # fmt: skip
def test_no_interval_scores_better_than_the_believed_one(
    median: float, below: float, above: float, shift: float, narrower: float, wider: float
) -> None:
    """Expected CRPS over 2,000 readings that come as the belief says."""
    honest = Belief(median=median, below=below, above=above)
    other = Belief(median=median + shift, below=below * narrower, above=above * wider)
    z = norm.ppf((np.arange(2000) + 0.5) / 2000)
    readings = median + np.where(z < 0, below, above) * z
    gained = np.mean([crps(honest, x) - crps(other, x) for x in readings])
    assert gained <= 1e-5 * (below + above)


@given(p=st.floats(0, 1), y=st.booleans(), base=CHANCES)
def test_surprise_and_bits_are_finite_and_a_miss_is_the_worse_outcome(p: float, y: bool, base: float) -> None:
    assert 0 < surprise(p, y) <= -math.log2(0.02)
    assert miss(p, base=base) in (bits(p, True, base=base), bits(p, False, base=base))
    assert clipped(clipped(p)) == clipped(p)


def test_a_certainty_is_clipped_and_it_is_said() -> None:
    reading = Reading(scale=Scale(baseline=0.0), value=1.0)
    sure = resolve(Win(probability=1.0), metric="m", readings={"m": reading}, course=Course(), typical={})
    earned = score(sure, base=0.25)
    assert earned.is_clipped
    assert earned.bits == pytest.approx(math.log2(0.98 / 0.25))
    assert earned.brier == 0
    assert (earned.base_rate, earned.crps) == (0.25, None)


def test_a_size_has_a_crps_and_bits_and_a_void_has_neither() -> None:
    item = Size(change=1.0, low=0.0, high=2.0)
    reading = Reading(scale=Scale(baseline=0.0), value=1.5)
    read = resolve(item, metric="m", readings={"m": reading}, course=Course(), typical={})
    earned = score(read, base=0.5)
    sd = 1 / norm.ppf(0.9)
    assert earned.crps == pytest.approx(float(scoringrules.crps_normal(1.5, 1.0, sd)))
    assert earned.bits == pytest.approx(math.log2(0.9 / 0.5))
    lost = resolve(item, metric="m", readings={}, course=Course(), typical={})
    assert score(lost, base=0.5) == type(earned)()


def test_a_pick_is_held_against_uniform() -> None:
    item = Pick(chances={"a": 0.5, "b": 0.25, "c": 0.25})
    won = resolve(item, metric=None, readings={}, course=Course(winner="a"), typical={})
    assert score(won, base=0.5).bits == pytest.approx(math.log2(1.5))
    assert pick_bits(0.25, 4) == 0
    waiting = resolve(item, metric=None, readings={}, course=Course(), typical={})
    assert score(waiting, base=0.5).bits is None


def test_the_base_rate_knows_only_what_was_resolved_before_the_seal() -> None:
    """Sealed together, resolved later: neither knows of the other. Then one more, that knows both."""
    rates = base_rates(["10:00", "10:01", "12:00"], ["11:00", "11:30", "12:30"], [True, True, False])
    assert rates == [0.25, 0.25, base_rate(2, 2)]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20), st.booleans()), max_size=30))
def test_base_rates_are_those_counted_one_by_one(hunches: list[tuple[int, int, bool]]) -> None:
    sealed = [f"{at:03}" for at, _, _ in hunches]
    resolved = [f"{at + later:03}" for at, later, _ in hunches]
    expected = []
    for moment in sealed:
        known = [y for done, (_, _, y) in zip(resolved, hunches, strict=True) if done < moment]
        expected.append((2 + sum(known)) / (8 + len(known)))
    assert base_rates(sealed, resolved, [y for _, _, y in hunches]) == expected
