"""`side_by_side.py ROOT CALLS`: log(), encode-and-write and a bare write in one process, in turns of 200 calls.

One process and short turns, so that the machine's noise meets all three alike. Prints one JSON object.
"""

import json
import os
import sys
import time
from collections.abc import Callable

import floor
from payloads import Values, payloads

import hunch

TURN = 200

clock = time.perf_counter_ns


def main() -> None:
    """Time the three, each call by itself."""
    root, calls = sys.argv[1], int(sys.argv[2])
    os.chdir(root)
    pool = payloads(10)
    run = hunch.init(params={"lr": 0.1})
    bare = floor.append_to("write.bin")
    line = b"x" * (floor.ndjson_size(pool) // len(pool) - 1) + b"\n"
    encode = floor.encode_and_write(floor.append_to("floor.ndjson"))
    turns: dict[str, Callable[[int], list[int]]] = {
        "hunch": lambda first: time_log(hunch.log, pool, first),
        "floor": lambda first: time_log(encode, pool, first),
        "write": lambda first: time_write(bare, line),
    }
    took: dict[str, list[int]] = {name: [] for name in turns}
    for first in range(0, calls, TURN):
        for name, turn in turns.items():
            took[name] += turn(first)
    run.finish()
    print(
        json.dumps({name: quantiles(each[TURN:]) for name, each in took.items()})
    )  # the first turn warms up


def time_log(log: Callable[..., object], pool: list[Values], first: int) -> list[int]:
    """Nanoseconds of each call of one turn."""
    took = []
    for step in range(first, first + TURN):
        values = pool[step & 63]
        before = clock()
        log(values, step=step)
        took.append(clock() - before)
    return took


def time_write(descriptor: int, line: bytes) -> list[int]:
    """As `time_log`, for the system call alone."""
    took = []
    for _ in range(TURN):
        before = clock()
        os.write(descriptor, line)
        took.append(clock() - before)
    return took


def quantiles(nanoseconds: list[int]) -> dict[str, float]:
    """Median and 99th percentile, microseconds."""
    ordered = sorted(nanoseconds)
    return {"median_us": ordered[len(ordered) // 2] / 1e3, "p99_us": ordered[int(len(ordered) * 0.99)] / 1e3}


if __name__ == "__main__":
    main()
