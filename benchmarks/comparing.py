"""`hunch compare --question` over 200 variants x 10 seeds: worked out, from the index, and warm in Python."""

import json
import os
import random
import sys
from collections.abc import Iterator

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH
from setting import Setting, interleaved
from synthetic import TickingClock, surroundings

from hunch.entities.events import Data, Process, RunFinished, RunStarted
from hunch.entities.metric import Summary
from hunch.ids import moment, new_id
from hunch.journal.workbench import WorkingFolder, find_or_make
from hunch.journal.writer import append_many

METRICS = ("val/acc", "loss", "acc", "val/loss", "grad_norm")
FORGET = """\
import glob, sqlite3, sys
for path in glob.glob(sys.argv[1] + "/*/index.sqlite"):
    db = sqlite3.connect(path)
    db.execute("DELETE FROM cached WHERE kind LIKE 'judgement%' OR kind LIKE 'traits%' OR kind LIKE 'quantiles%'")
    db.commit()
"""
WARM = """\
import os, sys, time
from hunch.actions.verdicts.judging import compare_question
from hunch.actions.verdicts.terms import Wish, terms_of
from hunch.entities.config import Objective
from hunch.journal.index import Index
from hunch.journal.workbench import find
from hunch.cli.surroundings import surroundings
folder = find(surroundings())
for _ in range(int(sys.argv[1])):
    begin = time.perf_counter()
    with Index.open(folder.bench) as index:
        found = compare_question(folder.bench, index, terms_of(folder, Objective(), Wish()))
    print(len(found.comparisons), (time.perf_counter() - begin) * 1e3)
"""

sheet = Sheet("comparing")


def measure(setting: Setting) -> Iterator[Row]:
    """One workbench; what was worked out is forgotten before each first time."""
    variants, seeds = setting.sized(200, 50), 10
    with setting.folder("comparing") as root:
        folder = fill(root, variants, seeds)
        env = setting.environment(COLUMNS="120")
        command = [HUNCH, "compare", "--question", "--json"]
        told = processes.run(command, cwd=root, env=env).output
        if len(json.loads(told)) != variants - 1:
            raise processes.ProcessError(f"{len(json.loads(told))} comparisons of {variants - 1}")

        def ms(first: bool) -> float:
            if first:
                processes.run([sys.executable, "-c", FORGET, folder.bench.paths.caches], cwd=root, env=env)
            return processes.wall_s(command, cwd=root, env=env) * 1e3

        values = interleaved(
            {
                "bare Python": lambda: (
                    processes.wall_s([sys.executable, "-c", "pass"], cwd=root, env=env) * 1e3
                ),
                "first": lambda: ms(True),
                "kept": lambda: ms(False),
            },
            setting.repeats,
        )
        what = f"`hunch compare --question`, {variants} variants x {seeds} seeds"
        bare = f"bare Python takes {sorted(values['bare Python'])[setting.repeats // 2]:.0f} ms"
        yield sheet.value(
            f"{what}, new process, worked out (scipy's import included)",
            values["first"], "ms", limit=at_most(1500, "ms"), detail=bare,
        )  # fmt: skip
        yield sheet.value(
            f"{what}, new process, from the index",
            values["kept"],
            "ms",
            limit=at_most(200, "ms"),
            detail=bare,
        )
        yield sheet.value(
            f"{what}, warm in Python", _warm_ms(setting, root, env), "ms", limit=at_most(100, "ms")
        )


def fill(root: str, variants: int, seeds: int) -> WorkingFolder:
    """A workbench at `root`: each variant under the same seeds, the first the baseline, one in ten a bit ahead."""
    folder = find_or_make(surroundings(root))
    clock, source = TickingClock(2 * variants * seeds), random.Random(0)
    batch: list[Data] = []
    run = ""
    for number in range(variants * seeds):
        run = new_id(clock(), after=run)
        os.mkdir(folder.bench.paths.run(run))
        with open(folder.bench.paths.environment(run), "w") as file:
            json.dump(_environment(), file)
        batch += [_started(folder, run, number % seeds), _finished(run, number, seeds, source, clock)]
    append_many(folder.bench, batch, clock=clock)
    return folder


def _environment() -> dict[str, object]:
    return {
        "python": {"version": "3.11.7"},
        "packages": [{"name": f"package-{at}", "version": f"1.{at}"} for at in range(150)],
        "cpu": {"model": "AMD EPYC 9554", "count": 64, "usable": 8},
        "gpus": [{"model": "NVIDIA H100", "uuid": "GPU-0", "driver": "550.54"}],
        "data": [{"path": "data/train.bin", "sha256": "0" * 64, "size_bytes": 1000}],
    }


def _started(folder: WorkingFolder, run: str, seed: int) -> RunStarted:
    return RunStarted(
        run=run, name=f"run-{run[-6:]}", command=["python", "train.py", "--seed", str(seed)], cwd=folder.root,
        folder=folder.key, seed=seed, process=Process(host="bench", machine="bench", pid=10_000, started="1", boot_id="1"),
    )  # fmt: skip


def _finished(run: str, number: int, seeds: int, source: random.Random, clock: TickingClock) -> RunFinished:
    variant = number // seeds
    gain = 0.02 if variant % 10 == 5 else 0.0
    values = {name: 0.9 + gain + source.gauss(0, 0.01) for name in METRICS}
    return RunFinished(
        run=run, status="finished", exit_code=0, ended_at=moment(clock()), duration_s=source.uniform(50, 70),
        metrics={
            name: Summary(last=value, min=value - 0.2, max=value + 0.01, count=1000, step=999)
            for name, value in values.items()
        },
        files={"metrics.0.jsonl": 250_000}, params={"lr": variant / 1000, "seed": number % seeds},
        seed=number % seeds, variant=f"{variant:012x}", environment="0" * 64,
    )  # fmt: skip


def _warm_ms(setting: Setting, root: str, env: dict[str, str]) -> list[float]:
    said = processes.run(
        [sys.executable, "-c", WARM, str(setting.repeats + 2)], cwd=root, env=env
    ).output.splitlines()
    return [float(line.split()[1]) for line in said[2:]]
