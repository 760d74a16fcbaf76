"""Numbers as people read them."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hunch.entities.quantities import ago, by_noise

FINITE = st.floats(-1e300, 1e300)
NOISE = st.floats(1e-300, 1e300)


@given(FINITE, NOISE)
def test_what_is_printed_is_within_the_noise_of_what_was_measured(value, noise):
    assume(abs(value) < 1e14 * noise)  # else float64 itself has fewer digits than the noise allows
    assert abs(float(by_noise(value, noise)) - value) <= max(noise, 0.5)


@given(FINITE, st.none() | NOISE)
def test_the_sign_of_a_change_is_always_shown(value, noise):
    text = by_noise(value, noise, signed=True)
    assert text[0] == ("-" if math.copysign(1, value) < 0 else "+")


@given(FINITE, NOISE)
def test_a_number_stays_short_whatever_its_noise(value, noise):
    assert len(by_noise(value, noise)) <= 25


def test_more_noise_means_fewer_digits():
    assert [by_noise(0.123456, noise) for noise in (1e-4, 1e-3, 1e-2, 1)] == [
        "0.12346",
        "0.1235",
        "0.123",
        "0.1",
    ]


@pytest.mark.parametrize("moment", ["", "x", "99999-01-01T00:00:00.000000Z", "2026-13-45T99:99:99.000000Z"])
def test_a_moment_that_is_none_takes_no_list_away(moment):
    assert ago(moment, now_us=1_763_827_200_000_000) == "nobody knows when"


def test_an_interval_the_wrong_way_round_says_nothing_of_the_noise():
    assert by_noise(0.5, -0.1) == by_noise(0.5, None)
