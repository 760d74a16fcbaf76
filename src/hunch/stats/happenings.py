"""What came of predictions about the runs themselves: what they cost, what befell them, which idea won."""

import math

from msgspec.structs import replace

from hunch.entities.grammar.units import in_base
from hunch.entities.hunch import Cost, Happening, Pick

from .resolution import CRASHED, Course, Resolution


def happening(item: Happening, course: Course) -> Resolution:
    """Did it happen? What a killed run had not done yet, nobody knows."""
    known = {"crash": course.crashed, "nan": course.nan, "diverge": course.diverged}[item.what]
    found = Resolution(kind=item.what, stated=item.probability, probability=item.probability)
    if known or (known is False and not course.killed):
        return replace(found, happened=known, outcome=known)
    return replace(found, void="killed" if course.killed else "it is not known")


def cost(item: Cost, course: Course) -> Resolution:
    """A bound is a chance; an estimate has an interval and a ratio."""
    found = Resolution(
        kind=item.what if item.relation == "=" else item.what + item.relation,
        stated=item.probability,
        probability=item.probability,
    )
    actual = {"t": course.duration_s, "mem": course.memory_bytes, "usd": course.usd}[item.what]
    one = _unit(item)
    void = CRASHED if course.crashed else "killed" if course.killed else None
    if void or actual is None or one is None:
        return replace(
            found, void=void or (f"unknown unit {item.unit}" if one is None else "it is not known")
        )
    amount = actual / one
    if item.relation == "=":
        return _estimated(found, item, amount)
    below = amount < item.quantity
    happened = below if item.relation == "<" else amount > item.quantity
    return replace(found, happened=happened, outcome=happened)


def _estimated(found: Resolution, item: Cost, amount: float) -> Resolution:
    if item.quantity <= 0 or amount <= 0:
        return replace(found, outcome=amount)
    bounds = None if item.low is None or item.high is None else (item.low, item.high)
    return replace(found, outcome=amount, interval=bounds, log_ratio=math.log(amount / item.quantity))


def _unit(item: Cost) -> float | None:
    """What one of the item's unit is in seconds, bytes or dollars."""
    try:
        return in_base(1.0, item.unit)
    except KeyError:
        return None


def pick(item: Pick, course: Course) -> Resolution:
    found = Resolution(kind="pick", options=len(item.chances))
    if course.pick_void or course.winner is None:
        return replace(found, void=course.pick_void)
    if course.winner not in item.chances:
        return replace(found, void=f"{course.winner} won, which it does not name")
    chance = item.chances[course.winner]
    return replace(found, stated=chance, probability=chance, happened=True, outcome=course.winner)
