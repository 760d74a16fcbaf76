"""`hunch gc`: take away what no run uses any more."""

import click

from hunch.actions.removing import collect
from hunch.entities.quantities import size
from hunch.ids import system_clock

from .opened import opened
from .remove import tell
from .render import out, out_json

HELP = """\
Take away what no run uses any more: folders of removed runs, artifacts, snapshots, cached copies.

What a restore saved of your working folder stays, unless --saved says otherwise.

\b
Examples:
  hunch gc --dry-run
  hunch gc
"""


@click.command("gc", help=HELP, short_help="Take away what no run uses any more.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--saved", "saved_too", is_flag=True, help="Also what restores saved of working folders.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(dry_run: bool, saved_too: bool, as_json: bool) -> None:
    """Collect what is unused."""
    with opened() as bench:
        done = collect(
            bench.folder.bench, bench.index, clock=system_clock, dry_run=dry_run, saved_too=saved_too
        )
    if as_json:
        out_json(done)
        return
    for piece in done.pieces:
        out(f"{piece.kind}  {piece.name}  {size(piece.size_bytes)}")
    for snapshot in done.snapshots:
        out(f"snapshot  {snapshot[:12]}")
    tell(done)
