"""What everything in a report is told from: the journal as it was known at the period's end, and the period's runs."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import final

import msgspec

from hunch.actions.hunches.resolving import ledger
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.config import Objective
from hunch.entities.hunch import Hunch
from hunch.entities.period import Period
from hunch.entities.question import Focus
from hunch.entities.run import Run
from hunch.entities.standing import the_question
from hunch.ids import last_id_at, microseconds, time_part
from hunch.journal.index import Index
from hunch.journal.standing import standing, standing_as_of
from hunch.journal.workbench import WorkingFolder


@final
class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """`index` and `point` are as they were known at the period's end, `whole` is all that the journal says.

    Nobody's focus is in `point`: everybody who shares a journal is told the same.
    """

    folder: WorkingFolder
    period: Period
    objective: Objective
    index: Index
    whole: Index
    point: Standpoint
    runs: Sequence[Run]
    """The runs that belong to the period, the first start first: those that ended in it, and those that began in it and
    have no end. Nothing of them is live: what a look at the machine would tell is not in the journal."""
    hunches: Sequence[Hunch]
    """All of the workbench, or of the question."""
    is_past: bool
    """Whether the journal has gone on since."""
    now_us: int
    """The moment of the last event that is known."""
    lost: frozenset[str] | None
    """Runs that had no end then and have none to this day; None where it is for a look at the machine to say which are lost."""

    def holds(self, moment: str | None, question: str | None = None) -> bool:
        """Whether something of that moment, on that question, is the report's."""
        if self.period.question is not None:
            return question == self.period.question
        return self.period.holds(moment)


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A run, as far as it takes to tell whether it belongs to a period, and whose it is."""

    id: str
    author: str
    started_at: str
    began: bool = True
    ended_at: str | None = None
    question: str | None = None


def ground(
    folder: WorkingFolder, whole: Index, period: Period, objective: Objective, kept_open: ExitStack
) -> Ground:
    """What a report of the period is told from. An index of its own is closed with `kept_open`."""
    bench = folder.bench
    until = last_id_at(microseconds(period.until) - 1) if period.until is not None else None
    last = _last_id(whole)
    is_past = until is not None and last > until
    if until is not None and is_past:
        index, stands = kept_open.enter_context(Index.as_of(bench, until)), standing_as_of(bench, until)
    else:
        index, stands = whole, standing(bench)
    point = Standpoint(stands, Focus(), the_question(stands, objective, Focus()))
    rows = all_begun(index)
    ended = whole.ends() if is_past else {}
    gone_on = {row.id for row in rows if row.ended_at is None}.intersection(ended)
    wanted = [row.id for row in rows if row.began and row.id not in gone_on and _belongs(row, period)]
    runs = index.runs(wanted)
    endless = {row.id for row in rows if row.began and row.ended_at is None} - gone_on
    hunches = _hunches(folder, index, period)
    return Ground(
        folder=folder, period=period, objective=objective, index=index, whole=whole, point=point, runs=runs,
        hunches=hunches, is_past=is_past, now_us=time_part(_last_id(index)) if last else 0, lost=frozenset(endless) if is_past else None,
    )  # fmt: skip


def all_begun(index: Index) -> list[Begun]:
    """All runs, the first start first."""
    return index.docs([row.id for row in index.light() if not row.removed], Begun)


def by_id(runs: Sequence[Run]) -> Mapping[str, Run]:
    """Runs by their ids."""
    return {run.id: run for run in runs}


def _belongs(run: Begun, period: Period) -> bool:
    if period.question is not None:
        return run.question == period.question
    return period.holds(run.ended_at or run.started_at)


def _last_id(index: Index) -> str:
    from hunch.entities.events import KINDS

    return max((highest for _, _, highest in index.tally(KINDS)), default="")


def _hunches(folder: WorkingFolder, index: Index, period: Period) -> list[Hunch]:
    every, wanted = ledger(folder, index), period.question
    return every if wanted is None else [each for each in every if each.question == wanted]
