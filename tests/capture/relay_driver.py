"""Runs a command under the relay, as `hunch run` does: `relay_driver.py FOLDER COMMAND...`.

What is recorded goes to FOLDER. A program of its own because the relay works on descriptors 1 and 2.
"""

import os
import sys
import time

from hunch.capture.console import ConsoleLog
from hunch.capture.console_metrics import ConsoleMetrics
from hunch.capture.process import NotStarted, spawn
from hunch.capture.relay import Relay
from hunch.capture.signals import Signals, reraise
from hunch.capture.terminal import fill_standard_descriptors, open_outlets

fill_standard_descriptors()
folder, command = sys.argv[1], sys.argv[2:]


def kept(name: str) -> int:
    path = os.path.join(folder, name)
    return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)


def tell(name: str, text: object) -> None:
    with open(os.path.join(folder, name), "a") as file:
        file.write(f"{text}\n")


def on_tick(now: float) -> None:
    tell("ticks", now)
    if os.environ.get("DRIVER_BUG") == "tick":
        raise ZeroDivisionError("a bug of ours")


if os.environ.get("DRIVER_LOG_LIMIT"):
    import resource

    limit = int(os.environ["DRIVER_LOG_LIMIT"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

log = ConsoleLog(kept("console.log"), kept("console.stderr.jsonl"))
with Signals() as signals:
    if os.environ.get("DRIVER_SLOW_START"):
        tell("ready", "to be signalled before there is a child")
        time.sleep(0.5)
    outlets = open_outlets()
    child = spawn(command, env=os.environ, outlets=outlets, signals=signals)
    if isinstance(child, NotStarted):
        os.write(2, f"{child.message}\n".encode())
        sys.exit(child.exit_code)
    tell("child", child)
    relay = Relay(outlets, log, signals)
    relay.attend_to(child)
    metrics = ConsoleMetrics(log, kept("metrics.console.jsonl"))
    ended = relay.until_end(on_tick=on_tick, interval_s=0.1, on_idle=metrics.step)
    metrics.finish()
    tell("ended", ended)
    tell("cpu_s", time.process_time())
    for fault in (*relay.faults, *log.faults, *metrics.faults):
        tell("faults", fault)
    relay.linger()
if ended.signal is not None:
    reraise(ended.signal)
sys.exit(ended.exit_code)
