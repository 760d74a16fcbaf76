"""`hunch brief` over 10,000 runs of 200 variants, 500 ideas and 100 dead ends: worked out, and from the index."""

import sys
from collections.abc import Iterator

import processes
from comparing import FORGET, fill
from figures import Row, Sheet, at_most
from peers import HUNCH
from setting import Setting, interleaved
from synthetic import TickingClock

from hunch.entities.events import Data, DecisionMade, IdeaAdded
from hunch.ids import new_id
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append_many, highest_id

SEEDS, TOKENS = 50, 2000

sheet = Sheet("briefing")


def measure(setting: Setting) -> Iterator[Row]:
    """One workbench; what was worked out is forgotten before each first time."""
    variants, ideas = setting.sized(200, 50), setting.sized(500, 50)
    with setting.folder("briefing") as root:
        folder = fill(root, variants, SEEDS)
        think(folder, ideas)
        env = setting.environment(COLUMNS="120")
        command = [HUNCH, "brief", "--max-tokens", str(TOKENS)]
        said = processes.run(command, cwd=root, env=env).output
        if b"Left out: " not in said or b"%d variants tried" % (variants - 1) not in said:
            raise processes.ProcessError(f"nothing was left out of {said[-200:]!r}")

        def ms(first: bool) -> float:
            if first:
                processes.run([sys.executable, "-c", FORGET, folder.bench.paths.caches], cwd=root, env=env)
            return processes.wall_s(command, cwd=root, env=env) * 1e3

        bare = [sys.executable, "-c", "pass"]
        values = interleaved(
            {
                "bare Python": lambda: processes.wall_s(bare, cwd=root, env=env) * 1e3,
                "first": lambda: ms(True),
                "kept": lambda: ms(False),
            },
            setting.repeats,
        )
        what = f"`hunch brief`, {variants * SEEDS:,} runs, {ideas} ideas"
        detail = f"bare Python takes {sorted(values['bare Python'])[setting.repeats // 2]:.0f} ms"
        yield sheet.value(
            f"{what}, new process, verdicts worked out (scipy's import included)",
            values["first"], "ms", limit=at_most(2000, "ms"), detail=detail,
        )  # fmt: skip
        yield sheet.value(
            f"{what}, new process, from the index",
            values["kept"],
            "ms",
            limit=at_most(500, "ms"),
            detail=detail,
        )


def think(folder: WorkingFolder, ideas: int) -> None:
    """Write down ideas, and that each fifth of them was dropped."""
    clock, said = TickingClock(2 * ideas), highest_id(folder.bench)
    batch: list[Data] = []
    for number in range(ideas):
        said = new_id(clock(), after=said)
        batch.append(IdeaAdded(idea=said, text=f"idea {number}, said in a few words"))
        if number % 5 == 0:
            batch.append(DecisionMade(idea=said, decision="drop", why="it diverges above 0.1"))
    append_many(folder.bench, batch, clock=clock)
