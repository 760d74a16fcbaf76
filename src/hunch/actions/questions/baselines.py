"""Choosing what a question's variants are compared with."""

from typing import NamedTuple

from hunch.entities.escaping import escaped
from hunch.entities.events import BaselineSet
from hunch.entities.question import Baseline, Question
from hunch.entities.reference import short_id
from hunch.entities.run import Run, Status
from hunch.entities.standing import Standing, baseline_of, measures
from hunch.errors import Refused
from hunch.ids import Clock
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append

from .referring import label, short_of

MOST_SHOWN = 6


class Chosen(NamedTuple):
    """A baseline; `is_new` where it was another before, or was not chosen."""

    baseline: Baseline
    is_new: bool


def choose_baseline(
    folder: WorkingFolder, index: Index, standing: Standing, *, run: Run, question: Question, clock: Clock
) -> Chosen:
    """Make the variant of `run` what `question`'s variants are compared with from here on.

    Raises:
        Refused: the run cannot be one; nothing is written.
    """
    variant = _variant(run)
    _must_measure(run, question)
    _must_belong(index, standing, run, question)
    before = baseline_of(standing, question)
    if before is not None and before.variant == variant:
        return Chosen(before, False)  # to set it again would number all variants anew, for nothing
    runs = standing.runs_of(variant)
    said = BaselineSet(question=question.id, run=run.id, variant=variant, baseline=runs)
    event = append(folder.bench, said, clock=clock)
    return Chosen(Baseline(variant=variant, runs=runs, run=run.id, since=event.id), True)


def _variant(run: Run) -> str:
    """What the run is a replicate of."""
    if run.status in (Status.QUEUED, Status.RUNNING):
        raise Refused(
            f"{run.name} has not ended: what makes it a variant is known at its end",
            hint=f"When it has ended: hunch baseline {short_id(run.id)}",
        )
    if run.status != Status.FINISHED:
        raise Refused(
            f"{run.name} did not finish ({run.status}): there is nothing to compare with",
            hint=f"Run it again: hunch replicate {short_id(run.id)} --seeds 3, then hunch baseline @",
        )
    if run.variant is None:
        raise Refused(
            f"{run.name} belongs to no variant: its code was not kept",
            hint="Run it again, then: hunch baseline @",
        )
    return run.variant


def _must_measure(run: Run, question: Question) -> None:
    if question.metric is None or measures(question.metric, run.metrics):
        return
    names = [name for name in run.metrics if not name.startswith("system/")]
    there = f"It has {', '.join(map(escaped, names[:MOST_SHOWN]))}." if names else "It has measured nothing."
    raise Refused(
        f"{run.name} has not measured {question.metric}",
        hint=f"{there} See which runs have it: hunch runs --sort {question.metric}",
    )


def _must_belong(index: Index, standing: Standing, run: Run, question: Question) -> None:
    """What was run for another question was not run under this one's conditions."""
    if question.id is None or run.question in (None, question.id):
        return
    if any(each.variant == run.variant and each.question == question.id for each in index.light()):
        return
    other = standing.questions.get(run.question or "")
    named = label(standing, other) if other else run.question
    there = (
        f"; or choose it there: hunch baseline {short_id(run.id)} --question {short_of(standing, other)}"
        if other
        else ""
    )
    raise Refused(
        f"{run.name} was run for another question: {named}",
        hint=f"Run it again for this one: hunch replicate {short_id(run.id)} --seeds 3, then hunch baseline @{there}",
    )
