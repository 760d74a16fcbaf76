"""The numbers of variants, and what each may still claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.actions.verdicts.numbering import numbered
from hunch.ids import new_id
from hunch.journal.rows import LightRun
from hunch.stats.multiplicity import level

NOW = 1_763_827_200_000_000
MINUTE = 60_000_000


def row(
    at: float,
    variant: str | None,
    *,
    plan: str | None = None,
    took_s: float | None = 10.0,
    status: str = "finished",
    removed: bool = False,
    began: bool = True,
) -> LightRun:
    """A run that began so many minutes after the first."""
    run = new_id(NOW + int(at * MINUTE))
    nothing = LightRun(*[None] * len(LightRun._fields))  # type: ignore[arg-type]
    return nothing._replace(
        id=run, start_id=run, name="", variant=variant, plan=plan, status=status, duration_s=took_s,
        began=began, removed=removed,
    )  # fmt: skip


def numbers(*rows: LightRun, baseline: str | None = "base") -> dict[str, int]:
    return {name: place.number for name, place in numbered(rows, baseline=baseline).items()}


def test_variants_are_numbered_by_their_first_runs_and_the_baseline_is_not():
    assert numbers(row(0, "b"), row(1, "base"), row(2, "a"), row(3, "b")) == {"b": 1, "a": 2}


def test_what_failed_or_was_removed_was_tried_all_the_same():
    rows = [row(0, "a", status="failed"), row(1, "b", removed=True), row(2, "c")]
    assert numbers(*rows) == {"a": 1, "b": 2, "c": 3}


def test_a_run_that_never_left_the_queue_was_not_tried():
    assert numbers(row(0, None, began=False, status="killed"), row(1, "a")) == {"a": 1}


def test_a_run_that_has_not_ended_counts_until_it_turns_out_to_be_a_replicate():
    going_on = row(1, None, took_s=None, status="running")
    assert numbers(row(0, "a"), going_on, row(2, "b")) == {"a": 1, going_on.id: 2, "b": 3}
    assert numbers(row(0, "a"), row(1, "a"), row(2, "b")) == {"a": 1, "b": 2}


def test_variants_of_one_plan_that_began_before_any_could_be_judged_share_alike():
    rows = [row(at, name, plan="p") for at, name in enumerate(["a", "base", "b", "c", "a", "b", "c"])]
    places = numbered(rows, baseline="base")
    assert [place.level for place in places.values()] == [level(1, 3)] * 3
    assert [place.number for place in places.values()] == [1, 2, 3]


def test_a_variant_added_to_a_plan_after_another_could_be_judged_is_by_itself():
    rows = [row(0, "a", plan="p"), row(1, "a", plan="p"), row(2, "b", plan="p")]
    places = numbered(rows, baseline="base")
    assert [place.level for place in places.values()] == [level(1), level(2)]


def test_a_run_of_something_else_parts_a_launch():
    rows = [row(0, "a", plan="p"), row(1, "x"), row(2, "b", plan="p")]
    assert [place.level for place in numbered(rows, baseline=None).values()] == [level(1), level(2), level(3)]


def test_the_baselines_own_run_parts_a_launch_whether_it_has_ended_or_not():
    """Else a level would fall when it ends, after it may have been used."""
    for between in (row(1, "base"), row(1, None, took_s=None)):
        places = numbered([row(0, "a", plan="p"), between, row(2, "b", plan="p")], baseline="base")
        assert places["a"].level == level(1)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[float, float, str, str | None]]:
    """Runs as (begin, duration in minutes, variant, plan), the first start first."""
    count = draw(st.integers(1, 12))
    variants = st.sampled_from(["base", "a", "b", "c", "d"])
    plans = st.sampled_from([None, "p", "q"])
    return [(at, draw(st.floats(0.1, 6)), draw(variants), draw(plans)) for at in range(count)]


@given(histories(), st.floats(0, 20))
def test_no_variant_may_claim_more_earlier_than_later(history, moment):
    """Whatever is known at some moment: the sum of all levels ever used stays within the question's 5 %."""

    def known(at: float) -> list[LightRun]:
        return [
            row(begin, variant, plan=plan, took_s=took * 60)
            if begin + took < at
            else row(begin, None, plan=plan, took_s=None, status="running")
            for begin, took, variant, plan in history
            if begin <= at
        ]

    ended = [variant for begin, took, variant, _ in history if begin + took < moment]
    early, late = numbered(known(moment), baseline="base"), numbered(known(1000), baseline="base")
    assert sum(place.level for place in late.values()) < 0.05
    for variant in set(ended) - {"base"}:
        if ended.count(variant) >= 2:  # else nothing could have been claimed
            assert early[variant].level <= late[variant].level + 1e-15


def test_levels_of_all_variants_stay_below_five_per_cent():
    places = numbered([row(at, f"v{at}") for at in range(200)], baseline="base")
    assert sum(place.level for place in places.values()) == pytest.approx(0.05 * (1 - 1 / 201))
