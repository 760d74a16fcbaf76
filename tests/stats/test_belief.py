"""What a size says, as numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from hunch.entities.hunch import Size
from hunch.stats.belief import Belief, Scale, Typical, Unfit, idea_belief, size_belief, typical

POINTS = Scale(baseline=0.8)


def belief(size: Size, *, scale: Scale = POINTS, tau: float | None = None) -> Belief:
    return size_belief(size, scale=scale, typical=Typical(tau=tau))


def test_a_median_and_a_chance_to_win_make_a_normal() -> None:
    """+2pp @70 is echoed as -2.9 to +6.9 pp."""
    found = belief(Size(change=2.0, unit="pp", probability=0.7))
    assert [round(100 * end, 1) for end in found.interval] == [-2.9, 6.9]
    assert found.chance_of(1) == pytest.approx(0.7)


def test_an_interval_is_a_half_on_each_side() -> None:
    """[-1, 4] around +2: the chance of a rise is that of the lower half alone."""
    found = belief(Size(change=2.0, unit="pp", low=-1.0, high=4.0))
    assert found.interval == pytest.approx((-0.01, 0.04))
    assert found.chance_of(1) == pytest.approx(norm.cdf(2 / (3 / norm.ppf(0.9))))
    assert found.chance_of(1) + found.chance_of(-1) == pytest.approx(1)


def test_a_bare_size_is_as_wide_as_effects_usually_are() -> None:
    assert belief(Size(change=0.02), tau=0.1).above == pytest.approx(0.07)
    assert belief(Size(change=-0.02)).above == pytest.approx(0.02)  # nothing is known: as wide as itself
    with pytest.raises(Unfit, match="not known yet"):
        belief(Size(change=0.0))


@pytest.mark.parametrize(
    ("scale", "unit", "expected"),
    [
        (Scale(baseline=0.8), "pp", 0.02),
        (Scale(baseline=80.0), "pp", 2.0),
        (Scale(baseline=0.8, unit="%"), "pp", 2.0),
        (Scale(baseline=1.2, unit="fraction"), "pp", 0.02),
        (Scale(baseline=0.8), "%", 0.016),
        (Scale(baseline=-50.0), "%", 1.0),  # up is up, also from below 0
        (Scale(baseline=50.0), "ms", 2.0),
        (Scale(baseline=50.0), None, 2.0),
        (Scale(baseline=math.log(50.0), log_scale=True), None, math.log(52 / 50)),
        (Scale(baseline=math.log(50.0), log_scale=True), "%", math.log(1.02)),
    ],
)
def test_two_of_each_unit(scale: Scale, unit: str | None, expected: float) -> None:
    assert scale.analysed(2.0, unit) == pytest.approx(expected)
    assert scale.analysed(0.0, unit) == 0


@given(change=st.floats(-40, 1000), baseline=st.floats(50, 1000))
def test_a_change_of_logs_is_told_in_the_metrics_own_unit(change: float, baseline: float) -> None:
    scale = Scale(baseline=math.log(baseline), log_scale=True)
    assert scale.told(scale.analysed(change, None)) == pytest.approx(change, abs=1e-9)


@pytest.mark.parametrize(
    ("size", "scale", "why"),
    [
        (Size(change=2.0, probability=0.3), POINTS, "contradict"),
        (Size(change=2.0, probability=0.7), Scale(baseline=0.8, goal="min"), "contradict"),
        (Size(change=0.0, probability=0.7), POINTS, "contradict"),
        (Size(change=2.0, probability=0.5), POINTS, "contradict"),
        (Size(change=-1.0, probability=1.0), POINTS, "contradict"),
        (Size(change=2.0, low=3.0, high=4.0), POINTS, "leaves out"),
        (Size(change=2.0, unit="%"), Scale(baseline=0.0), "baseline of 0"),
        (Size(change=2.0, unit="%"), Scale(), "no baseline"),
        (Size(change=-100.0, unit="%"), Scale(baseline=0.0, log_scale=True), "no logarithm"),
    ],
)
def test_a_size_that_says_nothing_says_why(size: Size, scale: Scale, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        size_belief(size, scale=scale, typical=Typical(tau=1.0))


def test_less_is_better_when_the_goal_says_so_and_a_metric_without_goal_goes_its_own_way() -> None:
    falling = Size(change=-2.0, probability=0.7)
    for goal in ("min", None):
        found = belief(falling, scale=Scale(baseline=50.0, goal=goal))
        assert found.median == -2.0
        assert found.chance_of(-1) == pytest.approx(0.7)
    with pytest.raises(Unfit):
        belief(falling, scale=Scale(baseline=50.0, goal="max"))


@given(median=st.floats(-5, 5), below=st.floats(0.01, 5), above=st.floats(0.01, 5), error=st.floats(0, 5))
def test_turning_the_goal_turns_the_chance(median: float, below: float, above: float, error: float) -> None:
    found = Belief(median=median, below=below, above=above).blurred(error)
    turned = Belief(median=-median, below=above, above=below).blurred(error)
    assert found.chance_of(1) == pytest.approx(turned.chance_of(-1), abs=1e-12)
    assert found.chance_of(1) == pytest.approx(1 - found.chance_of(-1), abs=1e-12)


@given(
    chance=st.floats(0.01, 0.99), sd=st.floats(0.1, 10), error=st.floats(0, 10), side=st.sampled_from([-1, 1])
)
def test_noise_draws_a_chance_on_an_idea_to_even(chance: float, sd: float, error: float, side: int) -> None:
    found = idea_belief(chance, side=side, sd=sd)
    blurred = found.blurred(error).chance_of(side)
    assert found.chance_of(side) == pytest.approx(chance)
    assert abs(blurred - 0.5) <= abs(chance - 0.5) + 1e-12
    assert blurred == pytest.approx(norm.cdf(norm.ppf(chance) / math.sqrt(1 + (error / sd) ** 2)))


def test_a_size_that_is_hardly_one_reaches_far_and_stays_a_number() -> None:
    scale = Scale(baseline=0.0, log_scale=True)
    low, high = map(scale.told, belief(Size(change=20.0, unit="%", probability=0.5001), scale=scale).interval)
    assert low == pytest.approx(-1.0)
    assert 1e200 < high < math.inf


def test_certainty_without_noise_is_certain_and_no_change_for_sure_beats_nothing() -> None:
    assert Belief(median=1.0, below=0.0, above=0.0).chance_of(1) == 1.0
    assert Belief(median=1.0, below=0.0, above=0.0).chance_of(-1) == 0.0
    assert Belief(median=0.0, below=0.0, above=0.0).chance_of(1) == 0.0


def test_effects_usually_are_as_large_as_ten_of_them_say() -> None:
    few, many = [1.0] * 9, [0.0, 4.0] * 5
    assert typical(few, [0.1] * 9, noise_sd=2.0).tau == 3.0
    spread = 16 / 4 * 10 / 9
    assert typical(many, [1.0] * 10, noise_sd=1.0).tau == pytest.approx(math.sqrt(spread - 1))
    assert typical(many, [9.0] * 10, noise_sd=3.0).tau == 1.5  # noise explains it all: half a seed sd
    assert typical([1.0] * 10, [0.0] * 10, noise_sd=None).tau is None
