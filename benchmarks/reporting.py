"""`hunch report` over a week of 1,000 runs: the first time, when nothing is known yet, and later, in new processes."""

import os
import random
import sys
from collections.abc import Iterator

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH
from setting import Setting, interleaved
from synthetic import EDITS, snapshots, surroundings, write_metrics

from hunch.entities.events import (
    Data,
    FocusMoved,
    HunchSeal,
    HunchSealed,
    IdeaAdded,
    NoteAdded,
    Process,
    QuestionAsked,
    RunFinished,
    RunStarted,
)
from hunch.entities.grammar.reading import parse
from hunch.ids import microseconds, moment, new_id
from hunch.journal.metric_lines import summaries
from hunch.journal.workbench import WorkingFolder, find_or_make
from hunch.journal.writer import append, append_many

WEEK, MONDAY = "2026-W48", "2026-11-23T00:00:00.000000Z"
SEEDS, STEPS = 10, 200
FORGET = """\
import glob, sqlite3, sys
for path in glob.glob(sys.argv[1] + "/*/index.sqlite"):
    db = sqlite3.connect(path)
    db.execute("DELETE FROM cached WHERE kind <> 'index' AND kind NOT LIKE 'change%'")
    db.commit()
"""

sheet = Sheet("reporting")


class WeekClock:
    """So many looks from Monday on are spread over six days."""

    def __init__(self, looks: int) -> None:
        self.now_us, self.step_us = microseconds(MONDAY), 6 * 86_400_000_000 // looks

    def __call__(self) -> int:
        """The next moment, microseconds since 1970."""
        self.now_us += self.step_us
        return self.now_us


def measure(setting: Setting) -> Iterator[Row]:
    """One workbench; before each first time all is forgotten that can be worked out again, but what runs changed."""
    runs = setting.sized(1000, 200)
    with setting.folder("reporting") as root:
        folder = fill(root, runs)
        env = setting.environment()
        command = [HUNCH, "report", "--week", WEEK]
        told = processes.run(command, cwd=root, env=env).output
        if f"{runs:,} runs: ".encode() not in told:
            raise processes.ProcessError(f"the report does not tell of {runs} runs")
        size = len(processes.run([*command, "--format", "html"], cwd=root, env=env).output)

        def ms(*more: str, first: bool = False) -> float:
            if first:
                processes.run([sys.executable, "-c", FORGET, folder.bench.paths.caches], cwd=root, env=env)
            return processes.wall_s([*command, *more], cwd=root, env=env) * 1e3

        values = interleaved(
            {
                "bare Python": lambda: (
                    processes.wall_s([sys.executable, "-c", "pass"], cwd=root, env=env) * 1e3
                ),
                "first": lambda: ms("--format", "html", first=True),
                "html": lambda: ms("--format", "html"),
                "md": ms,
            },
            setting.repeats,
        )
        what = f"a week's report over {runs:,} runs"
        bare = f"bare Python takes {sorted(values['bare Python'])[setting.repeats // 2]:.0f} ms"
        yield sheet.value(
            f"{what}, new process, as HTML, all worked out",
            values["first"], "ms", limit=at_most(2000, "ms"), detail=f"{bare}; {size / 1000:.0f} kB",
        )  # fmt: skip
        yield sheet.value(
            f"{what}, as HTML, all worked out: processor time",
            _cpu_ms(setting, command, root, env, folder),
            "ms",
        )
        yield sheet.value(
            f"{what}, new process, as HTML, from the index", values["html"], "ms", limit=at_most(2000, "ms")
        )
        yield sheet.value(
            f"{what}, new process, as Markdown, from the index", values["md"], "ms", limit=at_most(2000, "ms")
        )


def _cpu_ms(
    setting: Setting, command: list[str], root: str, env: dict[str, str], folder: WorkingFolder
) -> list[float]:
    """What the first time takes of a processor, whatever else the machine does."""
    taken = []
    for _ in range(setting.repeats):
        processes.run([sys.executable, "-c", FORGET, folder.bench.paths.caches], cwd=root, env=env)
        taken.append(processes.run([*command, "--format", "html"], cwd=root, env=env).cpu_s * 1e3)
    return taken


def fill(root: str, runs: int) -> WorkingFolder:
    """A week of one question: an idea, a prediction and a note for each variant, curves for each run."""
    folder = find_or_make(surroundings(root))
    codes = snapshots(folder)
    clock, source = WeekClock(5 * runs), random.Random(0)
    question = new_id(clock())
    asked = QuestionAsked(
        question=question, text="Does it help?", metric="val/acc", goal="max", min_effect=0.005
    )
    place = FocusMoved(folder=folder.key, machine="bench", question=question)
    append_many(folder.bench, [asked, place], clock=clock)
    last = question
    for variant in range(runs // SEEDS):
        last = _variant(
            folder, codes[variant * EDITS // (runs // SEEDS)], question, variant, last, source, clock
        )
    return folder


def _variant(
    folder: WorkingFolder,
    code: str,
    question: str,
    number: int,
    last: str,
    source: random.Random,
    clock: WeekClock,
) -> str:
    """One variant under its seeds, foretold by its idea."""
    idea, hunch = new_id(clock(), after=last), new_id(clock(), after=last)
    said = f"{source.randint(10, 90)}"
    added: list[Data] = [IdeaAdded(idea=idea, text=f"idea number {number}", question=question)]
    append_many(folder.bench, added, clock=clock)
    sealed = HunchSealed(
        hunch=hunch,
        text=said,
        items=parse(said).items,
        idea=idea,
        question=question,
        metric="val/acc",
        goal="max",
    )
    seal = HunchSeal(id=hunch, sha256=append(folder.bench, sealed, clock=clock).sha256)
    batch: list[Data] = [NoteAdded(text=f"what **{number}** did", question=question, idea=idea)]
    run = ""
    mean = 0.9 + (0.02 if number % 10 == 5 else 0.0)
    for seed in range(SEEDS):
        run = new_id(clock(), after=max(run, last))
        os.mkdir(folder.bench.paths.run(run))
        final = source.gauss(mean, 0.01)
        rows = [{"loss": 2.0 / (step + 1), "val/acc": final * step / (STEPS - 1)} for step in range(STEPS)]
        size = write_metrics(folder, run, rows)
        failed = (number * SEEDS + seed) % 53 == 7
        batch.append(
            RunStarted(
                run=run, name=f"run-{run[-6:]}", command=["python", "train.py", "--seed", str(seed)], cwd=folder.root,
                folder=folder.key, seed=seed, snapshot=code, question=question, idea=idea,
                hunches=[seal] if seed == 0 and number else [],
                process=Process(host="bench", machine="bench", pid=10_000, started="1", boot_id="1"),
            )
        )  # fmt: skip
        batch.append(
            RunFinished(
                run=run, status="failed" if failed else "finished", exit_code=int(failed), ended_at=moment(clock()),
                duration_s=source.uniform(50, 70), cpu_s=source.uniform(50, 200), metrics=summaries(folder.bench, run),
                files={"metrics.0.jsonl": size}, params={"lr": number / 1000, "seed": seed}, seed=seed,
                variant=f"{number:012x}", traceback="Traceback\nValueError: no\n" if failed else None,
            )
        )  # fmt: skip
    append_many(folder.bench, batch, clock=clock)
    return run
