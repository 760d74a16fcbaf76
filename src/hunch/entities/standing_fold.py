"""Events -> what stands. They are folded in the order of their ids, all at once or on and on: the same comes out.

What has happened is only ever added to. Where later events take something back of what was folded (a run was
removed, ended twice, a question was asked anew), all must be folded again.
"""

import math
from collections.abc import Sequence
from typing import final

from msgspec.structs import replace

from .events import (
    BaselineSet,
    DecisionMade,
    FocusMoved,
    HunchRetracted,
    HunchSkipped,
    IdeaAdded,
    QuestionAsked,
    RunRemoved,
)
from .metric import CURVE, SYSTEM_PREFIX, Summary
from .question import Idea, Question
from .standing import Chosen, Decided, OpenHunch, Pending, Placed, SeenMetric, Standing, Took, measures
from .standing_heard import End, Heard, Matter, Plan, Seal, Start

FINISHED = "finished"
"""Status.FINISHED, whose module nothing else needs on the way to the user's process."""
MOST_ASKED = 100
"""Moments of asking that are kept of each author."""
MOST_NAMED = 5
"""Runs of a decision that are kept: their names are said where somebody is about to try the idea again."""
MOST_TAKEN = 100
"""Predictions that plans have taken and that are kept for more of their runs."""


def folded(heard: Sequence[Heard]) -> Standing:
    """What stands after all these events, which are all there are, sorted by id."""
    removed = dict.fromkeys(
        run for each in heard if isinstance(each.data, RunRemoved) for run in each.data.runs
    )
    last_end = {each.data.run: each.id for each in heard if isinstance(each.data, End)}
    asked = {each.data.question: each for each in heard if isinstance(each.data, QuestionAsked)}
    fold = _Fold(Standing(removed="".join(f" {run} " for run in removed)))
    for each in asked.values():
        fold.ask(each)
    for each in heard:
        if isinstance(each.data, End) and last_end[each.data.run] != each.id:
            continue  # of two ends the last counts
        if not isinstance(each.data, RunRemoved | QuestionAsked):
            fold.hear(each)
    return fold.standing(heard[-1].id if heard else "")


def folded_on(standing: Standing, heard: Sequence[Heard]) -> Standing | None:
    """What stands after these events too, which follow; None where all must be folded again."""
    if not heard:
        return standing
    if heard[0].id <= standing.highest:
        return None
    fold = _Fold(standing)
    for each in heard:
        if fold.takes_back(each.data):
            return None
        fold.hear(each)
    return fold.standing(heard[-1].id)


