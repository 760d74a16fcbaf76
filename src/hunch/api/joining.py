"""A process's part in the run of `hunch run`: it tells, the parent writes the journal."""

import os
import time
from typing import TYPE_CHECKING

from hunch.capture.telling import Teller
from hunch.entities.observed import Named, Totals

if TYPE_CHECKING:
    from .handle import Run
    from .session import Wish

LEAST_TOLD_BYTES = 100_000
"""The parent reads a smaller metrics file as fast as its summaries."""


def tell_named(teller: Teller, wish: "Wish") -> None:
    """Tell what the program calls its run.

    Raises:
        OSError: it cannot be written.
    """
    teller.tell(
        Named(
            t=time.time_ns(),
            name=wish.name,
            tags=[str(tag) for tag in wish.tags],
            why=wish.why,
            seed=wish.seed,
        )
    )


def tell_end(run: "Run") -> None:
    """Tell what went wrong, and the summaries of a long run, so that nobody need read it to know them.

    Raises:
        OSError: it cannot be written.
    """
    assert run.place is not None
    totals, source, size = run.recorder.totals(), run.recorder.source_name, run.recorder.size_bytes()
    run.recorder.close()
    for fault in run.recorder.faults():
        run.place.teller.fault(fault)
    if source and totals.exact and size >= LEAST_TOLD_BYTES:
        run.place.teller.tell(
            Totals(t=time.time_ns(), source=source, size_bytes=size, metrics=totals.summaries)
        )


def peak_memory_bytes() -> int:
    """The most memory that this process has held."""
    import resource
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def cpu_s() -> float:
    """The time that this process has computed."""
    times = os.times()
    return times.user + times.system
