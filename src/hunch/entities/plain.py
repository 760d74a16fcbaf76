"""Any Python value in the words of JSON, with nothing lost that JSON can say.

Standard library only, and it reads in Python 3.8: the hook in the child's Python loads this very file by its
path, so that a param looks the same whoever saw it. No `typing` here, and `re` only where it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

MOST_VALUES = 20_000
DEEPEST = 20
LONGEST_DESCRIPTION = 10_000
"""Characters of what a stranger's object says of itself. A string is kept whole, however long."""
MOST_ELEMENTS = 1000
"""Elements of an array that is kept as a list; a larger one is described."""

_INFINITY = float("inf")  # the math module is a shared library to load, in a process that is not ours


class TooManyValuesError(ValueError):
    """More values than params have: a whole data set, or YAML aliases that multiply."""


def plain(value: object) -> tuple[object, dict[str, str]]:
    """`value` as None, bool, int, float, str, list or dict, and where NaN and infinities stood in it.

    Integers stay exact, whatever their size; numpy and torch scalars become numbers; dataclasses and namespaces
    become dicts; anything else is said by `str`, without addresses in memory.

    Returns:
        The value, not finite numbers as None; and their dotted names, with "NaN", "Infinity" or "-Infinity".

    Raises:
        TooManyValuesError: more than 20,000 values.

    >>> plain({"lr": float("nan"), "betas": (0.9, float("inf"))})
    ({'lr': None, 'betas': [0.9, None]}, {'lr': 'NaN', 'betas.1': 'Infinity'})
    """
    reading = _Reading()
    return reading.read(value, "", 0), reading.non_finite


def with_non_finite(value: object, non_finite: Mapping[str, str], name: str = "") -> object:
    """The inverse of `plain`: None becomes the NaN or infinity that stood there.

    >>> with_non_finite({"lr": None, "decay": None}, {"lr": "-Infinity"})
    {'lr': -inf, 'decay': None}
    """
    if isinstance(value, dict):
        return {key: with_non_finite(inner, non_finite, dotted(name, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_non_finite(inner, non_finite, dotted(name, str(i))) for i, inner in enumerate(value)]
    return float(non_finite[name]) if value is None and name in non_finite else value


def dotted(above: str, name: str) -> str:
    """The name of what is called `name` in `above` ("" at the top)."""
    return above + "." + name if above else name


def clean(text: str) -> str:
    """`text` without lone surrogates, which no UTF-8 file can hold: bytes that were none become `\\xff`."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        except UnicodeEncodeError:
            return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return str.__str__(text)


class _Reading:
    """One walk through a value."""

    def __init__(self) -> None:
        self.left = MOST_VALUES
        self.non_finite: dict[str, str] = {}

    def read(self, value: object, name: str, depth: int) -> object:
        self.left -= 1
        if self.left < 0:
            raise TooManyValuesError(f"more than {MOST_VALUES} values")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return clean(value)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            return self._number(float(value), name)
        if depth >= DEEPEST:
            return describe(value)
        return self._inside(value, name, depth)

    def _number(self, value: float, name: str) -> float | None:
        if -_INFINITY < value < _INFINITY:
            return value
        self.non_finite[name] = "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
        return None

    def _inside(self, value: object, name: str, depth: int) -> object:
        if isinstance(value, (list, tuple)):
            return self._list(value, name, depth)
        if isinstance(value, Set):
            # No two processes order a set of strings alike, and the record must not depend on it.
            return sorted((self.read(inner, name, depth + 1) for inner in value), key=str)
        fields = _fields(value)
        if fields is not None:
            return {
                clean(str(key)): self.read(inner, dotted(name, clean(str(key))), depth + 1)
                for key, inner in fields
            }
        elements = _elements(value)
        if elements is not value:
            return self.read(elements, name, depth + 1)
        return describe(value)

    def _list(self, values: Iterable[object], name: str, depth: int) -> list[object]:
        return [self.read(inner, dotted(name, str(i)), depth + 1) for i, inner in enumerate(values)]


def _fields(value: object) -> list[tuple[object, object]] | None:
    """What a mapping, dataclass, msgspec struct or namespace holds; None for another kind of thing."""
    try:
        if isinstance(value, Mapping):
            return list(value.items())
        kind = type(value)
        names = getattr(kind, "__dataclass_fields__", None) or getattr(kind, "__struct_fields__", None)
        if names and not isinstance(value, type):
            return [(name, getattr(value, name)) for name in names]
        if kind.__name__ in ("Namespace", "SimpleNamespace"):
            return list(vars(value).items())
    except Exception:  # noqa: BLE001 - a stranger's code; what cannot be listed is described instead
        return None
    return None


def _elements(value: object) -> object:
    """The number in a numpy or torch scalar, the list in a small array; `value` itself for anything else."""
    try:
        shape = getattr(value, "shape", None)
        if isinstance(shape, tuple) and not isinstance(value, type):
            if shape == ():
                return value.item()  # type: ignore[attr-defined]
            size = 1
            for length in shape:
                size *= int(length)
            if size <= MOST_ELEMENTS and hasattr(value, "tolist"):
                return value.tolist()
    except Exception:  # noqa: BLE001 - a stranger's code; what cannot be listed is described instead
        return value
    return value


def describe(value: object) -> str:
    """What an object says of itself: the same in every process, so without addresses.

    >>> describe(print)
    'builtins.print'
    """
    try:
        if isinstance(value, bytes):
            return value.decode("utf-8", "backslashreplace")
        name = getattr(value, "__qualname__", None)
        if isinstance(name, str) and callable(value):
            module = getattr(value, "__module__", None)
            return clean(f"{module}.{name}" if module else name)
        text = str(value)
    except Exception:  # noqa: BLE001 - a stranger's code; its type must do
        return "<" + type(value).__name__ + ">"
    if " at 0x" in text:
        import re

        text = re.sub(r" at 0x[0-9a-fA-F]+", "", text)
    if len(text) > LONGEST_DESCRIPTION:
        text = text[:LONGEST_DESCRIPTION] + "..."
    return clean(text)
