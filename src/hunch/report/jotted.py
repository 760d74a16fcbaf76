"""What people wrote: notes beside what was going on at that moment, and judgements in the blanks of reports."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from hunch.entities.blank import BELIEF
from hunch.entities.events import NoteAdded
from hunch.entities.fold import Told
from hunch.journal.standing import standing

from .ground import Begun, Ground, all_begun
from .said import NoteSaid, Written


def notes(ground: Ground) -> list[NoteSaid]:
    """The notes of the period, in the order in which they were written."""
    there = all_begun(ground.index)
    runs = sorted((run for run in there if run.began), key=_start)
    starts = [run.started_at for run in runs]
    questions = {run.id: run.question for run in runs}
    mine = _of_question(ground)
    return [
        _note(told, told.data, runs[: bisect_right(starts, told.at)])
        for told in ground.index.notes()
        if isinstance(told.data, NoteAdded)
        and told.data.report is None
        and _is_shown(ground, told, questions, mine)
    ]


def written(ground: Ground) -> list[Written]:
    """What stands in the blanks of all reports, whenever it was written: of each author the last text of a blank.

    In the order in which each blank was first written into.
    """
    found: dict[tuple[str, str, str, str | None], Written] = {}
    asked = standing(ground.folder.bench).questions
    for told in ground.whole.notes():
        data = told.data
        if not isinstance(data, NoteAdded) or data.report is None or data.field is None:
            continue
        about = _question_of(data, asked) if data.field == BELIEF else None
        found[data.report, data.field, told.by, about] = Written(
            report=data.report, field=data.field, text=data.text, at=told.at, by=told.by, question=about
        )
    return list(found.values())


def in_blank(there: Sequence[Written], report: str, field: str, question: str | None = None) -> list[Written]:
    """What stands in one blank."""
    return [each for each in there if (each.report, each.field, each.question) == (report, field, question)]


def _question_of(data: NoteAdded, asked: Collection[str]) -> str | None:
    """The question that a belief is about."""
    return next((each for each in data.on if each in asked), None)


def _is_shown(ground: Ground, told: Told, questions: dict[str, str | None], mine: frozenset[str]) -> bool:
    data = told.data
    assert isinstance(data, NoteAdded)
    wanted = ground.period.question
    if wanted is None:
        return ground.period.holds(told.at)
    about = [*(questions.get(run) for run in data.runs), *data.on]
    return wanted in about or bool(mine.intersection(data.on)) or (not about and data.question == wanted)


def _of_question(ground: Ground) -> frozenset[str]:
    """The ideas and predictions of the question that the report is about."""
    wanted = ground.period.question
    ideas = [each.id for each in ground.point.standing.ideas.values() if each.question == wanted]
    return frozenset([*ideas, *(each.id for each in ground.hunches)])


def _note(told: Told, data: NoteAdded, before: Sequence[Begun]) -> NoteSaid:
    beside = None if data.runs else _beside(told, before)
    return NoteSaid(
        at=told.at,
        by=told.by,
        text=data.text,
        runs=data.runs,
        on=data.on,
        question=data.question,
        idea=data.idea,
        beside=beside.id if beside else None,
        going=beside is not None and (beside.ended_at is None or beside.ended_at >= told.at),
    )


def _beside(told: Told, before: Sequence[Begun]) -> Begun | None:
    """The author's own run that was going on, else the one of theirs that ended last, else anybody's.

    Args:
        before: the runs that had begun.
    """
    own = [run for run in before if run.author == told.by]
    going = next(_going(own, told.at), None)
    if going is not None:
        return going
    return max(own or before, key=_end, default=None)


def _going(runs: Sequence[Begun], at: str) -> Iterator[Begun]:
    """Those that had not ended, the latest start first."""
    return (run for run in reversed(runs) if run.ended_at is not None and run.ended_at >= at)


def _start(run: Begun) -> str:
    return run.started_at


def _end(run: Begun) -> str:
    return run.ended_at or run.started_at
