"""Filters over runs: `val/acc > 0.9 and lr < 1e-2 and status == "finished"`.

What may be said stands in filter_parser.py. A bare name is a run field, else a param, else a metric's last
value (`loss.min`, `.max`, `.count` are the others). What is missing matches nothing but `== none`. A duration
(`10m`, `1h30m`) is a number of seconds. A date is a day (`2026-11-01`, `today`, `yesterday`), or a minute or
second of it (`2026-11-01T16:30`).
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import msgspec

from hunch.errors import InvalidFilter

from .escaping import escaped
from .filter_tokens import Token, pointed, tokens
from .values import FIELDS

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class Node(msgspec.Struct, frozen=True):
    """A part of a filter."""


class Name(Node, frozen=True):
    """A run field, param or metric; `scope` is "" (whichever has it, in this order), "param" or "metric"."""

    text: str
    scope: str = ""


class Value(Node, frozen=True):
    """A number, a text, true, false or none."""

    value: float | int | str | bool | None


class Duration(Node, frozen=True):
    """A number of seconds, written with its units."""

    seconds: float


class Date(Node, frozen=True):
    """A day, or a moment of it, as written: the clock that it is read by comes later."""

    text: str


Operand = Name | Value | Duration | Date


class Compare(Node, frozen=True):
    """Two operands and what must hold between them: one of COMPARISONS, or "contains"."""

    left: Operand
    relation: str
    right: Operand


class Within(Node, frozen=True):
    """An operand that is one of several."""

    left: Operand
    options: tuple[Operand, ...]


class Has(Node, frozen=True):
    """A name whose value is there, and neither false, 0 nor empty."""

    name: Name


class Not(Node, frozen=True):
    """What does not hold."""

    part: "Condition"


class All(Node, frozen=True):
    """Conditions that all hold."""

    parts: tuple["Condition", ...]


class Some(Node, frozen=True):
    """Conditions of which one holds."""

    parts: tuple["Condition", ...]


Condition = Compare | Within | Has | Not | All | Some


class Filter(NamedTuple):
    """A filter as typed, and what it means; `places` tells where each name stands in the text."""

    text: str
    condition: Condition
    places: tuple[tuple[Name, int], ...]


def bind(given: Filter, known: Collection[str]) -> Condition:
    """The condition, with every name checked against those that any run has.

    A bare word to the right of a comparison that is no name is meant as text: `status == finished`.

    Raises:
        InvalidFilter: a name that no run has; the hint names near ones.
    """
    places = {name.text: at for name, at in reversed(given.places)}

    def check(name: Name) -> Name:
        if name.text in known or _base(name.text) in known:
            return name
        raise _unknown(given.text, name, places[name.text], known)

    def loosely(operand: Operand) -> Operand:
        if not isinstance(operand, Name):
            return operand
        if operand.scope == "" and operand.text not in known and _base(operand.text) not in known:
            return Value(operand.text)
        return check(operand)

    def walk(part: Condition) -> Condition:
        match part:
            case Compare(left, relation, right):
                return Compare(check(left) if isinstance(left, Name) else left, relation, loosely(right))
            case Within(left, options):
                first = check(left) if isinstance(left, Name) else left
                return Within(first, tuple(loosely(option) for option in options))
            case Has(name):
                return Has(check(name))
            case Not(inner):
                return Not(walk(inner))
            case All(parts):
                return All(tuple(walk(inner) for inner in parts))
            case Some(parts):
                return Some(tuple(walk(inner) for inner in parts))

    return walk(given.condition)


def written(part: Condition | Operand) -> str:
    """The text that `filter_parser.parse` reads as this again.

    >>> written(Not(Compare(Name("lr"), "<", Value(0.01))))
    'not lr < 0.01'
    """
    match part:
        case Compare(left, relation, right):
            return f"{written(left)} {relation} {written(right)}"
        case Within(left, options):
            return f"{written(left)} in [{', '.join(written(option) for option in options)}]"
        case Has(name):
            return written(name)
        case Not(inner):
            return f"not {_wrapped(inner, (All, Some))}"
        case All(parts):
            return " and ".join(_wrapped(inner, (All, Some)) for inner in parts)
        case Some(parts):
            return " or ".join(_wrapped(inner, (Some,)) for inner in parts)
        case _:
            return _written_operand(part)


def _wrapped(part: Condition, kinds: tuple[type[Node], ...]) -> str:
    return f"({written(part)})" if isinstance(part, kinds) else written(part)


def _written_operand(operand: Operand) -> str:
    match operand:
        case Name(text, scope):
            prefix = f"{scope}:" if scope else ""
            is_word = [token.kind for token in _tokens_or_none(text)] == [
                "word",
                "end",
            ] and text == text.strip()
            return prefix + (text if is_word else _quoted(text))
        case Value(str() as text):
            return _quoted(text)
        case Value(value):
            return _CONSTANTS[value] if value is None or isinstance(value, bool) else repr(value)
        case Duration(seconds):
            return f"{seconds!r}s"
        case Date(text):
            return text


_CONSTANTS = {True: "true", False: "false", None: "none"}


def _tokens_or_none(text: str) -> Iterator[Token]:
    try:
        yield from tokens(text)
    except InvalidFilter:
        return


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _base(name: str) -> str:
    """`loss` of `loss.min`."""
    base, _, part = name.rpartition(".")
    return base if part in ("last", "min", "max", "count") else ""


def _unknown(text: str, name: Name, at: int, known: Collection[str]) -> InvalidFilter:
    from difflib import get_close_matches

    kind = name.scope or "field, param or metric"
    near = get_close_matches(name.text, known, n=3, cutoff=0.6)
    near += [other for other in sorted(known) if other.rpartition("/")[2] == name.text and other not in near][
        :3
    ]
    if name.text == "verdict":
        hint = "A verdict is of a variant, not of a run: hunch compare --question"
    elif near:
        hint = f"Did you mean {' or '.join(map(escaped, near))}?"
    elif name.text in ("queued", "running", "finished", "failed", "killed", "lost"):
        hint = f'status == "{name.text}"'
    else:
        telling = sorted(known, key=lambda other: (other in FIELDS, other))
        hint = f"Names here: {', '.join(map(escaped, telling[:12]))}"
    return InvalidFilter(pointed(text, at, f"no run has a {kind} named {name.text!r}"), hint=hint)
