"""A workbench with a question, ideas, hunches and runs that were never run, and what is proposed there."""

from collections.abc import Sequence
from typing import Any, final

from hunch.actions.proposals.ground import Asked, Ground
from hunch.actions.proposals.ranking import Ranking, ranking
from hunch.actions.proposals.settling import decline, place_of, take, write_down
from hunch.actions.proposals.weighing import Weighed, Weighing
from hunch.entities.config import Objective
from hunch.entities.events import (
    Data,
    DecisionMade,
    FocusMoved,
    IdeaAdded,
    PaperAdded,
    PaperClaimed,
    ProposalMade,
)
from hunch.entities.proposal import Proposal
from hunch.ids import new_id
from hunch.journal.index import Index
from hunch.journal.standing import place_of as focus_place
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append, highest_id
from hunch.testing import ToldClock, ask_question, record_variant, seal_hunch, start_run


@final
class Exploration:
    """A question about acc and all that is done for it."""

    def __init__(self, folder: WorkingFolder, clock: ToldClock, *, asks: bool = True) -> None:
        self.folder, self.clock = folder, clock
        self.question: str | None = None
        if asks:
            self.question = ask_question(folder, clock=clock, metric="acc")
            place = focus_place(folder)
            moved = FocusMoved(folder=place.folder, machine=place.machine, question=self.question)
            append(folder.bench, moved, clock=clock)

    def tell(self, data: Data) -> str:
        """Write an event down; its id."""
        return append(self.folder.bench, data, clock=self.clock).id

    def id(self) -> str:
        return new_id(self.clock(), after=highest_id(self.folder.bench))

    def idea(self, text: str, hunch: str | None = None, *, by: str | None = None, **more: Any) -> str:
        """An idea, perhaps with a hunch on it."""
        idea = self.id()
        self.tell(IdeaAdded(idea=idea, text=text, question=self.question, **more))
        if hunch is not None:
            self.hunch(idea, hunch, by=by)
        return idea

    def hunch(self, idea: str, text: str, *, by: str | None = None) -> Any:
        return seal_hunch(self.folder, text, clock=self.clock, by=by, idea=idea, question=self.question)

    def baseline(self, values: Sequence[float] = (0.5, 0.51, 0.49), **more: Any) -> list[str]:
        return self.runs("base", values, **more)

    def runs(self, variant: str, values: Sequence[float], **more: Any) -> list[str]:
        """Ended runs of a variant, for the question."""
        self.clock.on(60)
        about = {"question": self.question, **more}
        return record_variant(self.folder, variant, values, clock=self.clock, **about)

    def starts(self, **more: Any) -> str:
        """A run that goes on, on another machine."""
        self.clock.on(60)
        return start_run(self.folder, clock=self.clock, question=self.question, **more)

    def decide(self, idea: str, word: str) -> None:
        self.tell(DecisionMade(idea=idea, decision=word, why="because"))

    def claim(self, text: str, delta: float, *, idea: str | None = None) -> str:
        paper, claim = self.id(), self.id()
        self.tell(PaperAdded(paper=paper, key="lee2024"))
        self.tell(
            PaperClaimed(
                claim=claim,
                paper=paper,
                text=text,
                metric="acc",
                delta=delta,
                idea=idea,
                question=self.question,
            )
        )
        return claim

    def foretold(self, chances: Sequence[float], hits: Sequence[bool], *, by: str = "human:ada") -> None:
        """Resolved hunches, each on an idea of its own, which read ahead of the baseline or behind it. All are dropped."""
        for at, (chance, hit) in enumerate(zip(chances, hits, strict=True)):
            idea = self.idea(f"earlier {at} by {by}")
            base = self._base()
            seal = seal_hunch(
                self.folder,
                f"{100 * chance:g}",
                clock=self.clock,
                by=by,
                idea=idea,
                question=self.question,
                baseline=base,
            )
            value = 0.52 if hit else 0.48
            self.runs(f"past {by} {at}", [value], idea=idea, hunches=[seal])
            self.decide(idea, "drop")

    def _base(self) -> list[str]:
        with Index.open(self.folder.bench) as index:
            return [row.id for row in index.light() if row.variant == "base"]

    # ---- what is proposed

    def ranking(self, most: int = 50) -> Ranking:
        with Index.open(self.folder.bench) as index:
            return ranking(self._ground(index), most=most)

    def weighed(self, idea: str) -> Weighed:
        """What is believed of an idea."""
        with Index.open(self.folder.bench) as index:
            return Weighing(self._ground(index)).all[idea]

    def proposals(self, most: int = 50) -> list[Proposal]:
        return self.ranking(most).proposals

    def lines(self) -> list[str]:
        """What is proposed, the most value for its cost first, whatever was drawn; without ids in brackets."""
        found = sorted(self.proposals(), key=lambda each: -(each.index or 0.0))
        return [each.text.partition(" (")[0] for each in found]

    def of(self, text: str) -> Proposal:
        return next(each for each in self.proposals() if text in each.text)

    def show(self, most: int = 5) -> Ranking:
        """As `hunch next` does: what is shown is written down."""
        with Index.open(self.folder.bench) as index:
            ground = self._ground(index)
            return write_down(ground, ranking(ground, most=most), clock=self.clock)

    def decline(self, text: str, why: str = "too dear") -> None:
        with Index.open(self.folder.bench) as index:
            ground = self._ground(index)
            found = ranking(ground, most=50)
            proposal = next(each for each in found.proposals if text in each.text)
            decline(ground, found, place_of(found, str(proposal.rank)), why, clock=self.clock)

    def take(self, text: str) -> None:
        with Index.open(self.folder.bench) as index:
            ground = self._ground(index)
            found = ranking(ground, most=50)
            take(ground, found, next(each for each in found.proposals if text in each.text), clock=self.clock)

    def made(self) -> list[ProposalMade]:
        with Index.open(self.folder.bench) as index:
            return [each.data for each in index.told("proposal.made") if isinstance(each.data, ProposalMade)]

    def statuses(self) -> dict[str, str]:
        """What has become of each proposal, by the idea's text or the action."""
        with Index.open(self.folder.bench) as index:
            ground = self._ground(index)
            ideas = ground.point.standing.ideas
            return {
                (ideas[each.said.ideas[0]].text if each.said.ideas else each.said.action): each.status
                for each in ground.past
            }

    def _ground(self, index: Index) -> Ground:
        return Ground(self.folder, index, Asked(Objective()), now_us=self.clock())
