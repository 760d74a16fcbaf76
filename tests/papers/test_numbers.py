"""Numbers as papers print them, and whether one stands on a page."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.papers.numbers import numbers, readable, stands_on

STANDS = [
    "a gain of 2.0 BLEU", "a gain of 2 BLEU", "(+2.0)", "2.0%", "2.0 points", "＋2.00", "by 2,0 points", "2.0\npoints", "2.0.", "±2.0",
    "a 2.0-point gain", "BLEU-2.0", "28.4→2.0", "im-\nproved by 2.0", "2·10^0", "20e-1",
]  # fmt: skip
DOES_NOT = ["", "−2.0", "22.0", "2.01", "2.0.1", "12.0", "2,000", "0.2", "version 2.0.3"]


@pytest.mark.parametrize("page", STANDS)
def test_two_point_zero_stands_there_however_it_is_printed(page: str) -> None:
    found = stands_on(page, Decimal("2.0"))
    assert found is not None
    assert not found.turned


@pytest.mark.parametrize("page", DOES_NOT)
def test_and_not_where_it_is_another_number(page: str) -> None:
    found = stands_on(page, Decimal("2.0"))
    assert found is None or found.turned


@pytest.mark.parametrize("minus", "-‐‑‒–−﹣－")
def test_every_minus_is_one_and_the_other_sign_is_told(minus: str) -> None:
    page = f"the loss moved by {minus}0.3 nats"
    assert not stands_on(page, Decimal("-0.3")).turned
    assert stands_on(page, Decimal("0.3")).turned
    assert not stands_on(page, Decimal("0.3"), signed=False).turned


@pytest.mark.parametrize(
    "page", ["12,345.5", "12 345.5", "12\u2009345.5", "12\u00a0345,5", "12'345.5", "12345.5", "12.345,5"]
)
def test_thousands_are_divided_in_many_ways(page: str) -> None:
    assert stands_on(f"took {page} steps", Decimal("12345.5"))


def test_a_row_of_a_table_is_many_numbers() -> None:
    assert [str(n.value) for n in numbers("Ours 3 128 256 27.3 −1.5")] == ["3", "128", "256", "27.3", "-1.5"]


def test_of_several_places_the_one_that_speaks_of_the_same_is_shown() -> None:
    page = "Section 2 is about data. " + "x " * 60 + "We gain 2 BLEU on German."
    found = stands_on(page, Decimal(2), near="+2.0 BLEU")
    assert "BLEU on German" in found.snippet


def test_words_that_the_end_of_a_line_divides_are_whole() -> None:
    assert readable("trans-\nformer nets  im\u00ad\nprove, by 1-\n2") == "transformer nets improve, by 1- 2"


@given(st.text(max_size=200))
def test_any_page_reads(page: str) -> None:
    for number in numbers(page):
        assert 0 <= number.start < number.end <= len(page)
    stands_on(page, Decimal("2.0"), near=page)


@given(st.integers(0, 10**9), st.integers(0, 3), st.booleans())
def test_every_number_is_found_in_its_own_print(whole: int, decimals: int, grouped: bool) -> None:
    value = Decimal(whole).scaleb(-decimals)
    text = f"{value:,f}" if grouped else f"{value:f}"
    assert stands_on(f"It is {text} here", value)
