"""Asking a run to stop: by a signal where its process is within reach, by a file that its owner looks for else.

One that waits is taken out of the queue: whoever would start it looks into the journal before.
"""

import os
import signal

from hunch.entities.events import RunStopping
from hunch.entities.run import Run, Status
from hunch.errors import CannotWrite, Refused
from hunch.ids import Clock
from hunch.journal.liveness import is_alive
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append


def stop(bench: Workbench, run: Run, *, clock: Clock) -> bool:
    """Ask a run to stop; whether its process has got the signal, or never will begin (else its owner finds the request).

    Args:
        run: with its status as it is now (actions/live.py).

    Raises:
        Refused: it is neither running nor queued.
    """
    if run.status == Status.QUEUED:
        append(bench, RunStopping(run=run.id), clock=clock)
        return True
    if run.status != Status.RUNNING:
        raise Refused(
            f"{run.name} is not running: {run.status}", hint="What is: hunch runs 'status == \"running\"'"
        )
    append(bench, RunStopping(run=run.id), clock=clock)
    return _signalled(bench, run) or _requested(bench, run)


def _signalled(bench: Workbench, run: Run) -> bool:
    """Without a heartbeat, only the kernel of this machine says that a process is alive: then it is this one."""
    if is_alive(run.process, bench.surroundings.host) is not True:
        return False
    try:
        os.kill(run.process.pid, _signal_for(run))
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _signal_for(run: Run) -> signal.Signals:
    """SIGTERM, which `hunch run` hands on to its command.

    A Python program that called `hunch.init` itself dies of SIGTERM at once and leaves its run without an end;
    SIGINT lets it leave by KeyboardInterrupt, unless it was started in the background and ignores that.
    """
    if run.via != "python" or _ignores(run.process.pid, signal.SIGINT):
        return signal.SIGTERM
    return signal.SIGINT


def _ignores(pid: int, number: int) -> bool:
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
            masks = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        return bool(int(masks["SigIgn"], 16) >> (number - 1) & 1)
    except (OSError, KeyError, ValueError):  # no /proc (macOS)
        return False


def _requested(bench: Workbench, run: Run) -> bool:
    path = bench.paths.stop_request(run.id)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
    return False
