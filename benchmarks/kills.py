"""SIGKILL of the whole process tree at full speed: how many acknowledged calls of log() are gone, and what reads back.

The script writes the number of calls that came back into a shared page after each call; a killed process's pages
stay. Then the run is read by the ordinary reader, at once.
"""

import mmap
import os
import random
import struct
import subprocess
import sys
import time
from collections.abc import Iterator

import processes
from figures import Row, Sheet, at_most
from peers import HUNCH_RUN
from setting import Setting
from synthetic import surroundings

from hunch.journal.columns import columns
from hunch.journal.index import Index
from hunch.journal.workbench import find

SCRIPT = """\
import mmap, os, sys
import hunch
run = hunch.init(params={"lr": 0.1})
page = memoryview(mmap.mmap(os.open(sys.argv[1], os.O_RDWR), 4096)).cast("q")
step = 0
while True:
    hunch.log({f"metric_{i:03d}": step + i / 16 for i in range(10)}, step=step)
    step += 1
    page[0] = step
"""

SCALARS = 10

sheet = Sheet("kills")


def measure(setting: Setting) -> Iterator[Row]:
    """Half of the kills under `hunch run`, half of the script alone; one workbench each."""
    trials = setting.sized(500, 10)
    alone = [sys.executable, "train.py"]
    for name, command in (
        ("`hunch run python train.py`", [*HUNCH_RUN, *alone]),
        ("`python train.py` with hunch.init", alone),
    ):
        with setting.folder("kills") as root:
            with open(os.path.join(root, "train.py"), "w") as file:
                file.write(SCRIPT)
            yield from _kill_many(setting, name, command, root, trials)


def _kill_many(setting: Setting, name: str, command: list[str], root: str, trials: int) -> Iterator[Row]:
    chance = random.Random(0)
    acknowledged = lost = unreadable = 0
    reading_ms = []
    for _ in range(trials):
        count = _kill_once(command, root, setting.environment(), after_s=chance.uniform(0.0, 0.25))
        begin = time.perf_counter()
        steps = read_steps(root)
        reading_ms.append((time.perf_counter() - begin) * 1e3)
        unreadable += steps is None
        acknowledged += count
        lost += sum(step not in (steps or ()) for step in range(count))
    detail = f"{acknowledged:,} calls of log() acknowledged; {unreadable} runs could not be read at once"
    limit = at_most(0, "")
    yield sheet.count(
        f"acknowledged calls lost in {trials} SIGKILLs of the tree of {name}",
        lost,
        limit=limit,
        detail=detail,
    )
    yield sheet.count(f"runs unreadable right after the kill, {name}", unreadable, limit=limit)
    yield sheet.value(f"reading the killed run's metrics, {name}", reading_ms, "ms")


def _kill_once(command: list[str], root: str, env: dict[str, str], *, after_s: float) -> int:
    """Start the script, kill everything `after_s` after its first acknowledged call; the number of those calls."""
    path = os.path.join(root, "..", os.path.basename(root) + ".acknowledged")
    with open(path, "wb") as file:
        file.truncate(4096)
    with open(path, "r+b") as file:
        page = mmap.mmap(file.fileno(), 4096)
        process = subprocess.Popen(
            [*command, path],
            cwd=root,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        _wait_for_first_call(process, page)
        time.sleep(after_s)
        processes.kill_tree(process.pid)
        process.communicate()
        processes.reap(1.0)
        count = acknowledged_in(page)
        page.close()
    return count


def acknowledged_in(page: mmap.mmap) -> int:
    """The number of calls that came back."""
    (count,) = struct.unpack_from("<q", page)
    return int(count)


def _wait_for_first_call(process: subprocess.Popen[bytes], page: mmap.mmap) -> None:
    deadline = time.monotonic() + 30
    while not acknowledged_in(page):
        if process.poll() is not None or time.monotonic() > deadline:
            processes.kill_tree(process.pid)
            talk = process.communicate()[1].decode(errors="replace")
            raise processes.ProcessError(f"the script never logged: {talk[-600:]}")
        time.sleep(0.001)


def read_steps(root: str) -> set[int] | None:
    """Steps of the newest run, each with the values that were logged at it; None where the run does not read.

    Read as any reader does: the index brought up to date, the run's columns.
    """
    bench = find(surroundings(root)).bench
    with Index.open(bench) as index:
        (run,) = index.runs(newest=1)
    found = columns(bench, run)
    curves = [found.curve(f"metric_{i:03d}") for i in range(SCALARS)]
    if any(curve is None for curve in curves):
        return None
    right = set(curves[0].steps.tolist())
    for i, curve in enumerate(curves):
        right &= set(curve.steps[curve.values == curve.steps + i / 16].tolist())
    return right
