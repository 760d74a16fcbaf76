"""What everything else depends on: what stands in a workbench, and what an author is at in a working folder."""

from typing import NamedTuple

from msgspec.structs import replace

from hunch.entities.config import Objective
from hunch.entities.question import Baseline, Focus, Idea, Question
from hunch.entities.standing import Standing, TakenQuestion, baseline_of, the_question
from hunch.journal.standing import focus_here, standing
from hunch.journal.workbench import WorkingFolder


class Standpoint(NamedTuple):
    """What stands, and what of it the author is at."""

    standing: Standing
    focus: Focus
    taken: TakenQuestion

    @property
    def question(self) -> Question:
        """The question that runs are for; without an id where nothing is asked."""
        return self.taken.question

    @property
    def idea(self) -> Idea | None:
        """The idea that the author is at."""
        return self.standing.ideas.get(self.focus.idea or "")

    @property
    def baseline(self) -> Baseline | None:
        """What the question's variants are compared with."""
        return baseline_of(self.standing, self.question)


def aim(folder: WorkingFolder, objective: Objective) -> Objective:
    """What `best` goes by: the metric of the question that the author is at, else hunch.toml's, else what most runs share."""
    question = standpoint(folder, objective).question
    return replace(objective, metric=question.metric, goal=question.goal) if question.metric else objective


def standpoint(folder: WorkingFolder, objective: Objective) -> Standpoint:
    """Where an author stands.

    Raises:
        NewerFormat: a line of a journal is of a newer Hunch.
    """
    stands = standing(folder.bench)
    focus = focus_here(stands, folder)
    return Standpoint(stands, focus, the_question(stands, objective, focus))
