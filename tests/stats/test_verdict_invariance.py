"""What a verdict does not depend on: the order of runs, the unit, the names of seeds, which side is called a."""

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hunch.stats.anytime import bound
from hunch.stats.multiplicity import level
from hunch.stats.verdict import Arm, Judged, Panel, Terms, judge, judged

FIRST = level(1)
SIZE = st.integers(0, 7)
FEW = st.floats(-3, 3, allow_subnormal=False).map(lambda value: round(value, 3))


@st.composite
def arms(draw: st.DrawFn, *, shared: bool | None = None) -> list[Arm]:
    """Two arms and up to three others, often with the same seeds."""
    alike = draw(st.booleans()) if shared is None else shared
    n = draw(st.integers(2, 7))
    sizes = [n if alike else draw(SIZE) for _ in range(draw(st.integers(2, 5)))]
    shift = draw(st.sampled_from([0.0, 0.0, 3.0, 12.0]))
    found = []
    for at, size in enumerate(sizes):
        values = draw(st.lists(FEW, min_size=size, max_size=size))
        found.append(
            Arm(tuple(value + shift * (at == 0) for value in values), tuple(range(size)) if alike else ())
        )
    return found


def told_of(held: list[Arm], **more: Any) -> Judged:
    return judge(held[0], held[1], others=held[2:], **{"level": FIRST, **more})


def same_but_for_rounding(one: Judged, two: Judged, *, factor: float = 1.0) -> None:
    """All figures agree; the words do unless a difference lies on the very edge of one."""
    assert (one.estimate is None) == (two.estimate is None)
    if one.estimate is None or two.estimate is None:
        return
    assert one.estimate == pytest.approx(two.estimate * factor, rel=1e-6, abs=1e-6 * factor)
    for a, b in ((one.ordinary, two.ordinary), (one.anytime, two.anytime)):
        assert (a is None) == (b is None)
        if a and b:
            assert a == pytest.approx((b[0] * factor, b[1] * factor), rel=1e-6, abs=1e-6 * factor)
            assume(all(abs(end) > 1e-6 for end in b))
    assert (one.verdict, one.df, one.pairing, one.reasons) == (two.verdict, two.df, two.pairing, two.reasons)


@given(held=arms(), order=st.randoms())
def test_not_on_the_order_of_runs_within_a_variant(held: list[Arm], order: Any) -> None:
    turned = []
    for arm in held:
        places = list(range(arm.n))
        order.shuffle(places)
        values = tuple(arm.values[at] for at in places)
        turned.append(Arm(values, tuple(arm.seeds[at] for at in places) if arm.seeds else ()))
    assert told_of(turned) == told_of(held)


@given(held=arms(shared=True), start=st.integers(-50, 10**9), step=st.integers(1, 1000))
def test_not_on_what_the_seeds_are_called(held: list[Arm], start: int, step: int) -> None:
    named = [
        arm._replace(seeds=tuple(start - step * seed for seed in arm.seeds if seed is not None))
        for arm in held
    ]
    assert told_of(named) == told_of(held)


@given(held=arms(), exponent=st.integers(-60, 60))
def test_not_on_a_unit_of_any_power_of_two_to_the_last_bit(held: list[Arm], exponent: int) -> None:
    unit = 2.0**exponent
    scaled = [arm._replace(values=tuple(value * unit for value in arm.values)) for arm in held]
    one, two = told_of(held, min_effect=0.5), told_of(scaled, min_effect=0.5 * unit)
    assert (one.verdict, one.bound, one.log_e, one.needed_runs) == (
        two.verdict,
        two.bound,
        two.log_e,
        two.needed_runs,
    )


@given(held=arms(), unit=st.sampled_from([100.0, 1e-3, 3600.0, 1e12, 1e-150, 1e150]))
def test_not_on_the_unit_of_the_metric(held: list[Arm], unit: float) -> None:
    scaled = [arm._replace(values=tuple(value * unit for value in arm.values)) for arm in held]
    same_but_for_rounding(told_of(scaled), told_of(held), factor=unit)


@given(held=arms(), shift=st.floats(-1000, 1000))
def test_not_on_where_the_metric_begins(held: list[Arm], shift: float) -> None:
    plain = told_of(held)
    assume(plain.noise_sd is None or plain.noise_sd == 0 or plain.noise_sd > 1e-6)
    same_but_for_rounding(
        told_of([arm._replace(values=tuple(value + shift for value in arm.values)) for arm in held]), plain
    )


@given(held=arms())
def test_improving_is_worsening_with_the_goal_turned(held: list[Arm]) -> None:
    turned = {"IMPROVES": "WORSENS", "WORSENS": "IMPROVES"}
    more, less = told_of(held), told_of(held, goal="min")
    assert less.verdict == turned.get(more.verdict, more.verdict)
    assert less.direction == -more.direction
    assert (less.interval, less.log_e, less.needed_runs) == (more.interval, more.log_e, more.needed_runs)
    negative = [arm._replace(values=tuple(-value for value in arm.values)) for arm in held]
    assert told_of(negative, goal="min").verdict == more.verdict


@given(held=arms())
def test_two_that_are_not_the_baseline_may_change_sides(held: list[Arm]) -> None:
    one = told_of(held, level=None)
    two = told_of([held[1], held[0], *held[2:]], level=None)
    assert (one.verdict, one.direction, one.noise_sd) == (two.verdict, -two.direction, two.noise_sd)
    if one.interval and two.interval:
        assert one.interval == pytest.approx((-two.interval[1], -two.interval[0]))


@given(held=arms())
def test_a_panel_of_all_variants_tells_the_same(held: list[Arm]) -> None:
    panel = Panel({str(at): arm for at, arm in enumerate(held)})
    assert judged(panel, "0", "1", Terms(FIRST)) == told_of(held)


@given(held=arms())
def test_a_claim_is_what_the_rule_says(held: list[Arm]) -> None:
    """Of the plain rule there is more: never less than three runs a side, and never against one's own scatter."""
    told = told_of(held)
    if told.verdict in ("IMPROVES", "WORSENS"):
        assert told.estimate is not None
        assert told.noise_sd is not None
        assert told.df is not None
        c2 = 1 / told.n_a + 1 / told.n_b
        assert abs(told.estimate) >= bound(told.df, c2, FIRST) * told.noise_sd * math.sqrt(c2) * (1 - 1e-9)
        assert told.log_e is not None
        assert told.log_e >= -math.log(FIRST) - 1e-9
        assert told.anytime is not None
        assert not told.anytime[0] <= 0 <= told.anytime[1]
