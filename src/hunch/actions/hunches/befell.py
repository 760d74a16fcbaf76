"""What befell the runs that a prediction is about, apart from what they measured: crashes, NaN, time, memory."""

import math
from collections.abc import Callable, Iterable, Sequence

from hunch.actions.verdicts.readings import curve_points
from hunch.entities.hunch import Happening
from hunch.entities.metric import SYSTEM_PREFIX
from hunch.entities.run import Status
from hunch.journal.workbench import Workbench
from hunch.stats.resolution import Course

from .past import Record
from .seals import Seal


def course_of(bench: Workbench, seal: Seal, runs: Sequence[Record], *, unread: bool) -> Course:
    """Times and sizes are means over the runs; what befell one of them befell.

    Args:
        unread: whether a reading is missing, and NaN may be the reason.
    """
    statuses = [run.status for run in runs]
    asked = [item.what for item in seal.said.items if isinstance(item, Happening)]
    return Course(
        crashed=Status.FAILED in statuses,
        killed=Status.KILLED in statuses,
        nan=any(map(ended_as_nan, runs)) if asked or unread else None,
        diverged=_any(has_diverged(bench, run, seal) for run in runs) if "diverge" in asked else None,
        duration_s=_mean(runs, lambda run: run.duration_s),
        memory_bytes=_mean(runs, lambda run: run.peak_memory_bytes),
    )


def ended_as_nan(run: Record) -> bool:
    """Whether a metric of the program's own was NaN or infinite in the end."""
    return any(
        said.value is not None and not math.isfinite(float(said.value))
        for name, said in run.metrics.items()
        if not name.startswith(SYSTEM_PREFIX)
    )


def has_diverged(bench: Workbench, run: Record, seal: Seal) -> bool | None:
    """Whether it ended as NaN, or its metric worse than it began; None where there is no curve to tell."""
    if ended_as_nan(run):
        return True
    metric = seal.said.metric
    points = curve_points(bench, run.id, metric) if metric in run.metrics else []
    if len(points) < 2:
        return None
    points.sort(key=lambda point: point[0])
    grew = points[-1][1] - points[0][1]
    return grew > 0 if seal.said.goal == "min" else grew < 0


def _any(found: Iterable[bool | None]) -> bool | None:
    answers = list(found)
    if True in answers:
        return True
    return None if None in answers else False


def _mean(runs: Sequence[Record], of: Callable[[Record], float | None]) -> float | None:
    values = [value for run in runs if (value := of(run)) is not None]
    return math.fsum(values) / len(values) if values and len(values) == len(runs) else None
