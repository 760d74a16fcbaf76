"""What could be done next: a draft of each, with its value and its cost; none of what runs, waits, was dropped or parked."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from hunch.entities.decision import DROP, KEEP, PARK
from hunch.entities.finding import Finding
from hunch.entities.quantities import count
from hunch.stats.adoption import utility
from hunch.stats.lineage import combination
from hunch.stats.mixture import GOOD_MEAN
from hunch.stats.value import baseline_value

from .bundled import Bundle, bundles
from .costing import Cost
from .ground import Stated
from .weighing import Parent, Weighed, Weighing

TRY, REPEAT, BASELINE, COMBINE, SPLIT = "try", "repeat", "baseline", "combine", "split"
ANSWER, REVISIT, CLOSE, STOP = "answer", "revisit", "close", "stop"
LEAST_VALUE = 0.005
"""A repeat from which less is to be learnt, in seed sd, is not worth a line: enough is known."""
UNLIKELY = 0.5
"""Of the base rate: the new idea that another run of what is ahead on one seed counts as, at least."""
MOST_COMBINED = 4
"""So many ideas that are ahead are thought of in pairs."""


class Draft(NamedTuple):
    """Something that could be done, before it is put into words."""

    action: str
    weighed: Sequence[Weighed] = ()
    runs: Sequence[str] = ()
    stated: Stated | None = None
    finding: Finding | None = None
    per_minute: float | None = None
    """Value per minute; None: it is not on this scale."""
    value: float | None = None
    cost: Cost | None = None
    belief: float | None = None
    touched: str = ""
    """The last event that is about its subject: what was declined may come back after it."""
    said: Sequence[str] = ()
    """What is to be known of it beside its numbers."""
    is_floored: bool = False
    """Whether its value is that of a new, unlikely idea, and its own less."""

    @property
    def ideas(self) -> list[str]:
        """The ideas that it is about; what a paper claims of none is no idea yet."""
        claim = self.stated.said.claim if self.stated else None
        return [each.idea.id for each in self.weighed if each.idea is not None and each.idea.id != claim]


def drafts(weighing: Weighing) -> list[Draft]:
    """All that has a place on the scale, in no order; what has none stands behind."""
    found = [
        *_untried(weighing),
        *_repeats(weighing),
        *_baseline(weighing),
        *_combinations(weighing),
        *_splits(weighing),
        *_unlinked_claims(weighing),
    ]
    return _with_shaken(weighing, found)


def _untried(weighing: Weighing) -> Iterator[Draft]:
    """Ideas that nobody has run; one of which a paper claims a number answers that by the way."""
    for each in weighing.untried:
        stated = next(iter(each.stated), None)
        yield _of(ANSWER if stated else TRY, each, weighing)._replace(stated=stated)


def _of(action: str, each: Weighed, weighing: Weighing) -> Draft:
    found = weighing.value(each.candidate)
    return Draft(
        action,
        [each],
        per_minute=found.index,
        value=found.value,
        cost=each.cost,
        belief=found.belief,
        touched=_touched(each, weighing),
    )


def _touched(each: Weighed, weighing: Weighing) -> str:
    """The last event that changes what is known of an idea or a variant."""
    ground = weighing.ground
    idea = each.idea.id if each.idea else ""
    rows = [*ground.of_idea.get(idea, ()), *(ground.of_variant.get(each.tried.key, ()) if each.tried else ())]
    decision = ground.decided.get(idea)
    return max(
        [
            *(row.start_id for row in rows),
            *(voice.hunch for voice in each.voices),
            *(stated.id for stated in each.stated),
            *([decision[0]] if decision else []),
        ],
        default="",
    )


def _repeats(weighing: Weighing) -> Iterator[Draft]:
    busy = weighing.ground.busy
    for each in weighing.tried:
        assert each.tried is not None
        idea = each.idea.id if each.idea else None
        if idea in busy.ideas or each.tried.key in busy.variants or _is_over(idea, weighing):
            continue
        draft = _of(REPEAT, each, weighing)
        if each.candidate.n == 1 and each.utility > 0:
            draft = _at_least_unlikely(draft, each, weighing)
        if each.candidate.n and draft.value is not None and draft.value >= LEAST_VALUE:
            yield draft._replace(runs=[each.tried.run])


def _at_least_unlikely(draft: Draft, each: Weighed, weighing: Weighing) -> Draft:
    """What is ahead on one seed, however far: no verdict can be given on it, and what is built on it stands on that seed.

    Another run counts no less than one of a new idea that is half as likely to help as ideas are here. (Simulated: it costs
    about one point of what can be attained.)
    """
    good = UNLIKELY * weighing.rates.base
    new = weighing.value(weighing.candidate(each.parent, good=good, size=GOOD_MEAN, cost=each.cost))
    if draft.value is None or draft.value >= new.value:
        return draft
    said = (
        f"by itself one more run would be worth {draft.value:.3f} seed sd; it stands on one seed, of which no verdict can be "
        f"given, and so counts as a new idea that is half as likely to help as ideas are here ({good:.2f})"
    )
    return draft._replace(value=new.value, per_minute=new.index, said=[said], is_floored=True)


def _is_over(idea: str | None, weighing: Weighing) -> bool:
    return weighing.ground.decision(idea) in (DROP, PARK)


def _baseline(weighing: Weighing) -> Iterator[Draft]:
    """One more run of the baseline tells of all that is held against it."""
    base, ground = weighing.base, weighing.ground
    if base is None or base.key in ground.busy.variants:
        return
    shared = [
        each.candidate
        for each in weighing.tried
        if not each.candidate.is_child and not _is_over(each.idea.id if each.idea else None, weighing)
    ]
    value = baseline_value(shared)
    cost = weighing.took.of_variant(base.key) or weighing.took.otherwise(
        above=None, base=None, voices=(), known=ground.foreseen
    )
    if value >= LEAST_VALUE:
        last = ground.own_rows[-1].start_id if ground.own_rows else ""
        yield Draft(
            BASELINE, runs=[base.run], per_minute=value / cost.minutes, value=value, cost=cost, touched=last,
            said=[f"{count(len(shared), 'variant')} {'is' if len(shared) == 1 else 'are'} held against it"],
        )  # fmt: skip


def _combinations(weighing: Weighing) -> Iterator[Draft]:
    """Two ideas, each of which is kept or ahead, together."""
    ahead = [
        each
        for each in weighing.tried
        if each.idea is not None
        and each.candidate.n
        and not _is_over(each.idea.id, weighing)
        and (each.utility > 0 or (weighing.ground.decision(each.idea.id) == KEEP and each.now.mean > 0))
    ]
    ahead.sort(key=lambda each: -each.over_base.mean)
    pairs = [
        _combined(one, other, weighing)
        for one, other in combinations(ahead[:MOST_COMBINED], 2)
        if not _is_combined(one, other, weighing)
    ]
    pairs.sort(key=lambda pair: -(pair.per_minute or 0.0))
    paired = set[str]()
    for pair in pairs:  # each idea once: what comes of the first pair tells of the others
        if not paired & set(pair.ideas):
            paired |= set(pair.ideas)
            yield pair


def _is_combined(one: Weighed, other: Weighed, weighing: Weighing) -> bool:
    """Whether an idea holds both, or one builds on the other already, by what was said or by its code."""
    assert one.idea is not None
    assert other.idea is not None
    both = {one.idea.id, other.idea.id}
    if one.idea.id in _above(other, weighing) or other.idea.id in _above(one, weighing):
        return True
    if any(both <= {idea.id, idea.parent, *idea.inspired_by} for idea in weighing.ground.ideas.values()):
        return True
    return one.tried is not None and other.tried is not None and _is_made_from_the_other(one, other, weighing)


def _is_made_from_the_other(one: Weighed, other: Weighed, weighing: Weighing) -> bool:
    """Whether one's code goes on from the other's."""
    above = {each.key: each.goes_on_from for each in weighing.ground.board.variants}
    ends = [each.tried.key for each in (one, other) if each.tried is not None]
    for start, end in (ends, ends[::-1]):
        here, seen = above.get(start), set[str]()
        while here is not None and here not in seen:
            if here == end:
                return True
            seen.add(here)
            here = above.get(here)
    return False


def _above(each: Weighed, weighing: Weighing) -> set[str]:
    found: set[str] = set()
    idea = each.idea
    while idea is not None and idea.parent and idea.parent not in found:
        found.add(idea.parent)
        idea = weighing.ground.ideas.get(idea.parent)
    return found


def _combined(one: Weighed, other: Weighed, weighing: Weighing) -> Draft:
    start = combination(one.over_base, other.over_base, factor=weighing.rates.combined)
    first = max(one, other, key=lambda each: each.over_base.mean)
    second = other if first is one else one
    cost = max(one.cost, other.cost, key=lambda each: each.seconds)
    parent = Parent(first.text, start.level, start.n0)
    candidate = weighing.candidate(parent, good=start.good or 0.0, size=start.size, cost=cost)
    found = weighing.value(candidate)
    return Draft(
        COMBINE, [first, second], per_minute=found.index, value=found.value, cost=cost, belief=found.belief,
        touched=max(_touched(each, weighing) for each in (one, other)),
        said=[
            f"together they start at {weighing.rates.combined:.2f} x ({one.over_base.mean:+.2f} {other.over_base.mean:+.2f})"
            f" = {weighing.rates.combined * (one.over_base.mean + other.over_base.mean):+.2f} seed sd over the baseline"
            + ("" if weighing.rates.pairs else " (0.7: default)"),
            f"good with {start.good:.2f}, and then {start.size:+.2f} over {first.text}",
        ],
    )  # fmt: skip


def _splits(weighing: Weighing) -> Iterator[Draft]:
    """A variant that is ahead by a change of several independent parts: which of them it was, nobody knows."""
    ahead = [each for each in weighing.tried if each.utility > 0 and not _is_over(_id(each), weighing)]
    for each, bundle in bundles(weighing.ground, ahead):
        yield _split(each, bundle, weighing)


def _id(each: Weighed) -> str | None:
    return each.idea.id if each.idea else None


def _split(each: Weighed, bundle: Bundle, weighing: Weighing) -> Draft:
    """What leaving out one of k parts is worth: a part brings M / k, give or take what parts usually bring."""
    assert each.tried is not None
    k = len(bundle.groups)
    candidate = weighing.candidate(
        Parent(each.text, each.parent.level, 1 / max(each.now.variance, 1e-9)),
        good=weighing.rates.base,
        size=max(0.1, 1.5 - each.now.mean / k),
        cost=each.cost,
    )
    found = weighing.value(candidate)
    return Draft(
        SPLIT, [each], runs=[each.tried.run], per_minute=found.index, value=found.value, cost=each.cost,
        belief=found.belief, touched=_touched(each, weighing),
        said=[f"its change has {k} parts that do not need each other: {'; '.join(bundle.groups)}",
              f"without one of them: M / k = {each.now.mean / k:+.2f} less to be expected"],
    )  # fmt: skip


def _unlinked_claims(weighing: Weighing) -> Iterator[Draft]:
    """What a paper claims of the question's metric and no idea stands for."""
    ground, standing = weighing.ground, weighing.ground.point.standing
    for stated in ground.claims:
        inspired = any(
            {stated.said.paper, stated.said.claim} & set(idea.inspired_by) for idea in standing.ideas.values()
        )
        if stated.said.idea is None and not inspired and stated.said.metric in (None, ground.question.metric):
            each = weighing.of_claim(stated)
            yield _of(ANSWER, each, weighing)._replace(stated=stated, touched=stated.id)


