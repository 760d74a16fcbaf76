"""What came of a hunch: one reading, once, and void where nothing can be said."""

import math
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from hunch.entities.hunch import Cost, Happening, Item, Pick, Size, Threshold, Win
from hunch.stats.belief import Scale, Typical
from hunch.stats.resolving import NO_NOISE, NO_TYPICAL, Course, Reading, Resolution, resolve

BASE = Scale(baseline=0.80)


def acc(value: float | None, **more: Any) -> Reading:
    """One run's accuracy against three of the baseline's, with a noise of a point."""
    return Reading(**{"scale": BASE, "value": value, "n": 1, "n0": 3, "noise_sd": 0.01, **more})


def found(item: Item, reading: Reading | None = None, **more: Any) -> Resolution:
    facts: dict[str, Any] = {"course": Course(), "typical": {"acc": Typical(tau=0.02)}, **more}
    return resolve(item, metric="acc", readings={} if reading is None else {"acc": reading}, **facts)


def test_a_chance_on_a_run_is_scored_as_it_stands() -> None:
    seen = found(Win(probability=0.7), acc(0.81))
    assert (seen.kind, seen.stated, seen.probability, seen.outcome) == ("win", 0.7, 0.7, True)
    assert seen.change == pytest.approx(0.01)
    assert seen.error == pytest.approx(0.01 * math.sqrt(1 + 1 / 3))
    assert seen.flags == ()


def test_equal_to_the_baseline_is_not_better() -> None:
    assert found(Win(probability=0.7), acc(0.80)).happened is False
    loss = Scale(goal="min", baseline=0.80)
    assert found(Win(probability=0.7), acc(0.80, scale=loss)).happened is False
    assert found(Win(probability=0.7), acc(0.79, scale=loss)).happened is True


def test_a_chance_on_an_idea_is_drawn_to_even_by_the_noise_of_the_reading() -> None:
    """A belief about the true effect, .7 tau wide; the same chance on a run stays as it is."""
    seen = found(Win(probability=0.9), acc(0.81), on_idea=True)
    sd, error = 0.7 * 0.02, 0.01 * math.sqrt(1 + 1 / 3)
    assert seen.probability == pytest.approx(norm.cdf(norm.ppf(0.9) * sd / math.hypot(sd, error)))
    assert seen.stated == 0.9
    turned = found(Win(probability=0.9), acc(0.79, scale=Scale(goal="min", baseline=0.80)), on_idea=True)
    assert turned.probability == pytest.approx(seen.probability)
    assert turned.happened is True


def test_without_any_replicate_the_chance_on_an_idea_stands_and_is_flagged() -> None:
    seen = found(Win(probability=0.9), acc(0.81, noise_sd=None), on_idea=True, typical={})
    assert (seen.probability, seen.flags) == (0.9, (NO_NOISE, NO_TYPICAL))


def test_a_size_is_read_with_its_noise() -> None:
    seen = found(Size(change=2.0, unit="pp", low=-1.0, high=4.0), acc(0.815))
    below, error = 0.03 / norm.ppf(0.9), 0.01 * math.sqrt(1 + 1 / 3)
    assert seen.stated == pytest.approx(norm.cdf(0.02 / below))
    assert seen.probability == pytest.approx(norm.cdf(0.02 / math.hypot(below, error)))
    assert seen.outcome == pytest.approx(0.015)
    assert seen.happened is True
    assert seen.interval is not None
    assert seen.interval[0] < -0.01  # wider than it was typed
    assert seen.interval[1] > 0.04
    assert seen.flags == ()


def test_a_size_on_a_log_scale_is_told_in_the_metrics_own_unit() -> None:
    scale = Scale(goal="min", log_scale=True, baseline=math.log(200.0))
    reading = acc(math.log(150.0), scale=scale, noise_sd=None)
    seen = found(Size(change=-20.0, unit="%", low=-40.0, high=10.0), reading)
    assert seen.outcome == pytest.approx(-50.0)
    assert seen.interval == pytest.approx((-80.0, 20.0))
    assert seen.happened is True
    assert seen.change == pytest.approx(math.log(0.75))


