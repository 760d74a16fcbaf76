"""`hunch tree` among 10,000 runs and 500 ideas: from the index, after a run more, and as of an earlier moment."""

import os
import random
import sys
from collections.abc import Iterator

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH
from setting import Setting, interleaved
from synthetic import TickingClock, surroundings

from hunch.entities.events import (
    BaselineSet,
    Data,
    DecisionMade,
    FindingAdded,
    IdeaAdded,
    Process,
    QuestionAsked,
    RunFinished,
    RunStarted,
)
from hunch.entities.metric import Summary
from hunch.ids import moment, new_id
from hunch.journal.workbench import WorkingFolder, find_or_make
from hunch.journal.writer import append, append_many

QUESTIONS, SEEDS, METRICS = 10, 5, ("val/acc", "loss", "acc", "val/loss", "grad_norm")
WORDS = ("wider", "deeper", "cosine", "warm-up", "no bias", "mixup", "muon", "dropout", "bf16", "fused")

sheet = Sheet("tree")


def measure(setting: Setting) -> Iterator[Row]:
    """One workbench: ten questions, each with its share of ideas, four variants an idea, five seeds a variant."""
    ideas = setting.sized(500, 100)
    with setting.folder("tree") as root:
        made = fill(root, ideas)
        env = setting.environment(COLUMNS="120")
        first_ms = processes.wall_s([HUNCH, "tree"], cwd=root, env=env) * 1e3
        _complete(root, env, ideas)

        def ms(*more: str) -> float:
            return processes.wall_s([HUNCH, "tree", *more], cwd=root, env=env) * 1e3

        def after_a_run() -> float:
            append_many(made.folder.bench, made.run(), clock=made.clock)
            return ms()

        values = interleaved(
            {
                "bare Python": lambda: (
                    processes.wall_s([sys.executable, "-c", "pass"], cwd=root, env=env) * 1e3
                ),
                "drawn": ms,
                "json": lambda: ms("--json"),
                "all": lambda: ms("--all"),
                "then": lambda: ms("--at", made.middle),
            },
            2 * setting.repeats,
        )
        later = [after_a_run() for _ in range(setting.repeats)]
    runs = ideas * 4 * SEEDS
    what = f"`hunch tree`, {runs:,} runs and {ideas} ideas, new process"
    bare = f"bare Python takes {sorted(values['bare Python'])[setting.repeats]:.0f} ms"
    yield sheet.value(f"{what}, the first time (index and verdicts are worked out)", [first_ms], "ms")
    yield sheet.value(f"{what}, nothing new", values["drawn"], "ms", limit=at_most(200, "ms"), detail=bare)
    yield sheet.value(f"{what}, --all", values["all"], "ms", detail=bare)
    yield sheet.value(f"{what}, --json", values["json"], "ms", detail=bare)
    yield sheet.value(f"{what}, --at a moment that was looked at before", values["then"], "ms", detail=bare)
    yield sheet.value(f"{what}, after a run more", later, "ms", detail=bare)


def _complete(root: str, env: dict[str, str], ideas: int) -> None:
    """A fast drawing that leaves ideas out is no drawing."""
    told = processes.run([HUNCH, "tree", "--json"], cwd=root, env=env).output
    if told.count(b'"inspired_by"') != ideas:
        raise processes.ProcessError(f"{told.count(b'inspired_by')} ideas of {ideas}")


class fill:  # noqa: N801 - what it makes, it is named by
    """A workbench at `root` with so many ideas, and the means to record a run more."""

    def __init__(self, root: str, ideas: int) -> None:
        self.folder: WorkingFolder = find_or_make(surroundings(root))
        self.clock, self.source = TickingClock(ideas * 4 * SEEDS * 3), random.Random(0)
        self.question, self.last = "", ""
        for number in range(QUESTIONS):
            self._question(number, ideas // QUESTIONS)
            if number == QUESTIONS // 2:
                self.middle = moment(self.clock())

    def run(
        self, *, idea: str | None = None, variant: str = "more", seed: int = 0, mean: float = 0.9
    ) -> list[Data]:
        """The start and end of a run."""
        run = self._id()
        os.mkdir(self.folder.bench.paths.run(run))
        values = {name: mean + self.source.gauss(0, 0.01) for name in METRICS}
        started = RunStarted(
            run=run, name=f"run-{run[-6:]}", command=["python", "train.py", "--seed", str(seed)], cwd=self.folder.root,
            folder=self.folder.key, seed=seed, question=self.question, idea=idea,
            process=Process(host="bench", machine="bench", pid=10_000, started="1", boot_id="1"),
        )  # fmt: skip
        finished = RunFinished(
            run=run, status="finished", exit_code=0, ended_at=moment(self.clock()), duration_s=60.0,
            metrics={
                name: Summary(last=value, min=value - 0.2, max=value + 0.01, count=1000, step=999)
                for name, value in values.items()
            },
            files={"metrics.0.jsonl": 250_000}, params={"lr": 0.1, "seed": seed}, seed=seed, variant=variant,
        )  # fmt: skip
        return [started, finished]

    def _question(self, number: int, ideas: int) -> None:
        self.question = self._id()
        asked = QuestionAsked(
            question=self.question, text=f"does number {number} help?", metric="val/acc", goal="max"
        )
        base = [event for seed in range(SEEDS) for event in self.run(variant=f"{number}-base", seed=seed)]
        append_many(self.folder.bench, [asked, *base], clock=self.clock)
        chosen = BaselineSet(question=self.question, run=base[0].run, variant=f"{number}-base")  # type: ignore[attr-defined]
        append(self.folder.bench, chosen, clock=self.clock)
        above: list[str] = []
        for at in range(ideas):
            above = self._idea(f"{number}-{at}", above)

    def _idea(self, key: str, above: list[str]) -> list[str]:
        """An idea under one of those above it, tried by four variants; now and then decided, or found out."""
        idea = self._id()
        parent = self.source.choice(above) if above and self.source.random() < 0.6 else None
        text = f"{self.source.choice(WORDS)} and {self.source.choice(WORDS)}, take {key}"
        events: list[Data] = [IdeaAdded(idea=idea, text=text, parent=parent, question=self.question)]
        gain = 0.03 if self.source.random() < 0.1 else 0.0
        runs = []
        for variant in range(4):
            for seed in range(SEEDS):
                made = self.run(idea=idea, variant=f"{key}-{variant}", seed=seed, mean=0.9 + gain)
                runs.append(made[0].run)  # type: ignore[attr-defined]
                events += made
        if self.source.random() < 0.2:
            word = self.source.choice(("keep", "drop", "park"))
            events.append(DecisionMade(idea=idea, decision=word, why="it was looked at", runs=runs))
        if self.source.random() < 0.05:
            finding = self._id()
            events.append(
                FindingAdded(
                    finding=finding, text=f"{text} was worth a look", question=self.question, idea=idea
                )
            )
        append_many(self.folder.bench, events, clock=self.clock)
        return [*above, idea]

    def _id(self) -> str:
        self.last = new_id(self.clock(), after=self.last)
        return self.last
