"""What may be said, and what may not: words, their figures, and what they do not depend on."""

import math
from typing import Any

import pytest
from scipy import stats

from hunch.errors import InvalidMetric, UserError
from hunch.stats.multiplicity import level
from hunch.stats.verdict import ANYTIME, ORDINARY, Arm, judge

BASE = Arm((0.80, 0.81, 0.79, 0.805, 0.795))
FIRST = level(1)


def moved(arm: Arm, by: float) -> Arm:
    return arm._replace(values=tuple(value + by for value in arm.values))


# --- the words ---


def test_a_large_difference_improves_and_turned_round_it_worsens() -> None:
    better = moved(BASE, 0.1)
    told = judge(better, BASE, level=FIRST)
    assert (told.verdict, told.direction, told.interval_kind) == ("IMPROVES", 1, ANYTIME)
    assert told.estimate == pytest.approx(0.1)
    less_is_better = judge(better, BASE, level=FIRST, goal="min")
    assert (less_is_better.verdict, less_is_better.direction) == ("WORSENS", -1)
    assert less_is_better.interval == told.interval


def test_the_figures_are_those_of_the_rules() -> None:
    told = judge(moved(BASE, 0.03), BASE, level=FIRST)
    s, c2 = 0.1**0.5 * 0.025, 2 / 5
    assert (told.n_a, told.n_b, told.df, told.pairing) == (5, 5, 8, "unpaired")
    assert told.noise_sd == pytest.approx(s)
    assert told.bound == pytest.approx(4.6360378063, abs=1e-9)
    reach = 4.6360378063 * s * c2**0.5
    assert told.anytime == pytest.approx((0.03 - reach, 0.03 + reach))
    ordinary = stats.t.ppf(0.975, 8) * s * c2**0.5
    assert told.ordinary == pytest.approx((0.03 - ordinary, 0.03 + ordinary))
    assert told.verdict == "IMPROVES"
    assert told.log_e is not None
    assert told.log_e > math.log(40)


def test_what_leaves_out_zero_by_the_ordinary_interval_only_is_suggested() -> None:
    told = judge(moved(BASE, -0.015), BASE, level=FIRST)
    assert (told.verdict, told.direction, told.interval_kind) == ("SUGGESTS", -1, ORDINARY)
    assert told.interval == told.ordinary
    assert told.needed_runs == 11


def test_noise_is_inconclusive_and_says_what_would_tell() -> None:
    told = judge(moved(BASE, 0.005), BASE, level=FIRST)
    assert (told.verdict, told.interval_kind) == ("INCONCLUSIVE", ORDINARY)
    assert told.needed_runs is not None
    assert told.needed_runs > 5


def test_within_the_min_effect_there_is_no_difference_even_where_one_is_sure() -> None:
    told = judge(moved(BASE, 0.03), BASE, level=FIRST, min_effect=0.06)
    assert (told.verdict, told.interval_kind) == ("NO DIFFERENCE", ANYTIME)
    assert told.reasons == ["a difference is sure, and within the min effect"]
    unsure = judge(moved(BASE, 0.001), BASE, level=FIRST, min_effect=0.06)
    assert (unsure.verdict, unsure.reasons) == ("NO DIFFERENCE", [])
    assert judge(moved(BASE, 0.03), BASE, level=FIRST, min_effect=0.04).verdict == "IMPROVES"


@pytest.mark.parametrize(
    "withheld", [{"capped": True, "level": FIRST}, {"level": None}], ids=["capped", "no baseline"]
)
def test_suggests_is_the_highest_word_for_some_comparisons(withheld: dict[str, Any]) -> None:
    told = judge(moved(BASE, 0.5), BASE, **withheld)
    assert (told.verdict, told.interval_kind, told.needed_runs) == ("SUGGESTS", ORDINARY, None)
    assert judge(moved(BASE, 0.0001), BASE, min_effect=0.5, **withheld).verdict == "INCONCLUSIVE"


def test_against_anything_but_the_baseline_there_is_no_anytime_figure() -> None:
    told = judge(moved(BASE, 0.5), BASE, level=None)
    assert (told.bound, told.anytime, told.log_e, told.level) == (None, None, None, None)


@pytest.mark.parametrize(("n_a", "n_b"), [(1, 1), (1, 5), (5, 1), (0, 5), (0, 0)])
def test_one_run_on_a_side_is_only_observed_with_how_many_would_tell(n_a: int, n_b: int) -> None:
    a, b = Arm(BASE.values[:n_a]), Arm(moved(BASE, -0.5).values[:n_b])
    told = judge(a, b, level=FIRST)
    assert (told.verdict, told.interval, told.interval_kind) == ("OBSERVED", None, None)
    assert told.reasons == [f"a verdict needs 2 finished runs a side: there are {n_a} and {n_b}"]
    assert told.needed_runs == 11
    assert told.direction == (1 if n_a and n_b else 0)
    assert (told.estimate is None) == (not (n_a and n_b))


def test_a_seed_that_changes_nothing_allows_nothing_to_be_said() -> None:
    told = judge(Arm((0.9, 0.9, 0.9), (0, 1, 2)), Arm((0.8, 0.8), (0, 1)), level=FIRST)
    assert (told.verdict, told.reasons) == ("OBSERVED", ["the seed changed nothing"])
    assert told.estimate == pytest.approx(0.1)
    rounding = judge(Arm((0.1 + 0.2, 0.3, 0.3)), Arm((0.6, 0.6)), level=FIRST)
    assert rounding.verdict == "OBSERVED"


