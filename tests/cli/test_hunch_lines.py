"""What came of hunches, a line each."""

import pytest

from hunch.cli.hunch_lines import lines, outcome
from hunch.cli.render import Terminal
from hunch.entities.hunch import Hunch, HunchStatus, ItemOutcome

SIZE = ItemOutcome(kind="size", text="acc +2pp @70", outcome=0.0134, change=1.34, unit="pp", surprise=0.53)


def hunch(*items, text="acc +2pp @70", status=HunchStatus.SCORED, **about):
    return Hunch(id="h", text=text, author="human:ada", items=list(items), status=status, **about)


def test_what_was_said_beside_what_came_and_how_surprising_that_is():
    assert lines([hunch(SIZE)], Terminal()) == [
        "expected acc +2pp @70 (ada, sealed before); came +1.3 pp; surprise 0.5 bit"
    ]


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (ItemOutcome(kind="win", text="70", metric="acc", outcome=False, change=-0.0042), "70 (ada, sealed before); came acc -0.0042"),
        (ItemOutcome(kind="win", text="70", outcome=False), "70 (ada, sealed before); came otherwise"),
        (ItemOutcome(kind="cost", text="t=40m", outcome=62.04, unit="m"), "t=40m (ada, sealed before); came 62 m"),
        (ItemOutcome(kind="threshold", text=">= 0.9 @70", outcome=True, reading=0.912), ">= 0.9 @70 (ada, sealed before); came 0.912"),
        (ItemOutcome(kind="pick", text="wider:60 deeper:40", outcome="wider"), "wider:60 deeper:40 (ada, sealed before); came wider"),
        (ItemOutcome(kind="event", text="crash@5", outcome=True), "crash@5 (ada, sealed before); came so"),
        (ItemOutcome(kind="win", text="70", void="crashed"), "70 (ada, sealed before); void: crashed"),
        (ItemOutcome(kind="win", text="70"), "70 (ada, sealed before); open"),
    ],
)  # fmt: skip
def test_each_kind_of_thing(item, said):
    assert lines([hunch(item, text=f"{item.text} # why")], Terminal()) == [f"expected {said}"]


def test_what_else_was_said_has_lines_of_its_own_and_flags_stand_with_the_first():
    crash = ItemOutcome(kind="event", text="crash@5", outcome=False, surprise=0.07)
    assert lines([hunch(SIZE, crash, flags=["no noise known"])], Terminal()) == [
        "expected acc +2pp @70 (ada, sealed before); came +1.3 pp; surprise 0.5 bit; no noise known",
        "expected crash@5; came otherwise; surprise 0.1 bit",
    ]


def test_void_late_and_retracted_are_told_plainly_and_what_never_counts_is_grey():
    void = hunch(SIZE, status=HunchStatus.VOID, void="crashed")
    late, gone = hunch(SIZE, status=HunchStatus.LATE), hunch(status=HunchStatus.RETRACTED)
    assert lines([void, late, gone], Terminal()) == [
        "expected acc +2pp @70 (ada, sealed before); void: crashed",
        "late: acc +2pp @70 (ada, said after the start: kept, never scored)",
        "retracted: acc +2pp @70 (ada)",
    ]
    coloured = lines([void, late], Terminal(colours=256))
    assert coloured[0] == "expected acc +2pp @70 (ada, sealed before); void: crashed"
    assert coloured[1].startswith("\x1b[38;5;244mlate: ")


def test_lines_are_cut_and_nothing_of_them_reaches_the_terminal():
    assert lines([hunch(SIZE)], Terminal(width=20), indent="  ") == ["  expected acc +2pp…"]
    assert "\x1b" not in lines([hunch(text="\x1b[2J", status=HunchStatus.LATE)], Terminal())[0]


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [(0.000806, "m", "48 ms"), (1e-9, "h", "0.0036 ms"), (90000.0, "s", "1d 01h"), (0.00002, "TB", "20.0 MB"), (0.001, None, "0.001")],
)  # fmt: skip
def test_a_cost_far_from_what_was_said_is_told_in_a_unit_that_suits(amount, unit, said):
    item = ItemOutcome(kind="cost", text="t=40m", outcome=amount, unit=unit)
    assert outcome(item) == said


def test_a_change_beyond_all_measure_is_short():
    assert outcome(ItemOutcome(kind="size", text="+1", outcome=1e301, change=1e301)) == "+1e+301"
