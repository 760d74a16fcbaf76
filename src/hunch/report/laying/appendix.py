"""The runs that a page speaks of: where its links lead."""

from collections.abc import Sequence

from hunch.entities.quantities import duration, number, param

from ..blocks import Line, Section, Span, Table, quiet
from ..said import Report, RunSaid
from .names import Names, at, clipped, status_span

TITLE = "Runs"
MOST_METRICS, MOST_PARAMS = 4, 6


def section(said: Report, names: Names, mentioned: Sequence[str]) -> Section | None:
    """None where no run is spoken of."""
    wanted = set(mentioned)
    runs = [run for run in said.runs if run.id in wanted]
    if not runs:
        return None
    metrics = [each.question.metric for each in said.questions if each.question.metric]
    rows = [_row(run, names, metrics) for run in sorted(runs, key=_start)]
    titles = ["run", "id", "status", "began", "took", "seed", "idea or command", "metrics; params"]
    numbers = [False, False, False, False, True, True, False, False]
    table = Table(
        "The runs that this page speaks of",
        titles,
        numbers,
        rows,
        [run.id for run in sorted(runs, key=_start)],
    )
    return Section(TITLE, "runs", [table])


def _row(run: RunSaid, names: Names, metrics: Sequence[str]) -> list[Line]:
    idea = names.idea_of(run.id)
    return [
        [Span(run.name, "strong")],
        [Span(run.short)],
        [status_span(run.status)],
        [Span(at(run.started_at))],
        [Span(duration(run.duration_s), "number")] if run.duration_s is not None else [],
        [Span(str(run.seed), "number")] if run.seed is not None else [],
        [Span(idea)] if idea else [Span(clipped(run.command, 60), "code")],
        [Span(_metrics(run, metrics)), *([Span("; ")] if run.metrics and run.params else []), *_params(run)],
    ]


def _metrics(run: RunSaid, first: Sequence[str]) -> str:
    there = sorted(run.metrics, key=lambda name: (name not in first, name))[:MOST_METRICS]
    return ", ".join(f"{clipped(name, 30)} {_value(run.metrics[name])}" for name in there)


def _value(value: float | None) -> str:
    return "not finite" if value is None else number(value)


def _params(run: RunSaid) -> Line:
    some = [f"{name}={clipped(param(value), 24)}" for name, value in list(run.params.items())[:MOST_PARAMS]]
    return [quiet(f"{clipped(', '.join(some), 110)}")] if some else []


def _start(run: RunSaid) -> tuple[str, str]:
    return run.started_at, run.id
