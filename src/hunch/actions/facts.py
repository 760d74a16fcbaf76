"""From the runs that a prediction is about to what it is resolved from: its readings against the baseline as it stood."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hunch.entities.hunch import Size, Threshold, Win
from hunch.entities.quantities import number
from hunch.entities.run import Status
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.stats.belief import Scale
from hunch.stats.resolution import Reading

from .comparable import evaluations
from .measured import Line, Measured, mean_of, tasks
from .past import Record
from .readings import Number, Way, take_of
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
    found: list[dict[str, Reading]] = []
    asked: dict[tuple[Line, str | None], list[tuple[int, str]]] = defaultdict(list)
    for at, matter in enumerate(matters):
        found.append({})
        for metric in metrics_of(matter.seal):
            line = line_of(matter, metric)
            if line is None:
                found[at][metric] = Reading(
                    scale=Scale(), void=f"{matter.seal.said.take!r} is not known here"
                )
                continue
            made = _reading(matter, metric, line, measured)
            found[at][metric] = replace(made, void="the evaluation changed") if changed[at] else made
            asked[line, matter.seal.said.question].append((at, metric))
    for (line, question), places in asked.items():
        moments = [Asked(matters[at].seal.order, matters[at].seal.said.baseline) for at, _ in places]
        noises = noise_before(moments, measured.ended(line), question=question)
        for (at, metric), noise in zip(places, noises, strict=True):
            found[at][metric] = replace(found[at][metric], noise_sd=noise)
    return found


def changed_evaluations(
    bench: Workbench, index: Index, matters: Sequence[Matter], *, globs: Sequence[str]
) -> list[bool]:
    """Whether a prediction's runs and its baseline's were measured by different files; what is not known did not change."""
    if not globs:
        return [False] * len(matters)
    snapshots = {run.snapshot for matter in matters for run in matter.runs}
    hashes = evaluations(bench, index, snapshots, globs)
    return [
        len({hashes[run.snapshot] for run in matter.runs if run.snapshot in hashes}) > 1 for matter in matters
    ]


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


def _reading(matter: Matter, metric: str, line: Line, measured: Measured) -> Reading:
    """Before the noise is known."""
    said, planned = matter.seal.said, matter.planned
    is_own = metric == said.metric
    scale = Scale(
        goal=(said.goal or "max") if is_own else None,
        unit=said.unit if is_own else None,
        log_scale=line.log_scale,
        baseline=measured.baseline(matter.baseline, line)[0],
    )
    empty = Reading(scale=scale, n=len(planned.runs))
    statuses = {run.status for run in planned.runs}
    if planned.never:
        many = len(planned.runs) + planned.never
        return replace(empty, void=f"{planned.never} of {many} planned runs never began")
    if Status.FAILED in statuses:
        return empty
    if Status.KILLED in statuses:
        return _cut(matter, metric, line, measured, empty)
    return _filled(matter, line, measured, empty, at_step=None)


def _cut(matter: Matter, metric: str, line: Line, measured: Measured, empty: Reading) -> Reading:
    """Of runs some of which were killed: all are read at the last step that all of them reached."""
    step = measured.common_step(matter.runs, line)
    found = _filled(matter, line, measured, empty, at_step=step)
    if found.value is None:
        return replace(empty, void=f"killed before {metric} was visible")
    return replace(found, flags=("killed" if step is None else f"killed: read at step {number(step)}",))


def _filled(
    matter: Matter, line: Line, measured: Measured, empty: Reading, *, at_step: Number | None
) -> Reading:
    value = mean_of(measured.value(run, line, at_step=at_step) for run in matter.planned.runs)
    baseline, n0 = measured.baseline(matter.baseline, line, at_step=at_step)
    return replace(empty, value=value, n0=n0, scale=replace(empty.scale, baseline=baseline))
