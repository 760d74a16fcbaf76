"""Ids sort by time, never go back, and are safe as names of files."""

from hypothesis import given
from hypothesis import strategies as st

from hunch.ids import (
    ID_LENGTH,
    content_hash,
    is_id,
    microseconds,
    moment,
    new_id,
    system_clock,
    tail,
    time_part,
)

moments = st.integers(0, 32**11 - 2)


@given(moments, moments)
def test_ids_sort_as_their_times(a, b):
    first, second = new_id(a), new_id(b)
    assert is_id(first)
    assert len(first) == ID_LENGTH
    assert time_part(first) == a
    assert (first[:11] < second[:11]) == (a < b)


@given(moments, moments)
def test_an_id_exceeds_the_one_it_comes_after(now, seen):
    after = new_id(seen)
    assert new_id(now, after=after) > after


@given(st.integers(0, 4_000_000_000_000_000))
def test_moments_are_read_back(now):
    assert microseconds(moment(now)) == now


def test_moments_sort_as_text():
    assert moment(0) == "1970-01-01T00:00:00.000000Z"
    assert moment(999_999) < moment(1_000_000)


def test_a_time_before_1970_is_taken_for_1970():
    assert time_part(new_id(-5)) == 0


def test_tails_differ():
    assert len({tail(new_id(0)) for _ in range(1000)}) == 1000


def test_what_is_no_id_is_told():
    assert not is_id("../../etc/passwd/abcd")
    assert not is_id("")
    assert not is_id("U" * ID_LENGTH)


def test_the_clock_says_microseconds():
    assert moment(system_clock()) > "2025-01-01"


def test_contents_are_named_by_sha256():
    assert content_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
