"""For tests of what builds on Hunch: a clock that is told the time, and runs that were never run."""

import os
from collections.abc import Mapping, Sequence
from typing import final

import msgspec

from hunch.actions.code import store_of
from hunch.entities.config import SnapshotGuards
from hunch.entities.events import Process, RunFinished, RunStarted
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
) -> str:
    """Write down that a run began; its id. `snapshot`: keep the folder's code with it."""
    taken = take(store_of(folder.bench), folder.root, SnapshotGuards()) if snapshot else None
    run = new_id(clock(), after=highest_id(folder.bench))
    runfolder.make(folder.bench, run)
    nobody = Process(host="elsewhere", machine="m", pid=1)
    event = RunStarted(
        run=run, name=name or name_of(run), command=list(command), cwd=folder.root, folder=folder.key,
        process=process or nobody, seed=seed, within=within, tags=list(tags),
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
) -> None:
    """Write down that a run ended, with its params and the summaries of its metrics."""
    said, non_finite = plain(dict(params or {}))
    assert isinstance(said, dict)
    event = RunFinished(
        run=run, status=status, ended_at=moment(clock()), duration_s=duration_s, exit_code=exit_code,
        metrics=summaries(folder.bench, run), files=runfolder.metrics_files(folder.bench, run),
        params=said, params_nf=non_finite or None, traceback=traceback, variant=variant,
    )  # fmt: skip
    append(folder.bench, event, clock=clock)


def write_files(root: str, files: Mapping[str, str]) -> None:
    """Write text files below a folder."""
    for path, content in files.items():
        whole = os.path.join(root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(content)
