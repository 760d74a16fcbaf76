"""What a sentence of a paper claims."""

from decimal import Decimal

import pytest

from hunch.papers.claims import checked_numbers, rounding, said_by


@pytest.mark.parametrize(
    ("text", "delta", "direction", "unit"),
    [
        ("+2.0 BLEU", "2.0", 1, "BLEU"),
        ("−0.3 nats", "-0.3", -1, "nats"),
        ("improves accuracy by 2.0 percentage points", "2.0", 0, "pp"),
        ("reduces the error by 1.5 points", "-1.5", -1, "points"),
        ("raises it by 2 pp", "2", 1, "pp"),
        ("2.0% absolute", "2.0", 0, "pp"),
        ("2.0 % relative", "2.0", 0, "%"),
        ("30% fewer steps", "-30", -1, "%?"),
        ("from 25.2% to 27.2%", "2.0", 1, "pp"),
        ("error falls from 10 to 8.5", "-1.5", -1, None),
        ("1.5x faster", "1.5", 0, "x"),
        ("2.0 points of BLEU", "2.0", 0, "points"),
        ("+2.0 in 3 of 4 tasks", "2.0", 1, None),
        ("gains 2 over the baseline", "2", 0, None),
        ("+2.0 BLEU, which at +2.0 is a lot", "2.0", 1, "BLEU"),
    ],
)
def test_the_change_is_read_out_of_the_sentence(
    text: str, delta: str, direction: int, unit: str | None
) -> None:
    said = said_by(text)
    assert (said.delta, said.direction, said.unit) == (Decimal(delta), direction, unit)


@pytest.mark.parametrize("text", ["2 seeds, 3 tasks", "it helps", "+1 here and -2 there"])
def test_of_no_number_or_several_no_change_is_made_up(text: str) -> None:
    assert said_by(text).delta is None


@pytest.mark.parametrize(
    ("text", "delta", "half"), [("+2.0 BLEU", 2.0, 0.05), ("+2 BLEU", 2.0, 0.5), ("about 1,500 steps", -1500.0, 0.5),
                               ("from 25.25 to 27.5", 2.25, 0.005), ("twice as fast", -50.0, 0.05)]
)  # fmt: skip
def test_a_change_is_as_exact_as_it_is_printed(text: str, delta: float, half: float) -> None:
    assert rounding(text, delta) == pytest.approx(half)


def test_what_must_stand_on_the_page_is_what_the_sentence_says() -> None:
    assert [w.value for w in checked_numbers("from 25.2 to 27.2", 2.0)] == [Decimal("25.2"), Decimal("27.2")]
    assert [w.value for w in checked_numbers("+2.0 on 3 tasks", 2.0)] == [Decimal("2.0")]
    assert [w.value for w in checked_numbers("twice as fast", -50.0)] == [Decimal("-50.0")]
