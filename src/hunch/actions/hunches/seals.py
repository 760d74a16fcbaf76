"""Sealed predictions as the journals have them, and which runs make the one reading that each is about."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from hunch.entities.events import HunchRetracted, HunchSealed, PlanMade
from hunch.entities.run import Status
from hunch.journal.index import Index
from hunch.journal.lines import check_line

from .past import Past, Record

ENDED = (Status.FINISHED, Status.FAILED, Status.KILLED)


class Seal(NamedTuple):
    """A line that sealed a prediction."""

    order: str
    """The id of the event."""
    at: str
    by: str
    sha256: str
    is_whole: bool
    """Whether the line is as it was written."""
    said: HunchSealed


class Planned(NamedTuple):
    """The runs that one prediction is about, oldest first: those that name it, of one plan or one alone."""

    runs: Sequence[Record]
    never: int
    """How many of the planned ones were taken out of the queue before they began."""
    is_complete: bool
    of: int = 1
    """How many there are to be."""


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    at: str
    by: str
    sha256: str
    data: HunchSealed


_decode = msgspec.json.Decoder(_Line).decode


def seals(index: Index) -> list[Seal]:
    """All of them in the order of their events; of two that seal one prediction, the first."""
    found: dict[str, Seal] = {}
    for text in index.lines("hunch.sealed"):
        try:
            line = _decode(text)
        except (msgspec.MsgspecError, UnicodeDecodeError):  # among the index's faults
            continue
        seal = Seal(line.id, line.at, line.by, line.sha256, check_line(text) is None, line.data)
        found.setdefault(line.data.hunch, seal)
    return list(found.values())


def retractions(index: Index) -> dict[str, str]:
    """The event that first took a prediction back, by the prediction."""
    found: dict[str, str] = {}
    for each in index.told("hunch.retracted"):
        if isinstance(each.data, HunchRetracted):
            found.setdefault(each.data.hunch, each.id)
    return found


def plans(index: Index) -> dict[str, int]:
    """How many seeds each plan has."""
    return {
        each.data.plan: len(each.data.seeds)
        for each in index.told("plan.made")
        if isinstance(each.data, PlanMade)
    }


def planned_of(seal: Seal, past: Past, plans: Mapping[str, int]) -> Planned | None:
    """The runs that a prediction is about; None as long as no start names it.

    One that was said of a run is about that run, whatever plan the run belongs to. Else, of several starts that name it,
    the first one's plan counts, or the first one's run alone. What a plan has no more than promised (its seeds) must
    all have ended, or have been taken out of the queue.
    """
    named = past.naming.get(seal.said.hunch, ())
    if seal.said.run is not None:
        named = [run for run in named if run.id == seal.said.run]
    if not named:
        return None
    plan = named[0].plan if seal.said.run is None else None
    if plan is None:
        runs: Sequence[Record] = named[:1]
        planned = never = 0
    else:
        planned = max(seal.said.planned, plans.get(plan, 0))
        runs = [run for run in named if run.plan == plan][: planned or None]
        never = past.never_began[plan]
    is_complete = len(runs) + never >= planned and all(run.status in ENDED for run in runs)
    return Planned(runs, never if is_complete else 0, is_complete, max(planned, len(runs)))


def is_late(seal: Seal, past: Past) -> bool:
    """Whether no start can name a prediction any more that none has named."""
    said = seal.said
    if said.run is not None:
        return said.run in past.records
    if said.plan is not None:
        return said.plan in past.begun_plans
    return said.idea is None


def is_taken_out(seal: Seal, past: Past) -> bool:
    """Whether it is about a run that left the queue before it began, or about a plan of which all runs did."""
    said = seal.said
    if said.run is not None:
        return said.run in past.gone
    is_over = past.never_began[said.plan or ""] >= max(said.planned, 1)
    return said.plan is not None and said.plan not in past.begun_plans and is_over