def test_a_bare_size_where_nothing_is_known_is_flagged() -> None:
    assert found(Size(change=0.01), acc(0.81), typical={}).flags == (NO_TYPICAL,)
    assert found(Size(change=0.01), acc(0.81, noise_sd=0.0)).flags == (NO_NOISE,)


def test_a_size_of_another_metric_is_about_its_own_direction() -> None:
    memory = Reading(scale=Scale(goal=None, baseline=10.0), value=9.0, n0=3)
    seen = resolve(
        Size(metric="gb", change=-0.5, probability=0.8),
        metric="acc",
        readings={"gb": memory},
        course=Course(),
        typical={},
    )
    assert (seen.kind, seen.metric, seen.happened) == ("move", "gb", True)
    assert seen.probability == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("relation", "value", "unit", "outcome"),
    [(">=", 0.81, None, True), ("<=", 0.81, None, True), (">=", 82.0, "%", False), ("<=", 82.0, "%", True)],
)
def test_a_threshold_is_about_the_reading_itself(
    relation: str, value: float, unit: str | None, outcome: bool
) -> None:
    item = Threshold(relation=relation, value=value, unit=unit, probability=0.6)
    seen = found(item, acc(0.81), on_idea=True)
    assert (seen.probability, seen.happened, seen.kind) == (0.6, outcome, "threshold")


def test_a_threshold_needs_no_baseline_and_a_win_does() -> None:
    alone = acc(0.81, scale=Scale(baseline=None), n0=0)
    assert found(Threshold(relation=">=", value=0.8, probability=0.6), alone).happened is True
    assert found(Win(probability=0.6), alone).void == "there is no baseline"
    assert found(Size(change=2.0, unit="%"), alone).void == "there is no baseline"
    diverged = acc(0.81, scale=Scale(baseline=math.nan))
    assert found(Win(probability=0.6), diverged).void == "there is no baseline"


def test_a_threshold_on_a_log_scale_compares_logs() -> None:
    logs = acc(math.log(150.0), scale=Scale(log_scale=True, goal="min", baseline=math.log(200.0)))
    assert found(Threshold(relation="<=", value=160.0, probability=0.6), logs).happened is True
    assert found(Threshold(relation=">=", value=0.0, probability=0.6), logs).happened is True


def test_a_crash_resolves_the_crash_and_leaves_the_rest_void() -> None:
    crash = Course(crashed=True, duration_s=3.0)
    assert found(Happening(what="crash", probability=0.1), course=crash).happened is True
    assert found(Win(probability=0.7), course=crash).void == "crashed"
    assert (
        found(Cost(what="t", relation="<", quantity=1.0, unit="m", probability=0.9), course=crash).void
        == "crashed"
    )
    void = found(Size(change=0.02, probability=0.7), acc(None), course=crash)
    assert (void.void, void.happened, void.outcome) == ("crashed", None, None)
    assert void.probability is not None  # what a miss would have cost is known


def test_a_project_may_count_a_crash_as_a_loss_also_against_who_foresaw_the_worst() -> None:
    crash = Course(crashed=True)
    lost = found(Win(probability=0.7), acc(None), course=crash, crash_is_loss=True)
    assert (lost.happened, lost.void) == (False, None)
    pessimist = Threshold(relation="<=", value=0.5, probability=0.8)
    assert found(pessimist, acc(None), course=crash, crash_is_loss=True).happened is True
    sized = found(Size(change=0.02, probability=0.7), acc(None), course=crash, crash_is_loss=True)
    assert (sized.happened, sized.outcome, sized.change) == (False, False, None)
    changed = acc(None, void="the evaluation changed: eval.py")
    assert found(Win(probability=0.7), changed, course=crash, crash_is_loss=True).void == changed.void


def test_nan_is_no_reading_and_a_failure_that_has_a_value_is_one() -> None:
    assert found(Win(probability=0.7), acc(math.nan)).void == "NaN"
    assert found(Happening(what="nan", probability=0.2), course=Course(nan=True)).happened is True
    valued = found(Win(probability=0.7), acc(0.1), course=Course(crashed=True))
    assert (valued.void, valued.happened) == (None, False)


