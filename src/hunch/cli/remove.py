"""`hunch rm`: take runs away."""

import click

from hunch.actions.removing import Removal, remove
from hunch.entities.quantities import count, size
from hunch.ids import system_clock

from .opened import opened
from .render import out, out_json, plain, talk

HELP = """\
Take runs away: their folders, and the files and snapshots that no other run uses. A tombstone stays in
the journal. Running runs are refused.

\b
Examples:
  hunch rm @
  hunch rm calm-otter brave-gull --dry-run
"""


@click.command("rm", help=HELP, short_help="Take runs away (a tombstone stays in the journal).")
@click.argument("references", metavar="RUN...", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(references: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Remove runs."""
    with opened() as bench:
        runs = bench.runs(references)
        done = remove(bench.folder.bench, bench.index, runs, clock=system_clock, dry_run=dry_run)
        names = {run.id: plain(run.name) for run in runs}
    if as_json:
        out_json(done)
        return
    for piece in done.pieces:
        if piece.kind == "run":
            out(f"{piece.name}  {names[piece.name]}  {size(piece.size_bytes)}")
    tell(done)


def tell(done: Removal) -> None:
    """What came of it, and what was left alone for safety."""
    talk(summary(done))
    if done.note:
        talk(done.note)


def summary(done: Removal) -> str:
    """One line: what went, and how much room it made."""
    kinds: dict[str, int] = {}
    for piece in done.pieces:
        kinds[piece.kind] = kinds.get(piece.kind, 0) + 1
    if done.snapshots:
        kinds["snapshot"] = len(done.snapshots)
    many = {"folder of a removed run": "folders of removed runs", "cached copy": "cached copies"}
    parts = ", ".join(count(amount, kind, many=many.get(kind)) for kind, amount in kinds.items())
    if not parts:
        return "nothing to take away"
    verb = "would be taken away" if done.dry_run else "taken away"
    return f"{parts} {verb}: {size(done.freed_bytes)}"
