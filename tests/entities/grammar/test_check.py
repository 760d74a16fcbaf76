"""Hunches held against the question, the metrics seen and the ideas there are, and against themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.grammar.check import check
from hunch.entities.grammar.echo import echo
from hunch.entities.grammar.known import Known
from hunch.entities.grammar.printing import print_hunch
from hunch.entities.grammar.reading import parse
from hunch.errors import InvalidHunch
from hunch.stats.normal import quantile

from .drawn import items, names, numbers

SEEN = {
    "val/acc": (5, 0.81, 0.93),
    "train/loss": (5, 0.3, 2.1),
    "a/time": (2, 3.0, 4.0),
    "b/time": (2, 3.0, 4.0),
}
ACCURACY = Known(metric="val/acc", metrics=SEEN)
LOSS = Known(metric="loss", goal="min", metrics={"loss": (3, 0.3, 2.3), "val/acc": (3, 0.8, 0.9)})
PERPLEXITY = Known(metric="ppl", goal="min", log_scale=True, metrics={"ppl": (3, 20.0, 30.0)})
PERCENT = Known(metric="acc", unit="%", metrics={"acc": (3, 80.0, 90.0)})
LATENCY = Known(metric="latency", unit="ms", goal="min", metrics={"latency": (3, 0.2, 0.9)})
TASKS = Known(metric="acc/*", metrics={"acc/en": (3, 0.1, 0.2), "acc/fr": (3, 0.5, 0.6)})
IDEAS = Known(ideas={"1k0w49m22xh61emqcs7g": "wider heads", "1k0w49m22xh62fmqcs7g": "go deeper"})


def checked(text, known=ACCURACY):
    return print_hunch(check(parse(text).items, known))


def refusal(text, known=ACCURACY):
    with pytest.raises(InvalidHunch) as refused:
        checked(text, known)
    return refused.value


@pytest.mark.parametrize(
    ("known", "text", "sealed"),
    [
        (ACCURACY, "acc +2pp @70", "val/acc +2pp @70"),
        (ACCURACY, "loss -5%", "train/loss -5%"),
        (ACCURACY, "+0.5", "+0.5"),
        (ACCURACY, "acc -1pp @30", "val/acc -1pp @30"),
        (ACCURACY, "acc >= 90% @70; acc >= 0.95 @30", "val/acc >= 90% @70; val/acc >= 0.95 @30"),
        (ACCURACY, "acc >= 0.9 @70; acc <= 0.9 @30", "val/acc >= 0.9 @70; val/acc <= 0.9 @30"),
        (ACCURACY, "70; acc +2pp @70", "70; val/acc +2pp @70"),
        (ACCURACY, "t=40m; t<1h @80; t<2h @95", "t=40m; t<1h @80; t<2h @95"),
        (LOSS, "-0.1 @70", "-0.1 @70"),
        (LOSS, "+0.1 @30; acc +1pp @70", "+0.1 @30; val/acc +1pp @70"),
        (PERPLEXITY, "-5% @70", "-5% @70"),
        (PERCENT, "+2 @70", "+2 @70"),
        (PERCENT, "+2pp @70; acc >= 90% @50", "+2pp @70; acc >= 90% @50"),
        (LATENCY, "-3ms; >= 100 @1", "-3ms; >= 100 @1"),
        (TASKS, "acc/* +2pp @70", "acc/* +2pp @70"),
        (TASKS, "acc/en +2pp @70; acc/fr -1pp @30", "acc/en +2pp @70; acc/fr -1pp @30"),
        (Known(), "anything +2pp @70; other -3 @80", "anything +2pp @70; other -3 @80"),
        (IDEAS, "wider:60 DEEPER:40", '"wider heads":60 "go deeper":40'),
        (IDEAS, '"61em":60 "go deeper":40', '"wider heads":60 "go deeper":40'),
    ],
)
def test_names_are_made_whole_and_what_holds_is_left_as_it_is(known, text, sealed):
    assert checked(text, known) == sealed
    assert checked(sealed, known) == sealed


@pytest.mark.parametrize(
    ("known", "text", "place", "what", "hint"),
    [
        (ACCURACY, "acc +2pp @30", "30", "with a rise the chance to beat the baseline is over 50 %", "val/acc +2pp @70"),
        (ACCURACY, "acc -2pp @70", "70", "with a fall", "Did you mean val/acc -2pp @30 or val/acc +2pp @70?"),
        (LOSS, "loss -0.1 @30", "30", "lower is better here: with a fall", "loss -0.1 @70 or loss +0.1 @30"),
        (LOSS, "loss +0.1 @70", "70", "lower is better here: with a rise", "loss +0.1 @30 or loss -0.1 @70"),
        (ACCURACY, "loss -0.1 @30", "30", "a fall at under 50 % contradicts itself", "train/loss -0.1 @70"),
        (ACCURACY, "+2", "+2", "+2 of what? val/acc has been 0.81 to 0.93", "Points: +2pp   of its value: +2%"),
        (ACCURACY, ">= 90 @70", "90", "90 of what?", ">= 90% @70"),
        (ACCURACY, "acc >= 90pp @70", "pp", "a difference", "val/acc >= 90% @70"),
        (ACCURACY, "loss -1pp", "pp", "train/loss has been 0.3 to 2.1", "In its own unit: train/loss -1."),
        (ACCURACY, "loss <= 90% @50", "%", "has been 0.3 to 2.1, not %", "train/loss <= 90 @50"),
        (LOSS, "-0.1pp", "pp", "loss has been 0.3 to 2.3", "hunch ask ... --unit %"),
        (PERCENT, "+2%", "%", "points, or % of its value?", "+2pp"),
        (PERPLEXITY, "-100%", "-100", "not on a log scale", "More than -100 %"),
        (ACCURACY, "+2GB", "GB", "val/acc has no unit GB", "pp (points), % (of its value), or none: +2"),
        (LATENCY, "-3s @70", "s", "latency has no unit s", "Its unit is ms: -3ms @70"),
        (LATENCY, "-3pp", "pp", "latency is in ms", "In its own unit: -3"),
        (ACCURACY, "val/ac +2pp", "val/ac", "no run has measured it", "Did you mean val/acc?"),
        (ACCURACY, "zzz +2pp", "zzz", "no run has measured it", "Measured were: a/time, b/time, train/loss, val/acc"),
        (ACCURACY, "time -1", "time", "several metrics end so", "a/time or b/time"),
        (IDEAS, "wider:60 longer:40", "longer", "there is no such idea", "hunch idea longer"),
        (IDEAS, "e:60 deeper:40", "e", "2 ideas are called so", '"61em" (wider heads)'),
        (IDEAS, "wider:60 heads:40", "heads", "named before", "wider heads"),
        (ACCURACY, "70; 60", "60", "said already", "Keep one of: 70   60"),
        (ACCURACY, "+1pp; acc +2pp", "val/acc +2pp", "said already", "Keep one of: +1pp   val/acc +2pp"),
        (ACCURACY, "crash@5; crash@5", "crash@5", "said already", None),
        (ACCURACY, "t=1h; t=60m", "t=60m", "said already", None),
        (ACCURACY, "t<1h @80; t<60m @80", "t<60m @80", "said already", None),
        (ACCURACY, "t<1h @80; t<50m @90", "90", "against t<1h @80", "What takes in less cannot be likelier"),
        (ACCURACY, "t>1h @30; t<1h @80", "80", "against t>1h @30", None),
        (ACCURACY, "acc >= 95% @80; acc >= 0.9 @70", "70", "against val/acc >= 95% @80", None),
        (ACCURACY, "70; +2pp @80", "80", "against 70 % to beat the baseline", "Leave one"),
        (LOSS, "70; +0.1 [-0.1,0.2]", "+0.1", "against 70 % to beat the baseline", "lower is better here, so a rise is worse"),
    ],
)  # fmt: skip
def test_what_contradicts_is_pointed_at_with_what_would_work(known, text, place, what, hint):
    refused = refusal(text, known)
    _, line, carets = str(refused).split("\n")
    assert what in carets
    assert line[carets.index("^") : carets.rindex("^") + 1] == place
    assert hint is None or hint in refused.hint


def test_all_mistakes_are_told_at_once():
    refused = refusal("+2; t=40m; nosuch -1; crash@5; crash@6")
    assert str(refused).split("\n") == [
        "this hunch cannot be sealed:",
        "    +2",
        "    ^^ +2 of what? val/acc has been 0.81 to 0.93",
        "    nosuch -1",
        "    ^^^^^^ no run has measured it",
        "    crash@6",
        "    ^^^^^^^ said already",
    ]
    assert len(refused.hint.split("\n")) == 3


known = st.builds(
    Known,
    metric=st.none() | st.sampled_from(["acc", "val/acc", "acc/*"]) | names,
    goal=st.sampled_from(["max", "min"]),
    unit=st.none() | st.sampled_from(["%", "ms", "fraction"]),
    log_scale=st.booleans(),
    metrics=st.dictionaries(
        st.sampled_from(["acc", "val/acc", "acc/en"]) | names,
        st.sampled_from([(3, 0.1, 0.9), (1, 20.0, 90.0), (2, None, None), (2, -1e300, 1e300)]),
        max_size=3,
    ),
    ideas=st.dictionaries(st.text(max_size=20), names, max_size=3),
    baseline=st.none() | numbers,
    spread=st.none() | st.floats(0, 1e300),
)


@given(st.lists(items, min_size=1, max_size=4), known)
def test_any_hunch_is_refused_or_told_back(said, known):
    try:
        sealed = check(said, known)
    except InvalidHunch:
        sealed = said
    lines = echo(sealed, known, quantile=quantile)
    assert len(lines) >= len(said)


@given(st.lists(items, min_size=1, max_size=3), known)
def test_what_is_sealed_stays_sealed(said, known):
    try:
        sealed = check(said, known)
    except InvalidHunch:
        return
    assert check(parse(print_hunch(sealed)).items, known) == sealed


def test_what_was_said_twice_is_shown_as_it_was_typed():
    parsed = parse("+ ; acc +1pp;\tacc  +2pp; +")
    with pytest.raises(InvalidHunch) as caught:
        check(parsed.items, ACCURACY, parsed.typed)
    assert caught.value.hint == "Keep one of: acc +1pp   acc +2pp\nKeep one of: +   +"
    assert "    acc +2pp\n    ^^^^^^^^ said already" in str(caught.value)
    assert str(caught.value).endswith("    +\n    ^ said already")


def test_what_a_name_would_do_to_a_terminal_is_not_in_a_hint():
    seen = {"\x1b[31mEVIL\x07": (1, 1.0, 1.0), "a\nb": (1, 2.0, 2.0)}
    assert refusal("zz +1", Known(metrics=seen)).hint == "Measured were: \\x1b[31mEVIL\\x07, a\\nb"
    assert refusal("a +1", Known(metrics=seen)).hint == 'Did you mean "a\\nb"?'
    ideas = Known(ideas={"1k0w49m22xh61emqcs7g": "go\nup", "1k0w49m22xh62fmqcs7g": "go\nwide"})
    assert "\n" not in (refusal("go:60 x:40", ideas).hint or "")
