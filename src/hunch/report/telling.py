"""A report: everything that the journal tells of a period or a question, gathered once and kept in the index."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack

import msgspec
from msgspec.structs import replace

from hunch._version import __version__
from hunch.actions.live import with_live
from hunch.entities.blank import BELIEF
from hunch.entities.config import Objective
from hunch.entities.events import KINDS
from hunch.entities.hunch import Hunch, HunchStatus
from hunch.entities.period import Period
from hunch.entities.run import Status
from hunch.ids import Clock, content_hash, system_clock
from hunch.journal.index import Index
from hunch.journal.kept import Kept
from hunch.journal.workbench import WorkingFolder

from . import concluded
from .before import plan_and_past
from .edges import edges
from .ground import Ground, ground
from .jotted import in_blank, notes, written
from .naming import named
from .questions import touched
from .said import QuestionSaid, Report, Written
from .spending import spending
from .trouble import failures

KIND = f"report {__version__}.4"
MOST_SURPRISES = 5

_KEPT = Kept(KIND, Report)


def report(
    folder: WorkingFolder,
    index: Index,
    period: Period,
    *,
    objective: Objective,
    clock: Clock = system_clock,
) -> Report:
    """The report of a period. Facts are those of the journal as it was at the period's end; what was written into blanks is
    all that there is. The same journal gives the same report, whoever asks, wherever and whenever.

    Args:
        index: of the whole journal.
        clock: says whether runs without an end, of which nothing may be claimed, are lost.
    """
    key, state = period.key, _state(folder, index, objective, clock())
    known = _KEPT.recall(index, key, state)
    if known is not None:
        return known
    with ExitStack() as kept_open:
        made = _told(ground(folder, index, period, objective, kept_open))
    _KEPT.keep(index, key, made, state)
    return made


def _state(folder: WorkingFolder, index: Index, objective: Objective, now_us: int) -> str:
    """What stands for all that a report depends on: the journal, and which of the runs without an end still live."""
    endless = [row.id for row in index.light() if row.status == Status.RUNNING and not row.removed]
    live = with_live(folder.bench, index.runs(endless), now_us=now_us) if endless else []
    said = [index.tally(KINDS), objective, sorted((run.id, run.status) for run in live)]
    return content_hash(msgspec.json.encode(said))


def _told(ground: Ground) -> Report:
    there = written(ground)
    questions = [_with_beliefs(ground, each, there) for each in touched(ground, there)]
    changed = edges(ground)
    jotted = notes(ground)
    said = Report(
        period=ground.period,
        known_until=ground.period.until,
        authors=_authors(ground, [note.by for note in jotted]),
        counts=dict(Counter(run.status.value for run in ground.runs)),
        before=plan_and_past(ground, there),
        questions=questions,
        hunches=[hunch for hunch in ground.hunches if _is_told(ground, hunch)],
        edges=changed.shown,
        more_edges=changed.more,
        failures=failures(ground),
        spending=spending(ground),
        papers=concluded.papers(ground),
        claims=concluded.claims(ground),
        decisions=concluded.decisions(ground),
        findings=concluded.findings(ground),
        surprises=_surprises(ground),
        notes=jotted,
        next=concluded.proposals(ground, questions),
        open_hunches=[hunch for hunch in ground.hunches if hunch.status == HunchStatus.OPEN],
        written=[each for each in there if _is_written_here(ground, each)],
        asked=len(ground.point.standing.questions) + ground.point.standing.rechosen,
    )
    return named(ground, said)


def _with_beliefs(ground: Ground, said: QuestionSaid, there: Sequence[Written]) -> QuestionSaid:
    """With what was believed: in this report, or, where the report is about the question, in any."""
    if ground.period.question is not None:
        beliefs = [each for each in there if each.question == said.question.id]
    else:
        beliefs = in_blank(there, ground.period.key, BELIEF, said.question.id)
    return replace(said, beliefs=beliefs)


def _is_written_here(ground: Ground, one: Written) -> bool:
    asked = ground.period.question
    return one.report == ground.period.key or (asked is not None and one.question == asked)


def _is_told(ground: Ground, hunch: Hunch) -> bool:
    """Whether it was said or answered in the period."""
    if ground.period.question is not None:
        return True
    return ground.period.holds(hunch.sealed_at) or ground.period.holds(hunch.resolved_at)


def _surprises(ground: Ground) -> list[Hunch]:
    """The most surprising results of the period, whatever the surprise is worth."""
    scored = [
        hunch
        for hunch in ground.hunches
        if hunch.status == HunchStatus.SCORED
        and ground.holds(hunch.resolved_at, hunch.question)
        and surprise(hunch)
    ]
    return sorted(scored, key=lambda hunch: (-surprise(hunch), hunch.id))[:MOST_SURPRISES]


def surprise(hunch: Hunch) -> float:
    """-log2 of the chance that was given to what happened: the largest of its items'."""
    return max((item.surprise for item in hunch.items if item.surprise is not None), default=0.0)


def _authors(ground: Ground, more: Iterable[str]) -> list[str]:
    """Everybody who ran, foretold or wrote something."""
    foretold = [hunch.author for hunch in ground.hunches if _is_told(ground, hunch)]
    return sorted({*(run.author for run in ground.runs), *foretold, *more})
