"""Summaries are the same however the values are cut into blocks."""

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.tally import Tally, top_of

POINTS = st.lists(st.tuples(st.floats(allow_nan=True), st.integers(-5, 5)), min_size=1, max_size=30)


@given(points=POINTS, cuts=st.lists(st.integers(1, 30)))
def test_blocks_and_single_values_come_to_the_same(points: list[tuple[float, int]], cuts: list[int]) -> None:
    one, blocks = Tally(), Tally()
    for t, (value, step) in enumerate(points):
        one.add(value, step, t)
    finite = all(math.isfinite(value) for value, _ in points)
    edges = sorted({0, len(points), *(cut for cut in cuts if cut < len(points))})
    for start, end in itertools.pairwise(edges):
        part = points[start:end]
        if finite:
            steps = [step for _, step in part]
            top = top_of(steps)
            blocks.add_block([value for value, _ in part], top, steps[top], start + top)
        else:
            for t, (value, step) in enumerate(part, start=start):
                blocks.add(value, step, t)
    assert one.summary() == blocks.summary()
    highest = max(range(len(points)), key=lambda i: (points[i][1], i))
    last = one.summary().value
    assert last is not None
    assert last == points[highest][0] or (math.isnan(last) and math.isnan(points[highest][0]))


def test_a_metric_that_began_as_an_integer_stays_one_while_it_is_whole() -> None:
    tally = Tally(whole=True)
    tally.add_block([1.0, 2.0], 1, 7.0, 0)
    assert repr(tally.summary().last) == "2"
    tally.add_block([2.5], 0, 8.0, 1)
    assert (repr(tally.summary().last), repr(tally.summary().max)) == ("2.5", "2.5")
    assert tally.summary().step == 8
