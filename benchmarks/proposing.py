"""`hunch next` over 200 ideas: warm in Python, in a new process, and what bare `hunch` pays for its one line."""

import os
import random
import sys
from collections.abc import Iterator

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH
from setting import Setting
from synthetic import TickingClock, surroundings

from hunch.entities.events import (
    Data,
    DecisionMade,
    FocusMoved,
    HunchSeal,
    HunchSealed,
    IdeaAdded,
    Process,
    QuestionAsked,
    RunFinished,
    RunStarted,
)
from hunch.entities.hunch import Cost, Item, Win
from hunch.entities.metric import Summary
from hunch.ids import moment, new_id
from hunch.journal.standing import place_of
from hunch.journal.workbench import WorkingFolder, find_or_make
from hunch.journal.writer import append, append_many, highest_id

AUTHORS = ("human:ada", "agent:coder@1")
SPREAD = 0.004
WARM = """\
import sys, time
before = set(sys.modules)
from hunch._lean import import_msgspec
import_msgspec()
from hunch.actions.proposals.foremost import foremost
from hunch.actions.proposals.ground import Asked, Ground
from hunch.actions.proposals.ranking import ranking
from hunch.cli.surroundings import surroundings
from hunch.entities.config import Objective
from hunch.ids import system_clock
from hunch.journal.index import Index
from hunch.journal.workbench import find
folder = find(surroundings())
for _ in range(int(sys.argv[1])):
    with Index.open(folder.bench) as index:
        begin, cpu = time.perf_counter(), time.process_time()
        found = ranking(Ground(folder, index, Asked(Objective()), now_us=system_clock()))
        cpu_ms, wall_ms = (time.process_time() - cpu) * 1e3, (time.perf_counter() - begin) * 1e3
        begin = time.perf_counter()
        foremost(folder, index, Objective(), living=[], now_us=system_clock())
        print(found.total, wall_ms, cpu_ms, (time.perf_counter() - begin) * 1e3)
cpu, total = time.process_time(), 0
for each in range(1_000_000):
    total += each
print((time.process_time() - cpu) * 1e3)
print(*[name for name in ("numpy", "scipy", "pyarrow") if name in sys.modules], file=sys.stderr)
"""

sheet = Sheet("proposing")


def measure(setting: Setting) -> Iterator[Row]:
    """One workbench; its index is up to date, and what several commands share has been derived once."""
    ideas = setting.sized(200, 200)
    with setting.folder("proposing") as root:
        explore(root, ideas)
        env = setting.environment(COLUMNS="100", HUNCH_AUTHOR="human:ada")
        processes.run([HUNCH, "next", "--json"], cwd=root, env=env)
        rounds = 5 * setting.repeats
        said = processes.run([sys.executable, "-c", WARM, str(rounds + 2)], cwd=root, env=env)
        *lines, loop = said.output.splitlines()[2:]
        rows = [[float(each) for each in line.split()] for line in lines]
        detail = f"a million additions, one by one, took {float(loop):.0f} ms of processor time in the same process"
        what = f"a ranking of {ideas} ideas ({int(rows[0][0])} lines)"
        yield sheet.value(
            f"{what}, in process, warm",
            [row[1] for row in rows],
            "ms",
            limit=at_most(50, "ms"),
            detail=detail,
        )
        yield sheet.value(f"{what}, in process, warm, processor time", [row[2] for row in rows], "ms")
        yield sheet.value("its first line as bare `hunch` has it, kept", [row[3] for row in rows], "ms")
        new = [processes.wall_s([HUNCH, "next"], cwd=root, env=env) * 1e3 for _ in range(2 * setting.repeats)]
        yield sheet.value(f"`hunch next` over {ideas} ideas, new process", new, "ms")


def explore(root: str, ideas: int) -> WorkingFolder:
    """A workbench at `root`: a question, a baseline, so many ideas with hunches on them; every other one was tried."""
    folder = find_or_make(surroundings(root))
    clock, source = TickingClock(12 * ideas), random.Random(0)
    question = new_id(clock(), after=highest_id(folder.bench))
    said: list[Data] = [QuestionAsked(question=question, text="does it help?", metric="acc", goal="max")]
    said += [
        FocusMoved(folder=folder.key, machine=machine, question=question)
        for machine in sorted({place_of(folder).machine, os.uname().nodename})
    ]
    for author in AUTHORS:
        append_many(folder.bench, said, clock=clock, by=author)
    baseline = [_run(folder, clock, source, question, "baseline", 0.0, seed=seed) for seed in range(3)]
    for number in range(ideas):
        _idea(folder, clock, source, question, number, baseline)
    return folder


def _idea(
    folder: WorkingFolder, clock: TickingClock, source: random.Random, question: str, number: int, baseline: list[str]
) -> None:  # fmt: skip
    effect = source.gauss(0.006, 0.004) if source.random() < 0.27 else source.gauss(-0.003, 0.003)
    idea = new_id(clock(), after=highest_id(folder.bench))
    append(folder.bench, IdeaAdded(idea=idea, text=f"idea {number}", question=question), clock=clock)
    seals = []
    for author in AUTHORS[: 1 + number % 2]:
        felt = min(0.95, max(0.05, source.gauss(0.45 + 25 * effect, 0.18)))
        items: list[Item] = [
            Win(probability=round(felt, 2)),
            Cost(what="t", relation="=", quantity=20.0, unit="m"),
        ]
        hunch = new_id(clock(), after=highest_id(folder.bench))
        seal = HunchSealed(
            hunch=hunch, text=f"{100 * felt:.0f}; t=20m", items=items, metric="acc", goal="max", idea=idea,
            question=question, baseline=baseline,
        )  # fmt: skip
        line = append(folder.bench, seal, clock=clock, by=author)
        seals.append(HunchSeal(id=hunch, sha256=line.sha256))
    if number % 2:
        for seed in range(1 + number % 3):
            named = seals if seed == 0 else []
            _run(folder, clock, source, question, f"v{number}", effect, seed=seed, idea=idea, hunches=named)
        if number % 7 == 0:
            append(folder.bench, DecisionMade(idea=idea, decision="drop", why="no effect"), clock=clock)


def _run(
    folder: WorkingFolder, clock: TickingClock, source: random.Random, question: str, variant: str, effect: float,
    *, seed: int, idea: str | None = None, hunches: list[HunchSeal] | None = None,
) -> str:  # fmt: skip
    run = new_id(clock(), after=highest_id(folder.bench))
    os.mkdir(folder.bench.paths.run(run))
    value = 0.9 + effect + source.gauss(0, SPREAD)
    started = RunStarted(
        run=run, name=f"run-{variant}-{seed}", command=["python", "train.py"], cwd=folder.root, folder=folder.key,
        process=Process(host="bench", machine="bench", pid=10_000, started="1", boot_id="1"),
        seed=seed, idea=idea, question=question, hunches=hunches or [],
    )  # fmt: skip
    finished = RunFinished(
        run=run, status="finished", exit_code=0, ended_at=moment(clock.now_us), seed=seed, variant=f"{variant:0>16}",
        duration_s=1200 * source.lognormvariate(0.0, 0.5),
        metrics={"acc": Summary(last=value, min=value - 0.1, max=value, count=100, step=99)},
    )  # fmt: skip
    append_many(folder.bench, [started, finished], clock=clock)
    return run
