"""A question's results as a table for a paper: what stands in it, and what must stand under it.

Bold is a claim: only what the verdict allows is set in it.
"""

import math
from collections.abc import Mapping, Sequence

import msgspec

from hunch.entities.comparison import LOG, Comparison, Interval, Judgement, Side
from hunch.entities.quantities import count
from hunch.entities.question import Question
from hunch.entities.words import BASELINE, IMPROVES, VERDICTS, verdict_word
from hunch.ids import tail


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A variant. `estimate` and `interval` are against the baseline, as in a comparison; None for the baseline itself."""

    label: str
    """The idea that it tries, else the name of the run that stands for it."""
    run: str
    name: str
    variant: str | None
    number: int | None = None
    n: int
    mean: float | None
    sd: float | None
    """Over independent runs, not the error of the mean."""
    error: float | None
    """Standard error of the estimate, or of the baseline's mean: how many digits are worth printing."""
    estimate: float | None = None
    interval: Interval | None = None
    interval_kind: str | None = None
    verdict: str
    """A verdict; "baseline" for the baseline."""
    direction: int = 0
    is_bold: bool = False
    runs: list[str] = []


class ResultTable(msgspec.Struct, frozen=True, kw_only=True):
    """The baseline, then the variants by what may be said of them, and the notes that belong to them."""

    question: Question
    metric: str
    goal: str
    scale: str
    unit: str | None
    k: int
    questions: int
    rows: list[Row]
    notes: list[str]


def tabled(found: Judgement, *, ideas: Mapping[str, str], questions: int) -> ResultTable:
    """The table of a question.

    Args:
        ideas: the text of the idea that a run was for, by run.
        questions: how many were asked in all.
    """
    rows: list[Row] = []
    if found.base is not None:
        rows = [_base(found.base, ideas), *(_row(each, ideas) for each in in_order(found.comparisons))]
    first = found.comparisons[0] if found.comparisons else None
    question = found.question
    return ResultTable(
        question=question,
        metric=question.metric or "",
        goal=question.goal,
        scale=first.scale if first else LOG if question.log_scale else "linear",
        unit=question.unit,
        k=found.k,
        questions=questions,
        rows=_told_apart(rows),
        notes=_notes(found, rows, questions),
    )


def in_order(found: Sequence[Comparison]) -> list[Comparison]:
    """By what may be said of them, then by number: within a word no order is meant."""
    rank = {word: at for at, word in enumerate(VERDICTS)}
    return sorted(found, key=lambda each: rank[verdict_word(each.verdict, each.direction)])


def _base(side: Side, ideas: Mapping[str, str]) -> Row:
    return Row(
        label=ideas.get(side.run, side.name), run=side.run, name=side.name, variant=side.variant, n=side.n,
        mean=side.mean, sd=side.sd, error=side.sd / math.sqrt(side.n) if side.sd else None,
        verdict=BASELINE, runs=side.runs,
    )  # fmt: skip


def _row(one: Comparison, ideas: Mapping[str, str]) -> Row:
    side = one.side_a
    return Row(
        label=ideas.get(side.run, side.name), run=side.run, name=side.name, variant=side.variant,
        number=one.number, n=one.n_a, mean=side.mean, sd=side.sd, error=one.error, estimate=one.estimate,
        interval=one.interval, interval_kind=one.interval_kind, verdict=one.verdict, direction=one.direction,
        is_bold=one.verdict == IMPROVES.text, runs=side.runs,
    )  # fmt: skip


def _told_apart(rows: Sequence[Row]) -> list[Row]:
    """Variants that try the same idea are told apart by their runs' names."""
    labels = [row.label for row in rows]
    return [
        msgspec.structs.replace(row, label=f"{row.label} ({row.name})")
        if labels.count(row.label) > 1 and row.label != row.name
        else row
        for row in rows
    ]


def _notes(found: Judgement, rows: Sequence[Row], questions: int) -> list[str]:
    if found.base is None:
        return [f"No finished run has measured {found.question.metric} yet."]
    baseline = found.base.name
    kinds = dict.fromkeys(row.interval_kind for row in rows if row.interval_kind)
    notes = [_what(found)]
    if kinds:
        notes.append(f"Intervals: {', '.join(map(str, kinds))}, against {baseline}; {_whose(list(kinds))}")
    notes.append(f"k = {count(found.k, 'variant')} tried. Bold only where the evidence allows a claim.")
    if questions > 1:
        notes.append(
            f"{questions} questions were asked (a baseline chosen anew counts as one): a false claim in any has a chance"
            f" of at most {1 - 0.95**questions:.0%}."
        )
    if found.at_step is not None:
        notes.append(f"All runs were read at step {found.at_step:g}.")
    left_out = [run.name for side in _sides(found) for run in side.left_out]
    if left_out:
        notes.append(f"Left out: {', '.join(left_out)}.")
    runs = "; ".join(f"{row.name}: {' '.join(map(tail, row.runs)) or 'none'}" for row in rows)
    return [*notes, f"Runs: {runs}."]


def _what(found: Judgement) -> str:
    """What the numbers are."""
    if "*" in (found.question.metric or ""):
        tasks = next((each.tasks for each in found.comparisons), [])
        return (
            f"Interquartile mean over n independent runs and {count(len(tasks), 'task')}: {', '.join(tasks)}."
        )
    if found.question.log_scale:
        return "Geometric mean; ± is the standard deviation of natural logarithms. Differences are ratios."
    return "Mean ± standard deviation over n independent runs."


def _whose(kinds: Sequence[str | None]) -> str:
    if len(kinds) < 2:
        return "all hold at once." if (kinds[0] or "").startswith("anytime") else "each by itself."
    return "anytime ones stand where something is claimed and hold all at once, ordinary ones each by itself."


def _sides(found: Judgement) -> list[Side]:
    return [*([found.base] if found.base else []), *(each.side_a for each in found.comparisons)]
