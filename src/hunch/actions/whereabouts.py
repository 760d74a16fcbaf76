"""Where one stands: the question, the idea, what runs now, what ran last, what changed in the code since."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch.actions.hunches.awaited import Awaited, awaited
from hunch.actions.questions.standpoint import standpoint
from hunch.entities.config import Objective
from hunch.entities.events import Data, FolderRestored
from hunch.entities.question import Baseline, Idea, Question
from hunch.entities.run import Run, Status
from hunch.errors import Damaged
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.workbench import WorkingFolder

from .changes import with_changes
from .live import with_live

LATEST = 5
LOOKED_AT = 200
"""Runs among which those that still go on are looked for."""


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person is.

    `edited` and `created` are paths, against what the folder last came from: its latest run, or what was
    restored there: the run `since`, or a snapshot of no run.
    """

    workbench: str
    folder: str
    runs: int
    running: list[Run]
    latest: list[Run]
    """Of those that have begun."""
    queued: list[Run] = []
    since: Run | None = None
    since_snapshot: str | None = None
    edited: list[str] = []
    created: list[str] = []
    question: Question = Question()
    """The current one; it has no id where nothing is asked, and no metric where nothing was measured either."""
    question_is: str = "nothing"
    """Where its metric is from: asked, objective (of hunch.toml), shared (by most runs), nothing."""
    question_runs: int = 0
    variants: int = 0
    """That the question's runs make up, beside the baseline."""
    baseline: Baseline | None = None
    idea: Idea | None = None
    hunches: list[Awaited] = []
    """The author's predictions that wait for a run, or for the end of one."""


def whereabouts(
    folder: WorkingFolder, index: Index, *, now_us: int, objective: Objective | None = None
) -> Whereabouts:
    """What a person wants to know who comes back to a working folder."""
    at = standpoint(folder, objective or Objective())
    baseline, rows = at.baseline, _rows(index, at.question)
    newest = with_live(folder.bench, index.runs(newest=LOOKED_AT), now_us=now_us)
    begun = [run for run in newest if run.began]
    running = [run for run in newest if run.status == Status.RUNNING]
    base = came_from(folder, index, begun)
    edited, created = _changed(folder, base.snapshot)
    return Whereabouts(
        workbench=folder.bench.top,
        folder=folder.root,
        runs=index.count(),
        running=running,
        latest=with_changes(folder, index, begun[:LATEST], budget_s=0.5).runs,
        queued=[run for run in newest if run.status == Status.QUEUED],
        since=base.run,
        since_snapshot=base.snapshot,
        edited=edited,
        created=created,
        question=at.question,
        question_is=at.taken.how,
        question_runs=len(rows),
        variants=len({row.variant or row.id for row in rows} - {baseline.variant if baseline else None}),
        baseline=baseline,
        idea=at.idea,
        hunches=awaited(index, at.standing, running, author=folder.bench.surroundings.author),
    )


def _rows(index: Index, question: Question) -> list[LightRun]:
    """The runs of a question that have begun; all runs where nothing is asked."""
    rows = index.light()
    return [row for row in rows if row.began and not row.removed and question.id in (None, row.question)]


class Origin(NamedTuple):
    """What a folder last came from."""

    run: Run | None
    snapshot: str | None


def came_from(folder: WorkingFolder, index: Index, newest: Sequence[Run]) -> Origin:
    """What a folder last came from.

    Args:
        newest: runs that have begun, the latest first.
    """
    run = next((run for run in newest if run.folder == folder.key and run.within is None), None)
    restores = [each for each in index.told("folder.restored") if _is_of(each.data, folder)]
    if restores and (run is None or restores[-1].id > run.id):
        data = restores[-1].data
        assert isinstance(data, FolderRestored)
        return Origin(index.run(data.run) if data.run else None, data.snapshot)
    return Origin(run, run.snapshot if run else None)


def _is_of(data: Data | None, folder: WorkingFolder) -> bool:
    return isinstance(data, FolderRestored) and data.folder == folder.key


def _changed(folder: WorkingFolder, snapshot: str | None) -> tuple[list[str], list[str]]:
    from hunch.snapshot.since import since as changed_since

    from .code import store_of

    if snapshot is None:
        return [], []
    try:
        found = changed_since(store_of(folder.bench), folder.root, snapshot)
    except Damaged:  # doctor names it
        return [], []
    return found.edited, found.created
