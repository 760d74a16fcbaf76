"""A draft in numbers: the formula with the numbers put in, the runs it stands on, defaults marked as defaults."""

import math
from collections.abc import Iterator

from hunch.entities.quantities import about, by_noise, count
from hunch.entities.reference import short_id
from hunch.stats.adoption import USELESS_COSTS
from hunch.stats.base_rate import SHRINKAGE
from hunch.stats.mixture import DULL_MEAN, DULL_VARIANCE, GOOD_MEAN, GOOD_VARIANCE, Mixture, prior

from .beliefs import Belief
from .costing import Cost
from .drafts import BASELINE, COMBINE, SPLIT, Draft
from .weighing import Weighed, Weighing

DEFAULT = "default"
MOST_RUNS = 12


def explained(draft: Draft, weighing: Weighing) -> list[str]:
    """The lines of `--why`."""
    lines = [*draft.said]
    if draft.weighed and draft.action not in (BASELINE, COMBINE, SPLIT):
        lines += _of_one(draft.weighed[0], weighing)
    elif draft.action in (COMBINE, SPLIT):
        for each in draft.weighed:
            lines += [f"{each.text}: {line}" for line in (*_readings(each, weighing), _now(each))]
    if draft.action == BASELINE and weighing.base is not None:
        lines += [*_noise(weighing), f"the baseline stands on {count(weighing.base.n, 'run')}"]
    if draft.finding is not None:
        lines += [f"shaken: {why}" for why in draft.finding.shaken]
    lines += _index(draft)
    runs = _runs(draft, weighing)
    return [*lines, *([f"runs: {runs}"] if runs else [])]


def _of_one(each: Weighed, weighing: Weighing) -> Iterator[str]:
    yield from _belief(each.belief, weighing)
    yield from _size(each, weighing)
    start = prior(each.candidate.good, each.candidate.size)
    yield f"before any run: {_mixture(start)}, over {each.parent.text}"
    if each.parent.behind:
        yield f"its parent is {each.parent.behind:+.2f} seed sd from the baseline: that much less is to be expected"
    elif each.parent.level:
        level, n0 = each.parent.level, each.parent.n0
        yield f"its parent stands at {level:+.2f} seed sd over the baseline, shrunk, and counts as {n0:.1f} runs"
    yield from _readings(each, weighing)
    yield _now(each)


def _belief(said: Belief, weighing: Weighing) -> Iterator[str]:
    rates = weighing.rates
    learned = f"{count(rates.tries, 'try', many='tries')}; {DEFAULT} 25 % counts as 8"
    rate = f"b0 = {_percent(rates.base)} of ideas help here ({learned})"
    if not said.heard:
        yield f"belief: nobody foretold anything: pi = {rate}"
        return
    for heard in said.heard:
        record = (
            count(heard.record, "resolved hunch", many="resolved hunches")
            if heard.record
            else f"no record: {DEFAULT}"
        )
        yield (
            f"belief: {heard.voice.author} said {heard.voice.text!r}: p = {_percent(heard.chance)} that a run of it reads ahead, "
            f"where {_percent(1 / (1 + math.exp(-heard.usual)))} is usual; weight v = {heard.weight:.2f} ({record})"
        )
    yield f"belief: logit pi = logit b0 + 2 x sum of v (logit p - logit usual): pi = {said.good:.2f}; {rate}"


def _size(each: Weighed, weighing: Weighing) -> Iterator[str]:
    rates = weighing.rates
    for claim in each.claims:
        yield f"size: {claim.by} claims {claim.text!r}: {claim.change:+.2f} seed sd"
    ahead = [claim.change for claim in each.claims if claim.change > 0]
    if not ahead:
        yield f"size: {GOOD_MEAN} seed sd where it helps ({DEFAULT})"
        return
    learned = f"{count(rates.claims, 'claim')} answered" if rates.claims else DEFAULT
    claimed = sum(ahead) / len(ahead)
    yield (
        f"size: kappa {rates.kappa:.2f} ({learned}; {DEFAULT} {SHRINKAGE}) x {claimed:.2f}"
        f" = {rates.kappa * claimed:.2f} seed sd where it helps"
    )