def test_a_killed_run_is_read_at_a_step_or_is_void() -> None:
    killed = Course(killed=True, duration_s=60.0)
    read = found(Win(probability=0.7), acc(0.81, flags=("read at step 40",)), course=killed)
    assert (read.happened, read.flags) == (True, ("read at step 40",))
    assert found(Win(probability=0.7), course=killed).void == "killed"
    assert found(Happening(what="crash", probability=0.2), course=killed).void == "killed"
    assert (
        found(Happening(what="nan", probability=0.2), course=Course(killed=True, nan=True)).happened is True
    )
    assert found(Cost(what="t", relation="=", quantity=1.0, unit="m"), course=killed).void == "killed"


def test_what_was_not_measured_is_named() -> None:
    assert found(Win(probability=0.7)).void == "acc was not measured"
    assert found(Happening(what="diverge", probability=0.2)).void == "it is not known"
    assert found(Cost(what="usd", relation="<", quantity=3.0, probability=0.9)).void == "it is not known"


def test_a_cost_estimated_has_a_ratio_and_a_bound_an_outcome() -> None:
    course = Course(duration_s=3600.0, memory_bytes=12e9, usd=2.0)
    took = found(Cost(what="t", relation="=", quantity=40.0, unit="m", low=30.0, high=50.0), course=course)
    assert (took.kind, took.outcome, took.interval) == ("t", pytest.approx(60.0), (30.0, 50.0))
    assert took.log_ratio == pytest.approx(math.log(1.5))
    assert took.happened is None
    assert took.void is None
    below = found(Cost(what="mem", relation="<", quantity=12.0, unit="GB", probability=0.9), course=course)
    assert (below.kind, below.happened) == ("mem<", False)
    above = found(Cost(what="usd", relation=">", quantity=1.5, probability=0.9), course=course)
    assert (above.kind, above.happened) == ("usd>", True)
    assert (
        found(Cost(what="t", relation="=", quantity=1.0, unit="eons"), course=course).void
        == "unknown unit eons"
    )


def test_a_pick_waits_for_a_winner() -> None:
    item = Pick(chances={"wider": 0.5, "deeper": 0.3, "longer": 0.2})
    waiting = found(item)
    assert (waiting.void, waiting.outcome) == (None, None)
    won = found(item, course=Course(winner="deeper"))
    assert (won.probability, won.outcome, won.options) == (0.3, "deeper", 3)
    assert found(item, course=Course(pick_void="wider was never run")).void == "wider was never run"
    assert found(item, course=Course(winner="else")).void == "else won, which it does not name"


@given(change=st.floats(0.1, 3), wide=st.floats(0.1, 3), value=st.floats(-3, 3), unit=st.floats(0.01, 100))
def test_neither_the_unit_nor_the_goals_direction_changes_a_resolution(
    change: float, wide: float, value: float, unit: float
) -> None:
    def seen(turn: float, goal: str) -> Resolution:
        low, high = sorted((turn * (change - wide), turn * (change + wide)))
        reading = Reading(scale=Scale(goal=goal, baseline=0.0), value=turn * value, n0=3, noise_sd=abs(turn))
        return found(Size(change=turn * change, low=low, high=high), reading)

    one, other = seen(1.0, "max"), seen(-unit, "min")
    assert one.happened == other.happened
    assert one.probability == pytest.approx(other.probability)
    assert one.stated == pytest.approx(other.stated)


def test_resolving_and_scoring_need_neither_numpy_nor_scipy() -> None:
    """They run right after the user's process, and the echo before it."""
    program = (
        "import sys; from hunch.stats import normal, belief, resolving, scoring;"
        "assert scoring.score(resolving.resolve(resolving.Win(probability=.7), metric='m', course=resolving.Course(),"
        "  readings={'m': resolving.Reading(scale=belief.Scale(baseline=0.), value=1., n0=3, noise_sd=1.)},"
        "  typical={'m': belief.Typical(tau=1.)}, on_idea=True), base=.25).bits > 0;"
        "print([name for name in ('numpy', 'scipy', 'statistics', 'dataclasses', 'random') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