def test_a_side_without_scatter_of_its_own_is_held_against_the_others() -> None:
    told = judge(Arm((0.9, 0.9, 0.9)), BASE, level=FIRST)
    assert told.verdict == "IMPROVES"
    assert told.noise_sd is not None
    assert told.noise_sd < 0.0080


def test_ties_are_no_difference_in_either_direction() -> None:
    told = judge(BASE, BASE, level=FIRST)
    assert (told.verdict, told.direction, told.estimate) == ("INCONCLUSIVE", 0, 0.0)


def test_two_runs_a_side_cannot_claim_by_themselves() -> None:
    told = judge(Arm((100.0, 101.0)), Arm((0.0, 1.0)), level=FIRST)
    assert (told.verdict, told.bound, told.anytime) == ("SUGGESTS", None, None)
    assert told.needed_runs == 11


def test_two_runs_a_side_cannot_claim_by_others_noise_either() -> None:
    others = [moved(BASE, at) for at in range(5)]
    told = judge(Arm((5.0, 5.01)), Arm((0.0, 0.01)), others=others, level=FIRST)
    assert (told.verdict, told.bound) == ("SUGGESTS", None)
    assert "fewer than 3 runs a side" in told.reasons[0]
    three = judge(Arm((5.0, 5.01, 4.99)), Arm((0.0, 0.01, 0.0)), others=others, level=FIRST)
    assert (three.verdict, three.reasons) == ("IMPROVES", [])


def test_a_restless_variant_among_quiet_ones_is_not_claimed_by_their_noise() -> None:
    others = [moved(BASE, at) for at in range(4)]
    restless = Arm((0.9, 1.3, 1.7, 1.1, 1.5))
    told = judge(restless, BASE, others=others, level=FIRST)
    assert told.verdict == "SUGGESTS"
    assert "scatter more than all others" in told.reasons[0]
    assert told.noise_sd is not None
    assert told.bound is not None
    assert told.estimate is not None
    assert (
        abs(told.estimate) > told.bound * told.noise_sd * 0.4**0.5
    )  # by the others' noise alone it would be sure
    far = judge(moved(restless, 5.0), BASE, others=others, level=FIRST)
    assert far.verdict == "IMPROVES"
    assert far.anytime is not None
    assert far.anytime[1] - far.anytime[0] > 2 * far.bound * far.noise_sd * 0.4**0.5  # type: ignore[operator]


def test_when_the_runs_would_have_told_already_it_says_so() -> None:
    many = Arm(BASE.values * 5)
    told = judge(many, moved(many, 0.0005), level=FIRST)
    assert (told.verdict, told.needed_runs) == ("INCONCLUSIVE", 25)
    assert told.reasons == ["of ten differences as large as 2 seed sd, eight would have shown by now"]
    small = judge(many, moved(many, 0.0005), level=FIRST, min_effect=0.001)
    assert small.needed_runs is not None
    assert small.needed_runs > 500
    assert small.reasons == []


def test_the_later_the_number_the_more_is_needed() -> None:
    verdicts = [judge(moved(BASE, 0.025), BASE, level=level(number)).verdict for number in (1, 50)]
    assert verdicts == ["IMPROVES", "SUGGESTS"]
    needed = [judge(moved(BASE, 0.005), BASE, level=level(number)).needed_runs for number in (1, 5, 20)]
    assert needed == sorted(needed)


# --- what is refused ---


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e301])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(InvalidMetric, match="cannot be compared"):
        judge(Arm((1.0, value)), BASE, level=None)
    with pytest.raises(InvalidMetric):
        judge(BASE, BASE, others=[Arm((value,))], level=None)


@pytest.mark.parametrize("min_effect", [0.0, -0.1, math.nan, math.inf])
def test_a_min_effect_that_tells_nothing_is_refused(min_effect: float) -> None:
    with pytest.raises(UserError, match="min effect"):
        judge(BASE, BASE, level=FIRST, min_effect=min_effect)


def no_table(df: int) -> float:
    raise LookupError(df)


def test_a_claim_does_not_need_the_quantile_that_is_missing_and_a_suggestion_does() -> None:
    told = judge(moved(BASE, 0.1), BASE, level=FIRST, t975=no_table, advise=False)
    assert (told.verdict, told.ordinary) == ("IMPROVES", None)
    assert judge(Arm((1.0,)), BASE, level=FIRST, t975=no_table, advise=False).verdict == "OBSERVED"
    with pytest.raises(LookupError):
        judge(BASE, moved(BASE, 0.001), level=FIRST, t975=no_table, advise=False)


@pytest.mark.parametrize("size", [1e-300, 1e-160, 1e160, 1e299])
def test_huge_and_tiny_numbers_are_numbers(size: float) -> None:
    base = Arm(tuple(value * size for value in BASE.values))
    told = judge(Arm(tuple(value * size * 1.2 for value in BASE.values)), base, level=FIRST)
    assert told.verdict == "IMPROVES"
    assert told.noise_sd == pytest.approx(0.00875 * size, rel=0.01)
