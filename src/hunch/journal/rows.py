"""What the index's table of runs says of each run: enough to count, to number and to find, without its record."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from hunch.entities.run import Status

from .reader import Line
from .skim import Gist

STARTED, FINISHED, REMOVED = "run.started", "run.finished", "run.removed"
QUEUED, STOPPING, ATTACHED = "run.queued", "run.stopping", "run.attached"

LARGEST = 2**63
"""SQLite's whole numbers are below this."""


class Row(NamedTuple):
    """What the index's table of runs says of one, but for its lineage."""

    id: str
    start_id: str
    name: str
    folder: str | None
    """None where it has not begun."""
    within: str | None
    snapshot: str | None
    variant: str | None
    plan: str | None
    question: str | None
    idea: str | None
    status: str
    seed: int | str | None
    duration_s: float | None
    replicate_of: str | None
    removed: bool


class LightRun(NamedTuple):
    """A run as the index's table has it. Of a removed run, what it was."""

    id: str
    start_id: str
    """Of the event that began it, or that queued it."""
    name: str
    within: str | None
    variant: str | None
    """None until it has ended."""
    plan: str | None
    question: str | None
    idea: str | None
    status: str
    """As the journal knows it: `running` says that there is no end, and lost is never said."""
    seed: int | None
    duration_s: float | None
    replicate_of: str | None
    began: bool
    """False for a run that waits, and for one that was taken out of the queue."""
    removed: bool


INSERT = f"INSERT INTO runs VALUES({','.join('?' * (len(Row._fields) + 3))})"
"""A number, a Row, the predecessor and the parent."""
UPSERT = (
    f"INSERT INTO runs({','.join(Row._fields)}) VALUES({','.join('?' * len(Row._fields))})"
    f" ON CONFLICT(id) DO UPDATE SET {', '.join(f'{each}=excluded.{each}' for each in Row._fields[1:])}"
)
LIGHT = (
    "SELECT id, start_id, name, within, variant, plan, question, idea, status, seed, duration_s,"
    " replicate_of, folder IS NOT NULL, removed FROM runs ORDER BY start_id"
)
"""What `light_runs` takes."""


def light_runs(rows: Iterable[tuple[Any, ...]]) -> list[LightRun]:
    """Runs as the table has them. As fast as it goes: there may be 10,000."""
    return [
        LightRun._make((*row[:9], _number(row[9]), *row[10:12], row[12] == 1, row[13] == 1)) for row in rows
    ]


def _number(seed: Any) -> int | None:
    return int(seed) if isinstance(seed, str) else seed


def row_of(run: str, lines: Iterable[Line]) -> Row | None:
    """What a run's lines, sorted by id, say; None where the one is missing that would say what this run is."""
    start = queued = end = attached = None
    removed = stopped = False
    for each in lines:
        if each.kind == STARTED:
            start = start or each
        elif each.kind == FINISHED:
            end = each.gist
        elif each.kind == REMOVED:
            removed = True
        elif each.kind == QUEUED:
            queued = queued or each
        elif each.kind == STOPPING:
            stopped = True
        elif each.kind == ATTACHED:
            attached = each.gist
    if start is not None:
        row = _begun(run, start, end or _NOT_YET, removed)
    elif queued is not None:
        row = _waiting(run, queued, stopped, removed)
    else:
        return None
    return row if attached is None else row._replace(idea=attached.idea)


_RUNNING, _FAILED = Status.RUNNING.value, Status.FAILED.value
_NOT_YET = Gist(status=_RUNNING)
_KNOWN = {status.value: status.value for status in Status}
"""As `fold.status_of` has it, without the cost of an enumeration: all runs are asked."""


def _begun(run: str, start: Line, end: Gist, removed: bool) -> Row:
    said = start.gist
    seed = said.seed if end.seed is None else end.seed
    return Row(  # by position: 33,000 of them are made when an index is
        run,
        start.id,
        end.name or said.name or "",
        said.folder,
        said.within if said.within != run else None,  # nothing is inside of itself
        said.snapshot,
        end.variant,
        said.plan,
        said.question,
        said.idea,
        _KNOWN.get((end.status or "").lower(), _FAILED),
        seed if seed is None or -LARGEST <= seed < LARGEST else str(seed),
        end.duration_s,
        said.replicate_of,
        removed,
    )


def _waiting(run: str, queued: Line, stopped: bool, removed: bool) -> Row:
    """A run that has not begun; one that was asked to stop never will."""
    status = Status.KILLED if stopped else Status.QUEUED
    return _begun(run, queued, Gist(status=status.value), removed)._replace(folder=None)
