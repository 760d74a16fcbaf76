"""What everything that a report speaks of is called."""

import math
import shlex
from collections.abc import Iterator

from msgspec.structs import replace

from hunch.entities.events import FindingAdded, PaperAdded
from hunch.entities.metric import SYSTEM_PREFIX
from hunch.entities.reference import short_ids
from hunch.entities.run import Run, Status
from hunch.entities.values import flat_params
from hunch.journal.standing import standing

from .ground import Ground
from .said import Report, RunSaid
from .trouble import NO_END

MOST_METRICS = 12
MOST_PARAMS = 40


def named(ground: Ground, said: Report) -> Report:
    """With every run, question, idea, finding, prediction and paper that it speaks of."""
    within = {run.id: run for run in ground.runs}
    wanted = dict.fromkeys([*within, *_mentioned(said)])
    there = within | {
        run.id: run for run in ground.index.runs([each for each in wanted if each not in within])
    }
    shorts = short_ids(there, among=[row.id for row in ground.index.light()])
    labels = dict(_labels(ground, said))
    return replace(
        said,
        runs=[_run(there[each], shorts[each], each in within) for each in wanted if each in there],
        labels=labels,
        shorts=short_ids(labels, among=labels),
    )


def _mentioned(said: Report) -> Iterator[str]:
    """Runs that are spoken of, whether they belong to the period or not."""
    for edge in said.edges:
        yield from (edge.run, edge.parent)
    for question in said.questions:
        if question.baseline is not None:
            yield from (question.baseline.run, *question.baseline.runs)
        for one in question.comparisons:
            yield from (
                one.a,
                one.b,
                *one.a_runs,
                *(each.run for side in (one.side_a, one.side_b) for each in side.left_out),
            )
        yield from (
            each.run for figure in question.figures for series in figure.series for each in series.curves
        )
    for hunch in [*said.hunches, *said.before.hunches, *said.surprises, *said.open_hunches]:
        yield from [*hunch.runs, *hunch.baseline, *([hunch.run] if hunch.run else [])]
    for note in said.notes:
        yield from [*note.runs, *([note.beside] if note.beside else [])]
    for decision in said.decisions:
        yield from decision.runs
    for finding in said.findings:
        yield from [*finding.supports, *finding.opposes]
    for claim in said.claims:
        yield from claim.claim.answer.runs if claim.claim.answer else []
    for made in said.before.proposals:
        yield from [*made.runs, *([made.run] if made.run else [])]
    for proposal in said.next:
        yield from proposal.runs


def _labels(ground: Ground, said: Report) -> Iterator[tuple[str, str]]:
    """Texts by id; a question's or an idea's may be any text that somebody typed."""
    stands = ground.point.standing
    yield from ((each.id, each.text) for each in stands.questions.values() if each.id)
    yield from ((each.id, each.text) for each in stands.ideas.values())
    yield from ((each.id, each.text) for each in ground.hunches)
    later = standing(ground.folder.bench).questions
    about = {each.question for each in said.written if each.question in later} - stands.questions.keys()
    yield from ((each, later[each].text) for each in sorted(filter(None, about)))
    for told in ground.index.told("finding.added"):
        if isinstance(told.data, FindingAdded):
            yield told.data.finding, told.data.text
    for told in ground.index.told("paper.added"):
        if isinstance(told.data, PaperAdded):
            yield told.data.paper, told.data.key


def _run(run: Run, short: str, within: bool) -> RunSaid:
    return RunSaid(
        id=run.id,
        name=run.name,
        short=short,
        # A run without an end is never called running or lost here: the journal does not know which.
        status=run.status.value if run.status != Status.RUNNING else NO_END,
        within=within,
        author=run.author,
        command=shlex.join(run.command),
        started_at=run.started_at,
        ended_at=run.ended_at,
        duration_s=run.duration_s,
        cpu_s=run.cpu_s,
        seed=run.seed,
        variant=run.variant,
        parent=run.parent,
        question=run.question,
        idea=run.idea,
        tags=run.tags,
        why=run.why,
        params=dict(list(flat_params(run).items())[:MOST_PARAMS]),
        metrics=_metrics(run),
    )


def _metrics(run: Run) -> dict[str, float | None]:
    """The last values of what the program itself measured."""
    own = {name: each for name, each in run.metrics.items() if not name.startswith(SYSTEM_PREFIX)}
    return {name: _finite(each.value) for name, each in list(own.items())[:MOST_METRICS]}


def _finite(value: float | int | None) -> float | None:
    try:
        return float(value) if value is not None and math.isfinite(value) else None
    except OverflowError:
        return None
