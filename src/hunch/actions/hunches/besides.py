"""What else somebody predicted, beside who beats the baseline: thresholds, events, picks, and what runs cost."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from hunch.entities.hunch import Hunch, ItemOutcome
from hunch.stats import calibration, practice
from hunch.stats.calibration import gate

from .counted import SEEN
from .record import Costs, Kind


def claim(hunch: Hunch) -> ItemOutcome | None:
    """The item that says whether the baseline is beaten: the first chance or size that is about the question's metric."""
    return next((item for item in hunch.items if _is_claim(item, hunch)), None)


def _is_claim(item: ItemOutcome, hunch: Hunch) -> bool:
    return item.kind in ("win", "size") and item.metric == hunch.metric


def kinds(own: Sequence[Hunch]) -> list[Kind]:
    """Chances of anything else, by what they are about; each kind says something from ten on."""
    said: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for hunch in own:
        for item in hunch.items if _is_fresh(hunch) else ():
            if not _is_claim(item, hunch) and item.happened is not None and item.probability is not None:
                happened = (item.base_rate or 0.0) if item.kind == "pick" else float(item.happened)
                said[kind_name(item)].append((item.probability, happened))
    return [
        Kind(name=name, n=len(each), said=_total(each, 0) / len(each), happened=_total(each, 1) / len(each))
        for name, each in sorted(said.items())
        if gate(len(each)).gap
    ]


def _is_fresh(hunch: Hunch) -> bool:
    """Whether it was said first, and of what nobody had seen."""
    return hunch.updates is None and SEEN not in hunch.flags


def _total(pairs: Sequence[tuple[float, float]], at: int) -> float:
    return math.fsum(pair[at] for pair in pairs)


def kind_name(item: ItemOutcome) -> str:
    """
    >>> kind_name(ItemOutcome(kind="event", text="crash@5")), kind_name(ItemOutcome(kind="cost", text="t<1h @80"))
    ('crash', 't<')
    """
    if item.kind == "size":
        return "size of another metric"
    if item.kind not in ("event", "cost"):
        return item.kind
    found = re.match(r"[a-z]+[<>]?", item.text)
    return found.group() if found else item.kind


def costs(own: Sequence[Hunch]) -> list[Costs]:
    """Estimates, by what they are of; how far off they usually are from ten on."""
    found = []
    for what in ("t", "mem", "usd"):
        ratios = [
            math.log(item.ratio)
            for hunch in own
            for item in hunch.items
            if _is_fresh(hunch) and item.ratio is not None and item.text.startswith(what)
        ]
        if gate(len(ratios)).gap:
            inside = calibration.coverage(within(own, "cost", what))
            found.append(Costs(what=what, n=len(ratios), velocity=practice.velocity(ratios), coverage=inside))
    return found


def within(hunches: Iterable[Hunch], kind: str, what: str = "") -> list[bool]:
    """Whether what came lay in the 80 % interval, of each item that has one."""
    return [
        item.interval[0] <= float(item.outcome) <= item.interval[1]
        for hunch in hunches
        for item in hunch.items
        if item.kind == kind and item.text.startswith(what)
        if item.interval is not None and isinstance(item.outcome, int | float) and item.void is None
    ]
