"""Filters: what reads, what does not and where, and that writing is the inverse of reading."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities import filter as f
from hunch.entities.filter_parser import parse
from hunch.errors import InvalidFilter


def condition(text):
    return parse(text).condition


def test_and_binds_tighter_than_or():
    read = condition("a > 1 or b > 2 and not c")
    assert read == f.Some(
        (
            f.Compare(f.Name("a"), ">", f.Value(1)),
            f.All((f.Compare(f.Name("b"), ">", f.Value(2)), f.Not(f.Has(f.Name("c"))))),
        )
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("val/acc>.9", "val/acc > 0.9"),
        ("lr<1e-2 AND status='failed'", 'lr < 0.01 and status == "failed"'),
        ("0.01 < lr <= 0.1", "0.01 < lr and lr <= 0.1"),
        ("status in [finished, 'lost']", 'status in [finished, "lost"]'),
        ("seed not in (1, 2)", "not seed in [1, 2]"),
        ("'big' in tags", 'tags contains "big"'),
        ("command ~ train.py", "command contains train.py"),
        ("duration_s > 1h30m", "duration_s > 5400.0s"),
        ('param:"my key" == true', 'param:"my key" == true'),
        ("metric:loss.min < -1", "metric:loss.min < -1"),
        ("started_at >= 2026-11-01T16:30", "started_at >= 2026-11-01T16:30"),
        ("version == 1.2.3", "version == 1.2.3"),
        ("param:in == none", 'param:"in" == none'),
        ("not (a or b) and (c)", "not (a or b) and c"),
    ],
)
def test_what_reads(text, written):
    read = condition(text)
    assert f.written(read) == written
    assert condition(written) == read


@pytest.mark.parametrize(
    ("text", "column", "what"),
    [
        ("", 0, "missing"),
        ("lr >", 4, "missing"),
        ("lr > 1 lr", 7, "expected `and` or `or`"),
        ("(lr > 1", 0, "never closed"),
        ("lr > 1)", 6, "closes"),
        ("lr == 'a", 6, "never closed"),
        ("lr > 1 && b", 7, "written `and`"),
        ("0.5", 0, "on its own"),
        ("a in 5", 5, "expected a list"),
        ("started_at > 2026-13-01", 13, "not a date"),
        ("lr > $5", 5, "starts nothing"),
        ("not " * 100 + "a", 240, "inside each other"),
    ],
)
def test_what_does_not_read_is_pointed_at(text, column, what):
    with pytest.raises(InvalidFilter, match=what) as refused:
        parse(text)
    _, line, caret = str(refused.value).split("\n")
    shown_from = max(0, column - 60)
    assert line[2:].removeprefix("...").startswith(text[shown_from:column])
    assert caret.index("^") == 2 + 3 * (shown_from > 0) + column - shown_from


def test_a_word_to_the_right_that_no_run_knows_is_text():
    bound = f.bind(parse("status == finished and train/acc > val/acc"), {"status", "train/acc", "val/acc"})
    assert f.written(bound) == 'status == "finished" and train/acc > val/acc'


def test_an_unknown_name_is_refused_with_near_ones():
    with pytest.raises(InvalidFilter, match="named 'val/ac'") as refused:
        f.bind(parse("lr < 1 and val/ac > 0.9"), {"lr", "val/acc"})
    assert refused.value.hint == "Did you mean val/acc?"
    assert str(refused.value).endswith("\n  lr < 1 and val/ac > 0.9\n             ^")


def test_a_status_on_its_own_is_answered_with_what_was_meant():
    with pytest.raises(InvalidFilter) as refused:
        f.bind(parse("failed"), {"status"})
    assert refused.value.hint == 'status == "failed"'


@given(st.text(max_size=60) | st.text(alphabet="ab01.e-+<>=!~()[],:'\"\\ dhms/", max_size=60))
def test_random_text_is_read_or_refused_and_nothing_else(text):
    try:
        read = condition(text)
    except InvalidFilter:
        return
    f.written(read)


def test_a_very_deep_filter_is_refused_and_not_a_crash():
    for text in ("(" * 100_000, "not " * 100_000, "a and (" * 50_000):
        with pytest.raises(InvalidFilter):
            parse(text)


words = st.from_regex(r"[a-z_][a-z0-9_./]{0,8}", fullmatch=True).filter(
    lambda word: (
        word
        not in (
            "and",
            "or",
            "not",
            "in",
            "contains",
            "true",
            "false",
            "none",
            "null",
            "inf",
            "nan",
            "today",
            "yesterday",
        )
    )
)
names = st.builds(f.Name, words) | st.builds(f.Name, st.text(), st.sampled_from(["param", "metric"]))
values = st.builds(
    f.Value,
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | st.text(),
)
dates = st.dates().map(lambda day: f.Date(day.isoformat()))
operands = names | values | dates | st.builds(f.Duration, st.floats(0, 1e9))
relations = st.sampled_from([*f.COMPARISONS, "contains"])
comparisons = (
    st.builds(f.Compare, operands, relations, operands)
    | st.builds(f.Within, operands, st.lists(operands, max_size=3).map(tuple))
    | st.builds(f.Has, names)
)


def joined(parts):
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(f.Not, parts) | st.builds(f.All, several) | st.builds(f.Some, several)


@given(st.recursive(comparisons, joined, max_leaves=8))
def test_writing_is_the_inverse_of_reading(tree):
    assert condition(f.written(tree)) == tree


def test_nan_and_infinity_read_as_numbers():
    read = condition("a == nan or b == -inf")
    assert math.isnan(read.parts[0].right.value)
    assert read.parts[1].right.value == -math.inf


def test_a_verdict_is_no_field_of_a_run():
    with pytest.raises(InvalidFilter) as caught:
        f.bind(parse('verdict == "x"'), {"edited", "loss"})
    assert caught.value.hint == "A verdict is of a variant, not of a run: hunch compare --question"
