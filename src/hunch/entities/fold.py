"""One run out of the events that speak of it.

Events are folded in the order of their ids, which is the same on every machine and causal; in which files
they stood, and when these were merged, makes no difference.
"""

from collections.abc import Sequence

import msgspec

from .events import (
    Data,
    HunchSeal,
    HunchSealed,
    NoteAdded,
    RunFinished,
    RunMeasured,
    RunQueued,
    RunRemoved,
    RunsAttached,
    RunsTagged,
    RunStarted,
    RunStopping,
)
from .hunch import Hunch, HunchMark
from .run import Note, Run, Status


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its data decoded."""

    id: str
    at: str
    by: str
    data: Data | None
    """None for a kind that this version does not know, and where they do not read."""


def subjects(data: Data | None) -> list[str]:
    """The runs that an event speaks of."""
    run = getattr(data, "run", None)
    return [run] if isinstance(run, str) else list(getattr(data, "runs", ()))


def fold(told: Sequence[Told], *, parent: str | None = None, into: type[Run] = Run) -> Run | None:
    """The run that these events tell of; None where it was removed or its start is not among them.

    `lost` is never said here, since only a look at the machine can tell: a run without an end is `running`. One that
    was queued and has not begun is `queued`, or `killed` where somebody took it out of the queue.

    Args:
        told: all events of one run, sorted by id. Of two starts the first counts, of two ends the last.
        parent: what `hunch.entities.lineage` says of the run.
        into: Run, or a struct of the same fields that is written otherwise.
    """
    start: Told | None = None
    queued: Told | None = None
    stopped: Told | None = None
    end: RunFinished | None = None
    hashes: dict[str, str] = {}
    changes: list[RunsTagged] = []
    notes: list[Note] = []
    attached: RunsAttached | None = None
    sealed: list[str] = []
    for each in told:
        match each.data:
            case RunStarted():
                start = start or each
            case RunQueued():
                queued = queued or each
            case RunStopping():
                stopped = stopped or each
            case RunFinished():
                end, hashes = each.data, {}
            case RunMeasured():
                hashes = each.data.files | hashes  # the first look counts: a later one may see an edit
            case RunsTagged():
                changes.append(each.data)
            case RunsAttached():
                attached = each.data
            case NoteAdded():
                notes.append(Note(at=each.at, by=each.by, text=each.data.text))
            case HunchSealed():
                sealed.append(each.data.hunch)
            case RunRemoved():
                return None
            case _:
                pass
    if start is None:
        if queued is None:
            return None
        assert isinstance(queued.data, RunQueued)
        tags, marks = _tags([], changes), _marks([], sealed)
        idea = attached.idea if attached else queued.data.idea
        return _waiting(into, queued, stopped, idea=idea, tags=tags, notes=notes, hunches=marks)
    assert isinstance(start.data, RunStarted)
    given = [*start.data.tags, *(end.tags if end else ())]
    tags, marks = _tags(given, changes), _marks(start.data.hunches, sealed)
    idea = attached.idea if attached else start.data.idea
    return _run(
        into, start, start.data, end,
        parent=parent, idea=idea, tags=tags, notes=notes, hunches=marks, hashes=hashes,
    )  # fmt: skip


def _waiting(
    into: type[Run],
    queued: Told,
    stopped: Told | None,
    *,
    idea: str | None,
    tags: list[str],
    notes: list[Note],
    hunches: list[Hunch],
) -> Run:
    """A run that has not begun; with `stopped`, one that never will."""
    said = queued.data
    assert isinstance(said, RunQueued)
    return into(
        id=said.run,
        name=said.name,
        status=Status.KILLED if stopped else Status.QUEUED,
        command=said.command,
        cwd=said.cwd,
        author=queued.by,
        seed=said.seed,
        idea=idea,
        question=said.question,
        plan=said.plan,
        hunches=hunches,
        tags=tags,
        notes=notes,
        began=False,
        started_at=queued.at,
        ended_at=stopped.at if stopped else None,
        faults=["it was taken out of the queue before it began"] if stopped else [],
        folder=said.folder,
        replicate_of=said.replicate_of,
        process=said.process,
    )


def _marks(named: Sequence[HunchSeal], sealed: Sequence[str]) -> list[Hunch]:
    """Hunches that the start names, then those about the run that it does not: it waits, or they came too late."""
    marks: dict[str, Hunch] = {each.id: HunchMark(id=each.id, sha256=each.sha256) for each in named}
    for each in sealed:
        marks.setdefault(each, HunchMark(id=each))
    return list(marks.values())


def _tags(given: list[str], changes: list[RunsTagged]) -> list[str]:
    """Tags in the order in which they were put on."""
    tags = dict.fromkeys(given)
    for change in changes:
        if change.removed:
            tags.pop(change.tag, None)
        else:
            tags.setdefault(change.tag)
    return list(tags)


def _run(
    into: type[Run],
    told: Told,
    start: RunStarted,
    end: RunFinished | None,
    *,
    parent: str | None,
    idea: str | None,
    tags: list[str],
    notes: list[Note],
    hunches: list[Hunch],
    hashes: dict[str, str],
) -> Run:
    """The run that began as `start` says and, if it did, ended as `end` says."""
    done = end or _NOT_YET
    return into(
        id=start.run,
        name=done.name or start.name,
        status=status_of(done.status),
        exit_code=done.exit_code,
        signal=done.signal,
        command=start.command,
        cwd=start.cwd,
        author=told.by,
        params=done.params,
        params_nf=done.params_nf,
        origins=done.origins,
        lost_params=done.lost_params,
        seed=start.seed if done.seed is None else done.seed,
        metrics=done.metrics,
        snapshot=start.snapshot,
        snapshot_fault=start.snapshot_fault,
        variant=done.variant,
        parent=parent,
        idea=idea,
        question=start.question,
        plan=start.plan,
        hunches=hunches,
        tags=tags,
        notes=notes,
        why=start.why,
        started_at=told.at,
        ended_at=end.ended_at if end else None,
        duration_s=end.duration_s if end else None,
        left_out=start.left_out,
        edited=done.edited,
        made=done.made,
        loaded=done.loaded,
        faults=done.faults,
        traceback=done.traceback,
        peak_memory_bytes=done.peak_memory_bytes,
        cpu_s=done.cpu_s,
        folder=start.folder,
        within=start.within,
        replicate_of=start.replicate_of,
        via=start.via,
        process=start.process,
        git=start.git,
        data=start.data,
        environment=done.environment,
        files=done.files,
        file_hashes=hashes,
        hunch_version=start.hunch_version,
    )


_NOT_YET = RunFinished(run="", status=Status.RUNNING, ended_at="", duration_s=0.0)


def status_of(said: str) -> Status:
    """A status that this version does not know counts as failed: it ended, and not as we know it."""
    known = Status.__members__.get(said.upper())
    return Status.FAILED if known is None else known
