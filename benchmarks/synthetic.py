"""Made-up workbenches with many runs, written through the journal's own writer: with or without a tree of ideas.

What stands in them is the same each time, but for the random parts of ids and for the time: they end now.
"""

import os
import random
import time
from collections.abc import Iterator

from floor import encode_and_write
from msgspec.structs import replace
from payloads import Values

from hunch.entities.config import SnapshotGuards
from hunch.entities.events import (
    Data,
    DecisionMade,
    Evidence,
    FindingAdded,
    FocusMoved,
    HunchSeal,
    HunchSealed,
    IdeaAdded,
    NoteAdded,
    Process,
    QuestionAsked,
    RunFinished,
    RunMeasured,
    RunsTagged,
    RunStarted,
)
from hunch.entities.hunch import Win
from hunch.entities.metric import Summary
from hunch.ids import moment, new_id
from hunch.journal.workbench import Surroundings, WorkingFolder, find_or_make
from hunch.journal.writer import append_many, highest_id
from hunch.snapshot.store import Store, take

BATCH = 2_000
EDITS = 20
IDEAS_OF_A_QUESTION = 50
WORDS = [
    "attention",
    "dropout",
    "width",
    "schedule",
    "augmentation",
    "normalisation",
    "optimiser",
    "depth",
    "warmup",
    "cosine",
    "decay",
    "momentum",
    "gradient",
    "clipping",
    "residual",
    "embedding",
    "tokenizer",
    "vocabulary",
    "batch",
    "accumulation",
    "precision",
    "kernel",
    "fused",
    "sparse",
    "expert",
    "router",
    "curriculum",
    "mixup",
    "smoothing",
    "distillation",
    "teacher",
    "pruning",
    "quantised",
    "rotary",
    "positional",
    "sliding",
    "window",
    "cache",
    "muon",
    "adam",
]
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


def explore(root: str, runs: int, ideas: int, *, printed: bool = False) -> WorkingFolder:
    """A workbench at `root` as research leaves it: questions, a tree of ideas, a hunch on each, runs that try them,
    findings and decisions; the author is at the last idea.

    Args:
        printed: whether each run left a console too.
    """
    folder = find_or_make(surroundings(root))
    codes, source = snapshots(folder), random.Random(0)
    clock = TickingClock(8 * (runs + ideas) + 100)
    tree = Tree(folder, source, clock)
    number = 0
    for at in range(ideas):
        seals = tree.grow(at)
        batch: list[Data] = []
        for _ in range(runs * (at + 1) // ideas - number):
            run = new_id(clock(), after=tree.last_run)
            tree.tried(run)
            os.mkdir(folder.bench.paths.run(run))
            if printed:
                write_console(folder, run, source)
            started = _started(folder, run, number, codes[number * len(codes) // runs])
            batch.append(replace(started, question=tree.question, idea=tree.idea, hunches=seals))
            batch.append(_finished(run, number, source, clock))
            seals = []
            number += 1
        append_many(folder.bench, [*batch, *tree.concluded(at)], clock=clock)
    # Of this machine, so that whoever types a command there is at that idea.
    machine = os.uname().nodename
    moved = FocusMoved(folder=folder.key, machine=machine, question=tree.question, idea=tree.idea)
    append_many(folder.bench, [moved], clock=clock)
    return folder


class Tree:
    """Ideas as somebody has them: under a question, below an earlier one, half of them dropped in the end."""

    def __init__(self, folder: WorkingFolder, source: random.Random, clock: "TickingClock") -> None:
        self._folder, self._source, self._clock = folder, source, clock
        self._ideas: list[str] = []
        self._runs: list[str] = []
        self.question = self.idea = self.last_run = ""

    def grow(self, at: int) -> list[HunchSeal]:
        """One more idea, with a hunch on it; each fiftieth opens a question."""
        last = highest_id(self._folder.bench)
        batch: list[Data] = []
        if at % IDEAS_OF_A_QUESTION == 0:
            self.question = last = new_id(self._clock(), after=last)
            self._ideas = []
            text = f"does {self._words(2)} raise the accuracy?"
            batch.append(
                QuestionAsked(
                    question=self.question, text=text, metric="val/acc", goal="max", min_effect=0.01
                )
            )
        self.idea = new_id(self._clock(), after=last)
        parent = self._source.choice(self._ideas) if self._ideas and self._source.random() < 0.8 else None
        batch.append(IdeaAdded(idea=self.idea, text=self._words(4), parent=parent, question=self.question))
        self._ideas.append(self.idea)
        self._runs = []
        hunch = new_id(self._clock(), after=self.idea)
        chance = self._source.choice((0.3, 0.5, 0.6, 0.7, 0.9))
        batch.append(
            HunchSealed(
                hunch=hunch, text=f"{chance * 100:.0f}", items=[Win(probability=chance)], idea=self.idea,
                question=self.question, metric="val/acc", goal="max", why=self._words(6),
            )
        )  # fmt: skip
        events = append_many(self._folder.bench, batch, clock=self._clock)
        return [HunchSeal(id=hunch, sha256=events[-1].sha256)]

    def tried(self, run: str) -> None:
        """A run tries the idea."""
        self.last_run = run
        self._runs.append(run)

    def concluded(self, at: int) -> Iterator[Data]:
        """What came of the idea: a decision on most, a finding on some, a note."""
        if at % 4:
            decision = self._source.choice(("keep", "drop", "drop", "park"))
            yield DecisionMade(idea=self.idea, decision=decision, why=self._words(6), runs=self._runs)
        if at % 5 == 0 and self._runs:
            finding = new_id(self._clock(), after=self.last_run)
            yield FindingAdded(
                finding=finding, text=self._words(8), question=self.question, idea=self.idea, supports=self._runs[:3],
                evidence=[Evidence(run=run, question=self.question, metric="val/acc") for run in self._runs[:3]],
            )  # fmt: skip
        if at % 3 == 0:
            yield NoteAdded(text=self._words(12), runs=self._runs[:1], question=self.question, idea=self.idea)

    def _words(self, many: int) -> str:
        return " ".join(self._source.choices(WORDS, k=many))


def write_console(folder: WorkingFolder, run: str, source: random.Random) -> None:
    """What training prints: 60 lines, and now and then an error."""
    lines = [
        f"epoch {at // 10} step {at} loss={source.random():.4f} {source.choice(WORDS)} took {source.random():.2f}s\n"
        for at in range(60)
    ]
    if source.random() < 0.02:
        lines.append("torch.cuda.OutOfMemoryError: CUDA out of memory\n")
    with open(folder.bench.paths.console(run), "w") as file:
        file.writelines(lines)


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
