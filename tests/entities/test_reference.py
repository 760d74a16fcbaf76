"""Naming a run."""

import pytest

from hunch.entities.reference import Named, resolve, short_ids
from hunch.errors import AmbiguousRun, UnknownRun

A = Named("06egkj8m2f0abcd12345", "calm-otter")
B = Named("06egkj8m2g0abcd99999", "brave-gull")
C = Named("06egkj8m2h0zzzz00000", "calm-otter", within=B.id)
D = Named("06egkj8m2j0x1y2z3w4v", "wide")
RUNS = [A, B, C, D]


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("@", D),
        ("@~1", B),
        ("@~2", A),
        ("brave-gull", B),
        ("abcd1", A),
        ("ZZZZ", C),
        ("wide", D),
        (A.id, A),
        ("x1y2z3w4v", D),
    ],
)
def test_names(text, run):
    assert resolve(text, RUNS) == run.id


def test_what_names_several_lists_them_with_ids_that_tell_them_apart():
    with pytest.raises(
        AmbiguousRun, match=r"'calm-otter' names 2 runs: zzzz \(calm-otter\), abcd \(calm-otter\)"
    ):
        resolve("calm-otter", RUNS)
    with pytest.raises(AmbiguousRun, match=r"abcd9 \(brave-gull\), abcd1 \(calm-otter\)"):
        resolve("abcd", RUNS)


@pytest.mark.parametrize("text", ["abc", "nope", "@~3", "@~x", "@1", "", "06egkj8m2f0aaaaaaaaa"])
def test_what_names_nothing(text):
    with pytest.raises(UnknownRun):
        resolve(text, RUNS)


def test_near_names_are_hinted():
    with pytest.raises(UnknownRun) as unknown:
        resolve("brave-gul", RUNS)
    assert unknown.value.hint == "Did you mean brave-gull?"


def test_short_ids_grow_where_they_meet():
    assert short_ids([A.id, D.id], among=[run.id for run in RUNS]) == {A.id: "abcd1", D.id: "x1y2"}
