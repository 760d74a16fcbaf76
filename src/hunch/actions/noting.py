"""Notes: lines that a person writes down, on things or on nothing, and what is written into the blanks of reports."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from hunch.entities.blank import BELIEF, fields
from hunch.entities.config import Objective
from hunch.entities.events import HunchSealed, NoteAdded
from hunch.entities.period import QUESTION, Period, period_of, whole_question
from hunch.entities.reference import is_short_for, short_id
from hunch.entities.run import Run
from hunch.errors import AmbiguousName, UnknownIdea, UnknownRun, UserError
from hunch.ids import Clock, moment
from hunch.journal.index import Index
from hunch.journal.standing import focus_here
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append

from .find import find_runs
from .papers.known import papers
from .papers.referring import paper_or_none
from .questions.referring import clipped, either_or_none, find_either, find_question, finding_or_none
from .questions.standpoint import Standpoint, standpoint
from .tree.findings import written

LONGEST_NOTE = 100_000
CURRENT = ("@question", "@idea")


class NoteMade(msgspec.Struct, frozen=True, kw_only=True):
    """A note as it was written down. What `hunch note --json` prints."""

    id: str
    at: str
    by: str
    text: str
    runs: list[str] = []
    on: list[str] = []
    question: str | None = None
    idea: str | None = None
    report: str | None = None
    field: str | None = None


class About(NamedTuple):
    """What a note is on: runs, and ids of other things, with what all of them are called."""

    runs: list[Run]
    on: list[str]
    names: list[str]


class BlankOf(NamedTuple):
    """A blank of a report."""

    period: Period
    field: str


NOTHING = About([], [], [])


def note(
    folder: WorkingFolder, text: str, *, about: About = NOTHING, blank: BlankOf | None = None, clock: Clock
) -> NoteMade:
    """Write a line down, with the question and the idea that its author is at.

    Raises:
        UserError: there is no text, or far too much.
    """
    if not text.strip():
        raise UserError("an empty note", hint='hunch note "what you saw" --on @')
    if len(text) > LONGEST_NOTE:
        raise UserError(
            f"a note of {len(text):,} characters; at most {LONGEST_NOTE:,}",
            hint="Keep it in a file and note its path.",
        )
    at = focus_here(standpoint(folder, Objective()).standing, folder)
    said = NoteAdded(
        text=text,
        runs=[run.id for run in about.runs],
        on=about.on,
        question=at.question,
        idea=at.idea,
        report=blank.period.key if blank else None,
        field=blank.field if blank else None,
    )
    event = append(folder.bench, said, clock=clock)
    return NoteMade(id=event.id, at=event.at, by=event.by, **msgspec.structs.asdict(said))


def about(index: Index, point: Standpoint, references: Sequence[str], objective: Objective) -> About:
    """What references name: runs, else questions and ideas, else findings, predictions and papers.

    Raises:
        UserError: nothing answers to one, or several things do.
    """
    found = NOTHING
    for reference in dict.fromkeys(references):
        found = _with(found, _one(index, point, reference, objective))
    return found


def blank_of(point: Standpoint, report: str, field: str | None, today: date) -> BlankOf:
    """The blank `field` of the report called `report`: `week`, `week 2026-W48`, `day`, `question k7fq`.

    Raises:
        UserError: there is no such report, or no such blank in it.
    """
    period = named_period(point, report, today)
    known = fields(period.kind)
    if field is None:
        raise UserError(f"which blank of the report {period.key}?", hint=f"--field {' | '.join(known)}")
    if field not in known:
        raise UserError(f"the report {period.key} has no blank {field!r}", hint=f"It has {', '.join(known)}.")
    return BlankOf(period, field)


def named_period(point: Standpoint, report: str, today: date) -> Period:
    """What the name of a report means.

    Raises:
        UserError: nothing that we know.
    """
    words = report.split()
    if words and words[0] == QUESTION:
        reference = report.split(None, 1)[1] if len(words) > 1 else CURRENT[0]
        return whole_question(find_question(point.standing, reference, point.focus))
    period = period_of(words, today)
    if period is None:
        raise UserError(
            f"{report!r} names no report",
            hint='day, week, "week 2026-W48", "question k7fq" or "since 2026-11-01"',
        )
    return period


def on_question(about: About, field: str, point: Standpoint, period: Period) -> About:
    """What a belief is about: the question that it is on, the report's own, or else the one that its author is at.

    Raises:
        UserError: it is about none, or about several.
    """
    if field != BELIEF:
        return about
    asked = [each for each in about.on if each in point.standing.questions]
    own = period.question or point.focus.question
    if not asked and own is not None:
        return about._replace(on=[*about.on, own], names=[*about.names, "the current question"])
    if len(asked) != 1:
        raise UserError(
            "a belief is about one question", hint="Which? hunch note --field belief --on QUESTION ..."
        )
    return about


# --- what references name ---


def _with(found: About, more: About) -> About:
    runs = list({run.id: run for run in [*found.runs, *more.runs]}.values())
    return About(runs, list(dict.fromkeys([*found.on, *more.on])), [*found.names, *more.names])


def _one(index: Index, point: Standpoint, reference: str, objective: Objective) -> About:
    if reference.strip() in CURRENT:
        thing = find_either(point.standing, reference, point.focus)
        return About([], [str(thing.id)], [clipped(thing.text)])
    try:
        runs = find_runs(index, [reference], objective=objective)
        return About(runs, [], [run.name for run in runs])
    except UnknownRun as unknown:
        asked = either_or_none(point.standing, reference, point.focus)
        if asked is not None:
            return About([], [str(asked.id)], [clipped(asked.text)])
        other = _other(index, point, reference)
        if other is not None:
            return About([], [other[0]], [clipped(other[1])])
        raise UnknownIdea(
            f"nothing is called {reference!r}: no run, question, idea, finding, prediction or paper",
            hint=unknown.hint,
        ) from None


def _other(index: Index, point: Standpoint, reference: str) -> tuple[str, str] | None:
    """Id and text of the finding, paper or prediction that is called so: the first of these that answers to it.

    Raises:
        AmbiguousName: several do.
    """
    finding = finding_or_none(written(index), reference, point.focus)
    if finding is not None:
        return finding.id, finding.text
    paper = paper_or_none(papers(index), reference)
    if paper is not None:
        return paper.id, paper.key
    return _hunch(index, reference)


def _hunch(index: Index, reference: str) -> tuple[str, str] | None:
    """By its id, its short id, or what was typed."""
    named = " ".join(reference.split())
    sealed = [told.data for told in index.told("hunch.sealed") if isinstance(told.data, HunchSealed)]
    found = {each.hunch: each.text for each in sealed if named and _is_called(each, named)}
    if len(found) > 1:
        shown = ", ".join(f"{short_id(each)} ({clipped(text)})" for each, text in found.items())
        raise AmbiguousName(
            f"{reference!r} names {len(found)} predictions: {shown}", hint="Take the id of the one you mean."
        )
    return next(iter(found.items()), None)


def _is_called(hunch: HunchSealed, named: str) -> bool:
    return is_short_for(named, hunch.hunch) or named in (hunch.hunch, " ".join(hunch.text.split()))


def day_of_clock(now_us: int) -> date:
    """The day that it is in UTC."""
    return date.fromisoformat(moment(now_us)[:10])
