"""What changed: the edges by which the period's variants came from others, each with its sentence."""

from collections import Counter
from typing import NamedTuple

from hunch.actions.changes import with_changes
from hunch.entities.run import Run

from .ground import Ground
from .said import Edge

MOST = 60
ALL_THE_TIME_THERE_IS = float("inf")
"""Else what is said would depend on how fast the machine is."""


class Edges(NamedTuple):
    """The edges; `more` counts those for which there was no room."""

    shown: list[Edge]
    more: int


def edges(ground: Ground) -> Edges:
    """One for each variant that the period ran: from the run that its first one of the period came from."""
    count = Counter(run.variant or run.id for run in ground.runs)
    firsts: dict[str, Run] = {}
    for run in sorted(ground.runs, key=_start):
        firsts.setdefault(run.variant or run.id, run)
    wanted = [run for run in firsts.values() if run.parent is not None]
    told = with_changes(ground.folder, ground.whole, wanted[:MOST], budget_s=ALL_THE_TIME_THERE_IS).runs
    shown = [
        Edge(
            run=run.id,
            parent=run.parent or "",
            sentence=run.change,
            runs=count[run.variant or run.id],
            question=run.question,
        )
        for run in told
    ]
    return Edges(shown, len(wanted) - len(told))


def _start(run: Run) -> str:
    return run.started_at
