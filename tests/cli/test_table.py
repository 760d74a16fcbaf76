"""Tables stand straight and fit."""

from hypothesis import given
from hypothesis import strategies as st

from hunch.cli.render import Terminal, columns_of
from hunch.cli.table import Cell, Column, table

WIDE = Terminal()


def laid(columns, rows, shown=WIDE):
    return table(columns, [[Cell(text) for text in row] for row in rows], shown).lines


def test_numbers_stand_with_their_points_below_each_other():
    columns = [Column("name"), Column("loss", "point"), Column("took", "right")]
    rows = [
        ["a", "0.25", "1 s"],
        ["long name", "12", "10 min"],
        ["b", "1.5e-07", ""],
        ["c", "NaN", ""],
        ["d", "-3.125", ""],
        ["e", "", ""],
    ]
    assert laid(columns, rows) == [
        "name            loss    took",
        "a            0.25        1 s",
        "long name   12        10 min",
        "b            1.5e-07",
        "c          NaN",
        "d           -3.125",
        "e",
    ]


def test_wide_characters_take_two_columns():
    assert laid([Column("name"), Column("n", "right")], [["测试", "1"], ["abc", "2"]]) == [
        "name  n",
        "测试  1",
        "abc   2",
    ]


def test_what_has_no_room_is_cut_first_and_dropped_then():
    columns = [Column("name"), Column("change", least=8, drop=1), Column("note", least=5, drop=2)]
    row = [Cell("calm-otter"), Cell("lr 0.1 -> 0.2; body of `f`"), Cell("something else")]
    assert table(columns, [row], Terminal(width=40)).lines[1] == "calm-otter  lr 0.1 -> 0.…  something el…"
    narrow = table(columns, [row], Terminal(width=22))
    assert narrow.lines[1] == "calm-otter  lr 0.1 ->…"
    assert narrow.dropped == ["note"]
    assert table(columns, [row], Terminal(width=12)).lines[1] == "calm-otter"


def test_control_characters_in_names_are_shown_and_not_sent():
    assert laid([Column("na\nme")], [["\x1b[31mred\r"]]) == ["na\\nme", "\\x1b[31mred\\r"]


cells = st.text(st.characters(codec="utf-8"), max_size=30)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5), st.integers(20, 60))
def test_no_line_is_wider_than_the_terminal(rows, width):
    columns = [
        Column("a", least=4),
        Column("b", "point", least=4, drop=2),
        Column("c", "right", least=4, drop=1),
    ]
    assert all(columns_of(line) <= width for line in laid(columns, rows, Terminal(width=width)))
