"""All that proposals are made from, looked up once: what stands, what ran, what was said, claimed, decided, proposed."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, final

from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.verdicts.terms import Terms, Wish, terms_at
from hunch.entities.config import Objective
from hunch.entities.events import ClaimWithdrawn, DecisionMade, PaperAdded, PaperClaimed
from hunch.entities.finding import Finding
from hunch.entities.question import Idea, Question
from hunch.entities.standing import TakenQuestion
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.workbench import WorkingFolder

from .begun import begun_for, first_starts
from .board import Board, board_of
from .foreseen import Foreseen, foreseen
from .history import Past, history

ENDED = ("finished", "failed", "killed")


class Asked(NamedTuple):
    """What somebody wants proposals for."""

    objective: Objective = Objective()
    question: Question | None = None
    """None: the one that the author is at."""


class Stated(NamedTuple):
    """A paper's number on an idea, and the paper's key."""

    id: str
    key: str
    said: PaperClaimed


@final
class Ground:
    """What is known of a question where proposals are made for it."""

    def __init__(
        self,
        folder: WorkingFolder,
        index: Index,
        asked: Asked,
        *,
        now_us: int,
        point: Standpoint | None = None,
    ) -> None:
        """
        Args:
            point: what stands, where it is known already.
        """
        self.folder, self.index, self.now_us = folder, index, now_us
        point = point or standpoint(folder, asked.objective)
        if asked.question is not None:
            point = point._replace(taken=TakenQuestion(asked.question, "asked"))
        self.point: Standpoint = point
        self.objective = asked.objective

    @property
    def question(self) -> Question:
        """What is to be settled."""
        return self.point.question

    @cached_property
    def rows(self) -> Sequence[LightRun]:
        """All runs, the first start first."""
        return self.index.light()

    @cached_property
    def names(self) -> dict[str, str]:
        """What runs are called, by id."""
        return {row.id: row.name for row in self.rows}

    @cached_property
    def own_rows(self) -> list[LightRun]:
        """The question's runs that have begun; all, where nothing is asked."""
        question = self.question.id
        return [
            row
            for row in self.rows
            if row.began and not row.removed and (question is None or row.question == question)
        ]

    @cached_property
    def terms(self) -> Terms | None:
        """What variants are compared by; None where nothing was measured."""
        if self.question.metric is None:
            return None
        return terms_at(self.point, self.objective, Wish())

    @cached_property
    def board(self) -> Board:
        """What was measured. Nothing where it cannot be read as the question says: `hunch compare` says why."""
        try:
            return board_of(self.folder.bench, self.index, self.terms, self.rows)
        except UserError:
            return Board()

    @cached_property
    def foreseen(self) -> Foreseen:
        """What was said of ideas, and what it is worth."""
        return foreseen(self.folder, self.index)

    @cached_property
    def ideas(self) -> Mapping[str, Idea]:
        """The ideas of the question, and those of none."""
        return {
            idea.id: idea
            for idea in self.point.standing.ideas.values()
            if idea.question in (None, self.question.id)
        }

    @cached_property
    def decided(self) -> dict[str, tuple[str, DecisionMade]]:
        """The last decision on each idea, with its event."""
        found = {}
        for each in self.index.told("decision.made"):
            if isinstance(each.data, DecisionMade):
                found[each.data.idea] = (each.id, each.data)
        return found

    def decision(self, idea: str | None) -> str | None:
        """keep, drop or park; None where nobody decided."""
        return self.decided[idea][1].decision if idea in self.decided else None

    @cached_property
    def claims(self) -> list[Stated]:
        """What papers claim of ideas or of the question, and nobody took back."""
        told = self.index.told("paper.claimed")
        if not told:
            return []
        gone = {
            e.data.claim for e in self.index.told("claim.withdrawn") if isinstance(e.data, ClaimWithdrawn)
        }
        keys = {
            e.data.paper: e.data.key for e in self.index.told("paper.added") if isinstance(e.data, PaperAdded)
        }
        last = {each.data.claim: each for each in told if isinstance(each.data, PaperClaimed)}
        return [
            Stated(each.id, keys.get(each.data.paper, "a paper"), each.data)
            for claim, each in last.items()
            if claim not in gone and isinstance(each.data, PaperClaimed) and self._is_ours(each.data)
        ]

    def _is_ours(self, said: PaperClaimed) -> bool:
        if said.idea is not None:
            return said.idea in self.ideas
        return self.question.id is not None and said.question == self.question.id

    def claims_on(self, idea: str | None) -> list[Stated]:
        """What papers claim of an idea, of the question's metric."""
        metrics = (None, self.question.metric)
        return [
            each
            for each in self.claims
            if idea is not None and each.said.idea == idea and each.said.metric in metrics
        ]

    @cached_property
    def findings(self) -> list[Finding]:
        """Of the question those that later runs have shaken, and that nobody has withdrawn."""
        if not self.index.tally(["finding.added"]):
            return []
        from hunch.actions.tree.findings import findings

        found = findings(self.folder, self.index, self.objective, point=self.point, clock=lambda: self.now_us)
        return [
            each
            for each in found
            if each.shaken and each.withdrawn is None and each.question in (None, self.question.id)
        ]

    @cached_property
    def busy(self) -> "Busy":
        """What runs or waits now."""
        return _busy(self)

    @cached_property
    def past(self) -> list[Past]:
        """What was proposed before."""
        ideas = self.point.standing.ideas
        return history(self.index, ideas, self.rows, now_us=self.now_us)

    @cached_property
    def begun_for(self) -> dict[str, str | None]:
        """The idea that the start names, of runs that were put under another since."""
        return begun_for(self.index)

    @cached_property
    def first_starts(self) -> dict[str, str]:
        """The event that began the first run of each idea, whatever became of that run."""
        return first_starts(self.index, self.rows, self.begun_for)

    @cached_property
    def of_variant(self) -> dict[str, list[LightRun]]:
        """All runs of each variant, ended or not: a replicate is of its model's."""
        variants = {row.id: row.variant for row in self.rows}
        found: dict[str, list[LightRun]] = {}
        for row in self.rows:
            variant = row.variant or variants.get(row.replicate_of or "")
            if variant and row.began and not row.removed:
                found.setdefault(variant, []).append(row)
        return found

    @cached_property
    def of_idea(self) -> dict[str, list[LightRun]]:
        """All runs that try each idea, ended or not."""
        found: dict[str, list[LightRun]] = {}
        for row in self.rows:
            if row.idea and row.began and not row.removed:
                found.setdefault(row.idea, []).append(row)
        return found


class Busy(NamedTuple):
    """What runs or waits: ideas, and variants as far as that can be told of a run without an end."""

    runs: frozenset[str]
    ideas: frozenset[str]
    variants: frozenset[str]


def _busy(ground: Ground) -> Busy:
    endless = [row for row in ground.rows if row.status in ("running", "queued") and not row.removed]
    if not endless:
        return Busy(frozenset(), frozenset(), frozenset())
    from hunch.actions.live import with_live

    lost: set[str] = set()
    if ground.index.until is None:  # else nobody can look at the machine of then
        runs = ground.index.runs([row.id for row in endless])
        live = with_live(ground.folder.bench, runs, now_us=ground.now_us)
        lost = {run.id for run in live if run.status == "lost"}
    there = [row for row in endless if row.id not in lost]
    variants = {row.id: row.variant for row in ground.rows}
    plans = {row.plan for row in there if row.plan}
    of_plan = {row.variant for row in ground.rows if row.plan in plans and row.variant}
    repeated = {variants.get(row.replicate_of or "") for row in there}
    return Busy(
        frozenset(row.id for row in there),
        frozenset(row.idea for row in there if row.idea),
        frozenset(each for each in (*of_plan, *repeated) if each),
    )
