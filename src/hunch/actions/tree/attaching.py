"""Attaching runs to an idea after they have begun, or taking them off it.

It says what they were for, and no more: what was foretold counts for the runs whose start names it, and what may be
claimed of a variant hangs on its question, not on ideas.
"""

from collections.abc import Sequence

from hunch.entities.events import RunsAttached
from hunch.entities.question import Idea
from hunch.entities.run import Run
from hunch.ids import Clock
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append


def attach(bench: Workbench, runs: Sequence[Run], idea: Idea | None, *, clock: Clock) -> list[Run]:
    """Let runs try an idea from here on (None: none); the runs for which that made a difference."""
    wanted = idea.id if idea else None
    touched = [run for run in runs if run.idea != wanted]
    if touched:
        append(bench, RunsAttached(runs=[run.id for run in touched], idea=wanted), clock=clock)
    return touched
