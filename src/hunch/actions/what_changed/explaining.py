"""Which single changes moved the metric: natural experiments, that is variants that differ in one thing."""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hunch.actions.verdicts.judging import compare_pairs
from hunch.actions.verdicts.terms import Terms
from hunch.entities.change import ChangeGroup
from hunch.entities.comparison import Comparison
from hunch.entities.explanation import Edge, Explanation
from hunch.entities.run import Run
from hunch.entities.variant import Rule
from hunch.entities.words import IMPROVES, NO_DIFFERENCE, SUGGESTS_UP, WORSENS
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.stats.advice import effect_in_sd, needed_to_stand_out
from hunch.stats.verdict import ORDINARY_LEVEL

from .edges import Pair, edges, representatives
from .groups import groups_between
from .history import apart, has_parts
from .separating import separations

MOVED = (IMPROVES.text, WORSENS.text, SUGGESTS_UP.text)
BUDGET_S = 5.0
MOST_BRIDGED, MOST_BETWEEN = 3, 12
"""Of edges that changed several things, and variants that may lie between their two ends: so many are looked at."""


class _Grouped(NamedTuple):
    pair: Pair
    groups: list[ChangeGroup]


def explain(
    folder: WorkingFolder, index: Index, run: Run, terms: Terms, *, rule: Rule, budget_s: float = BUDGET_S
) -> Explanation:
    """What moved the metric on the way to a run, as far as single changes tell.

    Args:
        budget_s: so long changes are looked at that were not looked at before; what finds no time is counted.
    """
    deadline = time.monotonic() + budget_s
    found = edges(index, terms, run)
    grouped: list[_Grouped] = []
    unknown = late = 0
    for pair in found.pairs:
        if time.monotonic() > deadline:
            late += 1
            continue
        groups = groups_between(folder, index, pair.parent, pair.run, rule=rule)
        if groups:
            grouped.append(_Grouped(pair, groups))
        else:
            unknown += 1
    bridges = _bridges(folder, index, grouped, rule=rule, deadline=deadline)
    grouped = [*_by_history(grouped), *bridges]
    compared = compare_pairs(
        folder.bench, index, terms, [(each.pair.run, each.pair.parent) for each in grouped]
    )
    told = [_edge(each, one, terms) for each, one in zip(grouped, compared, strict=True)]
    single = [each for each in told if len(each.groups) == 1]
    confounded = [each for each in told if len(each.groups) > 1]
    judged = [each for each in single if each.comparison.interval is not None]
    return Explanation(
        run=run.id, name=run.name, question=terms.question.id, metric=terms.metric, goal=terms.question.goal,
        moved=[each for each in single if each.comparison.verdict in MOVED],
        unmoved=[each for each in single if each.comparison.verdict == NO_DIFFERENCE.text],
        undecided=[each for each in single if each.comparison.verdict not in (*MOVED, NO_DIFFERENCE.text)],
        confounded=confounded,
        unknown=unknown,
        left_out=late + found.left_out,
        by_luck=ORDINARY_LEVEL * len(judged) if len(judged) > 1 else 0.0,
        separations=separations(index, confounded, single),
    )  # fmt: skip


def _by_history(grouped: Sequence[_Grouped]) -> list[_Grouped]:
    """The edges with their groups, of which what was changed apart on another edge is a group of its own."""
    return [
        each._replace(
            groups=[part for group in each.groups for part in apart(group, _of_others(each, grouped))]
        )
        for each in grouped
    ]


def _of_others(one: _Grouped, grouped: Sequence[_Grouped]) -> list[ChangeGroup]:
    return [group for each in grouped if each.pair.key != one.pair.key for group in each.groups]


def _bridges(
    folder: WorkingFolder, index: Index, grouped: Sequence[_Grouped], *, rule: Rule, deadline: float
) -> list[_Grouped]:
    """Variants that lie between the ends of an edge that changed several things, one change away from an end.

    Nobody came from one to the other. So these are left out where anything shows that it may have been several changes:
    another edge, or another of these.
    """
    known = {each.pair.key for each in grouped}
    runs = representatives([each.pair for each in grouped])[:MOST_BETWEEN]
    by_history = _by_history(grouped)
    several = [each.pair for each in by_history if len(each.groups) > 1 and each.pair.on_line][:MOST_BRIDGED]
    found: list[_Grouped] = []
    for bridge in _between(several, runs):
        if bridge.key in known:
            continue
        if time.monotonic() > deadline:
            break
        known.add(bridge.key)
        groups = groups_between(folder, index, bridge.parent, bridge.run, rule=rule)
        found += [_Grouped(bridge, groups)] if groups else []
    every = [*grouped, *found]
    return [
        each
        for each in found
        if len(each.groups) == 1 and not has_parts(each.groups[0], _of_others(each, every))
    ]


def _between(several: Sequence[Pair], runs: Sequence[Run]) -> Iterator[Pair]:
    for pair in several:
        for middle in runs:
            for later, earlier in ((pair.run, middle), (middle, pair.parent)):
                bridge = Pair(later, earlier, on_line=False)
                if len(bridge.key) > 1:
                    yield bridge


def _edge(each: _Grouped, one: Comparison, terms: Terms) -> Edge:
    pair = each.pair
    edge = Edge(
        run=pair.run.id, name=pair.run.name, parent=pair.parent.id, parent_name=pair.parent.name,
        on_line=pair.on_line, groups=each.groups, comparison=one,
    )  # fmt: skip
    if len(each.groups) > 1 or one.verdict in MOVED or one.verdict == NO_DIFFERENCE.text:
        return edge  # of several changes at once no number of runs would tell which did it
    needed = one.needed_runs or _needed(one, terms)
    if needed is None:
        return edge
    more = [max(0, needed - n) for n in (one.n_a, one.n_b)]
    took = [run.duration_s for run in (pair.run, pair.parent)]
    minutes = sum(n * (s or 0.0) for n, s in zip(more, took, strict=True)) / 60 if any(took) else None
    return replace(edge, needed_runs=needed, more_runs=sum(more), minutes=minutes)


def _needed(one: Comparison, terms: Terms) -> int | None:
    """Runs a side at which a change of the size that matters stands out, where no claim is possible."""
    effect, least = None, terms.question.min_effect
    if least is not None and one.noise_sd and one.df:
        effect = effect_in_sd(least, one.noise_sd, one.df)
    lent = max(0, (one.df or 0) - max(0, one.n_a + one.n_b - 2))
    return needed_to_stand_out(n_a=one.n_a, n_b=one.n_b, lent=lent, effect=effect)
