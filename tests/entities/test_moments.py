"""Moments as people type them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.moments import first_moment, last_moment
from hunch.entities.now import Now
from hunch.errors import UserError
from hunch.ids import microseconds, moment

NOON = microseconds("2026-11-30T12:00:00.000000Z")
HERE = Now(NOON, 3600)


def at(text: str, which=first_moment) -> str:
    return moment(which(text, now=HERE, option="--at"))[:19]


def test_a_day_begins_at_its_midnight_where_we_are_and_ends_a_moment_before_the_next() -> None:
    assert at("2026-11-03") == "2026-11-02T23:00:00"
    assert at("2026-11-03", last_moment) == "2026-11-03T22:59:59"
    assert at("yesterday", last_moment) == "2026-11-29T22:59:59"
    assert at("2026-11-03T12:00") == "2026-11-03T11:00:00"


def test_today_ends_now_since_nobody_knows_what_is_to_come() -> None:
    assert last_moment("today", now=HERE, option="--at") == NOON
    assert last_moment("now", now=HERE, option="--at") == NOON


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 weeks ago", "2026-11-09T12:00:00"),
        ("2d ago", "2026-11-28T12:00:00"),
        ("90 MIN ago", "2026-11-30T10:30:00"),
        ("3w", "2026-11-09T12:00:00"),
        ("12h", "2026-11-30T00:00:00"),
        ("999999 weeks ago", "1970-01-01T00:00:00"),
    ],
)
def test_so_long_ago(text: str, found: str) -> None:
    assert at(text, last_moment) == found


def test_how_long_ago_is_said_as_it_is_to_find() -> None:
    assert at("2w", first_moment) == at("2 weeks ago", first_moment)


@pytest.mark.parametrize("text", ["", "soon", "3 moons ago", "-1 d ago", "2026-13-01", "²d ago", "1e3 d ago"])
def test_what_is_no_moment_is_said_so(text: str) -> None:
    with pytest.raises(UserError, match="is no moment"):
        first_moment(text, now=HERE, option="--since")


def test_what_is_still_to_come_cannot_be_looked_at() -> None:
    with pytest.raises(UserError, match="--at '2026-12-24' is still to come"):
        last_moment("2026-12-24", now=HERE, option="--at")


@given(st.text(max_size=30))
def test_any_text_is_a_moment_or_an_error_of_the_call(text: str) -> None:
    with suppress(UserError):
        assert isinstance(first_moment(text, now=HERE, option="--at"), int)
