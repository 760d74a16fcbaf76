"""Any value in the words of JSON."""

import enum
import math
from argparse import Namespace
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.plain import TooManyValuesError, clean, describe, plain, with_non_finite

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8"))
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="."), min_size=1)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4)
)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_params_come_back_from_json_as_they_were(params: dict[str, object]) -> None:
    said, non_finite = plain(params)
    read = msgspec.json.decode(msgspec.json.encode([said, non_finite]))
    assert same(with_non_finite(*read), params)


@given(st.text())
def test_what_is_clean_can_be_written(text: str) -> None:
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)


class Colour(enum.Enum):
    """An enum without a number."""

    RED = 1


class Level(enum.IntEnum):
    """One with."""

    HIGH = 3


@dataclass
class Optimiser:
    """A config as people write them."""

    lr: float
    betas: tuple[float, float] = (0.9, 0.999)


class Rude:
    """Does not say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2**70, 2**70),
        (1e-320, 1e-320),
        (True, True),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (Level.HIGH, 3),
        (Colour.RED, "Colour.RED"),
        (Optimiser(0.1), {"lr": 0.1, "betas": [0.9, 0.999]}),
        (Namespace(a=1), {"a": 1}),
        (SimpleNamespace(a=SimpleNamespace(b=2)), {"a": {"b": 2}}),
        (PurePosixPath("/data"), "/data"),
        (Decimal("0.10"), "0.10"),
        (b"a\xff", "a\\xff"),
        ({3: "a", None: "b"}, {"3": "a", "None": "b"}),
        ({"b", "a"}, ["a", "b"]),
        (max, "builtins.max"),
        (Optimiser, f"{__name__}.Optimiser"),
        (Rude(), "<Rude>"),
        ("x" * 100_000, "x" * 100_000),
        (lambda: 0, f"{__name__}.<lambda>"),
    ],
)
def test_what_people_use_as_params_is_kept(value: object, expected: object) -> None:
    said, non_finite = plain(value)
    assert said == expected
    assert type(said) is type(expected)
    assert non_finite == {}


def test_numpy_s_nan_is_named_too() -> None:
    assert plain({"a": [np.float64("nan"), np.array([np.inf])]}) == (
        {"a": [None, [None]]},
        {"a.0": "NaN", "a.1.0": "Infinity"},
    )


def test_two_processes_describe_an_object_alike() -> None:
    assert describe(object()) == describe(object()) == "<object object>"


def test_a_dict_that_holds_itself_ends_somewhere() -> None:
    endless: dict[str, object] = {}
    endless["again"] = endless
    said, _ = plain(endless)
    assert msgspec.json.encode(said)


def test_a_data_set_is_no_param() -> None:
    with pytest.raises(TooManyValuesError, match="20000"):
        plain({"rows": list(range(30_000))})


def same(one: object, other: object) -> bool:
    """Equal, of the same types, NaN equal to NaN and 0.0 not to -0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or (one == other and math.copysign(1, one) == math.copysign(1, other))
    return one == other
