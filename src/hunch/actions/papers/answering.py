"""What runs say of claims: the variants of a claim's idea against the question's baseline, in the claim's unit."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.verdicts.judging import compare_question
from hunch.actions.verdicts.numbering import counted_as
from hunch.actions.verdicts.terms import Wish, terms_at
from hunch.entities.comparison import Comparison, Judgement
from hunch.entities.config import Objective
from hunch.entities.events import RunsAttached
from hunch.entities.grammar.known import Known
from hunch.entities.paper import Answer, Claim
from hunch.entities.quantities import count
from hunch.entities.words import BASELINE, CAPPED, NO_DIFFERENCE, UNDETERMINED, answer_word
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.papers.claims import rounding
from hunch.stats.answering import Claimed, answer, together
from hunch.stats.verdict import ENOUGH

from .known import claims
from .meaning import known_of
from .units import CannotSayError, Unit, unit_of

PUT_THERE = "{} put under the idea once what came of that was known"
OF_LATER_RUNS = "the estimate is of all these runs, the interval of those from after it alone"
WITHIN = "the claim is within the question's min effect: a difference as small does not matter here"


def answered(
    folder: WorkingFolder,
    index: Index,
    objective: Objective,
    wanted: Sequence[Claim] | None = None,
    *,
    point: Standpoint | None = None,
) -> list[Claim]:
    """Claims with what runs say of them: these, or all that nobody has withdrawn.

    Args:
        point: what stands, where it is known already.
    """
    at = point or standpoint(folder, objective)
    if wanted is None:
        wanted = [each for each in claims(index) if each.withdrawn is None]
    asking = _Asking(folder, index, at, objective)
    return [msgspec.structs.replace(each, answer=asking.answer(each)) for each in wanted]


_OF_ANOTHER_SIZE = ENOUGH.partition("{}")[0]
"""How much the runs there are would have shown is said of the question's min effect, and not of the claim."""


class _Told(NamedTuple):
    """A question's variants by one metric."""

    judgement: Judgement
    known: Known


class _Seen(NamedTuple):
    """A variant of the claim's idea, held against the claim."""

    comparison: Comparison
    word: str
    sure: tuple[float, float] | None
    told: Unit


class _Asking:
    """Answers claims; what several of them need is worked out once."""

    def __init__(self, folder: WorkingFolder, index: Index, at: Standpoint, objective: Objective) -> None:
        self.folder, self.index, self.at, self.objective = folder, index, at, objective
        self._told: dict[tuple[str | None, str | None], _Told] = {}
        self._tries: dict[str, set[str]] = {}
        self._later = _attached_later(index)
        for row in index.light():
            if row.began and not row.removed and row.idea is not None:
                self._tries.setdefault(row.idea, set()).add(counted_as(row))

    def answer(self, claim: Claim) -> Answer:
        """What runs say of a claim."""
        try:
            if claim.withdrawn is not None:
                raise CannotSayError(f"it was withdrawn: {claim.withdrawn}")
            if claim.delta is None:
                raise CannotSayError("it states no change")
            if claim.idea is None:
                raise CannotSayError("no idea is tied to it: hunch paper claim ... --idea IDEA")
            return self._by_variants(claim, claim.delta, self._variants(claim, claim.idea))
        except CannotSayError as error:
            return Answer(word=UNDETERMINED.text, reasons=[str(error)])

    def _variants(self, claim: Claim, idea: str) -> list[Comparison]:
        """The variants of the claim's idea that are compared with the baseline.

        Raises:
            CannotSayError: there are none.
        """
        tries = self._tries.get(idea, set())
        if not tries:
            raise CannotSayError("no run has tried its idea yet")
        told = self._judged(claim)
        base = told.judgement.base
        found = [each for each in told.judgement.comparisons if (each.side_a.variant or each.a) in tries]
        if not found and base is None:
            raise CannotSayError(f"there is no {BASELINE} to hold it against yet")
        if not found and base is not None and base.variant in tries:
            raise CannotSayError(f"its idea was tried by the {BASELINE} alone")
        if not found:
            raise CannotSayError("no run of its idea has ended, or none was run for its question")
        return found

    def _judged(self, claim: Claim) -> _Told:
        key = (claim.question, claim.metric)
        if key not in self._told:
            question = self.at.standing.questions.get(claim.question or "")
            if claim.question is not None and question is None:
                raise CannotSayError("its question is not in the journal")
            try:
                wish = Wish(question=question, metric=claim.metric)
                terms = terms_at(self.at, self.objective, wish)
                judgement = compare_question(self.folder.bench, self.index, terms)
            except UserError as error:  # the metric was never measured, or what was asked cannot be judged
                raise CannotSayError(str(error)) from None
            self._told[key] = _Told(judgement, known_of(self.at, terms.question))
        return self._told[key]

    def _by_variants(self, claim: Claim, delta: float, found: Sequence[Comparison]) -> Answer:
        claimed = Claimed(delta, rounding(claim.text, delta))
        known = self._judged(claim).known
        seen = [_held(claim, claimed, known, each) for each in found]
        word = together(answer_word(each.word) for each in seen)
        nearest = max(
            (each for each in seen if each.word == word.text),
            key=lambda each: _towards(each, delta),
        )
        told = _told_of(claim, claimed, nearest, len(found))
        later = sum(run in self._later.get(claim.idea or "", ()) for run in told.runs)
        reasons = [*told.reasons, *([PUT_THERE.format(count(later, "run"))] if later else [])]
        return msgspec.structs.replace(told, reasons=reasons)


