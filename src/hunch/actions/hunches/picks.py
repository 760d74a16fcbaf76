"""Which of several ideas won: the better first reading of each, whenever and by whomever it was run."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, final

from hunch.actions.verdicts.readings import Way
from hunch.entities.events import IdeaAdded
from hunch.entities.hunch import Pick
from hunch.entities.question import Idea
from hunch.entities.run import Status
from hunch.journal.index import Index

from .measured import Line, Measured, mean_of
from .past import Past, Record
from .seals import ENDED, Seal


class Won(NamedTuple):
    """What is known of a pick: the name that won, or why none can; neither while an idea has no reading."""

    winner: str | None = None
    void: str | None = None
    end: str | None = None
    """The event by which the last of the readings was complete."""


class First(NamedTuple):
    """The first reading of an idea."""

    runs: Sequence[Record]
    is_complete: bool


def ideas(index: Index) -> dict[str, Idea]:
    """All ideas by id; one that was written down twice is as it was the last time."""
    return {
        each.data.idea: Idea(
            id=each.data.idea, text=each.data.text, question=each.data.question, parent=each.data.parent
        )
        for each in index.told("idea.added")
        if isinstance(each.data, IdeaAdded)
    }


def first_of(idea: str, past: Past) -> First | None:
    """The first run under an idea that neither failed nor was killed, with those of its plan; None where there is none."""
    runs = past.of_idea.get(idea, ())
    lost = (Status.FAILED, Status.KILLED)
    first = next((run for run in runs if run.status not in lost), None)
    if first is None:
        return None
    together = [run for run in runs if run is first or (first.plan is not None and run.plan == first.plan)]
    return First(together, all(run.status in ENDED for run in together))


@final
class Picks:
    """Which ideas won, as far as they have been run."""

    def __init__(self, measured: Measured, ideas: Callable[[], Mapping[str, Idea]]) -> None:
        self._measured = measured
        self._read_ideas = ideas
        self._ideas: Mapping[str, Idea] | None = None

    def won(self, pick: Pick, seal: Seal) -> Won:
        """Resolved as soon as every idea that it names has its first reading; runs that come later change nothing."""
        said, past = seal.said, self._measured.past
        if said.metric is None:
            return Won(void="no metric says which is better")
        if not pick.chances:
            return Won(void="it names no idea")
        named = {name: self._idea(name, said.question) for name in pick.chances}
        unknown = [name for name, idea in named.items() if idea is None]
        if unknown:
            return Won(void=f"there is no idea {unknown[0]!r}")
        firsts = {name: first_of(idea.id, past) for name, idea in named.items() if idea is not None}
        if any(first is None or not first.is_complete for first in firsts.values()):
            return Won()
        runs = {name: first.runs for name, first in firsts.items() if first is not None}
        end = max(past.ends.get(run.id, "") for each in runs.values() for run in each)
        if end < seal.order:
            return Won(void="all of them had been run", end=end)
        return self._better(runs, Line((said.metric,), Way(said.take, said.goal or "max")), end)

    def _better(self, runs: Mapping[str, Sequence[Record]], line: Line, end: str) -> Won:
        values = {
            name: mean_of(self._measured.value(run, line, at_step=None) for run in each)
            for name, each in runs.items()
        }
        found = {name: value for name, value in values.items() if value is not None and value == value}
        missing = next((name for name in values if name not in found), None)
        if missing is not None:
            return Won(void=f"{line.metrics[0]} was not measured of {missing!r}", end=end)
        ranked = sorted(found, key=lambda name: found[name], reverse=line.way.goal != "min")
        if len(ranked) > 1 and found[ranked[0]] == found[ranked[1]]:
            return Won(void="the best two are equal", end=end)
        return Won(winner=ranked[0], end=end)

    def _idea(self, name: str, question: str | None) -> Idea | None:
        """By its text or id; of several, the last of the question's, else the last."""
        if self._ideas is None:  # most workbenches hold no picks
            self._ideas = self._read_ideas()
        found = [each for each in self._ideas.values() if each.id == name or _same(each.text, name)]
        return max(found, key=lambda idea: (idea.question == question, idea.id), default=None)


def _same(a: str, b: str) -> bool:
    return " ".join(a.split()).casefold() == " ".join(b.split()).casefold()
