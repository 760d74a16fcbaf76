"""Runs by what people call them."""

import math
from collections.abc import Sequence

from hunch.entities.config import Objective
from hunch.entities.reference import Named, resolve
from hunch.entities.run import Run, Status
from hunch.errors import UnknownRun, UserError
from hunch.journal.index import Index

BEST_RUN = "best"
"""What the run with the best value of the objective is called."""


def find_run(index: Index, reference: str, *, objective: Objective) -> Run:
    """The run that `reference` names: short id, two-word name, `@`, `@~1`, `best` or full id.

    Raises:
        UnknownRun: no run answers to it.
        AmbiguousRun: several do.
        UserError: `best`, and no objective says by what.
    """
    return find_runs(index, [reference], objective=objective)[0]


def find_runs(index: Index, references: Sequence[str], *, objective: Objective) -> list[Run]:
    """As `find_run`, for several; each run once, in the order in which they were named."""
    names = all_names(index)
    ids = [
        best(index.runs(), objective).id
        if reference == BEST_RUN and not _is_a_name(reference, names)
        else resolve(reference, names)
        for reference in references
    ]
    found = {run.id: run for run in index.runs(list(dict.fromkeys(ids)))}
    return [found[each] for each in dict.fromkeys(ids)]


def all_names(index: Index) -> list[Named]:
    """What every run can be called by, the first start first."""
    return [Named(*row) for row in index.named()]


def best(runs: Sequence[Run], objective: Objective) -> Run:
    """The finished run with the best last value of the objective's metric; of equals the older.

    Raises:
        UserError: there is no objective, or no finished run has its metric.
    """
    if objective.metric is None:
        raise UserError(
            "`best` needs a metric to go by",
            hint='Put it into hunch.toml:\n[objective]\nmetric = "val/acc"\ngoal = "max"',
        )
    sign = 1 if objective.goal == "max" else -1
    scored = [
        (sign * value, run)
        for run in runs
        if run.status == Status.FINISHED
        and (summary := run.metrics.get(objective.metric)) is not None
        and (value := summary.value) is not None
        and math.isfinite(value)
    ]
    if not scored:
        raise UnknownRun(f"no finished run has a value of {objective.metric!r}", hint="List them: hunch runs")
    highest = max(score for score, _ in scored)
    return min((run for score, run in scored if score == highest), key=lambda run: run.id)


def _is_a_name(reference: str, names: Sequence[Named]) -> bool:
    return any(run.name == reference for run in names)
