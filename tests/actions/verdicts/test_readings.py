"""The one number that stands for a run."""

import math
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.actions.verdicts.readings import Take, Way, common_step, of_points, reading, readings, take_of
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.testing import log_curve


@pytest.fixture
def run(folder, recorded, index):
    """Records one run with these values of `acc`, as the index has it."""

    def record(values, **more):
        id_ = recorded(curves={"acc": values}, **more)
        return index().run(id_)

    return record


def test_the_last_value_is_that_of_the_highest_step(folder, run):
    assert reading(folder.bench, run([0.5, 0.9, 0.7]), metric="acc") == 0.7


def test_the_best_goes_by_the_goal_and_the_mean_by_the_last_values(folder, run):
    curve = run([0.5, 0.9, 0.25, 0.75])
    assert reading(folder.bench, curve, metric="acc", take="best") == 0.9
    assert reading(folder.bench, curve, metric="acc", take="best", goal="min") == 0.25
    assert reading(folder.bench, curve, metric="acc", take="mean:2") == 0.5
    assert reading(folder.bench, curve, metric="acc", take="mean:100") == 0.6


@pytest.mark.parametrize(("take", "expected"), [("last", 0.25), ("best", 0.9), ("mean:2", 0.575)])
def test_at_an_earlier_step_nothing_beyond_it_counts(folder, run, take, expected):
    curve = run([0.5, 0.9, 0.25, 0.75])
    assert reading(folder.bench, curve, metric="acc", take=take, at_step=2) == pytest.approx(expected)
    assert reading(folder.bench, curve, metric="acc", take=take, at_step=-1) is None


def test_a_metric_that_was_never_measured_is_none_and_one_that_is_not_finite_is_itself(folder, run):
    curve = run([0.5, math.nan])
    assert reading(folder.bench, curve, metric="loss") is None
    assert math.isnan(reading(folder.bench, curve, metric="acc"))
    assert reading(folder.bench, curve, metric="acc", take="best") == 0.5
    assert math.isnan(reading(folder.bench, curve, metric="acc", take="mean:2"))
    assert reading(folder.bench, run([0.5, -math.inf]), metric="acc") == -math.inf


def test_a_run_that_was_never_finite_has_no_best(folder, run):
    assert math.isnan(reading(folder.bench, run([math.nan, math.nan]), metric="acc", take="best"))


def test_a_curve_is_taken_from_the_program_before_its_console(folder, clock, recorded, index):
    from hunch.testing import finish_run

    run = recorded(curves={"acc": [0.5, 0.6]}, end=False)
    log_curve(folder, run, {"acc": [9.0, 9.0, 9.0]}, clock=clock, source="console")
    finish_run(folder, run, clock=clock)
    assert reading(folder.bench, index().run(run), metric="acc", take="mean:3") == pytest.approx(0.55)


def test_a_take_that_nobody_knows_says_which_there_are():
    assert take_of("mean:3") == Take("mean", 3)
    for wrong in ("mean", "mean:0", "mean:x", "last:2", "median", "", "mean:²"):
        with pytest.raises(UserError) as caught:
            take_of(wrong)
        assert "mean:5" in str(caught.value.hint)


def test_curves_of_ended_runs_are_read_once(folder, run, index):
    curve = run([0.5, 0.9, 0.25])
    way = Way("mean:2")
    with Index.open(folder.bench) as opened:
        assert readings(folder.bench, opened, [curve], "acc", way) == {curve.id: 0.575}
    os.unlink(folder.bench.paths.metrics(curve.id, "0"))
    with Index.open(folder.bench) as opened:
        assert readings(folder.bench, opened, [curve], "acc", way) == {curve.id: 0.575}


def test_summaries_are_not_put_away(folder, run, index):
    curve = run([0.5, 0.9, 0.25])
    with Index.open(folder.bench) as opened:
        assert readings(folder.bench, opened, [curve], "acc", Way("last", "max", 2)) == {curve.id: 0.25}
        assert opened.all_cached("reading 1") == {}


def test_the_common_step_is_the_last_that_all_have_reached(run):
    assert common_step([run([1.0] * 5), run([1.0] * 3)], ["acc"]) == 2
    assert common_step([run([1.0])], ["loss"]) is None


@given(
    st.lists(st.tuples(st.integers(0, 20), st.floats(-1e3, 1e3)), min_size=1),
    st.integers(1, 30),
    st.sampled_from(["max", "min"]),
)
def test_every_reading_lies_between_the_lowest_and_the_highest_value(points, most, goal):
    values = [value for _, value in points]
    for take in (Take("last"), Take("best"), Take("mean", most)):
        found = of_points(points, take, goal=goal)
        assert min(values) - 1e-9 <= found <= max(values) + 1e-9
