"""What `hunch run` puts on top of a command: the whole, and how long the child waits until it runs."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH, HUNCH_RUN
from projects import make_project
from records import all_recorded
from setting import Setting, interleaved

CLOCK = "import time; print(time.perf_counter_ns())"

ROUNDS = 3
"""For each of the repeats: they are short."""

sheet = Sheet("running")


def measure(setting: Setting) -> Iterator[Row]:
    """In a small project that has been recorded before."""
    with setting.folder("running") as root:
        env = setting.environment()
        make_project(root, 20, env)
        processes.wall_s([*HUNCH_RUN, "true"], cwd=root, env=env)
        with all_recorded(root, runs=3 * ROUNDS * setting.repeats):
            rows = [*_overhead(setting, root, env)]
        yield from rows
        yield from _first_run(setting)


def _overhead(setting: Setting, root: str, env: Mapping[str, str]) -> Iterator[Row]:
    isolated = [sys.executable, "-I", "-S", "-c", CLOCK]
    hooked = [sys.executable, "-c", CLOCK]
    values = interleaved(
        {
            "true": lambda: processes.wall_s(["true"], cwd=root, env=env) * 1e3,
            "hunch run true": lambda: processes.wall_s([HUNCH, "run", "true"], cwd=root, env=env) * 1e3,
            "child": lambda: child_starts_ms(isolated, root, env),
            "child under hunch run": lambda: child_starts_ms([*HUNCH_RUN, *isolated], root, env),
            "python": lambda: child_starts_ms(hooked, root, env),
            "python under hunch run": lambda: child_starts_ms([*HUNCH_RUN, *hooked], root, env),
        },
        ROUNDS * setting.repeats,
    )
    for what, with_hunch, without, limit in (
        ("`hunch run true`, over `true`", "hunch run true", "true", at_most(150, "ms")),
        ("of which the child waits", "child under hunch run", "child", at_most(80, "ms")),
        ("a Python child waits, our hook's start included", "python under hunch run", "python", None),
    ):
        more = [a - b for a, b in zip(values[with_hunch], values[without], strict=True)]
        yield sheet.value(what, more, "ms", limit=limit)


def _first_run(setting: Setting) -> Iterator[Row]:
    env = setting.environment()
    samples = []
    for _ in range(setting.repeats):
        with setting.folder("first") as root:
            make_project(root, 20, env)
            with all_recorded(root, runs=1):
                samples.append(processes.wall_s([*HUNCH_RUN, "true"], cwd=root, env=env) * 1e3)
    yield sheet.value("`hunch run true`, the very first in a project of 20 files", samples, "ms")


def child_starts_ms(command: Sequence[str], root: str, env: Mapping[str, str]) -> float:
    """How long it took until the child ran that prints its clock."""
    begin = time.perf_counter_ns()
    spent = processes.run(command, cwd=root, env=env)
    return (int(spent.output.split()[-1]) - begin) / 1e6