def _with_shaken(weighing: Weighing, found: list[Draft]) -> list[Draft]:
    """Findings that do not stand as they stood; where another run of theirs is a draft already, it is that one."""
    for finding in weighing.ground.findings:
        runs = {*finding.supports, *finding.opposes}
        at = next((i for i, draft in enumerate(found) if _is_about(draft, runs)), None)
        if at is None:
            found.append(
                Draft(REVISIT, finding=finding, runs=sorted(runs)[:1], touched=_last_of(weighing, runs))
            )
        else:
            found[at] = found[at]._replace(action=REVISIT, finding=finding)
    return found


def _last_of(weighing: Weighing, runs: set[str]) -> str:
    """The event that began the last run of the variants of these runs."""
    variants = {row.variant for row in weighing.ground.rows if row.id in runs}
    rows = [row for each in variants if each for row in weighing.ground.of_variant.get(each, ())]
    return max((row.start_id for row in rows), default="")


def _is_about(draft: Draft, runs: set[str]) -> bool:
    if draft.action not in (REPEAT, REVISIT):
        return False
    return any(each.tried is not None and runs & set(each.tried.runs) for each in draft.weighed)


def adopted(weighing: Weighing) -> list[Weighed]:
    """What was run and is worth building on."""
    return [each for each in weighing.tried if each.candidate.n and utility(each.now) > 0]
