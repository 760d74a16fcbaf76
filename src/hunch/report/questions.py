"""The questions that a period touched, and what may be said of the variants that it ran."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence, Set

import msgspec
from msgspec.structs import replace

from hunch.actions.verdicts.judging import compare_question
from hunch.actions.verdicts.readings import Way, readings
from hunch.actions.verdicts.tabling import in_order
from hunch.actions.verdicts.terms import Wish, terms_at
from hunch.entities.comparison import Comparison, Judgement, Side
from hunch.entities.events import DecisionMade, FindingAdded
from hunch.entities.metric import Summary
from hunch.entities.question import Idea, Question
from hunch.errors import UserError
from hunch.journal.rows import LightRun

from .curves import figures
from .ground import Ground
from .said import APART, QuestionSaid, Written


def touched(ground: Ground, there: Sequence[Written]) -> list[QuestionSaid]:
    """Those that were asked, run for, thought of, decided or concluded on in the period; at last what was run where
    nothing was asked.

    Args:
        there: what was written into blanks.
    """
    runs = Counter(run.question for run in ground.runs)
    named = _named(ground, there)
    said = [
        _said(ground, question, "asked", runs[question.id])
        for question in ground.point.standing.questions.values()
        if _is_touched(ground, question, runs, named)
    ]
    if runs[None] and ground.period.question is None:
        taken = ground.point.taken
        said.append(
            # Beside what was asked they are held against nothing: all else would be said twice.
            _apart(ground, runs[None])
            if ground.point.standing.questions
            else _said(ground, taken.question, taken.how, runs[None])
        )
    return said


def _apart(ground: Ground, runs: int) -> QuestionSaid:
    return QuestionSaid(
        question=Question(), how=APART, is_new=False, runs=runs, ideas=list(_ideas(ground, Question()))
    )


def ideas_of(ground: Ground) -> dict[str, str]:
    """What the idea of each variant says, by variant."""
    ideas = ground.point.standing.ideas
    return {
        row.variant: ideas[row.idea].text
        for row in ground.index.light()
        if row.variant and row.idea in ideas and not row.removed
    }


def _is_touched(
    ground: Ground, question: Question, runs: Counter[str | None], named: Set[str | None]
) -> bool:
    if ground.period.question is not None:
        return question.id == ground.period.question
    return bool(
        runs[question.id]
        or question.id in named
        or ground.period.holds(question.asked_at)
        or any(_ideas(ground, question))
    )


def _named(ground: Ground, there: Sequence[Written]) -> set[str | None]:
    """The questions on which something was foretold, decided, found or believed."""
    ideas = ground.point.standing.ideas
    named = {each.question for each in ground.hunches if ground.period.holds(each.sealed_at)}
    named |= {each.question for each in there if each.report == ground.period.key}
    for kind in ("decision.made", "finding.added"):
        for told in ground.index.told(kind):
            if not ground.period.holds(told.at):
                continue
            if isinstance(told.data, FindingAdded):
                named.add(told.data.question)
            elif isinstance(told.data, DecisionMade) and told.data.idea in ideas:
                named.add(ideas[told.data.idea].question)
    return named


def _said(ground: Ground, question: Question, how: str, runs: int) -> QuestionSaid:
    is_new = question.asked_at is not None and ground.period.holds(question.asked_at)
    said = QuestionSaid(
        question=question, how=how, is_new=is_new, runs=runs, ideas=list(_ideas(ground, question))
    )
    found = _judged(ground, question)
    if found is None:
        return said
    rows = {row.id: row for row in ground.index.light()}
    mine = {run.variant or run.id for run in ground.runs}
    shown = [each for each in in_order(found.comparisons) if _variant(rows, each) in mine]
    labels = _labels(ground, [*([found.base] if found.base else []), *(each.side_a for each in shown)])
    return replace(
        said,
        question=found.question,
        baseline=found.base,
        is_default=found.baseline is not None and found.baseline.is_default,
        k=found.k,
        unended=found.unended,
        removed=found.removed,
        comparisons=shown,
        labels=labels,
        others=len(found.comparisons) - len(shown),
        readings=_readings(ground, found, shown),
        figures=figures(ground, found, [each.side_a for each in shown], labels),
    )


def _judged(ground: Ground, question: Question) -> Judgement | None:
    """What may be said; None where nothing was ever measured."""
    if question.metric is None:
        return None
    wish = Wish(question=question if question.id is not None else None)
    try:
        terms = terms_at(ground.point, ground.objective, wish)
    except UserError:
        return None
    return compare_question(ground.folder.bench, ground.index, terms, lost=ground.lost)


def _labels(ground: Ground, sides: Sequence[Side]) -> dict[str, str]:
    """Those that try the same idea are told apart by their runs' names."""
    ideas = ideas_of(ground)
    labels = {side.run: ideas.get(side.variant or "", side.name) for side in sides}
    count = Counter(labels.values())
    names = {side.run: side.name for side in sides}
    return {
        run: f"{label} ({names[run]})" if count[label] > 1 and label != names[run] else label
        for run, label in labels.items()
    }


def _readings(ground: Ground, found: Judgement, shown: Sequence[Comparison]) -> dict[str, float]:
    """The number that stands for each run that counts, or that stands in the way of a claim."""
    metric = found.question.metric or ""
    if "*" in metric:
        return {}
    sides = [*([found.base] if found.base else []), *(each.side_a for each in shown)]
    wanted = list(dict.fromkeys(run for side in sides for run in side.runs))
    way = Way(take=found.question.take, goal=found.question.goal, at_step=found.at_step)
    read = readings(ground.folder.bench, ground.whole, ground.index.docs(wanted, _Read), metric, way)
    return {run: value for run, value in read.items() if value is not None and math.isfinite(value)}


class _Read(msgspec.Struct, frozen=True, kw_only=True):
    """What of a run a reading needs."""

    id: str
    metrics: dict[str, Summary] = {}


def _variant(rows: dict[str, LightRun], one: Comparison) -> str:
    return one.side_a.variant or (rows[one.a].variant if one.a in rows else None) or one.a


def _ideas(ground: Ground, question: Question) -> Iterator[Idea]:
    """The ideas of a question that the period added."""
    for idea in ground.point.standing.ideas.values():
        if idea.question == question.id and ground.holds(idea.added_at, question.id):
            yield idea
