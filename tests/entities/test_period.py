"""Days, weeks and other stretches of time, by name."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.period import before, day_of, period_of, since_until, week_of
from hunch.errors import UserError
from hunch.ids import moment

days = st.dates(date(1900, 1, 1), date(2300, 12, 31))


@given(days)
def test_a_day_lies_in_its_week_which_is_found_again_by_its_name(day):
    week = week_of(str(day), day)
    assert week.holds(f"{day}T23:59:59.999999Z")
    assert period_of(week.key.split(), date.min) == week
    assert period_of(day_of(str(day), date.min).key.split(), date.min) == day_of(str(day), date.min)


@given(days)
def test_periods_abut(day):
    week, one = week_of(str(day), day), day_of(str(day), day)
    assert before(week) == week_of(str(day - timedelta(days=7)), day)
    assert before(week).until == week.since  # type: ignore[union-attr]
    assert before(one).until == one.since  # type: ignore[union-attr]


def test_monday_midnight_is_of_the_new_week():
    week = week_of("2026-W49", date.min)
    assert week.holds("2026-11-30T00:00:00.000000Z")
    assert not week.holds("2026-11-29T23:59:59.999999Z")
    assert not week.holds(moment(1_796_601_600_000_000))  # 2026-12-07


@pytest.mark.parametrize(
    "text", ["2026-W54", "2026-W00", "W48", "2026-13-01", "20261130", "soon", "2026-11-31", "0001-01-01x"]
)
def test_what_is_no_week(text):
    with pytest.raises(UserError):
        week_of(text, date(2026, 11, 30))


def test_the_end_is_not_before_the_beginning():
    with pytest.raises(UserError, match="before the beginning"):
        since_until("2026-11-30", "2026-11-01", date.min)


def test_a_week_of_53():
    assert week_of("2027-01-01", date.min).key == "week 2026-W53"


def test_other_names_are_none():
    assert period_of(["month"], date.min) is None
    assert period_of(["since", "2026-11-01"], date.min) is not None
