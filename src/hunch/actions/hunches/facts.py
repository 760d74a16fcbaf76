"""From the runs that a prediction is about to what it is resolved from: its readings against the baseline as it stood."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hunch.actions.verdicts.comparable import evaluations
from hunch.actions.verdicts.readings import Way, take_of
from hunch.entities.hunch import Size, Threshold, Win
from hunch.entities.quantities import number
from hunch.entities.run import Status
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.stats.belief import Scale
from hunch.stats.resolution import Reading

from .measured import Line, Measured, mean_of, tasks
from .past import Record
from .scatter import Asked, noise_before
from .seals import Planned, Seal


class Matter(NamedTuple):
    """A prediction whose runs have all ended, and the baseline's runs that it was sealed with."""

    seal: Seal
    planned: Planned
    baseline: Sequence[Record]

    @property
    def runs(self) -> list[Record]:
        """All runs that have a part in it."""
        return [*self.planned.runs, *self.baseline]


def matter_of(seal: Seal, planned: Planned, records: Mapping[str, Record]) -> Matter:
    """Of the baseline, the runs that are known and have finished."""
    known = (records[run] for run in seal.said.baseline if run in records)
    return Matter(seal, planned, [run for run in known if run.status == Status.FINISHED])


def readings_of(
    matters: Sequence[Matter], measured: Measured, *, changed: Sequence[bool]
) -> list[dict[str, Reading]]:
    """The readings of each prediction, by metric as its items name it.

    Args:
        matters: in the order of sealing.
        changed: of each, whether the files that define how results are measured changed.
    """
    lines = [{metric: line_of(each, metric) for metric in metrics_of(each.seal)} for each in matters]
    noises = _noises(matters, lines, measured)
    return [
        {
            metric: _reading(matter, metric, line, measured, _Known(noises.get((at, metric)), changed[at]))
            for metric, line in lines[at].items()
        }
        for at, matter in enumerate(matters)
    ]


class _Known(NamedTuple):
    """What else is known of a reading."""

    noise_sd: float | None
    changed: bool


def _noises(
    matters: Sequence[Matter], lines: Sequence[Mapping[str, Line | None]], measured: Measured
) -> dict[tuple[int, str], float | None]:
    """The noise at each sealing, by the place of the prediction and the metric: each line of reading is gone along once."""
    asked: dict[tuple[Line, str | None], list[tuple[int, str]]] = defaultdict(list)
    for at, matter in enumerate(matters):
        for metric, line in lines[at].items():
            if line is not None:
                asked[line, matter.seal.said.question].append((at, metric))
    found: dict[tuple[int, str], float | None] = {}
    for (line, question), places in asked.items():
        moments = [Asked(matters[at].seal.order, matters[at].seal.said.baseline) for at, _ in places]
        found |= zip(places, noise_before(moments, measured.ended(line), question=question), strict=True)
    return found


def changed_evaluations(bench: Workbench, index: Index, matters: Sequence[Matter]) -> list[bool]:
    """Whether a prediction's runs and its baseline's were measured by different files, of those that its seal names; what
    is not known did not change."""
    snapshots: dict[tuple[str, ...], set[str | None]] = defaultdict(set)
    for matter in matters:
        if matter.seal.said.evaluation:
            snapshots[_globs(matter)].update(run.snapshot for run in matter.runs)
    hashes = {globs: evaluations(bench, index, of, globs) for globs, of in snapshots.items()}
    return [_differ(matter, hashes.get(_globs(matter), {})) for matter in matters]


def _globs(matter: Matter) -> tuple[str, ...]:
    return tuple(sorted(matter.seal.said.evaluation))


def _differ(matter: Matter, hashes: Mapping[str | None, str]) -> bool:
    return len({hashes[run.snapshot] for run in matter.runs if run.snapshot in hashes}) > 1


def metrics_of(seal: Seal) -> list[str]:
    """The metrics that its items are about."""
    names = (
        (item.metric if isinstance(item, Size | Threshold) else None) or seal.said.metric
        for item in seal.said.items
        if isinstance(item, Win | Size | Threshold)
    )
    return list(dict.fromkeys(name for name in names if name is not None))


def line_of(matter: Matter, metric: str) -> Line | None:
    """How a metric is read: as the seal says for its own, else its last value. None where that says nothing to us."""
    said = matter.seal.said
    names = tasks(metric, matter.runs)
    if metric != said.metric:
        return Line(names, Way())
    try:
        take_of(said.take)
    except UserError:
        return None
    return Line(names, Way(said.take, said.goal or "max"), said.log_scale)


def _reading(matter: Matter, metric: str, line: Line | None, measured: Measured, known: _Known) -> Reading:
    """One metric; what forbids to use it is said instead of its value."""
    said, runs = matter.seal.said, matter.planned.runs
    if line is None:
        return Reading(scale=Scale(), void=f"{said.take!r} is not known here")
    statuses = {run.status for run in runs}
    void = _void(matter, known)
    flags: tuple[str, ...] = ()
    value, step = None, None
    if Status.KILLED in statuses and Status.FAILED not in statuses:
        step = measured.common_step(matter.runs, line)
        flags = ("killed" if step is None else f"killed: read at step {number(step)}",)
    if Status.FAILED not in statuses and void is None:
        value = mean_of(measured.value(run, line, at_step=step) for run in runs)
        if value is None and flags:
            void, flags = f"killed before {metric} was visible", ()
        if value is not None and math.isnan(value) and line.log_scale:
            void = _no_logarithm(
                [measured.value(run, each, at_step=step) for run in runs for each in _raw(line)]
            )
    baseline, n0 = measured.baseline(matter.baseline, line, at_step=step)
    is_own = metric == said.metric
    scale = Scale(
        goal=(said.goal or "max") if is_own else None,
        unit=said.unit if is_own else None,
        log_scale=line.log_scale,
        baseline=baseline,
    )
    return Reading(
        scale=scale, value=value, n=len(runs), n0=n0, noise_sd=known.noise_sd, void=void, flags=flags
    )


def _raw(line: Line) -> list[Line]:
    """Its metrics one by one, as they were measured."""
    return [Line((metric,), line.way) for metric in line.metrics]


def _no_logarithm(values: Sequence[float | None]) -> str | None:
    """Why a log scale has no place for these; None where one of them was NaN itself."""
    known = [value for value in values if value is not None]
    if not all(map(math.isfinite, known)):
        return None
    return next((f"{value:g} has no logarithm" for value in known if value <= 0), None)


def _void(matter: Matter, known: _Known) -> str | None:
    """What forbids to read anything at all."""
    never, runs = matter.planned.never, matter.planned.runs
    if never:
        return f"{never} of {len(runs) + never} planned runs never began"
    return "the evaluation changed" if known.changed else None
