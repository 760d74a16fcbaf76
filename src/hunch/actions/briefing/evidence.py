"""What the evidence allows to say of a question's variants, in the shortest form; and the one to start from."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from hunch.actions.changes import with_changes
from hunch.actions.questions.standpoint import Standpoint
from hunch.actions.verdicts.judging import compare_question
from hunch.actions.verdicts.tabling import in_order
from hunch.actions.verdicts.terms import Terms
from hunch.entities.comparison import Comparison, Judgement
from hunch.entities.comparison_text import difference
from hunch.entities.run import Run
from hunch.entities.words import IMPROVES, told
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

from .facts import Base, StartFrom, Variant

CHANGE_BUDGET_S = 30.0
"""Sentences are kept once they are found; what cannot be found in this time is left out."""
MOST_CHANGES = 60


class Evidence(NamedTuple):
    """The state of the evidence on one question."""

    baseline: Base | None
    k: int
    variants: list[Variant]
    start_from: StartFrom | None


NOTHING = Evidence(None, 0, [], None)


def evidence(
    folder: WorkingFolder, index: Index, at: Standpoint, terms: Terms, shorts: Mapping[str, str]
) -> Evidence:
    """The variants of a question by what may be said of them, and the baseline."""
    found = compare_question(folder.bench, index, terms)
    if found.base is None:
        return NOTHING._replace(k=found.k)
    rows = in_order(found.comparisons)
    named = [found.base.run, *(each.a for each in rows[:MOST_CHANGES])]
    runs = with_changes(folder, index, index.runs(named), budget_s=CHANGE_BUDGET_S).runs
    by_id = {run.id: run for run in runs}
    variants = [_variant(each, by_id.get(each.a), at) for each in rows]
    return Evidence(_base(found, by_id), found.k, variants, _start(found, rows, by_id, shorts))


def _base(found: Judgement, runs: Mapping[str, Run]) -> Base:
    side = found.base
    assert side is not None
    run = runs.get(side.run)
    command = run.command if run else []
    return Base(run=side.run, name=side.name, n=side.n, mean=side.mean, sd=side.sd, command=command)


def _variant(one: Comparison, run: Run | None, at: Standpoint) -> Variant:
    idea = at.standing.ideas.get(run.idea or "") if run else None
    return Variant(
        run=one.a,
        name=one.a_name,
        number=one.number,
        idea=idea.id if idea else None,
        idea_text=idea.text if idea else None,
        change=run.change if run else None,
        verdict=one.verdict,
        direction=one.direction,
        said=sentence(one),
        estimate=one.estimate,
        interval=one.interval,
        interval_kind=one.interval_kind,
        n=one.n_a,
        n_baseline=one.n_b,
        mean=one.side_a.mean,
        sd=one.side_a.sd,
        leads=one.leads,
    )


def sentence(one: Comparison) -> str:
    """`IMPROVES acc by +0.013 [+0.006, +0.020], n 6 v 6`: as much as is allowed to be said."""
    moved = partial(difference, one, times="x")
    said = told(
        one.verdict, metric=one.metric or "", change=moved(one.estimate), rises=(one.estimate or 0) > 0
    )
    if one.interval is not None:
        said += f" [{', '.join(map(moved, one.interval))}]"
    return f"{said}, n {one.n_a} v {one.n_b}"


def _start(
    found: Judgement, rows: Sequence[Comparison], runs: Mapping[str, Run], shorts: Mapping[str, str]
) -> StartFrom:
    """The furthest ahead of those of which it may be claimed; the baseline where there is none."""
    assert found.base is not None
    claimed = [each for each in rows if each.verdict == IMPROVES.text and each.estimate is not None]
    sign = found.question.sign
    first = max(claimed, key=lambda each: sign * (each.estimate or 0.0), default=None)
    run = first.a if first else found.base.run
    short, full = shorts.get(run, run), runs.get(run)
    return StartFrom(
        run=run,
        name=first.a_name if first else found.base.name,
        is_baseline=first is None,
        said=sentence(first) if first else None,
        command=full.command if full else [],
        restore=f"hunch restore {short} ../{short}",
        replicate=f"hunch replicate {short} --seeds 3",
    )
