"""`hunch runs`: a list of runs, only the columns that differ."""

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

import click

from hunch.actions.listing import Listing, Wanted, listed
from hunch.entities.quantities import ago, count, duration, number, param
from hunch.entities.run import Run, Status
from hunch.entities.telling import differing_params, flat, main_metrics, program
from hunch.entities.values import FIELDS, value_of
from hunch.entities.variant import rule_of
from hunch.entities.words import STATUSES
from hunch.errors import UserError

from .opened import Opened, opened
from .render import Terminal, out, out_json, plain, sign, talk, terminal
from .table import Cell, Column, table

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


def print_runs(bench: Opened, runs: Sequence[Run], *, shown: Terminal) -> None:
    """The table of `hunch runs`."""
    lines, dropped = _table(bench, runs, _columns(bench, runs, shown), shown)
    for line in lines:
        out(line)
    if dropped:
        talk(f"no room for: {', '.join(dropped)} (see them with --columns or --csv)")


def _print(bench: Opened, listing: Listing, chosen: list[str] | None) -> None:
    shown = terminal()
    if not listing.runs:
        talk("no runs yet; record one: hunch run COMMAND..." if not listing.all else "no run matches")
        return
    if chosen is None:
        print_runs(bench, listing.runs, shown=shown)
    else:
        named = [_name_column(bench, listing.runs), *(_value_column(name, listing.runs) for name in chosen)]
        for line in _table(bench, listing.runs, named, shown)[0]:
            out(line)
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
            and all(_value(run, name) is None for run in runs)
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


class _Shown(NamedTuple):
    """A column and how a run's cell in it reads."""

    column: Column
    cell: Callable[[Run], Cell]


def _table(
    bench: Opened, runs: Sequence[Run], columns: Sequence[_Shown], shown: Terminal
) -> tuple[list[str], list[str]]:
    rows = [[each.cell(run) for each in columns] for run in runs]
    laid = table([each.column for each in columns], rows, shown)
    return laid.lines, laid.dropped


def _columns(bench: Opened, runs: Sequence[Run], shown: Terminal) -> list[_Shown]:
    now = bench.now.us
    rule = rule_of(bench.config)
    columns = [
        _Shown(Column("status"), lambda run: _status(run, shown)),
        _name_column(bench, runs),
        _id_column(bench, runs),
        *_verdict_column(bench, runs, shown),
        _Shown(Column("started", drop=8), lambda run: Cell(ago(run.started_at, now_us=now))),
        _Shown(Column("took", "right", drop=12), lambda run: Cell(duration(_took(run, now)))),
    ]
    for field, reads in _FIELDS_THAT_MAY_DIFFER.items():
        if len({reads(run) for run in runs}) > 1:
            columns.append(_field_column(field, reads))
    if len({run.seed for run in runs}) > 1:
        columns.append(
            _Shown(
                Column("seed", "right", drop=10), lambda run: Cell("" if run.seed is None else str(run.seed))
            )
        )
    for place, name in enumerate(differing_params(runs, rule=rule)):
        columns.append(_param_column(name, drop=4 + place if place < 3 else 20 + place))
    for place, name in enumerate(main_metrics(runs, objective=bench.config.objective.metric)):
        columns.append(_metric_column(name, drop=(1, 3, 15, 16)[place]))
    if any(run.change for run in runs):
        columns.append(_Shown(Column("change", least=30, drop=2), lambda run: Cell(run.change or "")))
    return columns


_FIELDS_THAT_MAY_DIFFER: dict[str, Callable[[Run], str]] = {
    "program": program,
    "author": lambda run: run.author.removeprefix("human:"),
    "host": lambda run: run.process.host,
    "tags": lambda run: " ".join(run.tags),
}


def _name_column(bench: Opened, runs: Sequence[Run]) -> _Shown:
    return _Shown(Column("name", least=12), lambda run: Cell(run.name, bold=True))


def _id_column(bench: Opened, runs: Sequence[Run]) -> _Shown:
    shorts = bench.shorts(runs)
    return _Shown(Column("id"), lambda run: Cell(shorts[run.id]))


def _verdict_column(bench: Opened, runs: Sequence[Run], shown: Terminal) -> list[_Shown]:
    """What may be said of each run's variant, by its sign: where a question is current, as far as it is at hand."""
    if all(run.question is None for run in runs):
        return []
    from hunch.actions.verdicts.listed import words_in_list
    from hunch.entities.words import verdict_word

    found = words_in_list(bench.folder, bench.index, runs, bench.config.objective)
    words = {variant: verdict_word(each.verdict, each.direction) for variant, each in found.items()}

    def cell(run: Run) -> Cell:
        word = words.get(run.variant or "")
        return Cell(sign(word, shown), word.colour) if word else Cell("")

    return [_Shown(Column("", drop=6), cell)] if words else []


def _field_column(field: str, reads: Callable[[Run], str]) -> _Shown:
    return _Shown(Column(field, least=8, drop=9), lambda run: Cell(reads(run)))


def _param_column(name: str, *, drop: int) -> _Shown:
    def cell(run: Run) -> Cell:
        value = value_of(run, name, scope="param")
        return Cell("" if value is None else param(value))

    return _Shown(Column(name, "point", least=6, drop=drop), cell)


def _metric_column(name: str, *, drop: int) -> _Shown:
    def cell(run: Run) -> Cell:
        summary = run.metrics.get(name)
        return Cell(number(summary.value) if summary else "")

    return _Shown(Column(name, "point", drop=drop), cell)


def _value_column(name: str, runs: Sequence[Run]) -> _Shown:
    def cell(run: Run) -> Cell:
        value = _value(run, name)
        if value is None:
            return Cell("")
        return Cell(", ".join(map(str, value)) if isinstance(value, list) else param(value))

    return _Shown(Column(name, "point"), cell)


def _value(run: Run, name: str) -> object:
    scope, colon, rest = name.partition(":")
    return value_of(run, rest, scope=scope) if colon and scope in ("param", "metric") else value_of(run, name)


def _status(run: Run, shown: Terminal) -> Cell:
    word = STATUSES[run.status]
    said = f"{sign(word, shown)} {word.text}"
    if run.status == Status.FAILED and run.exit_code:
        said += f" {run.exit_code}"
    return Cell(said, word.colour)


def _took(run: Run, now_us: int) -> float | None:
    """How long a run took, or has been going on."""
    if run.duration_s is not None or run.status != Status.RUNNING:
        return run.duration_s
    from hunch.ids import microseconds

    return max(0.0, (now_us - microseconds(run.started_at)) / 1e6)
