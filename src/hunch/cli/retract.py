"""`hunch retract`: take a prediction of one's own back."""

import click
import msgspec

from hunch.actions.hunches.retracting import retract
from hunch.entities.reference import short_id
from hunch.ids import system_clock

from .opened import opened
from .render import out_json, plain, talk

HELP = """\
Take a prediction of your own back, before what it is about has ended. It stays, marked; it is not scored, and counts
among those of which nothing came. HUNCH is its id, or @hunch: your latest (@ will do).

\b
Examples:
  hunch retract @hunch -m "I meant the other idea"
  hunch retract k7fq -m "the data have changed"
"""


@click.command("retract", help=HELP, short_help="Take a prediction of your own back.")
@click.argument("reference", metavar="HUNCH")
@click.option("-m", "--why", metavar="WHY", default="", help="Why; it is kept with it.")
@click.option("--json", "as_json", is_flag=True, help="What was taken back, as JSON.")
def command(reference: str, why: str, as_json: bool) -> None:
    """Retract."""
    with opened() as bench:
        hunch = retract(bench.folder, bench.index, reference, why=why, clock=system_clock)
        talk(f"taken back: {plain(hunch.text)} ({short_id(hunch.hunch)})")
    if as_json:
        out_json(Retracted(id=hunch.hunch, text=hunch.text, why=" ".join(why.split())))


class Retracted(msgspec.Struct, frozen=True, kw_only=True):
    """A hunch that was taken back."""

    id: str
    text: str
    why: str
