"""What it costs to begin: a whole new process up to its first accepted log(), `hunch --help`, and peak memory."""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import processes
from figures import Row, Sheet, amount, at_least, at_most
from floor import FIRST_LINE
from peers import HUNCH, HUNCH_RUN, OURS, PEERS, Contender, absent, python_of
from projects import make_project
from records import all_recorded
from setting import Setting, interleaved

STAMP = """\
import os as _os, time as _time
_begun = _time.perf_counter_ns()
def stamp():
    now = _time.perf_counter_ns()
    _os.write(1, b"first log %d %d\\n" % (now, now - _begun))
"""

PEAK = """
with open("/proc/self/status") as status:
    print("peak kB", next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""

CALLS = """\
for step in range(1000): hunch.log({"loss": 1 / (step + 1)}, step=step)
hunch.finish()
"""

ADVANTAGES = {"tensorboardX": at_least(4, "x"), "wandb offline": at_least(25, "x")}

CLOCKS = {"whole_ms": "from the start of the process", "inside_ms": "from the first import"}

sheet = Sheet("startup")


class Begun(NamedTuple):
    """Milliseconds until the first log() of a new process came back."""

    whole_ms: float
    inside_ms: float


def measure(setting: Setting) -> Iterator[Row]:
    """In a small project that has been recorded before, as on any day but the first."""
    with setting.folder("startup") as root:
        make_project(root, 20, setting.environment())
        yield from _first_log(setting, root)
        yield from _against_peers(setting, root)
        yield from _help(setting, root)
        yield from _memory(setting, root)


def _first_log(setting: Setting, root: str) -> Iterator[Row]:
    env = setting.environment()
    line = os.path.join(root, "scratch", "line.ndjson")
    hunch = [sys.executable, "-c", _stamped(OURS.first_log), root]
    commands = {
        "bare script": [sys.executable, "-c", _stamped(FIRST_LINE), line],
        "hunch": hunch,
        "joined": [*HUNCH_RUN, *hunch],
    }
    contenders = {
        name: lambda command=command: _begin(command, root, env) for name, command in commands.items()
    }
    rounds = 3 * setting.repeats
    with all_recorded(root, runs=2 * (rounds + 1)):
        begun = _begin_all(contenders, rounds)
    for clock, what in CLOCKS.items():
        ours, floor = ([getattr(each, clock) for each in begun[name]] for name in ("hunch", "bare script"))
        sides = ("import hunch, init, log", ours), ("bare script", floor)
        yield sheet.ratio(
            f"first log() accepted, {what}, over a bare script", *sides, "ms", limit=at_most(3, "x")
        )
    joined = [each.whole_ms for each in begun["joined"]]
    yield sheet.value(
        "first log() accepted of a script that joins `hunch run`, from the start of that", joined, "ms"
    )


def _against_peers(setting: Setting, root: str) -> Iterator[Row]:
    present = [peer for peer in PEERS if python_of(peer, setting.peers)]

    def first_log(contender: Contender) -> Begun:
        with setting.folder("peer") as place:
            where = root if contender is OURS else place
            command = [python_of(contender, setting.peers) or "", "-c", _stamped(contender.first_log), where]
            return _begin(command, where, setting.environment(**contender.environ))

    rounds = setting.sized(5, 2)
    with all_recorded(root, runs=rounds + 1):
        begun = _begin_all(
            {each.name: lambda each=each: first_log(each) for each in (OURS, *present)}, rounds
        )
    for peer in PEERS:
        limit = ADVANTAGES.get(peer.name)
        for clock, what in CLOCKS.items():
            title = f"first log() accepted, {what}: times faster than {peer.name}"
            if peer in present:
                theirs, ours = (
                    [getattr(each, clock) for each in begun[name]] for name in (peer.name, "hunch")
                )
                yield sheet.ratio(title, (peer.name, theirs), ("hunch", ours), "ms", limit=limit)
            else:
                yield sheet.missing(title, absent(peer, setting.peers), limit=limit)


def _help(setting: Setting, root: str) -> Iterator[Row]:
    env = setting.environment()
    values = interleaved(
        {
            "hunch --help": lambda: processes.wall_s([HUNCH, "--help"], cwd=root, env=env) * 1e3,
            "python -c pass": lambda: (
                processes.wall_s([sys.executable, "-c", "pass"], cwd=root, env=env) * 1e3
            ),
        },
        3 * setting.repeats,
    )
    (ours, floor) = values.items()
    yield sheet.ratio("`hunch --help` over `python -c pass`", ours, floor, "ms", limit=at_most(6, "x"))


def _memory(setting: Setting, root: str) -> Iterator[Row]:
    added = "peak memory added to the user's process by a run with 1,000 log(), in bare Pythons"
    limit = at_most(1.3, "x")
    if not os.path.exists("/proc/self/status"):
        yield sheet.missing(added, "needs /proc", limit=limit)
        return
    whole_run = OURS.first_log + CALLS
    env = setting.environment()

    def peak_mb(script: str, *under: str) -> float:
        spent = processes.run([*under, sys.executable, "-c", script + PEAK, root], cwd=root, env=env)
        return int(spent.output.split()[-1]) / 1e3

    with all_recorded(root, runs=3 * setting.repeats):
        values = interleaved(
            {
                "bare Python": lambda: peak_mb("pass"),
                "alone": lambda: peak_mb(whole_run),
                "joined": lambda: peak_mb(whole_run, *HUNCH_RUN),
                "untouched": lambda: peak_mb("pass", *HUNCH_RUN),
            },
            setting.repeats,
        )
    bare = values["bare Python"]
    floor = ("bare Python", bare)
    for name, suffix in (
        ("alone", ""),
        ("joined", ", joining `hunch run`"),
        ("untouched", ", untouched, under `hunch run`"),
    ):
        more = [whole - each for whole, each in zip(values[name], bare, strict=True)]
        detail = f"{amount(statistics.median(values[name]), 'MB')} in all"
        yield sheet.ratio(f"{added}{suffix}", ("added", more), floor, "MB", limit=limit, detail=detail)


def _stamped(script: str) -> str:
    """`script`, saying when its first log() was accepted (where it does not call `stamp` itself)."""
    return STAMP + script + ("" if "stamp()" in script else "stamp()\n")


def _begin(command: list[str], cwd: str, env: Mapping[str, str]) -> Begun:
    """Start a process that stamps its first log().

    perf_counter is the same clock in all processes of a machine on Linux and macOS.
    """
    begin = time.perf_counter_ns()
    spent = processes.run(command, cwd=cwd, env=env, grace_s=10.0)
    stamps = [line.split() for line in spent.output.splitlines() if line.startswith(b"first log ")]
    return Begun((int(stamps[-1][2]) - begin) / 1e6, int(stamps[-1][3]) / 1e6)


def _begin_all(contenders: Mapping[str, Callable[[], Begun]], rounds: int) -> dict[str, list[Begun]]:
    """Interleaved starts; one more before, so that compiled files and the page cache are warm."""
    begun: dict[str, list[Begun]] = {name: [] for name in contenders}

    def one(name: str) -> float:
        begun[name].append(contenders[name]())
        return begun[name][-1].whole_ms

    interleaved({name: lambda name=name: one(name) for name in contenders}, rounds + 1)
    return {name: samples[1:] for name, samples in begun.items()}
