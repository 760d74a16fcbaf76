"""Made-up workbenches with many runs, written through the journal's own writer."""

import os
import random
import time
from collections.abc import Iterator

from floor import encode_and_write
from payloads import Values

from hunch.entities.config import SnapshotGuards
from hunch.entities.events import Data, NoteAdded, Process, RunFinished, RunMeasured, RunsTagged, RunStarted
from hunch.entities.metric import Summary
from hunch.ids import moment, new_id
from hunch.journal.workbench import Surroundings, WorkingFolder, find_or_make
from hunch.journal.writer import append_many
from hunch.snapshot.store import Store, take

BATCH = 2_000
EDITS = 20
PAUSE_US = 60_000_000


class TickingClock:
    """A minute passes at every look: from long ago up to now."""

    def __init__(self, looks: int) -> None:
        self.now_us = time.time_ns() // 1000 - looks * PAUSE_US

    def __call__(self) -> int:
        """The next minute, microseconds since 1970."""
        self.now_us += PAUSE_US
        return self.now_us


def surroundings(root: str) -> Surroundings:
    """Nobody in particular, working at `root`."""
    return Surroundings(cwd=root, environ={}, home=None, host="bench", user="bench", author="human:bench")


def fill(root: str, runs: int, *, measured: bool = False, remarks: int = 0) -> WorkingFolder:
    """A workbench at `root` with so many finished runs, and as many tags and notes as `remarks` says.

    Args:
        measured: whether each run has its event with the hashes of its metrics files too.
    """
    folder = find_or_make(surroundings(root))
    codes = snapshots(folder)
    clock = TickingClock(4 * runs + remarks)
    batch: list[Data] = []
    for event in _events(folder, codes, runs, clock, measured, remarks):
        batch.append(event)
        if len(batch) >= BATCH:
            append_many(folder.bench, batch, clock=clock)
            batch.clear()
    append_many(folder.bench, batch, clock=clock)
    return folder


def snapshots(folder: WorkingFolder) -> list[str]:
    """Ids of real snapshots of a small project, each a line away from the one before."""
    store = Store(code=folder.bench.paths.code, cache=folder.bench.paths.cache)
    snapshots = []
    for number in range(EDITS):
        with open(os.path.join(folder.root, "train.py"), "w") as file:
            file.write(f"import math\n\nWIDTH = {number}\n\ndef loss(x):\n    return math.exp(-x * WIDTH)\n")
        taken = take(store, folder.root, SnapshotGuards())
        assert taken.snapshot, taken.fault
        snapshots.append(taken.snapshot)
    return snapshots


def _events(
    folder: WorkingFolder, codes: list[str], runs: int, clock: TickingClock, measured: bool, remarks: int
) -> Iterator[Data]:
    source = random.Random(0)
    run = ""
    for number in range(runs):
        run = new_id(clock(), after=run)
        os.mkdir(folder.bench.paths.run(run))
        yield _started(folder, run, number, codes[number * len(codes) // runs])
        yield _finished(run, number, source, clock)
        if measured:
            yield RunMeasured(run=run, files={"metrics.0.jsonl": f"{number:064x}"})
    for number in range(remarks):
        yield (
            RunsTagged(runs=[run], tag=f"tag{number}")
            if number % 2
            else NoteAdded(text=f"note {number}", runs=[run])
        )


def _started(folder: WorkingFolder, run: str, number: int, code: str) -> RunStarted:
    return RunStarted(
        run=run,
        name=f"run-{number}",
        command=["python", "train.py", "--lr", str(number / 1000), "--seed", str(number % 5)],
        cwd=folder.root,
        folder=folder.key,
        process=Process(host="bench", machine="bench", pid=10_000 + number, started="1", boot_id="1"),
        snapshot=code,
        seed=number % 5,
    )


def _finished(run: str, number: int, source: random.Random, clock: TickingClock) -> RunFinished:
    names = ("loss", "acc", "val/loss", "val/acc", "grad_norm")
    return RunFinished(
        run=run,
        status="finished" if number % 11 else "failed",
        exit_code=0 if number % 11 else 1,
        ended_at=moment(clock.now_us),
        duration_s=source.random() * 1000,
        metrics={name: _summary(source) for name in names},
        files={"metrics.0.jsonl": 250_000},
        params={
            "lr": number / 1000,
            "seed": number % 5,
            "batch": 32 << number % 3,
            "model": {"width": 64, "depth": number % 7, "act": "gelu"},
            "data": "digits",
        },
        origins={"lr": "argparse", "seed": "argparse", "batch": "argparse default"},
        seed=number % 5,
        variant=f"{number // 5:016x}",
    )


def _summary(source: random.Random) -> Summary:
    low = source.random()
    return Summary(last=low + 0.1, min=low, max=low + 1, count=1000, step=999)


def write_metrics(folder: WorkingFolder, run: str, rows: list[Values]) -> int:
    """A metrics file of one run, as log() writes it; its size in bytes."""
    path = folder.bench.paths.metrics(run, "0")
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
    log = encode_and_write(descriptor)
    for step, row in enumerate(rows):
        log(row, step)
    os.close(descriptor)
    return os.path.getsize(path)
