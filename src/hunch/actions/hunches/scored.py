"""Predictions whose runs have ended: resolved from facts, then scored by what was known when each was sealed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from hunch.entities.hunch import Hunch, HunchStatus, Item, Pick, Size, Win
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.stats.belief import Typical
from hunch.stats.resolution import Course, Reading, Resolution
from hunch.stats.resolving import resolve
from hunch.stats.scoring import base_rates, score

from .befell import course_of
from .counted import ALWAYS, Counted, counted
from .effects import Effect, Effects
from .facts import changed_evaluations, matter_of, readings_of
from .measured import Measured
from .past import past
from .picks import Picks, Won, ideas
from .retold import Scored, retold
from .seals import Seal, plans, retractions, seals
from .stands import KNOWN_ALREADY, Found, Stand, is_about_ideas, stand_of

LARGEST = 1e150
"""An effect beyond this has no square."""


class Asking(NamedTuple):
    """What is needed to resolve predictions one by one."""

    bench: Workbench
    measured: Measured
    picks: Picks


def resolved(bench: Workbench, index: Index) -> list[Hunch]:
    """All predictions of a workbench, in the order of sealing."""
    before, promised, taken_back = past(index), plans(index), retractions(index)
    measured = Measured(bench, index, before)
    picks = Picks(measured, partial(ideas, index))
    stands = [
        _picked(stand_of(seal, before, promised, taken_back=taken_back.get(seal.said.hunch)), picks)
        for seal in seals(index)
    ]
    matters = [
        matter_of(stand.seal, stand.planned, before.records)
        for stand in stands
        if stand.is_complete and stand.planned is not None
    ]
    changed = changed_evaluations(bench, index, matters)
    readings = readings_of(matters, measured, changed=changed)
    read = {matter.seal.order: each for matter, each in zip(matters, readings, strict=True)}
    asking = Asking(bench, measured, picks)
    found = list(_found(asking, stands, read))
    counts = counted(found, before)
    return retold(found, _scores(found, counts), counts, before)


def _picked(stand: Stand, picks: Picks) -> Stand:
    """One that is about ideas alone stands where they do."""
    if not is_about_ideas(stand.seal):
        return stand
    won = [picks.won(item, stand.seal) for item in stand.seal.said.items if isinstance(item, Pick)]
    end = max(each.end or "" for each in won)
    is_known = all(each.winner or each.void for each in won)
    if is_known and all(each.void == KNOWN_ALREADY for each in won):
        return stand._replace(status=HunchStatus.LATE)
    if stand.taken_back is not None and not (is_known and end < stand.taken_back):
        return stand._replace(status=HunchStatus.RETRACTED)
    return stand._replace(status=HunchStatus.SCORED, end=end) if is_known else stand


def _found(
    asking: Asking, stands: Sequence[Stand], read: Mapping[str, Mapping[str, Reading]]
) -> Iterator[Found]:
    """Each prediction with its resolutions; how large effects usually are is known by those before."""
    effects = Effects()
    for stand in stands:
        if not stand.is_complete:
            yield Found(stand)
            continue
        readings = read.get(stand.seal.order, {})
        resolutions = _resolutions(asking, stand, readings, _typical(effects, stand, readings))
        yield Found(stand, resolutions, readings)
        _note_effects(effects, stand, readings)


def _resolutions(
    asking: Asking, stand: Stand, readings: Mapping[str, Reading], typical: Mapping[str, Typical]
) -> list[Resolution]:
    said = stand.seal.said
    course = Course()
    if stand.planned:
        unread = any(each.value is None for each in readings.values())
        course = course_of(asking.bench, stand.seal, stand.planned.runs, unread=unread)
    return [
        resolve(
            item,
            metric=said.metric,
            readings=readings,
            course=_with_winner(course, asking.picks.won(item, stand.seal))
            if isinstance(item, Pick)
            else course,
            typical=typical,
            on_idea=is_on_idea(stand.seal),
            crash_is_loss=said.crash_is_loss,
        )
        for item in said.items
    ]


def is_on_idea(seal: Seal) -> bool:
    """Whether it was said of an idea, before there was a run or a plan of it."""
    return seal.said.idea is not None and seal.said.run is None and seal.said.plan is None


def is_bare(item: Item, *, on_idea: bool) -> bool:
    """Whether an item leaves open how sure it is: a chance on an idea, or a size alone."""
    if isinstance(item, Size):
        return item.low is None and item.probability is None
    return on_idea and isinstance(item, Win)


def _with_winner(course: Course, won: Won) -> Course:
    return replace(course, winner=won.winner, pick_void=won.void)


def _typical(effects: Effects, stand: Stand, readings: Mapping[str, Reading]) -> dict[str, Typical]:
    """Only where somebody said how likely or how large without saying how sure."""
    order = stand.seal.order
    if not any(is_bare(item, on_idea=is_on_idea(stand.seal)) for item in stand.seal.said.items):
        return {}
    return {
        metric: effects.typical(metric, order, log_scale=each.scale.log_scale, noise_sd=each.noise_sd)
        for metric, each in readings.items()
    }


def _note_effects(effects: Effects, stand: Stand, readings: Mapping[str, Reading]) -> None:
    assert stand.end is not None
    for metric, each in readings.items():
        if each.void is None and each.change is not None and abs(each.change) < LARGEST and stand.planned:
            effect = Effect(stand.end, stand.planned.runs[0].id, each.change, each.error)
            effects.add(metric, effect, log_scale=each.scale.log_scale)


def _scores(found: Sequence[Found], counts: Sequence[Counted]) -> list[list[Scored]]:
    """The score of each item, against the base rate of its kind by what its author's record was at the sealing.

    What turned out later not to count was in the record until then: a score never changes.
    """
    record: dict[_Kind, list[_Entry]] = defaultdict(list)
    asked: dict[_Kind, list[str]] = defaultdict(list)
    for each, standing in zip(found, counts, strict=True):
        stand = each.stand
        for kind in {resolution.kind for resolution in each.resolutions}:
            asked[stand.seal.by, kind].append(stand.seal.order)
        if standing.not_since != ALWAYS and stand.end is not None:
            for kind, happened in _happened(each):
                record[stand.seal.by, kind].append(_Entry(stand.end, happened, standing.not_since))
    bases = {
        kind: dict(zip(orders, base_rates(orders, *_columns(record[kind])), strict=True))
        for kind, orders in asked.items()
    }
    return [[_scored(each.stand, resolution, bases) for resolution in each.resolutions] for each in found]


class _Entry(NamedTuple):
    """What happened, by which event, and until which event it counted; None: it does."""

    end: str
    happened: bool
    until: str | None


_Kind = tuple[str, str]
"""An author, and what base rates are counted by."""


def _scored(stand: Stand, found: Resolution, bases: Mapping[_Kind, Mapping[str, float]]) -> Scored:
    base = bases[stand.seal.by, found.kind][stand.seal.order]
    return Scored(base, score(found, base=base))


def _columns(record: Sequence[_Entry]) -> tuple[list[str], list[bool], list[str | None]]:
    return [each.end for each in record], [each.happened for each in record], [each.until for each in record]


def _happened(found: Found) -> list[tuple[str, bool]]:
    """What happened, by kind; that a reading was better than the baseline only once, however often it was said."""
    seen: dict[tuple[str, object], tuple[str, bool]] = {}
    for at, each in enumerate(found.resolutions):
        if each.probability is not None and each.happened is not None:
            about = each.metric if each.kind in ("win", "move") else at
            seen.setdefault((each.kind, about), (each.kind, each.happened))
    return list(seen.values())