def _attached_later(index: Index) -> dict[str, set[str]]:
    """The runs that somebody put under each idea once they had ended: whoever did may have picked them."""
    told, found = index.told("run.attached"), dict[str, set[str]]()
    ends = index.ends() if told else {}
    for each in told:
        if isinstance(each.data, RunsAttached) and each.data.idea is not None:
            known = {run for run in each.data.runs if run in ends and ends[run] < each.id}
            found.setdefault(each.data.idea, set()).update(known)
    return found


def _held(claim: Claim, claimed: Claimed, known: Known, one: Comparison) -> _Seen:
    """A variant held against the claim.

    Raises:
        CannotSayError: the claim's unit is not one of this metric.
    """
    unit = unit_of(claim, known, one)
    sure = (unit.to(one.sure[0]), unit.to(one.sure[1])) if one.sure else None
    return _Seen(one, answer(one.verdict, sure, claimed).text, sure, unit)


def _towards(seen: _Seen, delta: float) -> float:
    estimate = seen.comparison.estimate
    return -math.inf if estimate is None else math.copysign(1, delta) * estimate


def _told_of(claim: Claim, claimed: Claimed, seen: _Seen, variants: int) -> Answer:
    """The answer by the variant that comes nearest."""
    one, unit = seen.comparison, seen.told
    is_open = seen.word == UNDETERMINED.text
    interval, kind = (seen.sure, "anytime 95 %") if seen.sure else (None, None)
    if one.interval is not None and (interval is None or (is_open and _is_of_later_runs(one))):
        interval, kind = (unit.to(one.interval[0]), unit.to(one.interval[1])), one.interval_kind
    needed = _needed(claimed, seen) if is_open else None
    more = max(0, needed - one.n_a) + max(0, needed - one.n_b) if needed is not None else None
    return Answer(
        word=seen.word,
        reasons=list(_reasons(claim, seen, variants)),
        estimate=unit.to(one.estimate) if one.estimate is not None else None,
        interval=interval,
        interval_kind=kind,
        unit=unit.name,
        n_a=one.n_a,
        n_b=one.n_b,
        runs=list(one.a_runs),
        baseline_runs=list(one.b_runs),
        verdict=one.verdict,
        variants=variants,
        needed_runs=needed if more else None,
        more_runs=more or None,
        minutes=one.minutes * more / one.more_runs if more and one.minutes and one.more_runs else None,
    )


def _is_of_later_runs(one: Comparison) -> bool:
    """Whether where the difference surely lies is told by fewer runs than its estimate: by those from after the question."""
    return one.sure is not None and one.sure != one.anytime


def _reasons(claim: Claim, seen: _Seen, variants: int) -> list[str]:
    one = seen.comparison
    found = []
    if variants > 1:
        found.append(f"of {count(variants, 'variant')} of its idea, {one.a_name} comes nearest")
    if seen.word == UNDETERMINED.text:
        found += [reason for reason in one.reasons if not reason.startswith(_OF_ANOTHER_SIZE)]
        if one.verdict == NO_DIFFERENCE.text and claim.delta:
            found.append(WITHIN)
    else:
        found += [reason for reason in one.reasons if CAPPED not in reason]
        found += [OF_LATER_RUNS] if _is_of_later_runs(one) else []
    return found


def _needed(claimed: Claimed, seen: _Seen) -> int | None:
    """Runs a side at which a difference as large as the claim would be told apart from none, with a chance of 80 %."""
    from hunch.stats.advice import effect_in_sd, needed_runs

    one = seen.comparison
    if one.level is None or not claimed.delta:
        return one.needed_runs
    if not one.noise_sd or not one.df or one.sure is None:
        return one.needed_runs
    effect = abs(seen.told.back(claimed.delta))
    if not (math.isfinite(effect) and effect > 0):
        return one.needed_runs
    paired = one.pairing == "paired"
    own = one.n_a - 1 if paired else one.n_a + one.n_b - 2
    return needed_runs(
        level=one.level, n_a=one.n_a, n_b=one.n_b, lent=max(0, one.df - own),
        effect=effect_in_sd(effect, one.noise_sd, one.df), paired=paired,
    )  # fmt: skip
