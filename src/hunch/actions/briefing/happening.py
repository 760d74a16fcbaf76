"""What runs now, what went wrong, and what a stranger must know of the working folder."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from hunch.actions.code import store_of
from hunch.actions.lifecycle import config_of
from hunch.actions.live import with_live
from hunch.entities.question import Question
from hunch.entities.run import Run, Status
from hunch.entities.telling import differing_params, program
from hunch.entities.values import flat_params
from hunch.entities.variant import ignored, rule_of
from hunch.errors import Damaged
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.workbench import WorkingFolder

from .facts import Entry, FailureTold, FolderFacts, RunTold, Varied

MOST_FAILED, LATEST = 100, 100
"""Runs that are looked at."""
MOST_ENTRIES, MOST_CONFIGS, MOST_VARIED, MOST_VALUES = 4, 12, 12, 5
BADLY = (Status.FAILED.value, Status.KILLED.value)


def running(folder: WorkingFolder, index: Index, rows: Sequence[LightRun], *, now_us: int) -> list[RunTold]:
    """The runs that go on, the latest first."""
    ids = [row.id for row in reversed(rows) if row.status == Status.RUNNING and row.began and not row.removed]
    live = with_live(folder.bench, index.runs(ids), now_us=now_us)
    return [
        RunTold(
            id=run.id,
            name=run.name,
            author=run.author,
            started_at=run.started_at,
            command=run.command,
            idea=run.idea,
        )
        for run in live
        if run.status == Status.RUNNING
    ]


class _Failed(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    command: list[str]
    traceback: str | None = None
    exit_code: int | None = None
    signal: str | None = None


def failures(index: Index, rows: Sequence[LightRun], question: Question) -> list[FailureTold]:
    """How the latest runs of a question failed, each way once, with its runs."""
    ids = [
        row.id
        for row in reversed(rows)
        if row.status in BADLY and row.began and not row.removed and question.id in (None, row.question)
    ][:MOST_FAILED]
    found: dict[str, list[_Failed]] = {}
    for run in index.docs(ids, _Failed):
        found.setdefault(_message(run), []).append(run)
    return [
        FailureTold(
            message=message, runs=[run.id for run in runs], name=runs[0].name, command=runs[0].command
        )
        for message, runs in found.items()
    ]


def _message(run: _Failed) -> str:
    lines = [line.strip() for line in (run.traceback or "").splitlines() if line.strip()]
    if lines:
        return lines[-1]
    return f"killed by {run.signal}" if run.signal else f"exit code {run.exit_code}"


def folder_facts(folder: WorkingFolder, index: Index) -> FolderFacts:
    """What is run here and how, its files of configuration, and the params that differ among the latest runs."""
    latest = [run for run in index.runs(newest=LATEST) if run.began and run.within is None]
    here = [run for run in latest if run.folder == folder.key] or latest
    rule = rule_of(config_of(folder.root, []))
    ended_well = [run for run in here if run.status == Status.FINISHED]
    names = [name for name in differing_params(ended_well, rule=rule) if not ignored(name, rule)]
    flats = [flat_params(run) for run in ended_well]
    return FolderFacts(
        entries=_entries(here, folder.root),
        configs=_configs(folder, here),
        varied=[_varied(name, flats) for name in names[:MOST_VARIED]],
    )


def _entries(runs: Sequence[Run], root: str) -> list[Entry]:
    """Of each program its latest call that went well, else its latest."""
    counts = Counter(program(run) for run in runs)
    latest: dict[str, Run] = {}
    for run in (*(run for run in runs if run.status == Status.FINISHED), *runs):
        latest.setdefault(program(run), run)
    return [
        Entry(
            program=name,
            command=_for_any_seed(latest[name]),
            cwd=os.path.relpath(latest[name].cwd or root, root),
            runs=runs_of,
        )
        for name, runs_of in counts.most_common(MOST_ENTRIES)
    ]


def _for_any_seed(run: Run) -> list[str]:
    """Its command with `{seed}` where its seed stood, as `--seeds` takes it."""
    if run.seed is None:
        return run.command
    said, before = [], ""
    for word in run.command:
        option, equals, value = word.rpartition("=")
        if value == str(run.seed) and "seed" in (option if equals else before).lower():
            word = f"{option}{equals}{{seed}}"
        said.append(word)
        before = word
    return said


def _configs(folder: WorkingFolder, runs: Iterable[Run]) -> list[str]:
    """The configuration files of the latest snapshot, the ones nearest to the root first."""
    from hunch.snapshot.ignores import is_config
    from hunch.snapshot.tree import files

    snapshot = next((run.snapshot for run in runs if run.snapshot), None)
    if snapshot is None:
        return []
    try:
        paths = [path for path in files(store_of(folder.bench), snapshot) if is_config(os.fsencode(path))]
    except Damaged:  # doctor names it
        return []
    return sorted(paths, key=lambda path: (path.count("/"), path))[:MOST_CONFIGS]


def _varied(name: str, flats: Sequence[dict[str, object]]) -> Varied:
    """The values from the latest on, each once."""
    values = {repr(flat[name]): flat[name] for flat in flats if name in flat}
    return Varied(
        name=name, values=list(values.values())[:MOST_VALUES], more=max(0, len(values) - MOST_VALUES)
    )
