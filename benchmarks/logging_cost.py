"""What a call of log() with ten scalars costs: its median, its 99th percentile, its processor time over all processes."""

import json
import os
import sys
from collections.abc import Iterator

import msgspec
import processes
from figures import Row, Sheet, at_least, at_most
from peers import FLOOR, HUNCH_RUN, OURS, PEERS, Contender, absent, python_of
from records import all_recorded
from setting import Setting, interleaved

HERE = os.path.dirname(os.path.abspath(__file__))
CAP_S = 8.0

ADVANTAGES = {
    "wandb offline": at_least(50, "x"),
    "sacred": at_least(2.5, "x"),
    "trackio": at_least(3, "x"),
}

sheet = Sheet("logging_cost")


class Block(msgspec.Struct, frozen=True):
    """Calls of one contender in `side_by_side.py`, microseconds each."""

    median_us: float
    p99_us: float


def measure(setting: Setting) -> Iterator[Row]:
    """Against the floors within one process first, then against the peers process by process."""
    yield from _against_floors(setting)
    yield from _processor_time(setting)
    yield from _against_peers(setting)


def _against_floors(setting: Setting) -> Iterator[Row]:
    rounds: list[dict[str, Block]] = []
    calls = setting.sized(20_000, 4_000)
    for _ in range(setting.repeats):
        with setting.folder("log") as root:
            command = [sys.executable, os.path.join(HERE, "side_by_side.py"), root, str(calls)]
            with all_recorded(root, runs=1):
                spent = processes.run(command, cwd=root, env=setting.environment())
            rounds.append(msgspec.json.decode(spent.output.splitlines()[-1], type=dict[str, Block]))
    hunch, write, floor = ([each[name] for each in rounds] for name in ("hunch", "write", "floor"))
    for name, blocks, limits in (
        ("os.write of as many bytes", write, (at_most(3, "x"), at_most(4, "x"))),
        ("encode and write", floor, (None, None)),
    ):
        yield sheet.ratio(
            f"log() of 10 scalars, median, over a bare {name}",
            ("log()", [each.median_us for each in hunch]),
            (name, [each.median_us for each in blocks]),
            "µs",
            limit=limits[0],
        )
        yield sheet.ratio(
            f"log() of 10 scalars, p99, over a bare {name}",
            ("log()", [each.p99_us for each in hunch]),
            (name, [each.p99_us for each in blocks]),
            "µs",
            limit=limits[1],
        )


def _processor_time(setting: Setting) -> Iterator[Row]:
    calls = setting.sized(100_000, 40_000)

    def per_call_us(contender: Contender, *under: str) -> float:
        busy = _session(setting, contender, calls, under)[1]
        idle = _session(setting, contender, 1, under)[1]
        return max(busy - idle, 1e-9) / calls * 1e6

    values = interleaved(
        {
            "floor": lambda: per_call_us(FLOOR),
            "hunch": lambda: per_call_us(OURS),
            "under hunch run": lambda: per_call_us(OURS, *HUNCH_RUN),
        },
        setting.repeats,
    )
    floor = ("encode and write", values["floor"])
    note = "both include the loop that times the calls"
    yield sheet.ratio(
        "log(), CPU per call over all processes, over the floor's",
        ("log()", values["hunch"]),
        floor,
        "µs",
        limit=at_most(3, "x"),
        detail=note,
    )
    yield sheet.ratio(
        "the same under `hunch run`",
        ("log()", values["under hunch run"]),
        floor,
        "µs",
        limit=at_most(3, "x"),
        detail=note,
    )


def _against_peers(setting: Setting) -> Iterator[Row]:
    present = [peer for peer in PEERS if python_of(peer, setting.peers)]
    calls = setting.sized(20_000, 4_000)
    rounds = min(setting.repeats, 3)
    values = interleaved(
        {
            each.name: lambda each=each: _session(setting, each, calls)[0]["median_us"]
            for each in (OURS, *present)
        },
        rounds,
    )
    for peer in PEERS:
        what = f"log() of 10 scalars: times faster than {peer.name}"
        limit = ADVANTAGES.get(peer.name)
        if peer in present:
            yield sheet.ratio(
                what, (peer.name, values[peer.name]), ("hunch", values["hunch"]), "µs", limit=limit
            )
        else:
            yield sheet.missing(what, absent(peer, setting.peers), limit=limit)


def _session(
    setting: Setting, contender: Contender, calls: int, under: tuple[str, ...] = ()
) -> tuple[dict[str, float], float]:
    """What the worker measured, and processor seconds of everything that was started."""
    python = python_of(contender, setting.peers)
    assert python is not None
    with setting.folder("log") as root:
        result = os.path.join(setting.scratch, f"result-{os.path.basename(root)}.json")
        worker = [
            python,
            os.path.join(HERE, "worker.py"),
            contender.name,
            root,
            result,
            str(calls),
            str(CAP_S),
        ]
        env = setting.environment(TRACKIO_DIR=root, **contender.environ)
        with all_recorded(root, runs=1 if contender is OURS else 0):
            spent = processes.run([*under, *worker], cwd=root, env=env, grace_s=10.0)
        with open(result) as file:
            measured = json.load(file)
        os.unlink(result)
    return measured, spent.cpu_s
