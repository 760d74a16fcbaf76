"""The grammar of a hunch: what reads, what does not and where, and that printing is the inverse of reading."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.grammar.printing import print_hunch, print_item
from hunch.entities.grammar.reading import MOST_CHARACTERS, parse
from hunch.entities.hunch import Cost, Happening, Pick, Size, Threshold, Win
from hunch.errors import InvalidHunch

from .drawn import items, texts, whys


def only(text):
    (item,) = parse(text).items
    return item


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("++", 90), ("+", 70), ("+-", 50), ("±", 50), ("-", 30), ("−", 30), ("--", 10),
        ("70", 70), (" 70 % ", 70), ("@70", 70), ("12.5", 12.5), ("1", 1), ("99", 99),
    ],
)  # fmt: skip
def test_a_bare_chance_is_to_beat_the_baseline(text, percent):
    assert only(text) == Win(probability=percent / 100)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("acc +2pp @70", Size(metric="acc", change=2, unit="pp", probability=0.7)),
        ("acc+2pp@70%", Size(metric="acc", change=2, unit="pp", probability=0.7)),
        ("acc-2pp", Size(metric="acc", change=-2, unit="pp")),
        ("val-acc –2 pp", Size(metric="val-acc", change=-2, unit="pp")),
        ("acc +2pp [-1, 4pp]", Size(metric="acc", change=2, unit="pp", low=-1, high=4)),
        ("+0.02", Size(change=0.02)),
        ("- 5%", Size(change=-5, unit="%")),
        ("loss -0.1 [-0.2,0]", Size(metric="loss", change=-0.1, low=-0.2, high=0)),
        ("steps -2e3", Size(metric="steps", change=-2000)),
        ("steps -2epochs", Size(metric="steps", change=-2, unit="epochs")),
        ('"acc@1" +2pp', Size(metric="acc@1", change=2, unit="pp")),
        ('"nan" +1', Size(metric="nan", change=1)),
        ("acc/* +1pp", Size(metric="acc/*", change=1, unit="pp")),
        ("+0 @50", Size(change=0, probability=0.5)),
    ],
)
def test_a_size_is_a_change_with_an_interval_or_a_chance(text, item):
    assert only(text) == item


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("acc >= 0.9 @ 70", Threshold(metric="acc", relation=">=", value=0.9, probability=0.7)),
        ("acc≥.9@70", Threshold(metric="acc", relation=">=", value=0.9, probability=0.7)),
        (">= 90% @70", Threshold(relation=">=", value=90, unit="%", probability=0.7)),
        ("loss < -1 @20", Threshold(metric="loss", relation="<=", value=-1, probability=0.2)),
        ('"wider heads":60 deeper:40', Pick(chances={"wider heads": 0.6, "deeper": 0.4})),
        ("“wider heads”: 60%, 'a\\'b' : 40", Pick(chances={"wider heads": 0.6, "a'b": 0.4})),
        ("t=40m", Cost(what="t", relation="=", quantity=40, unit="m")),
        ("T = 40 min [30, 1h]", Cost(what="t", relation="=", quantity=40, unit="m", low=30, high=60)),
        ("t=1h30m", Cost(what="t", relation="=", quantity=90, unit="m")),
        ("t<1h @80", Cost(what="t", relation="<", quantity=1, unit="h", probability=0.8)),
        ("mem<12gb@90", Cost(what="mem", relation="<", quantity=12, unit="GB", probability=0.9)),
        ("usd=3 [2,5]", Cost(what="usd", relation="=", quantity=3, low=2, high=5)),
        ("usd >= 5$ @10", Cost(what="usd", relation=">", quantity=5, probability=0.1)),
        ("crash@5", Happening(what="crash", probability=0.05)),
        ("NaN @ 2", Happening(what="nan", probability=0.02)),
        ("diverge@10%", Happening(what="diverge", probability=0.1)),
    ],
)
def test_values_ideas_costs_and_events_can_be_predicted(text, item):
    assert only(text) == item


def test_it_can_all_be_said_at_once_with_the_reason():
    parsed = parse("acc +2pp [-1,4]; t=40m;\n crash@5 # wider heads;\n  they # helped before")
    assert [type(item) for item in parsed.items] == [Size, Cost, Happening]
    assert parsed.why == "wider heads; they # helped before"


def test_a_hash_in_a_quoted_name_begins_no_reason():
    parsed = parse('"issue #4":60 other:40')
    assert (list(parsed.items[0].chances), parsed.why) == (["issue #4", "other"], None)


def test_chances_that_were_rounded_are_scaled_and_it_is_said():
    parsed = parse("a:33 b:33 c:33")
    assert sum(parsed.items[0].chances.values()) == pytest.approx(1, abs=1e-15)
    assert parsed.notes == ["the chances sum to 99 %: scaled to 100 %"]


@pytest.mark.parametrize(
    ("text", "place", "what", "hint"),
    [
        ("acc +2pp @170", "170", "a chance is 1 to 99 %", "In percent"),
        ("100", "100", "a chance is 1 to 99 %", "Nothing is sure"),
        ("crash@0", "0", "a chance is 1 to 99 %", "Nothing is sure"),
        ("0.7", "0.7", "a chance is 1 to 99 %", "did you mean 70?"),
        ("acc +2 @-5", "-5", "a chance is 1 to 99 %", "In percent"),
        ("70pp", "pp", "behind a chance", "+70pp"),
        ("70 80", "80", "the end here", "One chance"),
        ("acc +2pp [4,-1]", "[4,-1]", "from high to low", "lower end comes first: [-1,4]"),
        ("acc +2pp [3,4]", "[3,4]", "+2, the median, is not inside", "between the ends"),
        ("acc +2pp [2,4]", "[2,4]", "not inside", "between the ends"),
        ("acc +2pp [1,4] @70", "@", "an interval and a chance", "leave one of them out"),
        ("acc +2pp [1%,4%]", "%", "the change is in pp", "unit of its change"),
        ("acc +2pp [1;4]", ";", "expected `,`", "two ends"),
        ("acc +2pp @50", "@50", "would be 0", "acc +2pp @70"),
        ("+0 @70", "@70", "as likely better as worse", "+0 @50"),
        ("acc +-2", "+-", "one sign", "a rise"),
        ("acc +", "", "expected a number", "How much"),
        ("acc +0,02", ",", "the end here", "numbers have a point"),
        ("acc", "", "a change or a bound", "acc +2pp @70"),
        ("acc@1 +2", "@", "a change or a bound", '"acc@1"'),
        ("acc >= 0.9", "", "the chance is missing", "acc >= 0.9 @70"),
        ("top-5/acc +2", "/", "the end here", "are quoted"),
        ("wider heads:60 deeper:40", "wider heads", "two names", '"wider heads"'),
        ("a:60 b:30", "a:60 b:30", "these sum to 90 %, not 100", "the other 10."),
        ("a:60", "a:60", "cannot win alone", "deeper:40"),
        ("a:60 a:40", "a", "named twice", None),
        ("a:60 b", "", "expected `:`", None),
        ("t=40", "40", "40 of what?", "ms, s, m, h, d"),
        ("mem<500m @90", "m", "m is no unit of mem", "MB"),
        ("t=40GB", "GB", "GB is no unit of t", "ms, s, m"),
        ("t=40m @80", "@", "an estimate has no chance", "t<40m @80"),
        ("t<1h", "", "the chance is missing", "t<1h @80"),
        ("t=-40m", "-40m", "more than nothing", None),
        ("t +5m", "+", "expected `=`, `<` or `>`", "quoted"),
        ("time=40m", "time", "not a word", "t=40m"),
        ("oom@5", "oom", "not a word", "crash@5"),
        ("crahs@5", "crahs", "not a word", "crash@5"),
        ("crash 5", "5", "expected `@`", "crash@5"),
        ("+1e999", "1e999", "too large", None),
        ('"wider', '"', "never closed", None),
        ('"" +2', '""', "between quotes", None),
        ("70;;80", ";", "missing", "Like"),
        ("*", "*", "nothing begins so", "Like"),
        ("7\u202e0", "\u202e", "control character", None),
        ("70 # \x1b[31m", "\x1b", "control character", None),
    ],
)
def test_what_does_not_read_is_pointed_at(text, place, what, hint):
    with pytest.raises(InvalidHunch) as refused:
        parse(text)
    head, line, carets = str(refused.value).split("\n")
    assert head == "this hunch cannot be sealed:"
    assert what in carets
    assert hint is None or hint in refused.value.hint
    under = line[carets.index("^") : carets.rindex("^") + 1]
    assert under == "".join(c if c.isprintable() else " " for c in place)


def test_the_carets_stand_under_the_part_of_a_long_hunch_that_is_wrong():
    with pytest.raises(InvalidHunch) as refused:
        parse("; ".join(f"metric/{i} +2pp @7{i}" for i in range(9)) + "; loss +1 @700; crash@5")
    assert str(refused.value).split("\n")[1:] == [
        "    .../6 +2pp @76; metric/7 +2pp @77; metric/8 +2pp @78; loss +1 @700; crash@5",
        "                                                                   ^^^ a chance is 1 to 99 %",
    ]


@pytest.mark.parametrize(
    "text", ["", "  \n", "7" * (MOST_CHARACTERS + 1), "70 # " + "why " * MOST_CHARACTERS]
)
def test_nothing_and_far_too_much_are_refused(text):
    with pytest.raises(InvalidHunch):
        parse(text)


def test_reading_and_telling_back_load_nothing_heavy():
    """They come before the user's process."""
    program = (
        "import sys; from hunch._lean import import_msgspec; import_msgspec(); before = set(sys.modules)\n"
        "from hunch.entities.grammar.reading import parse\n"
        "from hunch.entities.grammar.known import Known\n"
        "from hunch.entities.grammar.check import check\n"
        "from hunch.entities.grammar.echo import echo\n"
        "from hunch.stats.normal import quantile\n"
        "known = Known(metric='val/acc', metrics={'val/acc': (2, 0.8, 0.9)})\n"
        "items = check(parse('acc +2pp @70; acc >= 0.9 @50; t=40m; crash@5 # why').items, known)\n"
        "echo(items, known, quantile=quantile)\n"
        "print(*sorted(name for name in set(sys.modules) - before if not name.startswith('hunch')))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = [name for name in done.stdout.split() if not name.startswith("_")]  # parts of the interpreter
    assert set(loaded) <= {"math", "datetime"}


@given(st.lists(items, min_size=1, max_size=4), whys)
def test_reading_is_the_inverse_of_printing(said, why):
    parsed = parse(print_hunch(said, why))
    assert (parsed.items, parsed.why) == (said, why)
    assert [print_item(item) for item in parsed.items] == [print_item(item) for item in said]


@given(texts)
def test_random_text_is_read_or_refused_and_prints_the_same_from_then_on(text):
    try:
        parsed = parse(text)
    except InvalidHunch:
        return
    printed = print_hunch(parsed.items, parsed.why)
    again = parse(printed)
    assert (again.items, again.why) == (parsed.items, parsed.why)
    assert print_hunch(again.items, again.why) == printed
