"""Predictions as readers see them: what was said, what came of it, and whether it counts for its author's record."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.grammar.printing import print_item
from hunch.entities.hunch import (
    Cost,
    Happening,
    Hunch,
    HunchStatus,
    Item,
    ItemOutcome,
    Pick,
    Size,
    Threshold,
    Win,
)
from hunch.stats.belief import Scale
from hunch.stats.resolution import Reading, Resolution
from hunch.stats.resolving import RULE
from hunch.stats.scoring import Score

from .counted import Counted, status_of
from .past import Past
from .seals import ENDED
from .stands import Found, Stand, is_about_ideas

CLIPPED = "its chance is scored as 2 or 98 %"
RETRACTED_AFTER = "retracted after its result was there"


class Scored(NamedTuple):
    """The score of an item, and the base rate that it was held against."""

    base_rate: float
    score: Score


def retold(
    found: Sequence[Found], scores: Sequence[Sequence[Scored]], counts: Sequence[Counted], past: Past
) -> list[Hunch]:
    """All predictions, in the order of sealing."""
    return [
        _hunch(each, scored, counted, past)
        for each, scored, counted in zip(found, scores, counts, strict=True)
    ]


def headline(items: Sequence[Item]) -> int | None:
    """Which item says whether the baseline is beaten: the first win or size."""
    return next((at for at, item in enumerate(items) if isinstance(item, Win | Size)), None)


def _hunch(found: Found, scores: Sequence[Scored], counted: Counted, past: Past) -> Hunch:
    stand, said = found.stand, found.stand.seal.said
    runs = stand.planned.runs if stand.planned else []
    items = (
        [
            _resolved(item, each, scored, _read(item, found.readings.get(each.metric or "")))
            for item, each, scored in zip(said.items, found.resolutions, scores, strict=True)
        ]
        if found.resolutions
        else [_unresolved(item, said.metric) for item in said.items]
    )
    status, void = status_of(found)
    at = headline(said.items)
    first = items[at] if at is not None else None
    return Hunch(
        id=said.hunch,
        sha256=stand.seal.sha256,
        text=said.text,
        author=stand.seal.by,
        sealed_at=stand.seal.at,
        status=status,
        items=items,
        probability=_chance(first) if first else None,
        interval=first.interval if first else None,
        outcome=first.outcome if first else None,
        bits=first.bits if first else None,
        surprise=first.surprise if first else None,
        why=said.why,
        run=said.run,
        runs=[run.id for run in runs],
        plan=said.plan or (runs[0].plan if runs else None),
        idea=said.idea or (runs[0].idea if runs else None),
        question=said.question,
        metric=said.metric,
        baseline=said.baseline,
        planned=said.planned,
        updates=said.updates,
        asked=said.asked,
        void=void,
        flags=[*_flags(found, scores), *counted.flags],
        counts=counted.counts,
        waits=_waits(stand) if status == HunchStatus.OPEN else None,
        resolved_at=_resolved_at(stand, past),
        rule=RULE if stand.is_complete else None,
    )


def _chance(item: ItemOutcome) -> float | None:
    """The one that is scored; as long as that is not known, the one that was said."""
    return item.stated if item.probability is None else item.probability


def _flags(found: Found, scores: Sequence[Scored]) -> list[str]:
    flags = [flag for each in found.resolutions for flag in each.flags]
    if any(each.score.is_clipped for each in scores):
        flags.append(CLIPPED)
    if found.stand.taken_back is not None and found.stand.is_complete:
        flags.append(RETRACTED_AFTER)
    return list(dict.fromkeys(flags))


def _waits(stand: Stand) -> str:
    """What an open one waits for."""
    said, planned = stand.seal.said, stand.planned
    if is_about_ideas(stand.seal):
        return "waits for a reading of each idea"
    if planned is None:
        if said.run is not None:
            return "its run has not begun"
        return "no planned run has begun" if said.plan is not None else "no run of its idea has begun"
    if planned.of == 1:
        return "its run has not ended"
    left = planned.of - sum(run.status in ENDED for run in planned.runs)
    return f"waits for {left} of {planned.of} planned runs"


def _resolved_at(stand: Stand, past: Past) -> str | None:
    """When the last of its runs ended."""
    if not stand.is_complete:
        return None
    runs = stand.planned.runs if stand.planned else past.records.values()
    return next((run.ended_at for run in runs if past.ends.get(run.id) == stand.end), None)


# ---- items


class _Read(NamedTuple):
    """What was measured, in the metric's own unit; `change` in the typed one."""

    reading: float | None = None
    baseline: float | None = None
    change: float | None = None


def _resolved(item: Item, found: Resolution, scored: Scored, read: _Read) -> ItemOutcome:
    score = scored.score
    return ItemOutcome(
        kind=kind_of(item),
        text=print_item(item),
        metric=found.metric,
        stated=found.stated,
        probability=found.probability,
        interval=found.interval if found.interval and all(map(math.isfinite, found.interval)) else None,
        outcome=found.outcome,
        happened=found.happened,
        reading=read.reading,
        baseline=read.baseline,
        change=read.change,
        unit=_unit(item),
        ratio=None if found.log_ratio is None else math.exp(found.log_ratio),
        bits=score.bits,
        base_rate=None if found.probability is None else score.base_rate or scored.base_rate,
        brier=score.brier,
        crps=score.crps,
        surprise=score.surprise,
        void=found.void,
    )


def _read(item: Item, known: Reading | None) -> _Read:
    """What was measured of what an item is about."""
    if known is None or not isinstance(item, Win | Size | Threshold):
        return _Read()
    value = _own(known.value, log_scale=known.scale.log_scale)
    baseline = _own(known.scale.baseline, log_scale=known.scale.log_scale)
    one = _one(item, known.scale, baseline)
    change = None if value is None or baseline is None or not one else (value - baseline) / one
    return _Read(value, baseline, change)


def _own(value: float | None, *, log_scale: bool) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return math.exp(value) if log_scale else value


def _one(item: Item, scale: Scale, baseline: float | None) -> float:
    """What one of the typed unit is in the metric's own; 0 where that says nothing."""
    unit = item.unit if isinstance(item, Size) else None
    if unit == "pp":
        return 0.01 if scale.is_fraction else 1.0
    return abs(baseline or 0.0) / 100 if unit == "%" else 1.0


def _unresolved(item: Item, metric: str | None) -> ItemOutcome:
    """As it was said: nothing is known of how much noise it will be read with."""
    bounds = (item.low, item.high) if isinstance(item, Cost) else (None, None)
    return ItemOutcome(
        kind=kind_of(item),
        text=print_item(item),
        metric=getattr(item, "metric", None)
        or (metric if isinstance(item, Win | Size | Threshold) else None),
        unit=_unit(item),
        stated=None if isinstance(item, Pick) else item.probability,
        interval=None if bounds[0] is None or bounds[1] is None else (bounds[0], bounds[1]),
    )


def _unit(item: Item) -> str | None:
    return item.unit if isinstance(item, Size | Threshold | Cost) else None


def kind_of(item: Item) -> str:
    """win, size, threshold, pick, cost or event."""
    return _KINDS[type(item)]


_KINDS = {kind: str(kind.__struct_config__.tag) for kind in (Win, Size, Threshold, Pick, Cost, Happening)}
