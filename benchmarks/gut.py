"""A long record of predictions: resolved and judged the first time, from the cache, and in a warm process."""

import os
import random
import shutil
import sys
from collections.abc import Iterator, Sequence

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH
from setting import Setting
from synthetic import TickingClock, surroundings

from hunch.entities.events import HunchSeal, HunchSealed, IdeaAdded, Process, RunFinished, RunStarted
from hunch.entities.hunch import Cost, Happening, Item, Size, Win
from hunch.entities.metric import Summary
from hunch.ids import moment, new_id
from hunch.journal.workbench import WorkingFolder, find_or_make
from hunch.journal.writer import append, append_many, highest_id

AUTHORS = ("human:ada", "agent:coder@1")
WORDS = ("attention", "dropout", "width", "schedule", "augmentation", "normalisation", "optimiser", "depth")
METRICS = ("acc", "loss", "val/loss", "grad_norm")
BASELINES = 3
SPREAD = 0.004
WARM = """\
import sys, time
import hunch
for _ in range(int(sys.argv[1])):
    begin = time.perf_counter()
    gut = hunch.gut("human:ada")
    print(gut.n, (time.perf_counter() - begin) * 1e3)
"""

sheet = Sheet("gut")


def measure(setting: Setting) -> Iterator[Row]:
    """One workbench; the index itself is up to date, what is derived from it is not the first time."""
    hunches = setting.sized(5_000, 1_000)
    with setting.folder("gut") as root:
        folder = predict(root, hunches)
        env = setting.environment(COLUMNS="100", HUNCH_AUTHOR="human:ada")

        def gut_ms(*more: str) -> float:
            return processes.wall_s([HUNCH, "gut", *more], cwd=root, env=env) * 1e3

        first = []
        for _ in range(setting.repeats):
            shutil.rmtree(folder.bench.paths.caches)
            processes.run([HUNCH, "runs", "-n", "1"], cwd=root, env=env)
            first.append(gut_ms() / 1e3)
        what = f"`hunch gut` over {hunches:,} resolved hunches"
        yield sheet.value(f"{what}, new process, the first time", first, "s", limit=at_most(1.5, "s"))
        cached = [gut_ms() for _ in range(2 * setting.repeats)]
        yield sheet.value(f"{what}, new process, cached", cached, "ms", limit=at_most(200, "ms"))
        rounds = 5 * setting.repeats
        said = processes.run(
            [sys.executable, "-c", WARM, str(rounds + 2)], cwd=root, env=env
        ).output.splitlines()
        warm = [float(line.split()[1]) for line in said[2:]]
        yield sheet.value(f"{what}, warm, `hunch.gut()`", warm, "ms", limit=at_most(100, "ms"))


def predict(root: str, hunches: int) -> WorkingFolder:
    """A workbench at `root` with so many hunches, each about a finished run; every other run is the first of an idea."""
    folder = find_or_make(surroundings(root))
    clock = TickingClock(8 * hunches)
    source = random.Random(0)
    baseline = [_run(folder, clock, source, variant="baseline", seed=seed) for seed in range(BASELINES)]
    for number in range(hunches):
        _attempt(folder, clock, source, number, baseline)
    return folder


def _attempt(
    folder: WorkingFolder, clock: TickingClock, source: random.Random, number: int, baseline: list[str]
) -> None:
    """An idea or none, a belief about it that is worth something, and one run; the last of ten is repeated."""
    effect = source.gauss(0.006, 0.003) if source.random() < 0.27 else source.gauss(-0.003, 0.003)
    idea = None
    if number % 2:
        idea = new_id(clock(), after=highest_id(folder.bench))
        append(
            folder.bench,
            IdeaAdded(idea=idea, text=f"{source.choice(WORDS)} {source.choice(WORDS)}"),
            clock=clock,
        )
    hunch = new_id(clock(), after=highest_id(folder.bench))
    seal = HunchSealed(
        hunch=hunch, text=f"hunch {number}", items=_items(source, number, effect),
        metric="acc", goal="max", idea=idea, baseline=baseline,
    )  # fmt: skip
    line = append(folder.bench, seal, clock=clock, by=AUTHORS[number % 10 // 8])
    named = [HunchSeal(id=hunch, sha256=line.sha256)]
    for seed in range(3 if number % 10 == 0 else 1):
        _run(
            folder,
            clock,
            source,
            variant=f"{number:016x}",
            seed=seed,
            effect=effect,
            idea=idea,
            hunches=named,
        )
        named = []


def _items(source: random.Random, number: int, effect: float) -> list[Item]:
    felt = min(0.95, max(0.05, source.gauss(0.45 + 25 * effect, 0.18)))
    items: list[Item] = [Win(probability=round(felt, 2))]
    if number % 5 == 0:
        change = round(100 * effect + source.gauss(0.2, 0.3), 2)
        items = [Size(change=change, unit="pp", low=change - 1, high=change + 1)]
    if number % 4 == 0:
        items.append(Cost(what="t", relation="=", quantity=30.0, unit="m", low=20.0, high=45.0))
    if number % 7 == 0:
        items.append(Happening(what="crash", probability=0.05))
    return items


def _run(
    folder: WorkingFolder, clock: TickingClock, source: random.Random, *, variant: str, seed: int,
    effect: float = 0.0, idea: str | None = None, hunches: Sequence[HunchSeal] = (),
) -> str:  # fmt: skip
    run = new_id(clock(), after=highest_id(folder.bench))
    os.mkdir(folder.bench.paths.run(run))
    crashed = source.random() < 0.04
    started = RunStarted(
        run=run, name=f"run-{variant}", command=["python", "train.py"], cwd=folder.root, folder=folder.key,
        process=Process(host="bench", machine="bench", pid=10_000, started="1", boot_id="1"),
        seed=seed, idea=idea, hunches=list(hunches), tags=[source.choice(WORDS)],
    )  # fmt: skip
    value = 0.9 + effect + source.gauss(0, SPREAD)
    finished = RunFinished(
        run=run, status="failed" if crashed else "finished", exit_code=int(crashed), ended_at=moment(clock.now_us),
        duration_s=1800 * source.lognormvariate(0.3, 0.4), variant=variant, seed=seed,
        metrics={name: Summary(last=value, min=value - 0.1, max=value, count=100, step=99) for name in METRICS},
        files={"metrics.0.jsonl": 25_000},
    )  # fmt: skip
    append_many(folder.bench, [started, finished], clock=clock)
    return run
