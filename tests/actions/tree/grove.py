"""A workbench with questions, ideas, decisions and findings, and the tree that comes of them."""

from collections.abc import Sequence
from typing import Any, final

from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.tree.deciding import Made, decide
from hunch.actions.tree.finding import Found, Linking, Place, find, link, refresh, withdraw
from hunch.actions.tree.findings import findings
from hunch.actions.tree.growing import grow, grow_as_of
from hunch.entities.events import IdeaAdded, RunsAttached
from hunch.entities.finding import Finding
from hunch.entities.tree import IdeaNode, QuestionNode, Tree, VariantNode
from hunch.ids import new_id
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append, highest_id
from hunch.testing import ToldClock

from ..verdicts.judged import Lab


@final
class Grove:
    """Where things are asked, tried and decided, and the tree is drawn; the question of its lab is current."""

    def __init__(self, folder: WorkingFolder, clock: ToldClock) -> None:
        self.lab = Lab(folder, clock)
        self.folder, self.clock = folder, clock

    def idea(self, text: str, *, under: str | None = None, question: str | None = "current") -> str:
        idea = new_id(self.clock(), after=highest_id(self.folder.bench))
        of = self.lab.question if question == "current" else question
        append(
            self.folder.bench, IdeaAdded(idea=idea, text=text, parent=under, question=of), clock=self.clock
        )
        return idea

    def attach(self, runs: Sequence[str], idea: str | None) -> None:
        append(self.folder.bench, RunsAttached(runs=list(runs), idea=idea), clock=self.clock)

    def decide(self, idea: str, word: str, why: str = "so it is") -> Made:
        stands = self.point().standing
        with Index.open(self.folder.bench) as index:
            return decide(self.folder, index, stands, stands.ideas[idea], word, why=why, clock=self.clock)

    def find(self, text: str, *, supports: Sequence[str] = (), opposes: Sequence[str] = ()) -> Found:
        with Index.open(self.folder.bench) as index:
            return find(self._place(index), text, Linking(supports, opposes))

    def link(self, finding: str, *, supports: Sequence[str] = (), opposes: Sequence[str] = ()) -> Found:
        with Index.open(self.folder.bench) as index:
            return link(self._place(index), self.finding(finding), Linking(supports, opposes))

    def refresh(self, finding: str) -> None:
        with Index.open(self.folder.bench) as index:
            refresh(self._place(index), self.finding(finding))

    def withdraw(self, finding: str, why: str) -> None:
        with Index.open(self.folder.bench) as index:
            withdraw(self._place(index), self.finding(finding), why=why)

    def finding(self, identifier: str) -> Finding:
        with Index.open(self.folder.bench) as index:
            return next(each for each in findings(self.folder, index) if each.id == identifier)

    def tree(self, at_us: int | None = None) -> Tree:
        with Index.open(self.folder.bench) as index:
            if at_us is None:
                return grow(self.folder, index, self.lab.objective, clock=self.clock).tree
            return grow_as_of(self.folder, index, self.lab.objective, at_us=at_us, clock=self.clock).tree

    def question_node(self, at_us: int | None = None) -> QuestionNode:
        return self.tree(at_us).questions[0]

    def idea_node(self, idea: str, at_us: int | None = None) -> IdeaNode:
        return next(
            each for node in self.tree(at_us).questions for each in node.ideas if each.idea.id == idea
        )

    def point(self) -> Standpoint:
        return standpoint(self.folder, self.lab.objective)

    def _place(self, index: Index) -> Place:
        return Place(self.folder, index, self.point(), self.lab.objective, self.clock)


def names(variants: Sequence[VariantNode]) -> list[Any]:
    return [each.variant for each in variants]