@final
class _Fold:
    """What stands, while events are added to it. Collections are copied once and then changed in place."""

    def __init__(self, before: Standing) -> None:
        self.questions, self.ideas = dict(before.questions), dict(before.ideas)
        self.metrics, self.hunches = dict(before.metrics), {each.id: each for each in before.hunches}
        self.places = {(at.author, at.machine, at.folder): at for at in before.places}
        self.chosen, self.firsts = dict(before.chosen), dict(before.firsts)
        self.rechosen = before.rechosen
        self.pending, self.took, self.asked = dict(before.pending), dict(before.took), dict(before.asked)
        self.decided = dict(before.decided)
        self.waiting, self.strangers = dict.fromkeys(before.waiting), set(before.strangers)
        self.ended_before, self.removed_before = before.ended, before.removed
        self.ended: dict[str, str] = {}
        self.removed: dict[str, None] = {}

    def standing(self, highest: str) -> Standing:
        """What stands now."""
        return Standing(
            questions=self.questions,
            ideas=self.ideas,
            metrics=self.metrics,
            hunches=list(self.hunches.values()),
            places=list(self.places.values()),
            chosen=self.chosen,
            firsts=self.firsts,
            rechosen=self.rechosen,
            ended=self.ended_before + "".join([f" {run}={variant} " for run, variant in self.ended.items()]),
            removed=self.removed_before + "".join([f" {run} " for run in self.removed]),
            pending=self.pending,
            waiting=list(self.waiting),
            strangers=sorted(self.strangers),
            took=self.took,
            asked=self.asked,
            decided=self.decided,
            highest=highest,
        )

    def takes_back(self, data: Matter) -> bool:
        """Whether an event takes back something of what was folded."""
        match data:
            case End():
                return self._has_ended(data.run)
            case RunRemoved():
                return any(run in self.pending or self._has_ended(run) for run in data.runs)
            case QuestionAsked():
                return data.question in self.questions or data.question in self.strangers
        return False

    def hear(self, heard: Heard) -> None:
        """Add what an event says."""
        match heard.data:
            case Start():
                self._start(heard.data)
            case End():
                self._end(heard.data)
            case RunRemoved():
                self._remove(heard.data)
            case QuestionAsked():
                self.ask(heard)
            case IdeaAdded():
                self._add_idea(heard, heard.data)
            case FocusMoved():
                self._move(heard.by, heard.data)
            case BaselineSet():
                self._choose(heard, heard.data)
            case Plan(plan=plan):
                self.waiting[plan] = None
            case Seal():
                self._seal(heard, heard.data)
            case HunchRetracted(hunch=hunch):
                self.hunches.pop(hunch, None)
            case HunchSkipped():
                self._note_asking(heard)
            case DecisionMade():
                self._decide(heard, heard.data)

    def ask(self, heard: Heard) -> None:
        """Add a question."""
        said = heard.data
        assert isinstance(said, QuestionAsked)
        self.questions[said.question] = Question(
            id=said.question,
            text=said.text,
            metric=said.metric,
            goal=said.goal,
            take=said.take,
            min_effect=said.min_effect,
            unit=said.unit,
            log_scale=said.log_scale,
            failure_value=said.failure_value,
            asked_at=heard.at,
            since=heard.id,
            by=heard.by,
            opened_by=said.opened_by,
        )

    def _choose(self, heard: Heard, said: BaselineSet) -> None:
        """Set a baseline; where there was one already, the question starts anew."""
        if said.question and (said.question in self.chosen or said.question in self.firsts):
            self.rechosen += 1
        self.chosen[said.question or ""] = Chosen(run=said.run, variant=said.variant, since=heard.id)

    def _start(self, said: Start) -> None:
        self._take_hunches(said)
        if said.run in self.pending or self._has_ended(said.run) or self._was_removed(said.run):
            return
        self.pending[said.run] = Pending(question=said.question, folder=None if said.within else said.folder)
        if said.question is not None and said.question not in self.questions:
            self.strangers.add(said.question)

    def _take_hunches(self, said: Start) -> None:
        """What this start names is taken: by its plan, whose later runs may have it too, or for good."""
        if said.plan is not None:
            self.waiting.pop(said.plan, None)
        named = {seal.id for seal in said.hunches}
        for each in list(self.hunches.values()) if self.hunches else ():
            if each.run == said.run or (each.id in named and each.plan is None and said.plan is None):
                del self.hunches[each.id]
            elif each.id in named and each.plan is None:
                self._take(each, said.plan or "")

    def _take(self, hunch: OpenHunch, plan: str) -> None:
        del self.hunches[hunch.id]
        self.hunches[hunch.id] = replace(hunch, plan=plan)
        taken = [each.id for each in self.hunches.values() if each.plan is not None]
        for identifier in taken[:-MOST_TAKEN]:
            del self.hunches[identifier]

    def _end(self, said: End) -> None:
        pending = self.pending.pop(said.run, None)
        if pending is None:
            return
        finished = said.status == FINISHED
        variant = said.variant if finished and said.variant and " " not in said.variant else ""
        self.ended[said.run] = variant
        for name, summary in said.metrics.items():
            if not name.startswith(SYSTEM_PREFIX):
                seen = self.metrics.get(name) or SeenMetric()
                self.metrics[name] = _seen(seen, summary, said.run if finished else None)
        asked = self.questions.get(pending.question or "")
        if finished and asked and asked.id and measures(asked.metric or "", said.metrics):
            self.firsts[asked.id] = min(said.run, self.firsts.get(asked.id, said.run))
        if pending.folder is not None:
            before = self.took.get(pending.folder)
            if before is None or before.run < said.run:
                self.took[pending.folder] = Took(run=said.run, duration_s=said.duration_s)

    def _remove(self, said: RunRemoved) -> None:
        for run in said.runs:
            if not self._was_removed(run):
                self.removed[run] = None
        self.hunches = {key: each for key, each in self.hunches.items() if each.run not in said.runs}

    def _add_idea(self, heard: Heard, said: IdeaAdded) -> None:
        self.ideas[said.idea] = Idea(
            id=said.idea,
            text=said.text,
            parent=said.parent,
            inspired_by=said.inspired_by,
            question=said.question,
            added_at=heard.at,
            by=heard.by,
        )

    def _move(self, author: str, said: FocusMoved) -> None:
        key = author, said.machine, said.folder
        self.places[key] = Placed(
            author=author, machine=said.machine, folder=said.folder, question=said.question, idea=said.idea
        )

    def _seal(self, heard: Heard, said: Seal) -> None:
        """A prediction waits for a start that names it, unless what it is about has begun."""
        if said.asked:
            self._note_asking(heard)
        if said.run is not None:
            begun = said.run in self.pending or self._has_ended(said.run) or self._was_removed(said.run)
        else:
            begun = said.plan not in self.waiting if said.plan is not None else said.idea is None
        if not begun:
            self.hunches[said.hunch] = OpenHunch(
                id=said.hunch, sha256=heard.sha256, idea=said.idea, run=said.run, plan=said.plan
            )

    def _decide(self, heard: Heard, said: DecisionMade) -> None:
        self.decided[said.idea] = Decided(
            decision=said.decision,
            at=heard.at,
            why=said.why,
            runs=said.runs[:MOST_NAMED],
            count=len(said.runs),
        )

    def _note_asking(self, heard: Heard) -> None:
        self.asked[heard.by] = [*self.asked.get(heard.by, ()), heard.at][-MOST_ASKED:]

    def _has_ended(self, run: str) -> bool:
        return run in self.ended or f" {run}=" in self.ended_before

    def _was_removed(self, run: str) -> bool:
        return run in self.removed or f" {run} " in self.removed_before


def _seen(seen: SeenMetric, summary: Summary, run: str | None) -> SeenMetric:
    """`seen`, and one run more. `run`: which, where it has finished."""
    value = summary.last
    finite = value is not None and math.isfinite(value)
    values = [each for each in (seen.lo, seen.hi, value if finite else None) if each is not None]
    firsts = [each for each in (seen.first, run) if each is not None]
    return SeenMetric(
        runs=seen.runs + 1,
        curves=seen.curves + (summary.count >= CURVE),
        lo=min(values, default=None),
        hi=max(values, default=None),
        first=min(firsts, default=None),
    )