def _readings(each: Weighed, weighing: Weighing) -> Iterator[str]:
    base, tried = weighing.base, each.tried
    if tried is None:
        return
    if base is None or not each.candidate.n or each.candidate.mean is None:
        yield "its runs cannot be held against anything yet"
        return
    yield from _noise(weighing)
    mean, other = by_noise(tried.mean, weighing.by.sd), by_noise(base.mean, weighing.by.sd)
    level = f" - {each.parent.level:.2f}" if each.parent.level else ""
    sd, sign = weighing.by.sd or 0.0, "" if weighing.by.side > 0 else "-"
    scale = " as a logarithm" if weighing.by.scale.log_scale else ""
    yield f"read{scale}: {mean} (n {tried.n}, {tried.name}), the baseline {other} (n {base.n}, {base.name})"
    yield (
        f"d = {sign}({mean} - {other}) / {sd:.3g}{level} = {each.candidate.mean:+.2f} seed sd over {each.parent.text}, "
        f"error variance {each.candidate.doubt:.2f} x (1/{each.candidate.n} + 1/{each.candidate.baseline_runs:.3g})"
    )
    if tried.left_out:
        yield f"{count(tried.left_out, 'run')} of it left out: hunch compare --question says why"


def _noise(weighing: Weighing) -> Iterator[str]:
    noise = weighing.noise
    if noise is None:
        yield "seed sd: not known, nothing scatters yet"
    elif noise.is_guessed:
        yield f"seed sd: {noise.sd:.3g}, a guess from how far variants stand apart ({DEFAULT}: no variant was repeated)"
    else:
        yield f"seed sd: {noise.sd:.3g} from repeats ({noise.df:.0f} degrees of freedom)"


def _now(each: Weighed) -> str:
    m, p = each.now.mean, each.now.chance
    adopted = m - USELESS_COSTS * (1 - p)
    if not each.candidate.n:
        return f"now: M = {m:+.2f} seed sd, P = {_percent(p)} that it is ahead; never run, so u = 0"
    return (
        f"now: M = {m:+.2f} seed sd, P = {_percent(p)} that it is ahead; "
        f"u = max(0, M - 3 (1 - P)) = max(0, {adopted:+.2f}) = {max(0.0, adopted):.2f}"
    )


def _index(draft: Draft) -> Iterator[str]:
    if draft.value is None or draft.cost is None or draft.per_minute is None:
        yield "it has no place on the scale of value per minute: it costs a look, and no run"
        return
    summed = ", summed over all that is held against it" if draft.action == BASELINE else ""
    if draft.is_floored:
        yield f"value: {draft.value:.3f} seed sd, as of a new idea that is half as likely to help as usual"
    else:
        yield f"value: E[u after one more run] - u now{summed} = {draft.value:.3f} seed sd"
    yield _cost(draft.cost)
    yield f"index: {draft.value:.3f} / {draft.cost.minutes:.3g} min = {draft.per_minute:.3g} seed sd a minute"


def _cost(cost: Cost) -> str:
    return f"cost: {about(cost.minutes)} ({cost.how})"


def _runs(draft: Draft, weighing: Weighing) -> str:
    ids = [run for each in draft.weighed if each.tried for run in each.tried.runs]
    ids += list(draft.runs)
    if draft.finding is not None:
        ids += [*draft.finding.supports, *draft.finding.opposes]
    names = weighing.ground.names
    kept = list(dict.fromkeys(ids))
    more = f" and {len(kept) - MOST_RUNS} more" if len(kept) > MOST_RUNS else ""
    return ", ".join(f"{names.get(run, '?')} ({short_id(run)})" for run in kept[:MOST_RUNS]) + more


def _mixture(found: Mixture) -> str:
    """`0.79 N(-0.7, 0.8^2) + 0.21 N(1.5, 1^2)`."""
    return (
        f"{found.dull.weight:.2f} N({DULL_MEAN}, {DULL_VARIANCE**0.5:.2g}^2)"
        f" + {found.good.weight:.2f} N({found.good.mean:.2f}, {GOOD_VARIANCE**0.5:.2g}^2)"
    )


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
