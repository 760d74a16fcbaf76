"""Where variants are held against each other: numbers and circumstances in, what may be said out."""

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, final

import msgspec

from hunch.entities.comparison import LINEAR, LOG, Comparison, Interval
from hunch.entities.run import Run
from hunch.entities.words import CAPPED, IMPROVES, NO_DIFFERENCE, OBSERVED, WORSENS
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.stats import verdict
from hunch.stats.quantiles import t975
from hunch.stats.verdict import Judged, Panel, judged

from .comparable import Compared, Reason, Traits, reasons, traits_of
from .field import Field, is_pattern
from .fresh import left_aside, needs_fresh, older_runs, without
from .numbering import Place
from .over_tasks import OverTasks, observed
from .sides import Cost, Sided, caps, cost_of, remarks, side_of
from .terms import Terms
from .variants import Variant


class Quantiles(NamedTuple):
    """Where quantiles of Student's t come from, and whether what needs scipy or numpy is worked out (advice, resampling)."""

    t975: Callable[[int], float] = t975
    advise: bool = True


BY_SCIPY = Quantiles()
CLAIMS = (IMPROVES.text, WORSENS.text, NO_DIFFERENCE.text)


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
        self.index = index
        self.traits = _traits(bench, index, terms, seen, keys)
        self.sides = {key: self._side(key, named) for key, named in keys.items()}
        self.panel = self._panel(seen.variants)

    def compare(self, key_a: str, key_b: str) -> Comparison:
        """One variant against another."""
        a, b = self.sides[key_a], self.sides[key_b]
        place = self._place(key_a, key_b)
        differing = self._differing(a, b)
        forbidden = [each.text for each in differing if each.forbids]
        capped = caps(self.terms, a, b, place, against_baseline=self._baseline in (key_a, key_b))
        level = place.level if place else None
        found, chance = self._judged(self.panel, a, b, level, bool(capped))
        late, needs = list[str](), (a, b)
        if forbidden:
            found = _observed(found)
        elif not (capped or is_pattern(self.terms.question)):
            found, (a, b), needs, late = self._by_fresh_runs(found, a, b, level)
        sure = None if forbidden or capped else self._sure(found, a.key, b.key, level)
        if found.verdict != OBSERVED.text:  # it could be no less
            capped = [f"{reason}: {CAPPED}" for reason in capped]
        why = [*forbidden, *capped, *late, *found.reasons, *remarks(a.side, b.side)]
        why += [each.text for each in differing if not each.forbids]
        told = self._told(a, b, found, place, needs, list(dict.fromkeys(why)))
        told = msgspec.structs.replace(told, sure=sure)
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

    @cached_property
    def _older(self) -> frozenset[str]:
        return older_runs(self.index, self.terms, self.seen)

    @cached_property
    def _fresh(self) -> Mapping[str, Variant]:
        return {key: without(variant, self._older) for key, variant in self.seen.variants.items()}

    @cached_property
    def _fresh_panel(self) -> Panel[str]:
        return self._panel(self._fresh)

    def _panel(self, variants: Mapping[str, Variant]) -> Panel[str]:
        return Panel({key: variant.arms[self.seen.metrics[0]] for key, variant in variants.items()})

    def _by_fresh_runs(
        self, found: Judged, a: Sided, b: Sided, level: float | None
    ) -> tuple[Judged, tuple[Sided, Sided], tuple[Sided, Sided], list[str]]:
        """What is claimed holds by the runs alone that were begun since it was said what is compared.

        Returns:
            What is found; of which sides; what further runs are counted on from; and what is said of it.
        """
        claims = found.verdict in CLAIMS
        if not (claims or self.quantiles.advise):  # a look at all older runs takes its time
            return found, (a, b), (a, b), []
        theirs = sum(run.id in self._older for each in (a, b) for run in each.variant.counted)
        if not (theirs or (claims and self._older)):
            return found, (a, b), (a, b), []
        one, two = (self._fresh_side(each) for each in (a, b))
        fresh, _ = self._judged(self._fresh_panel, one, two, level, False)
        if claims and fresh.verdict in CLAIMS:
            return fresh, (one, two), (one, two), [left_aside(self.terms, theirs)] if theirs else []
        if claims:
            found, _ = self._judged(self.panel, a, b, level, True)
        found = msgspec.structs.replace(found, needed_runs=fresh.needed_runs)
        return found, (a, b), (one, two), [needs_fresh(self.terms, theirs, len(self._older), claims=claims)]

    def _sure(self, found: Judged, a: str, b: str, level: float | None) -> Interval | None:
        """Where the difference surely lies, by the runs that were begun since it was said what is compared."""
        if (
            is_pattern(self.terms.question) or not self.quantiles.advise
        ):  # a look at all older runs takes its time
            return None
        if not self._older:
            return found.anytime
        one, two = (self._fresh_side(self.sides[key]) for key in (a, b))
        return self._judged(self._fresh_panel, one, two, level, False)[0].anytime

    def _fresh_side(self, each: Sided) -> Sided:
        variant = self._fresh[each.key]
        side = side_of(variant, self.terms.question, self.seen.metrics, None)
        same = {"run": each.side.run, "name": each.side.name, "number": each.side.number}
        return Sided(each.key, variant, msgspec.structs.replace(side, **same))

    def _judged(self, panel: Panel[str], a: Sided, b: Sided, level: float | None, capped: bool) -> OverTasks:
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
        return OverTasks(judged(panel, a.key, b.key, terms))

    def _told(
        self,
        a: Sided,
        b: Sided,
        found: Judged,
        place: Place | None,
        needs: tuple[Sided, Sided],
        why: list[str],
    ) -> Comparison:
        question = self.terms.question
        needed = found.needed_runs
        cost = Cost(0, None) if needed is None else cost_of(needed, *(each.variant for each in needs))
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
