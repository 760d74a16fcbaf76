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
from hunch.entities.run import Status
from hunch.stats.belief import Scale
from hunch.stats.resolution import Reading, Resolution
from hunch.stats.resolving import RULE
from hunch.stats.scoring import Score

from .past import Past, Record
from .stands import Found, Stand

CLIPPED = "its chance is scored as 2 or 98 %"
RETRACTED_AFTER = "retracted after its result was there"
IDEA, VARIANT = "idea", "variant"


class Scored(NamedTuple):
    """The score of an item, and the base rate that it was held against."""

    base_rate: float
    score: Score


def retold(found: Sequence[Found], scores: Sequence[Sequence[Scored]], past: Past) -> list[Hunch]:
    """All predictions, in the order of sealing."""
    seen: set[tuple[str, str]] = set()
    return [_hunch(each, scored, past, seen) for each, scored in zip(found, scores, strict=True)]


def headline(items: Sequence[Item]) -> int | None:
    """Which item says whether the baseline is beaten: the first win or size."""
    return next((at for at, item in enumerate(items) if isinstance(item, Win | Size)), None)


def _hunch(found: Found, scores: Sequence[Scored], past: Past, seen: set[tuple[str, str]]) -> Hunch:
    """
    Args:
        seen: authors and variants of those before that counted; it is added to.
    """
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
    status, void = _status(stand, items)
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
        flags=_flags(found, scores),
        counts=_counts(stand, status, items, past, seen),
        resolved_at=_resolved_at(stand, past),
        rule=RULE if stand.is_complete else None,
    )


def _chance(item: ItemOutcome) -> float | None:
    """The one that is scored; as long as that is not known, the one that was said."""
    return item.stated if item.probability is None else item.probability


def _status(stand: Stand, items: Sequence[ItemOutcome]) -> tuple[HunchStatus, str | None]:
    """Scored is a prediction of which anything could be told; void names the first reason why nothing could."""
    if stand.status != HunchStatus.SCORED:
        return stand.status, stand.why
    if stand.taken_back is not None:
        return HunchStatus.RETRACTED, None
    if any(item.outcome is not None for item in items):
        return HunchStatus.SCORED, None
    if any(item.void is None for item in items):
        return HunchStatus.OPEN, None
    return HunchStatus.VOID, next((item.void for item in items), "it says nothing")


def _flags(found: Found, scores: Sequence[Scored]) -> list[str]:
    flags = [flag for each in found.resolutions for flag in each.flags]
    if any(each.score.is_clipped for each in scores):
        flags.append(CLIPPED)
    if found.stand.taken_back is not None and found.stand.is_complete:
        flags.append(RETRACTED_AFTER)
    return list(dict.fromkeys(flags))


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


# ---- what counts


def _counts(
    stand: Stand,
    status: HunchStatus,
    items: Sequence[ItemOutcome],
    past: Past,
    seen: set[tuple[str, str]],
) -> str | None:
    """Where a prediction stands in its author's record.

    Scored ones count once for each author and variant, the first that was sealed; void and retracted ones each. What was
    said later of the same, or too late, never does.
    """
    seal, planned = stand.seal, stand.planned
    if seal.said.updates is not None or status in (HunchStatus.OPEN, HunchStatus.LATE):
        return None
    if planned is not None and any(item.happened is not None for item in items):
        key = (seal.by, planned.runs[0].variant or planned.runs[0].id)
        if key in seen:
            return None
        seen.add(key)
        return IDEA if _is_first_of_idea(stand, past) else VARIANT
    has_idea = seal.said.idea is not None or (planned is not None and planned.runs[0].idea is not None)
    return IDEA if has_idea else VARIANT


def _is_first_of_idea(stand: Stand, past: Past) -> bool:
    """Whether nobody had read anything of the idea in a run that began before."""
    assert stand.planned is not None
    first = stand.planned.runs[0]
    if first.idea is None:
        return False
    earlier = (run for run in past.of_idea[first.idea] if past.began[run.id] < past.began[first.id])
    return not any(_gave_reading(run, stand.seal.said.metric) for run in earlier)


def _gave_reading(run: Record, metric: str | None) -> bool:
    """Whether there was something to see; of a run that has not ended, there may be."""
    if run.status == Status.KILLED:
        return metric in run.metrics
    return run.status != Status.FAILED
