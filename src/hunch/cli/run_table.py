"""The table of runs: which columns are worth their room, and how a run's cell in each reads."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hunch.entities.quantities import ago, duration, number, param
from hunch.entities.run import Run, Status
from hunch.entities.telling import differing_params, main_metrics, program
from hunch.entities.values import value_of
from hunch.entities.variant import rule_of
from hunch.entities.words import STATUSES

from .opened import Opened
from .render import Terminal, out, sign, talk
from .table import Cell, Column, table


def print_runs(bench: Opened, runs: Sequence[Run], *, shown: Terminal) -> None:
    """The table of `hunch runs`."""
    lines, dropped = _table(bench, runs, _columns(bench, runs, shown), shown)
    for line in lines:
        out(line)
    if dropped:
        talk(f"no room for: {', '.join(dropped)} (see them with --columns or --csv)")


def print_values(bench: Opened, runs: Sequence[Run], names: Sequence[str], *, shown: Terminal) -> None:
    """Runs by their names, with these fields, params and metrics."""
    columns = [_name_column(bench, runs), *(_value_column(name, runs) for name in names)]
    for line in _table(bench, runs, columns, shown)[0]:
        out(line)


def value_in(run: Run, name: str) -> object:
    """A field, param or metric of a run by the name of a column; None where it has none."""
    scope, colon, rest = name.partition(":")
    return value_of(run, rest, scope=scope) if colon and scope in ("param", "metric") else value_of(run, name)


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
        value = value_in(run, name)
        if value is None:
            return Cell("")
        return Cell(", ".join(map(str, value)) if isinstance(value, list) else param(value))

    return _Shown(Column(name, "point"), cell)


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
