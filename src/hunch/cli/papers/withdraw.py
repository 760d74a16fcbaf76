"""`hunch paper withdraw`: take a claim back."""

import click

from hunch.actions.papers.claiming import withdraw
from hunch.actions.papers.known import claims
from hunch.actions.papers.referring import find_claim
from hunch.ids import system_clock

from ..opened import opened
from ..render import plain, talk
from .lines import quoted

HELP = """\
Take a claim back. It stays, with the reason, and is not answered any more.

\b
Examples:
  hunch paper withdraw k7fq -m "it is about another metric"
"""


@click.command("withdraw", help=HELP, short_help="Take a claim back.")
@click.argument("reference", metavar="CLAIM")
@click.option("-m", "why", metavar="WHY", required=True, help="Why.")
def command(reference: str, why: str) -> None:
    """Withdraw a claim."""
    with opened() as bench:
        claim = find_claim(claims(bench.index), reference)
        withdraw(bench.folder.bench, claim, why, clock=system_clock)
        talk(f"withdrawn: {quoted(claim)}: {plain(why)}")
