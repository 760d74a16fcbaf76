"""`hunch export`: runs and curves for other tools."""

import click
import msgspec

from hunch.actions.exporting import FORMATS, export
from hunch.actions.listing import Wanted, listed
from hunch.entities.quantities import count, size
from hunch.entities.run import Run
from hunch.errors import UserError

from .opened import Opened, opened
from .render import out, out_json, plain, talk

HELP = """\
Write two tables into a folder: `runs` (a row a run: fields, params, metrics) and `metrics` (a row a call
of log()), as Parquet or CSV. Without RUN, all runs, or those of --filter.

\b
Examples:
  hunch export --parquet
  hunch export --csv -o tables --filter 'val/acc > 0.9'
  hunch export @ calm-otter --csv
"""


@click.command("export", help=HELP, short_help="Write runs and curves as Parquet or CSV.")
@click.argument("references", metavar="[RUN]...", nargs=-1)
@click.option("--parquet", "kind", flag_value="parquet", help="As Parquet.")
@click.option("--csv", "kind", flag_value="csv", help="As CSV.")
@click.option("-o", "directory", metavar="DIR", default="hunch-export", help="The folder (hunch-export).")
@click.option("--filter", "filter_text", metavar="FILTER", help="Only these runs, as in `hunch runs`.")
@click.option("--overwrite", is_flag=True, help="Files that are there may be overwritten.")
@click.option("--json", "as_json", is_flag=True, help="The files that were written, as JSON.")
def command(
    references: tuple[str, ...],
    kind: str | None,
    directory: str,
    filter_text: str | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Export runs."""
    if kind not in FORMATS:
        raise UserError("as what?", hint="hunch export --parquet, or hunch export --csv")
    if references and filter_text:
        raise UserError("runs and a filter: one of them", hint="Leave the runs out to filter all of them.")
    with opened() as bench:
        runs = bench.runs(references) if references else _all(bench, filter_text)
        files = export(bench.folder.bench, runs, directory, kind=kind, overwrite=overwrite)
    if as_json:
        out_json([Exported(**each._asdict()) for each in files])
        return
    for written in files:
        out(written.path)
        talk(f"{plain(written.path)}: {count(written.rows, 'row')}, {size(written.size_bytes)}")


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was written."""

    path: str
    rows: int
    size_bytes: int


def _all(bench: Opened, filter_text: str | None) -> list[Run]:
    return listed(bench.folder, bench.index, Wanted(filter_text, change_budget_s=30), now=bench.now).runs
