"""Whether the items of a hunch agree: nothing said twice, and no chance that another rules out."""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.hunch import Cost, Happening, Item, Size, Threshold, Win
from hunch.errors import InvalidHunch

from .known import Known
from .printing import print_item, refused
from .scanner import mistake
from .units import in_base

TOLERANCE = 1e-9


class _Bound(NamedTuple):
    """The chance of a quantity to be at most `value`."""

    quantity: str
    value: float
    chance_below: float
    item: Item


def disagreements(items: Sequence[Item], known: Known, typed: Sequence[str]) -> list[InvalidHunch]:
    """What does not go together, pointed at in the later of two items."""
    return [*_doubles(items, known, typed), *_wins_and_sizes(items, known), *_bounds(items, known)]


def _doubles(items: Sequence[Item], known: Known, typed: Sequence[str]) -> list[InvalidHunch]:
    seen: dict[tuple[object, ...], str] = {}
    mistakes = []
    for item, said in zip(items, typed, strict=True):
        key = _what_it_says(item, known)
        if key in seen:
            hint = f"Keep one of: {seen[key]}   {said}"
            mistakes.append(mistake(said, 0, len(said), "said already", hint=hint))
        seen.setdefault(key, said)
    return mistakes


def _what_it_says(item: Item, known: Known) -> tuple[object, ...]:
    """What only one item may speak of."""
    match item:
        case Size():
            return ("size", item.metric or known.metric)
        case Happening():
            return ("event", item.what)
        case Cost(relation="="):
            return ("cost", item.what)
        case Threshold() | Cost():
            return ("bound", item.relation, *_bound(item, known)[:2])
    return (type(item),)


def _wins_and_sizes(items: Sequence[Item], known: Known) -> list[InvalidHunch]:
    """A win and a size of the same metric both speak of beating the baseline."""
    wins = [item for item in items if isinstance(item, Win)]
    sizes = [item for item in items if isinstance(item, Size) and item.metric in (None, known.metric)]
    found = (_win_and_size(win, size, known) for win in wins[:1] for size in sizes)
    return [mistake for mistake in found if mistake]


def _win_and_size(win: Win, size: Size, known: Known) -> InvalidHunch | None:
    said = f"{print_item(win)} % to beat the baseline"
    if size.probability is not None:
        if abs(size.probability - win.probability) <= TOLERANCE:
            return None
        return refused(size, "chance", f"against {said}, said beside it", hint="Leave one of them out.")
    likely, better = win.probability - 0.5, known.sign * size.change
    if likely * better >= 0:
        return None
    moves = "a rise" if size.change > 0 else "a fall"
    goal = "lower" if known.goal == "min" else "higher"
    hint = (
        f"{goal} is better here, so {moves} is {'worse' if likely > 0 else 'better'}. Leave one of them out."
    )
    return refused(size, "change", f"against {said}, said beside it", hint=hint)


def _bounds(items: Sequence[Item], known: Known) -> list[InvalidHunch]:
    """What takes in another bound is at least as likely."""
    bounds = [
        _bound(item, known)
        for item in items
        if isinstance(item, Threshold) or (isinstance(item, Cost) and item.relation != "=")
    ]
    return [
        refused(
            later.item,
            "chance",
            f"against {print_item(earlier.item)}",
            hint="What takes in less cannot be likelier.",
        )
        for at, later in enumerate(bounds)
        for earlier in bounds[:at]
        if _contradict(earlier, later)
    ]


def _contradict(one: _Bound, other: _Bound) -> bool:
    if one.quantity != other.quantity:
        return False
    lower, upper = sorted((one, other), key=lambda bound: bound.value)
    rise = upper.chance_below - lower.chance_below
    return rise < -TOLERANCE or (one.value == other.value and rise > TOLERANCE)


def _bound(item: Threshold | Cost, known: Known) -> _Bound:
    probability = item.probability or 0.0
    below = probability if item.relation in ("<", "<=") else 1 - probability
    if isinstance(item, Cost):
        return _Bound(item.what, in_base(item.quantity, item.unit), below, item)
    of_one = item.unit == "%" and known.kind_of(item.metric) != "%"
    return _Bound(f"metric {item.metric or known.metric}", item.value / (100 if of_one else 1), below, item)
