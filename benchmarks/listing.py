"""Listing 200 and 10,000 runs: in a process that has done it before, and in a new one."""

import shutil
import sys
from collections.abc import Iterator

import processes
from figures import Limit, Row, Sheet, at_most
from peers import HUNCH
from setting import Setting, interleaved, seconds
from synthetic import fill

WARM = """\
import sys, time
import hunch
for _ in range(int(sys.argv[1])):
    begin = time.perf_counter()
    runs = list(hunch.runs())
    print(len(runs), (time.perf_counter() - begin) * 1e3)
"""

sheet = Sheet("listing")


def measure(setting: Setting) -> Iterator[Row]:
    """Two workbenches; their index is up to date but for the first listing, which has a row of its own."""
    with setting.folder("listing") as root:
        yield from _list(setting, root, 200, warm=at_most(5, "ms"), printed=at_most(120, "ms"), whole=None)
    with setting.folder("listing") as root:
        runs = setting.sized(10_000, 2_000)
        yield from _list(
            setting, root, runs, warm=None, printed=at_most(250, "ms"), whole=at_most(1000, "ms")
        )


def _list(
    setting: Setting, root: str, runs: int, *, warm: Limit | None, printed: Limit | None, whole: Limit | None
) -> Iterator[Row]:
    folder = fill(root, runs)
    shutil.rmtree(folder.bench.paths.caches)
    env = setting.environment(COLUMNS="120")

    def listing_ms(*more: str) -> float:
        return processes.wall_s([HUNCH, "runs", *more], cwd=root, env=env) * 1e3

    yield sheet.value(f"list {runs:,} runs, the first time (the index is built)", [listing_ms()], "ms")
    derived_s = seconds(lambda: _derive_changes(root, env, runs))
    yield sheet.value(f"what {runs:,} runs changed, derived once and kept", [derived_s], "s")
    values = interleaved(
        {
            "bare Python": lambda: processes.wall_s([sys.executable, "-c", "pass"], cwd=root, env=env) * 1e3,
            "table": listing_ms,
            "json": lambda: listing_ms("--all", "--json"),
        },
        2 * setting.repeats,
    )
    bare = f"bare Python takes {sorted(values['bare Python'])[len(values['bare Python']) // 2]:.0f} ms"
    yield sheet.value(
        f"list {runs:,} runs, new process, as a table", values["table"], "ms", limit=printed, detail=bare
    )
    yield sheet.value(
        f"list {runs:,} runs, new process, all as JSON", values["json"], "ms", limit=whole, detail=bare
    )
    yield sheet.value(
        f"list {runs:,} runs, warm, `hunch.runs()`", _warm_ms(setting, root, env), "ms", limit=warm
    )


def _derive_changes(root: str, env: dict[str, str], runs: int) -> None:
    """List until every run's change is known, as it is where `hunch run` told it at the end of each run.

    The listing is complete, too: a fast one that leaves runs out is no listing.
    """
    while True:
        said = processes.run([HUNCH, "runs", "--all", "--json"], cwd=root, env=env)
        listed = said.output.count(b'"started_at"')
        if listed != runs:
            raise processes.ProcessError(f"{listed} runs listed of {runs}")
        if b"not derived yet" not in said.talk:
            return


def _warm_ms(setting: Setting, root: str, env: dict[str, str]) -> list[float]:
    rounds = 5 * setting.repeats
    said = processes.run([sys.executable, "-c", WARM, str(rounds + 2)], cwd=root, env=env).output.splitlines()
    return [float(line.split()[1]) for line in said[2:]]
