"""Whether a run is what a filter asks for. Pure: the clock is handed in."""

import operator
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from hunch.ids import moment

from .filter import All, Compare, Condition, Date, Duration, Has, Name, Not, Operand, Some, Value, Within
from .now import Now
from .run import Run
from .values import RUN_REFERENCES, is_reference, value_of

__all__ = ["Now", "Period", "matches", "period"]


class Period(NamedTuple):
    """What a date covers, as moments: `first <= m < after`."""

    first: str
    after: str


def matches(condition: Condition, run: Run, *, now: Now) -> bool:
    """Whether `condition` holds for `run`; what is missing compares as not matching."""
    match condition:
        case Compare(left, relation, right):
            return _compare(left, relation, right, run, now)
        case Within(left, options):
            return any(_compare(left, "==", option, run, now) for option in options)
        case Has(name):
            return bool(value_of(run, name.text, scope=name.scope))
        case Not(part):
            return not matches(part, run, now=now)
        case All(parts):
            return all(matches(part, run, now=now) for part in parts)
        case Some(parts):
            return any(matches(part, run, now=now) for part in parts)


def period(date: str, *, now: Now) -> Period:
    """The moments that a date covers: a day, a minute or a second.

    >>> period("2026-11-01", now=Now(0, 3600)).first
    '2026-10-31T23:00:00.000000Z'
    """
    zone = timezone(timedelta(seconds=now.utc_offset_s))
    if date in ("today", "yesterday"):
        today = datetime.fromtimestamp(now.us / 1e6, zone).replace(hour=0, minute=0, second=0, microsecond=0)
        first, length = today - timedelta(days=date == "yesterday"), timedelta(days=1)
    else:
        read = datetime.fromisoformat(date)
        first, length = read if read.tzinfo else read.replace(tzinfo=zone), _length(date)
    start = round((first - datetime.fromtimestamp(0, zone)).total_seconds() * 1e6)
    return Period(moment(start), moment(start + round(length.total_seconds() * 1e6)))


def _length(date: str) -> timedelta:
    match date.count(":"):
        case 0:
            return timedelta(days=1)
        case 1:
            return timedelta(minutes=1)
    return timedelta(microseconds=1) if "." in date else timedelta(seconds=1)


def _compare(left: Operand, relation: str, right: Operand, run: Run, now: Now) -> bool:
    if isinstance(left, Date) and not isinstance(right, Date):
        return relation in _MIRRORED and _compare(right, _MIRRORED[relation], left, run, now)
    value = _resolved(left, run)
    if isinstance(right, Date):
        return value is not None and _compare_date(str(value), relation, period(right.text, now=now))
    other = _resolved(right, run)
    if (
        isinstance(left, Name)
        and left.text in RUN_REFERENCES
        and isinstance(value, str)
        and isinstance(other, str)
    ):
        other = value if is_reference(value, other) else other
    return _holds(value, relation, other)


def _resolved(operand: Operand, run: Run) -> object:
    match operand:
        case Name(text, scope):
            return value_of(run, text, scope=scope)
        case Value(value):
            return value
        case Duration(seconds):
            return seconds
        case Date(text):
            return text


def _compare_date(value: str, relation: str, date: Period) -> bool:
    match relation:
        case "==":
            return date.first <= value < date.after
        case "!=":
            return not date.first <= value < date.after
        case "<":
            return value < date.first
        case "<=":
            return value < date.after
        case ">":
            return value > date.first
        case ">=":
            return value >= date.first
    return False


_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _holds(value: object, relation: str, other: object) -> bool:
    if value is None or other is None:
        return (value is other) == (relation == "==") and relation in ("==", "!=") and other is None
    if relation == "contains":
        return _contains(value, other)
    if isinstance(value, str) != isinstance(other, str):
        value, other = _as_number(value), _as_number(other)
        if value is None or other is None:
            return relation == "!="
    if relation in ("==", "!="):
        same = value == other or (value != value and other != other)
        return same == (relation == "==")
    if isinstance(value, str) and isinstance(other, str):
        return bool(_TEXT_ORDERS[relation](value, other))
    if isinstance(value, int | float) and isinstance(other, int | float):
        return _ORDERS[relation](value, other)
    return False


_TEXT_ORDERS: dict[str, Callable[[str, str], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _as_number(value: object) -> float | int | None:
    """A number, or a text that reads as one (a param that came by the command line)."""
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _contains(value: object, other: object) -> bool:
    """A text holds another (in any case), a list an element, a table a key."""
    if isinstance(value, str):
        return str(other).lower() in value.lower()
    if isinstance(value, dict):
        return other in value
    if isinstance(value, list):
        return other in value or any(isinstance(each, str) and str(other) == each for each in value)
    return False
