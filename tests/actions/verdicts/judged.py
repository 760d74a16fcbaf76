"""A workbench with variants that were never run, and what is said of them."""

import os
import random
from collections.abc import Sequence
from typing import Any, final

from hunch.actions.verdicts.judging import compare_question, compare_two
from hunch.actions.verdicts.terms import Terms, Wish, terms_of
from hunch.entities.comparison import Comparison, Judgement
from hunch.entities.config import Objective
from hunch.entities.events import BaselineSet, FocusMoved
from hunch.journal.index import Index
from hunch.journal.standing import place_of
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append
from hunch.testing import ToldClock, ask_question, record_variant


@final
class Lab:
    """Where variants are recorded and judged; `question` is current where one was asked."""

    def __init__(self, folder: WorkingFolder, clock: ToldClock) -> None:
        self.folder, self.clock = folder, clock
        self.question: str | None = None
        self.objective = Objective()

    def ask(self, **about: Any) -> str:
        """Ask a question about acc, and be at it."""
        self.question = ask_question(self.folder, clock=self.clock, **{"metric": "acc", **about})
        place = place_of(self.folder)
        for machine in (place.machine, os.uname().nodename):  # ours, and where the program itself is run
            moved = FocusMoved(folder=place.folder, machine=machine, question=self.question)
            append(self.folder.bench, moved, clock=self.clock)
        return self.question

    def runs(self, variant: str, values: Sequence[Any], **more: Any) -> list[str]:
        """Record ended runs of a variant, under the question."""
        self.clock.on(60)
        about = {"question": self.question, **more}
        return record_variant(self.folder, variant, values, clock=self.clock, **about)

    def choose(self, run: str, variant: str) -> None:
        """Make a variant the baseline."""
        said = BaselineSet(question=self.question, run=run, variant=variant)
        append(self.folder.bench, said, clock=self.clock)

    def terms(self, **wish: Any) -> Terms:
        return terms_of(self.folder, self.objective, Wish(**wish))

    def judgement(self, **wish: Any) -> Judgement:
        with Index.open(self.folder.bench) as index:
            return compare_question(self.folder.bench, index, self.terms(**wish))

    def of(self, variant: str, **wish: Any) -> Comparison:
        """What is said of a variant against the baseline."""
        return next(each for each in self.judgement(**wish).comparisons if each.side_a.variant == variant)

    def two(self, a: str, b: str, **wish: Any) -> Comparison:
        with Index.open(self.folder.bench) as index:
            one, other = index.runs([a, b])
            return compare_two(self.folder.bench, index, self.terms(**wish), one, other)


def noisy(mean: float, n: int, *, sd: float = 0.01, seed: int = 0) -> list[float]:
    """Values as seeds scatter them."""
    source = random.Random(f"{mean} {n} {sd} {seed}")
    return [source.gauss(mean, sd) for _ in range(n)]
