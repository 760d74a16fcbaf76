"""What the statistics allow to say of a run's variant at this moment: what a finding stands on."""

from collections.abc import Sequence
from typing import final

import msgspec
from msgspec.structs import replace

from hunch.actions.questions.standpoint import Standpoint
from hunch.actions.verdicts.at_hand import judged_at_hand
from hunch.actions.verdicts.judgements import about_of, state_of
from hunch.actions.verdicts.judging import compare_two
from hunch.actions.verdicts.lost import with_lost
from hunch.actions.verdicts.terms import Terms, Wish, terms_at
from hunch.actions.verdicts.tried import tried
from hunch.entities.comparison import Comparison, Judgement
from hunch.entities.config import Objective
from hunch.entities.events import Evidence
from hunch.entities.question import Focus
from hunch.entities.standing import the_question
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.kept import Kept
from hunch.journal.workbench import Workbench

_KEPT = Kept("evidence 1", Comparison)


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """What of a run tells what may be said of it."""

    id: str
    name: str
    variant: str | None = None
    question: str | None = None
    idea: str | None = None


@final
class Bench:
    """Where evidence is taken: each question is judged once."""

    def __init__(self, bench: Workbench, index: Index, point: Standpoint, objective: Objective) -> None:
        self.bench, self.index, self.point, self.objective = bench, index, point, objective
        self._judged: dict[str | None, tuple[Terms, Judgement] | None] = {}

    def judged(self, question: str | None) -> tuple[Terms, Judgement] | None:
        """What may be said of a question's variants; None where nothing can be compared."""
        if question not in self._judged:
            self._judged[question] = self._work_out(question)
        return self._judged[question]

    def of(self, run: Witness, *, question: str | None, opposes: bool) -> Evidence:
        """What may be said of a run's variant, in a question (None: in what is taken where nothing is asked)."""
        none = Evidence(run=run.id, opposes=opposes, variant=run.variant, question=question)
        found = self.judged(question)
        if found is None:
            return none
        terms, judgement = found
        none = replace(none, metric=terms.metric)
        compared = self._comparison(terms, judgement, run)
        if compared is None:
            return none
        return replace(
            none,
            verdict=compared.verdict,
            direction=compared.direction,
            estimate=compared.estimate,
            interval=compared.interval,
            error=compared.error,
            scale=compared.scale,
            unit=compared.unit,
            n_a=compared.n_a,
            n_b=compared.n_b,
            k=compared.k,
        )

    def _work_out(self, question: str | None) -> tuple[Terms, Judgement] | None:
        asked = self.point.standing.questions.get(question or "")
        if question is not None and asked is None:
            return None
        point = self.point
        if asked is None:
            point = point._replace(taken=the_question(point.standing, self.objective, Focus()))
        try:
            terms = terms_at(point, self.objective, Wish(question=asked))
            return terms, judged_at_hand(self.bench, self.index, terms)
        except UserError:  # nothing was measured, or numbers that cannot be judged
            return None

    def _comparison(self, terms: Terms, judgement: Judgement, run: Witness) -> Comparison | None:
        """Against the baseline; of a variant that was not run for the question, worked out (and kept) for itself."""
        baseline = terms.baseline
        if run.variant is None or baseline is None or run.variant == baseline.variant:
            return None
        found = next((each for each in judgement.comparisons if each.side_a.variant == run.variant), None)
        if found is not None or judgement.base is None:
            return found
        return self._aside(terms, run, judgement.base.run)

    def _aside(self, terms: Terms, run: Witness, base: str) -> Comparison | None:
        rows = self.index.light()
        found = with_lost(self.bench, self.index, rows, tried(rows, terms, also=[run.variant or run.id]))
        key = f"{run.id} {base} {about_of(terms)} {state_of(rows, found)}"
        known = _KEPT.recall(self.index, key)
        if known is not None:
            return known
        sides = self.index.runs([run.id, base])
        if len(sides) != 2:
            return None
        told = compare_two(self.bench, self.index, terms, *sides)
        _KEPT.keep(self.index, key, told)
        return told


def witnesses(index: Index, runs: Sequence[str]) -> dict[str, Witness]:
    """These runs, by id, but for those that were removed."""
    return {each.id: each for each in index.docs(runs, Witness)}
