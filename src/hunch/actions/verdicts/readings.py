"""The one number that stands for a run when variants are compared: its reading of a metric.

`last` and `best` stand in the run's summary; `mean:N` and what a run had at an earlier step are read from its
curve, and kept in the index, since a curve of an ended run does not change.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from hunch.entities.metric import Summary
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.metric_lines import blocks, metrics_files, public_name, read_lines
from hunch.journal.workbench import Workbench
from hunch.stats.arm import mean

KIND = "reading 1"
Number = float | int


class Measured(Protocol):
    """What of a run is needed: a Run, or any struct with its id and summaries."""

    @property
    def id(self) -> str:
        """The run's."""

    @property
    def metrics(self) -> dict[str, Summary]:
        """Summaries by name."""


R = TypeVar("R", bound=Measured)


class Take(NamedTuple):
    """Which value of a curve counts: `last`, `best`, or `mean` of the last `most`."""

    kind: str
    most: int = 1


class Way(NamedTuple):
    """How runs are read. `at_step`: as if nothing had been logged at a higher step."""

    take: str = "last"
    goal: str = "max"
    at_step: Number | None = None


def take_of(text: str) -> Take:
    """
    Raises:
        UserError: it is none of last, best and mean:N.

    >>> take_of("last"), take_of("mean:5")
    (Take(kind='last', most=1), Take(kind='mean', most=5))
    """
    kind, colon, count = text.partition(":")
    if kind in ("last", "best") and not colon:
        return Take(kind)
    if kind == "mean" and count.isascii() and count.isdecimal() and int(count) >= 1:
        return Take(kind, int(count))
    raise UserError(f"no reading {text!r}", hint="last, best, or mean:5 (the mean of the last 5 values)")


def reading(
    bench: Workbench,
    run: Measured,
    *,
    metric: str,
    take: str = "last",
    goal: str = "max",
    at_step: Number | None = None,
) -> float | None:
    """A run's reading; None where it never measured the metric (up to that step), NaN or infinite where it is so.

    Args:
        take: last (the value at the highest step), best (by `goal`, over the finite ones) or mean:N.
        at_step: the highest step that counts; None: all do.

    Raises:
        UserError: `take` does not read.
    """
    summary, taken = run.metrics.get(metric), take_of(take)
    if summary is None:
        return None
    if not _needs_curve(summary, taken, at_step):
        return _of_summary(summary, taken, goal)
    return of_points(curve_points(bench, run.id, metric), taken, goal=goal, at_step=at_step)


def readings(
    bench: Workbench, index: Index, runs: Sequence[R], metric: str, way: Way
) -> dict[str, float | None]:
    """As `reading`, for many ended runs; curves are read once, and what they gave is kept in the index."""
    taken = take_of(way.take)
    curved = [run.id for run in runs if _asks_for_curve(run, metric, taken, way.at_step)]
    known = _known(index, curved, metric, way) if curved else {}
    found = {
        run.id: known[run.id]
        if run.id in known
        else reading(bench, run, metric=metric, take=way.take, goal=way.goal, at_step=way.at_step)
        for run in runs
    }
    index.cache_all(KIND, {_key(id_, metric, way): _said(found[id_]) for id_ in curved if id_ not in known})
    return found


def of_points(
    points: Iterable[tuple[Number, Number]], take: Take, *, goal: str, at_step: Number | None = None
) -> float | None:
    """The reading of a curve, its points (step, value) in the order in which they were logged.

    >>> of_points([(0, 1.0), (2, 3.0), (1, 2.0)], Take("mean", 2), goal="max")
    2.5
    >>> of_points([(0, 1.0), (2, 3.0)], Take("last"), goal="max", at_step=1)
    1.0
    """
    counted = [point for point in points if at_step is None or point[0] <= at_step]
    # Stable: of several values at one step the last line counts. A step that is NaN comes first.
    counted.sort(key=lambda point: -math.inf if point[0] != point[0] else point[0])
    values = [_as_float(value) for _, value in counted]
    if not values:
        return None
    if take.kind == "best":
        finite = [value for value in values if math.isfinite(value)]
        return _best(finite, goal) if finite else values[-1]
    return values[-1] if take.kind == "last" else _mean(values[-take.most :])


def last_step(run: Measured, metric: str) -> Number | None:
    """The highest step at which a run measured a metric; None where it did not, or as a whole."""
    summary = run.metrics.get(metric)
    step = summary.step if summary else None
    return None if step is None or step != step else step


def common_step(runs: Iterable[Measured], metrics: Sequence[str]) -> Number | None:
    """The highest step that all runs reached, in every metric that they measured; None where they have no steps."""
    steps = [step for run in runs for metric in metrics if (step := last_step(run, metric)) is not None]
    return min(steps, default=None)


def _needs_curve(summary: Summary, take: Take, at_step: Number | None) -> bool:
    """Of a single value, whatever the take, and of a curve that ends by `at_step`, the summary tells all."""
    if summary.step is None:
        return False
    beyond = at_step is not None and summary.step > at_step
    return beyond or (take.kind == "mean" and take.most > 1 and summary.count > 1)


def _asks_for_curve(run: Measured, metric: str, take: Take, at_step: Number | None) -> bool:
    summary = run.metrics.get(metric)
    return summary is not None and _needs_curve(summary, take, at_step)


def _of_summary(summary: Summary, take: Take, goal: str) -> float | None:
    value = summary.value
    if take.kind == "best":
        found = summary.min if goal == "min" else summary.max
        value = value if found is None else found
    return None if value is None else _as_float(value)


def curve_points(bench: Workbench, run: str, metric: str) -> list[tuple[Number, Number]]:
    """What the most trusted source that measured it logged, line by line."""
    for file in metrics_files(bench, run):
        rows: list[tuple[int, Number, Number]] = []
        for block in blocks(read_lines(file.path).lines):
            names = [public_name(file.source, name) for name in block.names]
            if metric in names:
                at = names.index(metric)
                rows += zip(block.rows, block.steps, (values[at] for values in block.values), strict=True)
        if rows:
            return [(step, value) for _, step, value in sorted(rows)]
    return []


def _as_float(value: Number) -> float:
    try:
        return float(value)
    except OverflowError:  # a whole number beyond float64
        return math.copysign(math.inf, value)


def _best(values: Sequence[float], goal: str) -> float:
    return min(values) if goal == "min" else max(values)


def _mean(values: Sequence[float]) -> float:
    if not all(map(math.isfinite, values)):
        return math.nan
    try:
        return mean(values)
    except OverflowError:  # the sum is beyond float64, as the mean nearly is
        return math.fsum(value / len(values) for value in values)


def _known(index: Index, runs: Sequence[str], metric: str, way: Way) -> Mapping[str, float | None]:
    keys = {_key(run, metric, way): run for run in runs}
    return {keys[key]: _heard(value) for key, value in index.all_cached(KIND, list(keys)).items()}


def _key(run: str, metric: str, way: Way) -> str:
    return msgspec.json.encode([run, metric, *way]).decode()


def _said(value: float | None) -> bytes:
    return repr(value).encode()


def _heard(said: bytes) -> float | None:
    return None if said == b"None" else float(said)
