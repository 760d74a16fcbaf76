"""Hunches of programs: JSON, dicts, lists, numbers, and whatever else somebody hands over."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.grammar.objects import from_object
from hunch.entities.grammar.printing import print_hunch
from hunch.entities.grammar.reading import parse
from hunch.entities.hunch import Happening, Size, Win
from hunch.errors import InvalidHunch

from .drawn import items, whys

WIN = {"kind": "win", "probability": 0.7}


@pytest.mark.parametrize(
    ("thing", "typed"),
    [
        ("+", "70"),
        (0.7, "70"),
        (70, "70"),
        (np.float32(0.5), "50"),
        (WIN, "70"),
        ([WIN, "crash@5"], "70; crash@5"),
        ((0.7, {"kind": "event", "what": "nan", "probability": 0.02}), "70; nan@2"),
        ({"items": [WIN], "why": "wider\n heads"}, "70 # wider heads"),
        ({"items": ["70 # one", "crash@5 # two"]}, "70; crash@5 # one; two"),
        ({"kind": "size", "metric": "acc@1", "change": np.float64(2), "unit": "pp"}, '"acc@1" +2pp'),
        ({"kind": "pick", "chances": {"a": 0.6, "b": 0.4}}, "a:60 b:40"),
        (Happening(what="crash", probability=0.05), "crash@5"),
        (parse("acc +2pp @70 # why"), "acc +2pp @70 # why"),
    ],
)
def test_python_objects_say_what_could_be_typed(thing, typed):
    parsed = from_object(thing)
    assert print_hunch(parsed.items, parsed.why) == typed
    assert parsed.text == (thing if isinstance(thing, str) else typed)


def test_no_text_inside_an_object_is_read_as_grammar():
    size = Size(metric="a; crash@5", change=2, unit="pp @70; # no")
    assert from_object(size).items == [size]


def test_json_is_read_where_text_is_and_kept_as_typed():
    text = (
        '[{"kind": "size", "metric": "acc", "change": 2, "unit": "pp", "low": -1, "high": 4}, 0.7, "crash@5"]'
    )
    parsed = parse(text)
    assert parsed.items == [
        Size(metric="acc", change=2, unit="pp", low=-1, high=4), Win(probability=0.7), Happening(what="crash", probability=0.05),
    ]  # fmt: skip
    assert parsed.text == text


def test_chances_that_are_scaled_are_said_for_programs_too():
    assert from_object([{"kind": "pick", "chances": {"a": 0.5, "b": 0.49}}]).notes
    assert from_object(["a:50 b:49", 0.7]).notes


@pytest.mark.parametrize(
    ("thing", "what"),
    [
        (1, "1 may be 1 % or certainty"),
        (0, "a chance is 0.01 to 0.99"),
        (-5, "a chance is 0.01 to 0.99"),
        (100, "a chance is 0.01 to 0.99"),
        (float("nan"), "a chance is 0.01 to 0.99"),
        (True, "True says no hunch"),
        (None, "None says no hunch"),
        (np.zeros(3), "says no hunch"),
        ([], "an empty hunch"),
        ({}, "no kind of hunch: None"),
        ({"kind": "bet"}, "no kind of hunch: 'bet'"),
        ({"kind": "win"}, "missing required field `probability`"),
        ({"kind": "win", "probability": "70"}, "got `str`"),
        ({"kind": "win", "probability": 1.7}, "a chance is 0.01 to 0.99, not 1.7"),
        ({"kind": "win", "probability": 0.7, "probabilty": 0.8}, "a hunch has no 'probabilty'"),
        ({"items": [WIN], "reason": "x"}, "a hunch has no 'reason'"),
        ({"items": [WIN], "why": 3}, "`why` is a text, not 3"),
        ({"kind": "size", "change": float("inf")}, "change is Infinity"),
        ({"kind": "size", "change": 2, "low": 1}, "expected a number"),
        ({"kind": "size", "change": 2, "low": 3, "high": 4}, "not inside"),
        ({"kind": "event", "what": "flood", "probability": 0.1}, "the what of a event is not 'flood'"),
        ({"kind": "cost", "what": "t", "relation": "=", "quantity": 40}, "40 of what?"),
        ({"kind": "cost", "what": "t; 70", "relation": "=", "quantity": 40}, "the what of a cost is not"),
        ({"kind": "pick", "chances": {"a": 0.6}}, "cannot win alone"),
        ([[WIN]], "says no hunch"),
        ({"kind": "size", "metric": "a\u0000b", "change": 2}, "control character"),
    ],
)
def test_what_says_no_hunch_is_refused(thing, what):
    with pytest.raises(InvalidHunch, match=what):
        from_object(thing)


@pytest.mark.parametrize(
    "text", ["{", "[", "[" * 3000, "[1e999]", '{"kind": "win"} x', '["\\ud800"]', "[NaN]"]
)
def test_what_is_no_json_is_refused(text):
    with pytest.raises(InvalidHunch):
        parse(text)


@given(st.lists(items, min_size=1, max_size=3), whys)
def test_json_and_text_say_the_same(said, why):
    text = msgspec.json.encode({"items": said, "why": why}).decode()
    if len(text) > 3000:
        return
    parsed = parse(text)
    assert (parsed.items, parsed.why) == (said, why)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(
    [
        "kind",
        "items",
        "why",
        "probability",
        "change",
        "chances",
        "what",
        "relation",
        "quantity",
        "low",
        "high",
        "unit",
        "metric",
        "value",
    ]
)
values = json | st.sampled_from(
    ["win", "size", "pick", "cost", "event", "threshold", "t", "=", "m", 0.7, {"a": 0.5, "b": 0.5}]
)


@given(json | st.dictionaries(keys, values, max_size=6))
def test_random_objects_are_read_or_refused(thing):
    try:
        parsed = from_object(thing)
    except InvalidHunch:
        return
    again = parse(print_hunch(parsed.items, parsed.why))
    assert (again.items, again.why) == (parsed.items, parsed.why)
