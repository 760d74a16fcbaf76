"""Curves in the terminal."""

import math

from hypothesis import given
from hypothesis import strategies as st

from hunch.cli.plotting import Curve, plot
from hunch.cli.render import Terminal, columns_of


def test_a_line_of_braille_with_axes_and_a_legend():
    line = Curve("calm-otter (ab3d)", list(range(11)), [step / 10 for step in range(11)])
    assert plot([line], Terminal(width=40), height=9) == [
        "1.0 ┤                             ⢀⡠⠤⠒⠒⠉",
        "    │                       ⢀⣀⠤⠤⠒⠊⠁",
        "0.5 ┤                  ⣀⠤⠒⠊⠉⠁",
        "    │           ⢀⣀⡠⠤⠒⠊⠉",
        "    │     ⢀⡠⠤⠒⠒⠉⠁",
        "0.0 ┤⣀⠤⠤⠒⠊⠁",
        "    └┬────────────────┬────────────────┬",
        "     0                5               10",
        "• calm-otter (ab3d)  last 1  min 0  max 1",
    ]


def test_several_curves_without_colours_have_marks_of_their_own():
    curves = [Curve("up", [0, 1, 2], [0.0, 1.0, 2.0]), Curve("down", [0, 1, 2], [2.0, 1.0, 0.0])]
    assert plot(curves, Terminal(unicode=False, width=30), height=9) == [
        "2 +xxxx                   ****",
        "  |    xxxxxx       ******",
        "1 +          xxxxxxx",
        "  |    ******       xxxxxx",
        "0 +****                   xxxx",
        "  ++------------+------------+",
        "   0            1            2",
        "* up    last 2  min 0  max 2",
        "x down  last 0  min 0  max 2",
    ]


def test_a_gap_is_where_a_value_is_not_finite():
    values = [1.0 if step != 10 else math.nan for step in range(21)]
    lines = plot([Curve("a", list(range(21)), values)], Terminal(unicode=False, width=44), height=7)
    assert "1.0 +******************   ******************" in lines
    assert lines[-1] == "* a  last 1  min 1  max 1  1 not finite"


def test_a_logarithmic_axis_leaves_out_what_has_no_logarithm_and_says_so():
    lines = plot([Curve("a", [0, 1, 2, 3], [1.0, 0.0, -1.0, 1e-6])], Terminal(width=60), height=12, log=True)
    assert any(line.startswith((" 1e0", "1e0")) for line in lines)
    assert "2 not above zero" in lines[-1]


def test_nothing_to_draw_is_said():
    assert plot([Curve("a", [0], [math.nan])], Terminal(), height=10) == [
        "nothing to draw: no finite values",
        "• a  no finite values",
    ]
    assert plot([Curve("a", [], [])], Terminal(), height=10)[1] == "• a  no values"


numbers = st.floats(width=64) | st.integers(-(2**70), 2**70)


@given(
    st.lists(st.lists(st.tuples(st.integers(-(10**9), 10**9), numbers), max_size=20), min_size=1, max_size=3),
    st.integers(20, 100),
    st.booleans(),
    st.booleans(),
)
def test_any_numbers_are_drawn_within_the_width(points, width, log, unicode):
    curves = [Curve("a", [step for step, _ in each], [value for _, value in each]) for each in points]
    lines = plot(curves, Terminal(width=width, unicode=unicode), height=12, log=log)
    pictures = lines[: -len(curves)]
    assert all(columns_of(line) <= max(width, 20) or line.startswith("nothing") for line in pictures)
