"""`hunch find` in a workbench of 10,000 runs and 500 ideas, and bare `hunch` there."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH
from setting import Setting, interleaved, seconds
from synthetic import explore

from hunch.entities.events import Process, RunStarted
from hunch.ids import new_id, system_clock
from hunch.journal import runfolder
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append, highest_id

QUERIES = {
    "a rare word": "memory",
    "a word that every run holds": "loss",
    "two words": "muon warmup",
    "a phrase": '"step 4"',
    "a param": "lr=0.05",
    "a beginning": "st*",
    "a name": "train.loss",
    "nothing": "zzzz",
}
WARM = """\
import sys, time
from hunch.actions.searching.finding import find
from hunch.actions.searching.narrowing import Wanted
from hunch.cli.surroundings import surroundings
from hunch.entities.config import Objective
from hunch.journal.index import Index
from hunch.journal.workbench import find as found
folder = found(surroundings())
with Index.open(folder.bench) as index:
    for _ in range(int(sys.argv[1])):
        begin = time.process_time()
        answer = find(folder, index, Wanted(sys.argv[2]), objective=Objective(), progress=lambda done, total: None)
        print(len(answer.matches), (time.process_time() - begin) * 1e3)
"""

sheet = Sheet("finding")


def measure(setting: Setting) -> Iterator[Row]:
    """One workbench; its index of runs is up to date, that of texts is not the first time."""
    runs, ideas = setting.sized(10_000, 2_000), setting.sized(500, 100)
    with setting.folder("finding") as root:
        folder = explore(root, runs, ideas, printed=True)
        env = setting.environment(COLUMNS="120", HUNCH_AUTHOR="human:bench")
        processes.run([HUNCH, "runs", "-n", "1"], cwd=root, env=env)

        def ms(*call: str) -> float:
            return processes.wall_s([HUNCH, *call], cwd=root, env=env) * 1e3

        what = f"{runs:,} runs and {ideas} ideas"
        first = [seconds(lambda: ms("find", "muon"))]
        yield sheet.value(f"`hunch find`, the first time ({what} are taken in)", first, "s")
        for name, query in QUERIES.items():
            yield sheet.value(
                f"find {name} among {what}, in Python, processor time, its look for news included",
                _warm_ms(setting, root, env, query),
                "ms",
                limit=at_most(50, "ms"),
                detail=query,
            )
        yield from _processes(setting, root, env, what)
        grown = [_after_a_run(folder, lambda: ms("find", "muon")) for _ in range(setting.repeats)]
        yield sheet.value("`hunch find` after one more run", grown, "ms")


def _processes(setting: Setting, root: str, env: dict[str, str], what: str) -> Iterator[Row]:
    """Whole processes side by side with what Python itself and the command line take."""
    calls = {
        "bare Python": [sys.executable, "-c", "pass"],
        "help": [HUNCH, "--help"],
        "find": [HUNCH, "find", "muon"],
        "bare": [HUNCH],
    }
    processes.run(calls["bare"], cwd=root, env=env)
    spent: dict[str, list[processes.Spent]] = {name: [] for name in calls}

    def ms(name: str) -> float:
        spent[name].append(processes.run(calls[name], cwd=root, env=env))
        return spent[name][-1].wall_s * 1e3

    values = interleaved({name: partial(ms, name) for name in calls}, 3 * setting.repeats)
    beside = ", ".join(f"{name} takes {median(values[name]):.0f} ms" for name in ("bare Python", "help"))
    for name, said, limit in (("find", "`hunch find`", None), ("bare", "`hunch`", at_most(150, "ms"))):
        cpu_ms = [each.cpu_s * 1e3 for each in spent[name]]
        yield sheet.value(f"{said} among {what}, new process", values[name], "ms", limit=limit, detail=beside)
        yield sheet.value(f"{said} among {what}, new process, processor time", cpu_ms, "ms")


def _warm_ms(setting: Setting, root: str, env: dict[str, str], query: str) -> list[float]:
    rounds = 3 * setting.repeats
    said = processes.run([sys.executable, "-c", WARM, str(rounds + 1), query], cwd=root, env=env)
    return [float(line.split()[1]) for line in said.output.splitlines()[1:]]


def _after_a_run(folder: WorkingFolder, find: Callable[[], float]) -> float:
    """How long a search takes when one more run has begun."""
    run = new_id(system_clock(), after=highest_id(folder.bench))
    runfolder.make(folder.bench, run)
    started = RunStarted(
        run=run, name=f"run-{run[-6:]}", command=["python", "train.py"], cwd=folder.root, folder=folder.key,
        process=Process(host="bench", machine="bench", pid=1, started="1", boot_id="1"),
    )  # fmt: skip
    append(folder.bench, started, clock=system_clock)
    return find()
