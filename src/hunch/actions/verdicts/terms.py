"""What variants are judged by: a question with its baseline, and what a face asks for instead."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.entities.config import Objective
from hunch.entities.escaping import escaped
from hunch.entities.question import Baseline, Question
from hunch.entities.standing import Standing, baseline_of, goal_of, measures
from hunch.errors import UserError
from hunch.journal.workbench import WorkingFolder


class Wish(NamedTuple):
    """What somebody wants to see; None: as the question says."""

    question: Question | None = None
    metric: str | None = None
    goal: str | None = None
    take: str | None = None
    common_step: bool = False
    """Read all runs at the last step that all have reached: killed ones count then."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What is judged, and by what.

    `foreign` says what is not the question's own (its metric, its reading): then nothing is claimed. `questions` counts
    those that were asked, and each baseline that was chosen anew as one more.
    """

    question: Question
    how: str
    """asked, objective, shared or chosen: where the metric comes from."""
    baseline: Baseline | None
    common_step: bool = False
    foreign: list[str] = []
    evaluation: list[str] = []
    questions: int = 0

    @property
    def metric(self) -> str:
        """The name or pattern of what is read."""
        assert self.question.metric is not None
        return self.question.metric

    @property
    def since(self) -> str:
        """The event from which on variants are numbered."""
        return (self.baseline.since if self.baseline else None) or ""

    @property
    def claims_since(self) -> str:
        """The event from which on runs support a claim: whoever chose what to ask or to compare with may have seen the
        ones before."""
        return max(self.since, self.question.since or "")


def terms_of(folder: WorkingFolder, objective: Objective, wish: Wish) -> Terms:
    """What to judge by, for an author in a working folder.

    Raises:
        UserError: nothing was measured, the metric is not known, or it has another goal.
    """
    return terms_at(standpoint(folder, objective), objective, wish)


def terms_at(point: Standpoint, objective: Objective, wish: Wish) -> Terms:
    """As `terms_of`, where it is known already what stands."""
    stands = point.standing
    question, how = (wish.question, "asked") if wish.question else (point.taken.question, point.taken.how)
    if question.metric is None and wish.metric is None:
        raise UserError(
            "no run has measured anything yet", hint="hunch run COMMAND..., then: hunch compare --question"
        )
    wanted = _wanted(stands, question, wish)
    baseline = baseline_of(stands, question)
    if baseline is None or (wanted.metric != question.metric and baseline.is_default):
        baseline = baseline_of(stands, wanted)
    return Terms(
        question=wanted,
        how=how if wanted.metric == question.metric else "chosen",
        baseline=baseline,
        common_step=wish.common_step,
        foreign=_foreign(question, wanted),
        evaluation=list(objective.evaluation),
        questions=len(stands.questions) + stands.rechosen,
    )


def _wanted(stands: Standing, question: Question, wish: Wish) -> Question:
    """The question, read as somebody wants to see it.

    Raises:
        UserError: no run has the metric, or its goal is known to be another.
    """
    metric = wish.metric or question.metric
    assert metric is not None
    if wish.take is not None:
        from .readings import take_of

        take_of(wish.take)
    if metric == question.metric:
        _same_goal(wish.goal, question.goal, metric)
        return msgspec.structs.replace(question, take=wish.take or question.take)
    if not measures(metric, stands.metrics):
        raise _unknown_metric(metric, list(stands.metrics))
    known = next((each.goal for each in stands.questions.values() if each.metric == metric), None)
    if known is not None:
        _same_goal(wish.goal, known, metric)
    # Of another metric neither the unit nor the smallest difference that matters is known.
    return Question(
        id=question.id,
        text=question.text,
        metric=metric,
        goal=known or wish.goal or goal_of(metric),
        take=wish.take or question.take,
    )


def _same_goal(said: str | None, known: str, metric: str) -> None:
    if said is not None and said != known:
        raise UserError(
            f"two goals for one metric: {metric} has the goal {known}, not {said}",
            hint=f"Leave --goal away, or say --goal {known}",
        )


def _foreign(question: Question, wanted: Question) -> list[str]:
    """What forbids a claim: each reading and each metric tried beside the question's own is another chance to be lucky."""
    if wanted.metric != question.metric:
        return [f"{wanted.metric} is not the question's metric ({question.metric or 'there is none'})"]
    if wanted.take != question.take:
        return [f"the question takes {question.take}, not {wanted.take}"]
    return []


def _unknown_metric(metric: str, names: Sequence[str]) -> UserError:
    from difflib import get_close_matches

    near = get_close_matches(metric, names, n=3, cutoff=0.4)
    there = (
        f"There are {', '.join(map(escaped, names[:12]))}." if names else "No run has measured anything yet."
    )
    return UserError(
        f"no run has measured {metric!r}",
        hint=f"Did you mean {' or '.join(map(escaped, near))}?" if near else there,
    )
