"""A metric's curve, from the lines of a run's metrics files."""

from typing import NamedTuple

from hunch.entities.escaping import escaped
from hunch.entities.run import Run
from hunch.errors import UserError
from hunch.journal.metric_lines import blocks, metrics_files, public_name, read_lines
from hunch.journal.workbench import Workbench

Number = float | int


class CurveData(NamedTuple):
    """One run's values of one metric, in the order in which they were logged; each of shape (point,)."""

    run: Run
    steps: list[Number]
    values: list[Number]


def curve(bench: Workbench, run: Run, metric: str) -> CurveData:
    """The values of a metric, live ones too; of several sources that report it, those of the most trusted.

    Raises:
        UserError: the run has no such metric; the hint names near ones.
    """
    names: set[str] = set()
    for file in metrics_files(bench, run.id):
        rows: list[tuple[int, Number, Number]] = []
        for block in blocks(read_lines(file.path).lines):
            public = [public_name(file.source, name) for name in block.names]
            names.update(public)
            if metric in public:
                at = public.index(metric)
                rows += zip(block.rows, block.steps, (values[at] for values in block.values), strict=True)
        if rows:
            rows.sort()
            return CurveData(run, [row[1] for row in rows], [row[2] for row in rows])
    raise _no_curve(run, metric, names)


def _no_curve(run: Run, metric: str, names: set[str]) -> UserError:
    from difflib import get_close_matches

    near = get_close_matches(metric, names, n=3, cutoff=0.5)
    if near:
        hint = f"Did you mean {' or '.join(map(escaped, near))}?"
    else:
        hint = (
            f"It has: {', '.join(map(escaped, sorted(names)[:12]))}" if names else "It has no curves at all."
        )
    return UserError(f"{run.name} has no metric {metric!r}", hint=hint)
