"""What `log()` was given, read with care: the slow way, for anything but a flat dict of plain numbers.

Nested dicts become names with "/", odd values are named and left out, and the rest of the call is kept.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from hunch.entities.metric import name_of_non_finite

SHOWN = 80
"""Characters of a wrong value that a warning shows."""
DEEPEST = 50
"""Levels of nesting that are followed; deeper is a dict that holds itself."""

Number = float | int | bool


class Readings(NamedTuple):
    """Numbers by name, and what was wrong with the rest, by the name of the metric."""

    numbers: dict[str, Number]
    wrong: dict[str, str]

    @property
    def non_finite(self) -> dict[str, str]:
        """Which numbers are NaN or infinite, and which of these they are."""
        named = {name: name_of_non_finite(value) for name, value in self.numbers.items()}
        return {name: said for name, said in named.items() if said}


class NotANumberError(ValueError):
    """A value that no float64 or 64-bit integer can say."""


def read(metrics: object) -> Readings:
    """The numbers of one call.

    >>> read({"train": {"loss": 0.5}, "note": "hi"})
    Readings(numbers={'train/loss': 0.5}, wrong={'note': "metric 'note' is 'hi' (str), not a number"})
    """
    readings = Readings({}, {})
    entries = _entries(metrics)
    if entries is None:
        readings.wrong[""] = f"log() takes a dict of numbers, not {shown(metrics)}"
        return readings
    _add(readings, entries, "", 0)
    return readings


def number(value: object) -> Number:
    """`value` as a Python number: numpy, torch and jax scalars and 0-d arrays too, exactly.

    Raises:
        NotANumberError: it is none, or no float64 can hold it.
    """
    plain = _plain(value)
    if isinstance(plain, bool | float):
        return plain
    if isinstance(plain, int):
        return int(plain) if _fits(plain) else _refuse(value)
    return _refuse(value)


def encodable(value: object) -> Number:
    """As `number`; what msgspec calls for a value that it does not know.

    Raises:
        TypeError: it is no number (the way msgspec wants to be told).
    """
    if isinstance(value, float):  # numpy's doubles, by far the most frequent
        return float(value)
    try:
        return number(value)
    except NotANumberError as error:
        raise TypeError(str(error)) from error


def shown(value: object) -> str:
    """A value for a warning: short, on one line, with its type."""
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - a user's __repr__ may raise anything; its name is all there is to say
        text = f"<repr raised {type(error).__name__}>"
    text = " ".join(text.split())
    if len(text) > SHOWN:
        text = text[: SHOWN - 3] + "..."
    return f"{text} ({type(value).__name__})"


def _add(readings: Readings, entries: Mapping[object, object], prefix: str, depth: int) -> None:
    for key, value in entries.items():
        name = prefix + _name(readings, key)
        inner = _entries(value)
        if inner is not None and depth < DEEPEST:
            _add(readings, inner, name + "/", depth + 1)
            continue
        try:
            readings.numbers[name] = number(value)
        except NotANumberError:
            readings.wrong[name] = f"metric {name!r} is {shown(value)}, not a number"


def _entries(value: object) -> Mapping[object, object] | None:
    """A mapping, or what has `items()` as one has (a pandas row, a config object)."""
    if isinstance(value, Mapping):
        return value
    if hasattr(value, "items") and hasattr(value, "keys"):
        return dict(value.items())
    return None


def _name(readings: Readings, key: object) -> str:
    if isinstance(key, str):
        # A lone surrogate has no UTF-8; its escape keeps the names apart.
        return key.encode("utf-8", "backslashreplace").decode("utf-8")
    readings.wrong[f"name {key!r}"] = f"metric name {shown(key)} is not a text; it was kept as {str(key)!r}"
    return str(key)


def _plain(value: object) -> object:
    if isinstance(value, str | bytes | bytearray) or value is None or isinstance(value, complex):
        return None
    if isinstance(value, bool | int | float):
        return _of_subclass(value)
    item = getattr(value, "item", None)
    try:
        plain = item() if callable(item) else float(value)  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - foreign code (a tensor on a lost device); the caller names the value
        return None
    return _of_subclass(plain) if isinstance(plain, bool | int | float) else None


def _of_subclass(value: bool | int | float) -> Number:
    """The builtin number behind np.float64, IntEnum and other subclasses."""
    if isinstance(value, bool):
        return value
    return int(value) if isinstance(value, int) else float(value)


def _fits(value: int) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _refuse(value: object) -> Number:
    raise NotANumberError(f"{shown(value)} is not a number")
