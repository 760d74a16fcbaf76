"""Curves: thinned out without losing a spike, broken where a value is missing, on axes with round numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.words import IMPROVES
from hunch.report import svg
from hunch.report.axis import Axis, axis_of, ticks
from hunch.report.blocks import DotRow, Dots
from hunch.report.curves import MOST_POINTS, mean_of, thinned
from hunch.report.dotted import dots
from hunch.report.picture import word_class
from hunch.report.said import CurveOf, Figure, Series

numbers = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(numbers, max_size=2000))
def test_the_lowest_and_the_highest_value_stay_and_so_do_gaps(values):
    points = thinned(range(len(values)), values)
    there = [value for value in values if math.isfinite(value)]
    kept = [value for _, value in points if value is not None]
    assert len(points) <= max(MOST_POINTS * 1.1, 1)
    assert (min(kept, default=None), max(kept, default=None)) == (
        min(there, default=None),
        max(there, default=None),
    )
    assert any(value is None for _, value in points) == any(not math.isfinite(value) for value in values)
    assert [step for step, _ in points] == sorted(step for step, _ in points)


def test_steps_of_any_order_and_numbers_of_any_size_are_drawn():
    assert thinned([2, 1, 10**400], [0.5, 10**400, 1.0]) == [(1.0, None), (2.0, 0.5)]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=60), st.booleans())
def test_an_axis_holds_all_that_can_stand_on_it_and_its_numbers_lie_on_it(values, is_log):
    axis = axis_of(values, 0, 100, is_log=is_log)
    if axis is None:
        assert is_log
        assert all(value <= 1e-250 for value in values)
        return
    placed = [axis.at(value) for value in values]
    assert all(at is None or -3 <= at <= 103 for at in placed)
    assert all(-0.5 <= (axis.at(value) or 0) <= 100.5 for value in ticks(axis))
    assert len(ticks(axis)) <= 40


def test_one_spike_does_not_flatten_everything_else():
    axis = axis_of([0.5 + step / 1000 for step in range(100)] + [1e6], 100, 0)
    assert axis is not None
    assert axis.cut
    assert axis.high < 1


def test_means_are_taken_over_the_steps_that_all_seeds_reach():
    long, short = [(float(at), 1.0) for at in range(11)], [(float(at), 3.0) for at in range(0, 7, 2)]
    mean = mean_of([long, short])
    assert (mean[0][0], mean[-1][0]) == (0.0, 6.0)
    assert {value for _, value in mean} == {2.0}


@pytest.fixture
def figure():
    curves = [CurveOf(run="a", points=[(0.0, 1.0), (1.0, None), (2.0, 3.0)], count=3)]
    return Figure(
        metric="val/acc", is_log=False,
        series=[Series(run="a", label="<wide>", is_baseline=False, curves=curves)],
    )  # fmt: skip


def test_a_picture_says_in_words_what_it_shows(figure):
    made = svg.curves(figure, "p1-")
    assert made.count('role="img"') == 2  # for a screen and for a phone
    assert "<title" in made
    assert (
        "&lt;wide&gt;: 1 run from 1 at step 0 to 3 at step 2, with gaps where it was not finite</desc>"
        in made
    )


def test_a_sign_stands_before_its_colour(figure):
    rows = [DotRow("base (baseline)", None, [0.8, 0.9], 0.85), DotRow("wide", IMPROVES, [0.95], 0.95)]
    made = dots(Dots("acc", "acc", rows, False), "p1-")
    assert f'<tspan class="{word_class(IMPROVES)}">▲</tspan> wide' in made


def test_nothing_finite_is_said_and_not_drawn():
    curves = [CurveOf(run="a", points=[(0.0, None)], count=1)]
    made = svg.curves(
        Figure(metric="x", is_log=True, series=[Series(run="a", label="a", is_baseline=True, curves=curves)]),
        "p",
    )
    assert "no finite value" in made


def test_round_numbers_are_round():
    assert ticks(Axis(0.893, 0.958, 0, 1), 4) == [0.9, 0.92, 0.94]
