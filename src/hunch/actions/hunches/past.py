"""What has been run, as far as predictions are resolved from it. Removed runs too: what was seen was seen."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from hunch.entities.events import RunRemoved, RunsAttached
from hunch.entities.fold import fold
from hunch.entities.metric import Summary
from hunch.entities.run import Run, Status
from hunch.journal.index import Index
from hunch.journal.rows import LightRun


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A prediction that the start of a run names; without a hash, one that only speaks of it."""

    id: str
    sha256: str | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What of a run's record is needed."""

    id: str
    name: str
    status: Status
    seed: int | None = None
    variant: str | None = None
    plan: str | None = None
    question: str | None = None
    idea: str | None = None
    tags: list[str] = []
    hunches: list[Named] = []
    metrics: dict[str, Summary] = {}
    ended_at: str | None = None
    duration_s: float | None = None
    peak_memory_bytes: int | None = None
    snapshot: str | None = None


class Past(NamedTuple):
    """All runs that have begun, the first start first."""

    records: Mapping[str, Record]
    began: Mapping[str, str]
    """The event that started each run."""
    ends: Mapping[str, str]
    """The event that ended each run."""
    naming: Mapping[str, Sequence[Record]]
    """The runs whose start names a prediction, by the prediction."""
    of_idea: Mapping[str, Sequence[Record]]
    gone: frozenset[str]
    """Runs that were taken out of the queue before they began."""
    never_began: Counter[str]
    """How many of those, by plan."""
    begun_plans: frozenset[str]


def past(index: Index) -> Past:
    """What the index knows of all runs."""
    rows = index.light()
    begun = [row for row in rows if row.began]
    records = _records(index, begun)
    naming: dict[str, list[Record]] = defaultdict(list)
    of_idea: dict[str, list[Record]] = defaultdict(list)
    for record in records.values():
        for named in record.hunches:
            if named.sha256 is not None:
                naming[named.id].append(record)
        if record.idea is not None:
            of_idea[record.idea].append(record)
    gone = [row for row in rows if not row.began and row.status == Status.KILLED]
    return Past(
        records=records,
        began={row.id: row.start_id for row in begun},
        ends=index.ends(),
        naming=naming,
        of_idea=of_idea,
        gone=frozenset(row.id for row in gone),
        never_began=Counter(row.plan for row in gone if row.plan is not None),
        begun_plans=frozenset(row.plan for row in begun if row.plan is not None),
    )


def named_hash(record: Record, hunch: str) -> str | None:
    """The hash by which a run's start names a prediction."""
    return next((named.sha256 for named in record.hunches if named.id == hunch), None)


def _records(index: Index, begun: Sequence[LightRun]) -> dict[str, Record]:
    found = {each.id: each for each in index.docs((row.id for row in begun if not row.removed), Record)}
    found |= {each.id: each for each in _removed(index, (row.id for row in begun if row.removed))}
    found |= {run: _as_begun(index, found[run]) for run in _attached(index) if run in found}
    return {row.id: found[row.id] for row in begun if row.id in found}


def _attached(index: Index) -> Iterable[str]:
    """The runs that somebody has put under another idea since they began."""
    told = (each.data for each in index.told("run.attached"))
    return dict.fromkeys(run for data in told if isinstance(data, RunsAttached) for run in data.runs)


def _as_begun(index: Index, record: Record) -> Record:
    """A run under the idea that its start names: who attaches it when the result is known foretells nothing by it."""
    told = [
        each for each in index.told(run=record.id) if not isinstance(each.data, RunsAttached | RunRemoved)
    ]
    run = fold(told)
    return replace(record, idea=run.idea if run else None)


def _removed(index: Index, runs: Iterable[str]) -> Iterable[Record]:
    """Removed runs as their events still tell of them; their curves are gone."""
    for run in runs:
        told = [each for each in index.told(run=run) if not isinstance(each.data, RunRemoved)]
        record: Run | None = fold(told)
        if record is not None:
            yield msgspec.convert(record, Record, from_attributes=True)
