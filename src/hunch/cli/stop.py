"""`hunch stop`: ask a running run to stop."""

import time

import click

from hunch.actions.live import is_living
from hunch.actions.stopping import stop
from hunch.entities.run import Status
from hunch.ids import system_clock

from .opened import opened
from .render import plain, talk

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
def command(references: tuple[str, ...], wait_s: float) -> None:
    """Stop runs."""
    with opened() as bench:
        for run in bench.runs(references):
            name = plain(run.name)
            if not stop(bench.folder.bench, run, clock=system_clock):
                talk(
                    f"{name} runs elsewhere ({plain(run.process.host)}); it will find the request in its folder"
                )
                continue
            if run.status == Status.QUEUED:
                talk(f"{name} is out of the queue: it will not begin")
                continue
            deadline = time.monotonic() + wait_s
            while (
                lives := is_living(bench.folder.bench, run, now_us=system_clock())
            ) and time.monotonic() < deadline:
                time.sleep(PAUSE_S)
            talk(f"{name} still runs; it was asked to stop" if lives else f"{name} stopped")
