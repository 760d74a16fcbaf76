"""Where variants are held against each other: numbers and circumstances in, what may be said out."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, final

import msgspec

from hunch.entities.comparison import LINEAR, LOG, Comparison
from hunch.entities.run import Run
from hunch.entities.words import CAPPED, OBSERVED
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.stats import verdict
from hunch.stats.quantiles import t975
from hunch.stats.verdict import Judged, Panel, judged

from .comparable import Compared, Reason, Traits, reasons, traits_of
from .field import Field, is_pattern
from .numbering import Place
from .over_tasks import OverTasks, observed
from .sides import Cost, Sided, caps, cost_of, remarks, side_of
from .terms import Terms


class Quantiles(NamedTuple):
    """Where quantiles of Student's t come from, and whether what needs scipy or numpy is worked out (advice, resampling)."""

    t975: Callable[[int], float] = t975
    advise: bool = True


BY_SCIPY = Quantiles()


@final
class Bar:
    """Where variants are held against each other: what is known of all of them, looked up once.

    Args:
        keys: the variants to compare, each with the run that somebody named for it.
    """

    def __init__(
        self,
        bench: Workbench,
        index: Index,
        terms: Terms,
        seen: Field,
        keys: Mapping[str, Run | None],
        quantiles: Quantiles = BY_SCIPY,
    ) -> None:
        self.terms, self.seen, self.quantiles = terms, seen, quantiles
        self.traits = _traits(bench, index, terms, seen, keys)
        self.sides = {key: self._side(key, named) for key, named in keys.items()}
        metric = seen.metrics[0]
        self.panel = Panel({key: variant.arms[metric] for key, variant in seen.variants.items()})

    def compare(self, key_a: str, key_b: str) -> Comparison:
        """One variant against another."""
        a, b = self.sides[key_a], self.sides[key_b]
        place = self._place(key_a, key_b)
        differing = self._differing(a, b)
        forbidden = [each.text for each in differing if each.forbids]
        capped = caps(self.terms, a, b, place, against_baseline=self._baseline in (key_a, key_b))
        found, chance = self._judged(a, b, place.level if place else None, bool(capped))
        if forbidden:
            found = _observed(found)
        if found.verdict != OBSERVED.text:  # it could be no less
            capped = [f"{reason}: {CAPPED}" for reason in capped]
        why = [*forbidden, *capped, *found.reasons, *remarks(a.side, b.side)]
        why += [each.text for each in differing if not each.forbids]
        told = self._told(a, b, found, place, list(dict.fromkeys(why)))
        if not is_pattern(self.terms.question):
            return told
        return msgspec.structs.replace(
            told,
            tasks=self.seen.metrics,
            chance=chance.value if chance and not forbidden else None,
            chance_interval=chance.interval if chance and not forbidden else None,
        )

    def _side(self, key: str, named: Run | None) -> Sided:
        variant = self.seen.variants[key]
        side = side_of(variant, self.terms.question, self.seen.metrics, self.seen.tried.places.get(key))
        if named is not None:
            side = msgspec.structs.replace(side, run=named.id, name=named.name)
        return Sided(key, variant, side)

    @property
    def _baseline(self) -> str | None:
        return self.terms.baseline.variant if self.terms.baseline else None

    def _place(self, key_a: str, key_b: str) -> Place | None:
        """Of the side that is not the baseline, where the other is."""
        if self._baseline not in (key_a, key_b):
            return None
        return self.seen.tried.places.get(key_a if key_b == self._baseline else key_b)

    def _differing(self, a: Sided, b: Sided) -> list[Reason]:
        left, right = (Compared(each.side.name, each.variant.measured) for each in (a, b))
        return reasons(left, right, self.traits, self.seen.metrics, steps=self.seen.at_step is None)

    def _judged(self, a: Sided, b: Sided, level: float | None, capped: bool) -> OverTasks:
        question = self.terms.question
        if is_pattern(question):
            metrics, draw = self.seen.metrics, self.quantiles.advise
            return observed(a.variant, b.variant, metrics, goal=question.goal, level=level, draw=draw)
        least = question.min_effect
        terms = verdict.Terms(
            level=level,
            goal=question.goal,
            min_effect=math.log1p(least) if least is not None and question.log_scale else least,
            capped=capped,
            t975=self.quantiles.t975,
            advise=self.quantiles.advise,
        )
        return OverTasks(judged(self.panel, a.key, b.key, terms))

    def _told(self, a: Sided, b: Sided, found: Judged, place: Place | None, why: list[str]) -> Comparison:
        question = self.terms.question
        needed = found.needed_runs
        cost = Cost(0, None) if needed is None else cost_of(needed, a.variant, b.variant)
        return Comparison(
            a=a.side.run,
            b=b.side.run,
            a_name=a.side.name,
            b_name=b.side.name,
            a_runs=a.side.runs,
            b_runs=b.side.runs,
            metric=self.terms.metric,
            goal=question.goal,
            take=question.take,
            scale=LOG if question.log_scale else LINEAR,
            unit=question.unit,
            estimate=found.estimate,
            interval=found.interval,
            interval_kind=found.interval_kind,
            n_a=found.n_a,
            n_b=found.n_b,
            k=self.seen.tried.k,
            verdict=found.verdict,
            direction=found.direction,
            needed_runs=needed,
            more_runs=None if needed is None else cost.runs,
            minutes=cost.minutes,
            reasons=why,
            number=place.number if place else None,
            level=found.level,
            noise_sd=found.noise_sd,
            df=found.df,
            pairing=found.pairing,
            ordinary=found.ordinary,
            anytime=found.anytime,
            question=question.id,
            baseline="a" if a.key == self._baseline else "b" if b.key == self._baseline else None,
            side_a=a.side,
            side_b=b.side,
        )


def _traits(
    bench: Workbench, index: Index, terms: Terms, seen: Field, keys: Iterable[str]
) -> dict[str, Traits]:
    runs = [run for key in keys for run in seen.variants[key].measured]
    return traits_of(bench, index, runs, seen.metrics[0], evaluation=terms.evaluation)


def _observed(found: Judged) -> Judged:
    """What is left to say of sides that may not be compared."""
    return msgspec.structs.replace(
        found, verdict=OBSERVED.text, interval=None, interval_kind=None, ordinary=None, anytime=None, needed_runs=None
    )  # fmt: skip
