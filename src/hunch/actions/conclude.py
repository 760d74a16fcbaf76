"""One `hunch run`, last part: how it ended, written down once."""

import os
import re
import signal

from hunch.entities.events import RunFinished, RunMeasured
from hunch.entities.run import Status
from hunch.entities.secrets import redact_script
from hunch.errors import CannotWrite
from hunch.ids import Clock
from hunch.journal import runfolder
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append

from .attend import Attended
from .ending import Ending, end, end_barely
from .record import Started

TAIL_BYTES = 64_000
"""How much of the console's end is searched for a traceback."""
TRACEBACK_LINES = 200
LAST_LINES = 20
OWN_TIME_BYTES = 50_000_000
"""Metrics files up to this size are hashed at once; larger ones by their first reader."""


def conclude(attended: Attended) -> RunFinished:
    """Write `run.finished`.

    Raises:
        CannotWrite: the journal cannot be written; the run will be seen as lost.
    """
    started, ended, status = attended.started, attended.ended, _status(attended)
    ending = Ending(
        status=status,
        ended_us=attended.ended_us,
        exit_code=ended.exit_code,
        signal=None if ended.signal is None else _name_of(ended.signal),
        traceback=_traceback(started) if status == Status.FAILED else None,
        faults=attended.faults,
        environment=attended.environment,
        peak_memory_bytes=attended.peak_memory_bytes,
        cpu_s=ended.cpu_s,
    )
    try:
        return end(started.begun, ending, clock=started.clock)
    except CannotWrite:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours must not make a finished run look lost
        fault = f"what came of it could not all be gathered: {type(error).__name__}: {error}"
        ending = ending._replace(faults=[*ending.faults, fault])
        return end_barely(started.begun, ending, clock=started.clock)


def measure(bench: Workbench, run: str, *, clock: Clock) -> None:
    """Write down the hashes of the metrics files, so that an edited result shows."""
    sizes = runfolder.metrics_files(bench, run)
    if sizes and sum(sizes.values()) <= OWN_TIME_BYTES:
        append(bench, RunMeasured(run=run, files=runfolder.measure(bench, run)), clock=clock)


def _status(attended: Attended) -> Status:
    if attended.ended.signal is not None:
        return Status.KILLED
    return Status.FAILED if attended.ended.exit_code else Status.FINISHED


def _name_of(number: int) -> str:
    """`SIGTERM` rather than 15; real-time signals have no name of their own."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _traceback(started: Started) -> str | None:
    """The last traceback on the console, else its last lines: why a run failed, in its own words."""
    path = started.bench.paths.console(started.run)
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return None
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    begin = text.rfind("Traceback (most recent call last)")
    if begin >= 0:
        text = text[text.rfind("\n", 0, begin) + 1 :]
        lines = text.splitlines()[:TRACEBACK_LINES]
    else:
        lines = text.splitlines()[-LAST_LINES:]
    return redact_script("\n".join(lines).strip()) or None
