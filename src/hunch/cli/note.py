"""`hunch note`: write a line down."""

import sys

import click

from hunch.actions.tagging import note
from hunch.ids import system_clock

from .opened import opened
from .render import plain, talk

HELP = """\
Write a line down: on a run with --on, else on its own. `-` reads the text from stdin.

\b
Examples:
  hunch note "the loss spikes when the learning rate warms up" --on @
  hunch note "try a smaller batch tomorrow"
  hunch note - --on calm-otter < thoughts.txt
"""


@click.command("note", help=HELP, short_help="Write a line down, on a run or on its own.")
@click.argument("text")
@click.option(
    "--on", "references", metavar="RUN", multiple=True, help="The run that it is about; may be repeated."
)
def command(text: str, references: tuple[str, ...]) -> None:
    """Write a note."""
    if text == "-":
        text = sys.stdin.read().strip()
    with opened() as bench:
        runs = bench.runs(references)
        note(bench.folder.bench, text, runs=runs, clock=system_clock)
        talk("noted" + (f" on {', '.join(plain(run.name) for run in runs)}" if runs else ""))
