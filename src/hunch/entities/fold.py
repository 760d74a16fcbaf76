"""One run out of the events that speak of it.

Events are folded in the order of their ids, which is the same on every machine and causal; in which files
they stood, and when these were merged, makes no difference.
"""

from collections.abc import Sequence

import msgspec

from .events import (
    Data,
    NoteAdded,
    RunFinished,
    RunMeasured,
    RunRemoved,
    RunsTagged,
    RunStarted,
)
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

    `lost` is never said here, since only a look at the machine can tell: a run without an end is `running`.

    Args:
        told: all events of one run, sorted by id. Of two starts the first counts, of two ends the last.
        parent: what `hunch.entities.lineage` says of the run.
        into: Run, or a struct of the same fields that is written otherwise.
    """
    start: Told | None = None
    end: RunFinished | None = None
    hashes: dict[str, str] = {}
    changes: list[RunsTagged] = []
    notes: list[Note] = []
    for each in told:
        match each.data:
            case RunStarted():
                start = start or each
            case RunFinished():
                end, hashes = each.data, {}
            case RunMeasured():
                hashes = each.data.files | hashes  # the first look counts: a later one may see an edit
            case RunsTagged():
                changes.append(each.data)
            case NoteAdded():
                notes.append(Note(at=each.at, by=each.by, text=each.data.text))
            case RunRemoved():
                return None
            case _:
                pass
    if start is None:
        return None
    assert isinstance(start.data, RunStarted)
    given = [*start.data.tags, *(end.tags if end else ())]
    return _run(
        into, start, start.data, end, parent=parent, tags=_tags(given, changes), notes=notes, hashes=hashes
    )


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
    tags: list[str],
    notes: list[Note],
    hashes: dict[str, str],
) -> Run:
    """The run that began as `start` says and, if it did, ended as `end` says."""
    done = end or _NOT_YET
    return into(
        id=start.run,
        name=done.name or start.name,
        status=_status(done.status),
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
        idea=start.idea,
        question=start.question,
        plan=start.plan,
        hunches=start.hunches,
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


def _status(said: str) -> Status:
    """A status that this version does not know counts as failed: it ended, and not as we know it."""
    known = Status.__members__.get(said.upper())
    return Status.FAILED if known is None else known
