"""Runs inside a contender's environment: `worker.py NAME ROOT RESULT CALLS CAP_S`, result as one JSON object.

Calls log() with ten scalars up to CALLS times or CAP_S seconds, each call timed by itself.
"""

import gc
import json
import sys
import time

from payloads import payloads
from peers import CONTENDERS, Log

SCALARS = 10


def main() -> None:
    """Time one session of the contender."""
    name, root, result, calls, cap_s = sys.argv[1:]
    contender = CONTENDERS[name]
    contender.load()
    measured: dict[str, float] = {}

    def body(log: Log) -> None:
        measured.update(time_calls(log, int(calls), float(cap_s)))
        measured["left_at"] = time.perf_counter()

    contender.session(root, body)
    measured["finish_s"] = time.perf_counter() - measured.pop("left_at")
    with open(result, "w") as file:
        json.dump(measured, file)


def time_calls(log: Log, calls: int, cap_s: float) -> dict[str, float]:
    """Median, 99th percentile and number of calls, microseconds each."""
    pool, clock = payloads(SCALARS), time.perf_counter_ns
    took: list[int] = []
    gc.collect()
    begin = time.perf_counter()
    for step in range(calls):
        values = pool[step & 63]
        before = clock()
        log(values, step=step)
        took.append(clock() - before)
        if not step & 127 and time.perf_counter() - begin > cap_s:
            break
    loop_s = time.perf_counter() - begin
    took.sort()
    count = len(took)
    return {
        "calls": count,
        "loop_s": loop_s,
        "median_us": took[count // 2] / 1e3,
        "p99_us": took[int(count * 0.99)] / 1e3,
    }


if __name__ == "__main__":
    main()
