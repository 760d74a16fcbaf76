"""`hunch stop`: ask a running run to stop."""

import time

import click
import msgspec

from hunch.actions.live import is_living
from hunch.actions.stopping import stop
from hunch.entities.run import Run, Status
from hunch.ids import system_clock

from .opened import Opened, opened
from .render import out_json, plain, talk

PAUSE_S = 0.05
HELP = """\
Ask a running run to stop: its program gets SIGTERM and may tidy up; the run ends as killed.

A run on another machine finds the request in its folder. A queued run is taken out of the queue.

\b
Examples:
  hunch stop @
  hunch stop calm-otter --wait 60
"""


@click.command("stop", help=HELP, short_help="Ask a running run to stop.")
@click.argument("references", metavar="RUN...", nargs=-1, required=True)
@click.option(
    "--wait",
    "wait_s",
    type=click.FloatRange(min=0),
    default=5.0,
    metavar="S",
    help="How long to wait for its end (5).",
)
@click.option("--json", "as_json", is_flag=True, help="What came of it, as JSON.")
def command(references: tuple[str, ...], wait_s: float, as_json: bool) -> None:
    """Stop runs."""
    with opened() as bench:
        asked = [_ask(bench, run, wait_s) for run in bench.runs(references)]
    if as_json:
        out_json(asked)


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """What came of asking a run to stop."""

    id: str
    name: str
    was: str
    """Its status: running or queued."""
    reached: bool
    """Whether it was told; else it finds the request in its folder."""
    stopped: bool
    """Whether it has ended, or will not begin."""


def _ask(bench: Opened, run: Run, wait_s: float) -> Stopped:
    """Ask one run to stop, and await its end."""
    name = plain(run.name)
    reached = stop(bench.folder.bench, run, clock=system_clock)
    stopped = run.status == Status.QUEUED
    if not reached:
        talk(f"{name} runs elsewhere ({plain(run.process.host)}); it will find the request in its folder")
    elif stopped:
        talk(f"{name} is out of the queue: it will not begin")
    else:
        stopped = _ends(bench, run, wait_s)
        talk(f"{name} stopped" if stopped else f"{name} still runs; it was asked to stop")
    return Stopped(id=run.id, name=run.name, was=run.status.value, reached=reached, stopped=stopped)


def _ends(bench: Opened, run: Run, wait_s: float) -> bool:
    """Whether it has ended before so much time is over."""
    deadline = time.monotonic() + wait_s
    while is_living(bench.folder.bench, run, now_us=system_clock()):
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE_S)
    return True
