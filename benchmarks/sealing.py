"""What a prediction costs: sealed before the command starts, and what must be known for it however many runs there are."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH, HUNCH_RUN
from projects import make_project
from records import all_recorded
from running import CLOCK, child_starts_ms
from setting import Setting, interleaved, seconds
from synthetic import fill

from hunch.entities.events import NoteAdded
from hunch.ids import system_clock
from hunch.journal.standing import standing
from hunch.journal.writer import append

ROUNDS = 5
"""For each of the repeats: they are short, and their difference is small."""
BELIEF = ["--hunch", "acc +2pp @70"]
MEASURE = "for acc in (0.7, 0.8, 0.9): print('acc:', acc)"

sheet = Sheet("sealing")


def measure(setting: Setting) -> Iterator[Row]:
    """In a small project with a question and its baseline; then among many runs."""
    with setting.folder("sealing") as root:
        env = setting.environment()
        make_project(root, 20, env)
        asked = [HUNCH, "ask", "does it help?", "--metric", "acc", "--goal", "max"]
        processes.wall_s([*HUNCH_RUN, "true"], cwd=root, env=env)
        processes.wall_s(asked, cwd=root, env=env)
        with all_recorded(root, runs=6 * ROUNDS * setting.repeats + 1):
            processes.wall_s([*HUNCH_RUN, sys.executable, "-c", MEASURE], cwd=root, env=env)
            rows = [*_added(setting, root, env)]
        yield from rows
    yield from _among_many(setting)


def _added(setting: Setting, root: str, env: Mapping[str, str]) -> Iterator[Row]:
    child = [sys.executable, "-I", "-S", "-c", CLOCK]

    def whole(*options: str) -> float:
        return processes.wall_s([HUNCH, "run", *options, "true"], cwd=root, env=env) * 1e3

    def start(*options: str) -> float:
        return child_starts_ms([HUNCH, "run", "-q", *options, *child], root, env)

    values = interleaved(
        {
            "start": start,
            "start with a hunch": lambda: start(*BELIEF),
            "quiet": lambda: whole("-q"),
            "quiet with a hunch": lambda: whole("-q", *BELIEF),
            "run": whole,
            "run with a hunch": lambda: whole(*BELIEF),
        },
        ROUNDS * setting.repeats,
    )
    for what, name, limit in (
        ("`hunch run --hunch H`: the child waits longer", "start", at_most(5, "ms")),
        ("`hunch run -q --hunch H true`, over `hunch run -q true`", "quiet", at_most(5, "ms")),
        ("`hunch run --hunch H true`, over `hunch run true`: what came of it is said too", "run", None),
    ):
        yield sheet.value(what, _more(values[f"{name} with a hunch"], values[name]), "ms", limit=limit)


def _among_many(setting: Setting) -> Iterator[Row]:
    runs = setting.sized(10_000, 2_000)
    with setting.folder("many") as root:
        bench = fill(root, runs, measured=True).bench
        anew = []
        for _ in range(setting.repeats):
            if os.path.exists(bench.paths.standing):
                os.unlink(bench.paths.standing)
            anew.append(seconds(lambda: standing(bench)) * 1e3)
        up_to_date = [seconds(lambda: standing(bench)) * 1e3 for _ in range(10 * setting.repeats)]
        later = []
        for _ in range(10 * setting.repeats):
            append(bench, NoteAdded(text="a line more"), clock=system_clock)
            later.append(seconds(lambda: standing(bench)) * 1e3)
    yield sheet.value(
        f"what stands among {runs:,} runs, up to date", up_to_date, "ms", limit=at_most(1, "ms")
    )
    yield sheet.value(f"what stands among {runs:,} runs, after a line more", later, "ms")
    yield sheet.value(f"what stands among {runs:,} runs, folded anew", anew, "ms", limit=at_most(1_000, "ms"))


def _more(with_hunch: Sequence[float], without: Sequence[float]) -> list[float]:
    return [a - b for a, b in zip(with_hunch, without, strict=True)]
