"""For tests of what builds on Hunch: a clock that is told the time, and runs that were never run."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, final

import msgspec

from hunch.actions.code import store_of
from hunch.entities.config import SnapshotGuards
from hunch.entities.events import (
    HunchSeal,
    HunchSealed,
    IdeaAdded,
    Process,
    QuestionAsked,
    RunFinished,
    RunStarted,
)
from hunch.entities.grammar.reading import parse
from hunch.entities.metric import MetricLine, name_of_non_finite
from hunch.entities.naming import name_of
from hunch.entities.plain import plain
from hunch.ids import Clock, moment, new_id
from hunch.journal import runfolder
from hunch.journal.metric_lines import summaries
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append, highest_id
from hunch.snapshot.store import take

Number = float | int


@final
class ToldClock:
    """A clock that says what it is told, microseconds since 1970, and goes on by one at each look."""

    def __init__(self, now_us: int = 1_763_827_200_000_000) -> None:
        self.now_us = now_us

    def __call__(self) -> int:
        self.now_us += 1
        return self.now_us

    def on(self, seconds: float) -> None:
        """Let time pass (or go back)."""
        self.now_us += int(seconds * 1_000_000)


def start_run(
    folder: WorkingFolder,
    *,
    clock: Clock,
    name: str | None = None,
    command: Sequence[str] = ("python", "train.py"),
    process: Process | None = None,
    snapshot: bool = False,
    seed: int | None = None,
    within: str | None = None,
    tags: Sequence[str] = (),
    question: str | None = None,
    idea: str | None = None,
    plan: str | None = None,
    hunches: Sequence[HunchSeal] = (),
) -> str:
    """Write down that a run began; its id. `snapshot`: keep the folder's code with it."""
    taken = take(store_of(folder.bench), folder.root, SnapshotGuards()) if snapshot else None
    run = new_id(clock(), after=highest_id(folder.bench))
    runfolder.make(folder.bench, run)
    nobody = Process(host="elsewhere", machine="m", pid=1)
    event = RunStarted(
        run=run, name=name or name_of(run), command=list(command), cwd=folder.root, folder=folder.key,
        process=process or nobody, seed=seed, within=within, tags=list(tags),
        question=question, idea=idea, plan=plan, hunches=list(hunches),
        snapshot=taken.snapshot if taken else None, left_out=taken.left_out if taken else [],
    )  # fmt: skip
    append(folder.bench, event, clock=clock)
    return run


def log_curve(
    folder: WorkingFolder,
    run: str,
    curves: Mapping[str, Sequence[Number]],
    *,
    clock: Clock,
    source: str = "0",
) -> None:
    """Write metrics of a run, one step after the other."""
    lines = []
    for step, values in enumerate(zip(*curves.values(), strict=True)):
        named = dict(zip(curves, values, strict=True))
        nf = {name: odd for name, value in named.items() if (odd := name_of_non_finite(value))}
        finite = {name: None if name in nf else value for name, value in named.items()}
        lines.append(MetricLine(step=step, t=clock() * 1000, m=finite, nf=nf or None))
    with open(folder.bench.paths.metrics(run, source), "ab") as file:
        file.writelines(msgspec.json.encode(line) + b"\n" for line in lines)


def finish_run(
    folder: WorkingFolder,
    run: str,
    *,
    clock: Clock,
    status: str = "finished",
    params: Mapping[str, object] | None = None,
    duration_s: float = 60.0,
    exit_code: int | None = 0,
    traceback: str | None = None,
    variant: str | None = None,
    environment: str | None = None,
) -> None:
    """Write down that a run ended, with its params and the summaries of its metrics."""
    said, non_finite = plain(dict(params or {}))
    assert isinstance(said, dict)
    event = RunFinished(
        run=run, status=status, ended_at=moment(clock()), duration_s=duration_s, exit_code=exit_code,
        metrics=summaries(folder.bench, run), files=runfolder.metrics_files(folder.bench, run),
        params=said, params_nf=non_finite or None, traceback=traceback, variant=variant, environment=environment,
    )  # fmt: skip
    append(folder.bench, event, clock=clock)


def ask_question(
    folder: WorkingFolder,
    *,
    clock: Clock,
    metric: str,
    goal: str = "max",
    text: str = "does it help?",
    take: str = "last",
    min_effect: float | None = None,
    log_scale: bool = False,
    failure_value: float | None = None,
) -> str:
    """Write down a question; its id. It becomes nobody's current one."""
    question = new_id(clock(), after=highest_id(folder.bench))
    event = QuestionAsked(
        question=question, text=text, metric=metric, goal=goal, take=take, min_effect=min_effect,
        log_scale=log_scale, failure_value=failure_value,
    )  # fmt: skip
    append(folder.bench, event, clock=clock)
    return question


def record_variant(
    folder: WorkingFolder,
    variant: str,
    values: Sequence[Number | Mapping[str, Number]],
    *,
    clock: Clock,
    metric: str = "acc",
    seeds: Sequence[int | None] | None = None,
    status: str = "finished",
    duration_s: float = 60.0,
    params: Mapping[str, object] | None = None,
    **started: Any,
) -> list[str]:
    """Write down the ended runs of a variant, one for each value (or for each table of values by metric); their ids.

    Args:
        seeds: 0, 1, 2, ... where they are not said.
        started: see `start_run`.
    """
    runs = []
    for at, value in enumerate(values):
        seed = at if seeds is None else seeds[at]
        run = start_run(folder, clock=clock, seed=seed, **started)
        measured = value if isinstance(value, Mapping) else {metric: value}
        log_curve(folder, run, {name: [each] for name, each in measured.items()}, clock=clock)
        finish_run(
            folder, run, clock=clock, status=status, variant=variant, duration_s=duration_s, params=params
        )
        runs.append(run)
    return runs


def add_idea(folder: WorkingFolder, text: str, *, clock: Clock, question: str | None = None) -> str:
    """Write down an idea; its id. It becomes nobody's current one."""
    idea = new_id(clock(), after=highest_id(folder.bench))
    append(folder.bench, IdeaAdded(idea=idea, text=text, question=question), clock=clock)
    return idea


def seal_hunch(
    folder: WorkingFolder,
    text: str,
    *,
    clock: Clock,
    by: str | None = None,
    metric: str | None = "acc",
    goal: str | None = "max",
    **said: Any,
) -> HunchSeal:
    """Write down a prediction; hand what it returns to `start_run(hunches=[...])`, and it counts for that run.

    Args:
        by: its author, the workbench's own by default.
        said: other fields of `hunch.entities.events.HunchSealed`: idea, plan, run, baseline, planned, ...
    """
    parsed = parse(text)
    hunch = new_id(clock(), after=highest_id(folder.bench))
    event = HunchSealed(
        hunch=hunch, text=text, items=parsed.items, why=parsed.why, metric=metric, goal=goal, **said
    )  # fmt: skip
    return HunchSeal(id=hunch, sha256=append(folder.bench, event, clock=clock, by=by).sha256)


def write_files(root: str, files: Mapping[str, str]) -> None:
    """Write text files below a folder."""
    for path, content in files.items():
        whole = os.path.join(root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(content)
