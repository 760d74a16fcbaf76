"""A variant as one side of a comparison, and why less may be said of two sides than their numbers would."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch.entities.comparison import Comparison, RunLeftOut, Side
from hunch.entities.quantities import count
from hunch.entities.question import Question
from hunch.stats.arm import is_still, spread
from hunch.stats.arm import mean as mean_of
from hunch.stats.multiplicity import expected_max

from .field import is_pattern
from .numbering import Place
from .over_tasks import middle
from .terms import Terms
from .variants import Variant

MOST_NAMED = 4
UNASKED = "nothing is asked: a claim needs a question (hunch ask ...)"


class Sided(NamedTuple):
    """A side with what it is made of."""

    key: str
    """Its variant, or the run where that is not known."""
    variant: Variant
    side: Side


def side_of(variant: Variant, question: Question, metrics: Sequence[str], place: Place | None) -> Side:
    """What is shown of a variant."""
    run, arm = variant.run, variant.arms[metrics[0]]
    if is_pattern(question):
        mean, sd = middle(variant, metrics), None
    else:
        mean = mean_of(arm.values) if arm.n else None
        sd = spread(arm.values) / math.sqrt(arm.n - 1) if arm.n > 1 else None
    return Side(
        run=run.id,
        name=run.name,
        variant=run.variant,
        runs=[each.id for each in variant.counted],
        n=arm.n,
        mean=math.exp(mean) if mean is not None and question.log_scale else mean,
        sd=sd,
        number=place.number if place else None,
        left_out=list(variant.left_out),
        remarks=list(variant.remarks),
    )


def caps(terms: Terms, a: Sided, b: Sided, place: Place | None, *, against_baseline: bool) -> list[str]:
    """Why nothing may be claimed, whatever the numbers are; [] where something may."""
    found = [*terms.foreign]
    if terms.question.id is None and not found:
        found.append(UNASKED)
    if not against_baseline:
        found.append("neither is the baseline" if terms.baseline else "there is no baseline yet")
    elif place is None:
        found.append(_without_number(terms, a if b.key == _baseline(terms) else b))
    found += [f"{each.side.name}: {_left_out(each)}" for each in (a, b) if each.variant.capped]
    found += [_without_noise(each) for each in (a, b) if any(map(is_still, each.variant.arms.values()))]
    return found


def _without_number(terms: Terms, other: Sided) -> str:
    if terms.since:
        return f"{other.side.name} has not run since the baseline was chosen"
    return f"{other.side.name} was not run for this question"


def _left_out(each: Sided) -> str:
    """`left out brave-gull (failed) and 3 more`; else what was read at a step that its runs did not end at."""
    named = [f"{run.name} ({run.why})" for run in each.side.left_out if run.forbids]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return f"left out {', '.join(named[:MOST_NAMED])}{more}" if named else "killed runs count"


def _without_noise(each: Sided) -> str:
    """Equal readings are no proof of a noise that is nil: of two or three runs they say next to nothing of it."""
    return f"{each.side.name}: no noise was seen, its {count(each.variant.n, 'run')} read the same"


def _baseline(terms: Terms) -> str | None:
    return terms.baseline.variant if terms.baseline else None


def remarks(a: Side, b: Side) -> list[str]:
    """What is said of a side and has no effect on the word."""
    return [
        f"{side.name}: {remark}" for side in (a, b) for remark in (*_uncapped(side.left_out), *side.remarks)
    ]


def _uncapped(left_out: Sequence[RunLeftOut]) -> list[str]:
    named = [f"{run.name} ({run.why})" for run in left_out if not run.forbids]
    return [f"left out {', '.join(named[:MOST_NAMED])}"] if named else []


class Cost(NamedTuple):
    """More runs, both sides together, and what they would take one after the other."""

    runs: int
    minutes: float | None


def cost_of(needed: int, a: Variant, b: Variant) -> Cost:
    """What it takes to bring both sides to `needed` runs."""
    more = [max(0, needed - each.n) for each in (a, b)]
    took = [each.mean_duration_s for each in (a, b)]
    known = [each for each in took if each is not None]
    if not known:
        return Cost(sum(more), None)
    seconds = sum(many * (known[0] if each is None else each) for many, each in zip(more, took, strict=True))
    return Cost(sum(more), seconds / 60)


def with_leader(compared: Sequence[Comparison]) -> list[Comparison]:
    """The one that is furthest ahead of the baseline is marked, with how far luck alone would bring the foremost."""
    ahead = [
        (abs(each.estimate), at) for at, each in enumerate(compared) if each.direction > 0 and each.estimate
    ]
    if not ahead:
        return list(compared)
    _, at = max(ahead, key=lambda pair: (pair[0], -pair[1]))
    first = compared[at]
    luck = None
    if first.noise_sd is not None and first.k > 1:
        luck = expected_max(first.k) * first.noise_sd / math.sqrt(first.n_a)
    marked = msgspec.structs.replace(first, leads=True, luck=luck)
    return [*compared[:at], marked, *compared[at + 1 :]]
