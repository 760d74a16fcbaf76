"""`hunch runs`: a list of runs, only the columns that differ."""

import sys
from collections.abc import Sequence

import click

from hunch.actions.listing import Listing, Wanted, listed
from hunch.entities.quantities import count, param
from hunch.entities.run import Run
from hunch.entities.telling import flat
from hunch.entities.values import FIELDS
from hunch.errors import UserError

from .opened import Opened, opened
from .render import out_json, plain, talk, terminal
from .run_table import print_runs, print_values, value_in

ROWS = 50
HELP = """\
List runs, the newest first: status, times, the params that differ, the main metrics, what changed.

FILTER is an expression over fields, params and metrics; names that are not plain words are quoted
after `param:` or `metric:`.

\b
Examples:
  hunch runs
  hunch runs 'val/acc > 0.9 and lr < 1e-2 and status == "finished"'
  hunch runs --sort -val/acc --columns lr,val/acc,loss.min
  hunch runs 'started_at == today' --json
"""


@click.command("runs", help=HELP, short_help="List runs: filter, sort, only the columns that differ.")
@click.argument("filter_text", metavar="[FILTER]", required=False)
@click.option("--sort", metavar="KEY", help="A field, param or metric; -KEY puts the highest first.")
@click.option("--columns", metavar="A,B", help="These columns, beside the name.")
@click.option("--all", "everything", is_flag=True, help="All runs, not only the newest.")
@click.option("-n", "most", type=click.IntRange(min=1), help=f"At most so many rows ({ROWS}).")
@click.option("--csv", "as_csv", is_flag=True, help="Every run with everything, flat, as CSV.")
@click.option("--json", "as_json", is_flag=True, help="Every run with everything, as one array.")
def command(
    filter_text: str | None,
    sort: str | None,
    columns: str | None,
    everything: bool,
    most: int | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """List runs."""
    rows = most if most or everything or as_csv or as_json else ROWS
    with opened() as bench:
        wanted = Wanted(filter_text, sort, rows, hunches=as_json)
        listing = listed(bench.folder, bench.index, wanted, now=bench.now)
        if listing.changes_missing and (as_json or as_csv):
            talk(
                f"{listing.changes_missing} changes are not derived yet (null); the next call goes on with them"
            )
        if as_json:
            out_json(listing.runs)
        elif as_csv:
            out_csv(listing.runs)
        else:
            _print(bench, listing, _chosen(columns, listing.runs))


def out_csv(runs: Sequence[Run]) -> None:
    """Every run as a row, with the columns of all."""
    import csv

    rows = [flat(run) for run in runs]
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    shown = plain if sys.stdout.isatty() else str
    writer.writerow([shown(name) for name in names])
    for row in rows:
        writer.writerow([shown(in_csv(row.get(name))) for name in names])


def in_csv(value: object) -> str:
    """A value in a CSV file: nothing is empty, numbers are exact, lists are JSON."""
    return "" if value is None or value == [] else param(value)


def _print(bench: Opened, listing: Listing, chosen: list[str] | None) -> None:
    shown = terminal()
    if not listing.runs:
        talk("no runs yet; record one: hunch run COMMAND..." if not listing.all else "no run matches")
        return
    if chosen is None:
        print_runs(bench, listing.runs, shown=shown)
    else:
        print_values(bench, listing.runs, chosen, shown=shown)
    hidden = listing.total - len(listing.runs)
    if hidden > 0:
        talk(f"{count(hidden, 'more run')}: hunch runs --all")


def _chosen(columns: str | None, runs: Sequence[Run]) -> list[str] | None:
    if columns is None:
        return None
    names = [name.strip() for name in columns.split(",") if name.strip()]
    for name in names:
        if (
            name not in FIELDS
            and name != "short_id"
            and all(value_in(run, name) is None for run in runs)
            and runs
        ):
            from difflib import get_close_matches

            from hunch.entities.values import known_names

            near = get_close_matches(name, known_names(runs), n=3)
            raise UserError(
                f"no run here has {name!r}",
                hint=f"Did you mean {' or '.join(map(plain, near))}?" if near else None,
            )
    return names
