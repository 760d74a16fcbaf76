"""How the cost of a run reads: `t=40m [30m,1h]`, `mem<12GB @90`, `usd=3`."""

import math

from hunch.entities.hunch import Cost

from .printing import number
from .scanner import Scanner
from .units import EXAMPLES, cost_unit, in_base

_RELATIONS = {"<=": "<", ">=": ">", "==": "=", "=": "=", "<": "<", ">": ">"}
_LIKE = {"t": "t=40m, t<1h @80", "mem": "mem=10GB, mem<12GB @90", "usd": "usd=3, usd<5 @90"}


def read_cost(scanner: Scanner, what: str) -> Cost:
    """What stands behind `t`, `mem` or `usd`."""
    start = scanner.skip()
    sign = scanner.take(*_RELATIONS)
    if not sign:
        hint = f'{_LIKE[what]}. A metric of that name is quoted: "{what}"'
        raise scanner.refused(f"expected `=`, `<` or `>` behind {what}", hint=hint)
    relation = _RELATIONS[sign]
    quantity, unit = _quantity(scanner, what, None)
    if relation == "=":
        return _estimate(scanner, what, quantity, unit)
    if not scanner.take("@"):
        raise scanner.refused(
            "the chance is missing here", hint=f"How sure? {what}{scanner.since(start)} @80"
        )
    return Cost(what=what, relation=relation, quantity=quantity, unit=unit, probability=scanner.chance())


def _estimate(scanner: Scanner, what: str, quantity: float, unit: str | None) -> Cost:
    shown = number(quantity) + (unit or "")
    low, high = scanner.interval(lambda: _bound(scanner, what, unit), quantity, shown)
    if scanner.here() == "@":
        hint = f"An interval: {what}={shown} [lo,hi]; or a bound: {what}<{shown} @80"
        raise scanner.refused("an estimate has no chance", hint=hint)
    return Cost(what=what, relation="=", quantity=quantity, unit=unit, low=low, high=high)


def _bound(scanner: Scanner, what: str, main: str | None) -> float:
    """An end of an interval, brought to the unit of the estimate."""
    start = scanner.skip()
    quantity, unit = _quantity(scanner, what, main)
    return _positive(scanner, quantity if unit == main else _converted(quantity, unit, main), main, start)


def _quantity(scanner: Scanner, what: str, otherwise: str | None) -> tuple[float, str | None]:
    """A quantity and its unit, `otherwise` where none is typed; times may be in pieces (`1h30m` is 90 m)."""
    start = scanner.skip()
    quantity, unit = _piece(scanner, what, otherwise)
    while what == "t" and scanner.has_number():
        more, smaller = _piece(scanner, what, None)
        quantity, unit = _converted(quantity, unit, smaller) + more, smaller
    return _positive(scanner, quantity, unit, start), unit


def _piece(scanner: Scanner, what: str, otherwise: str | None) -> tuple[float, str | None]:
    start = scanner.skip()
    read = scanner.number("a number", signed=True, hint=_LIKE[what])
    at = scanner.skip()
    typed = scanner.letters()
    if typed is None and otherwise:
        return read.value, otherwise
    try:
        return read.value, cost_unit(what, typed)
    except KeyError:
        said = f"{typed} is no unit of {what}" if typed else f"{read.source} of what?"
        hint = f"Units of {what}: {EXAMPLES[what]}"
        raise scanner.refused(said, at if typed else start, scanner.at, hint=hint) from None


def _converted(quantity: float, unit: str | None, wanted: str | None) -> float:
    return quantity * (in_base(1.0, unit) / in_base(1.0, wanted))


def _positive(scanner: Scanner, quantity: float, unit: str | None, start: int) -> float:
    if quantity > 0 and 0 < in_base(quantity, unit) < math.inf:
        return quantity
    raise scanner.refused("a cost is more than nothing", start, scanner.at)
