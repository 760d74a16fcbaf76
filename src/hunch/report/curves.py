"""Curves for a report, thinned out to what can be drawn, kept in the index: metrics are read once."""

import math
from collections.abc import Sequence

import msgspec

from hunch.actions.curves import curve
from hunch.entities.comparison import Judgement, Side
from hunch.entities.metric import CURVE
from hunch.entities.run import Run, Status
from hunch.entities.standing import measures
from hunch.errors import UserError
from hunch.ids import content_hash
from hunch.journal.kept import Kept

from .ground import Ground
from .said import CurveOf, Figure, Series

_KEPT = Kept("report curve 1", CurveOf)
MOST_VARIANTS, MOST_SEEDS, MOST_FIGURES = 5, 6, 3
MOST_POINTS = 240
GRID = 120
"""So many steps a mean is taken at where the seeds were not logged at the same ones."""

Point = tuple[float, float | None]

ENDED = (Status.FINISHED, Status.FAILED, Status.KILLED)


def figures(ground: Ground, found: Judgement, shown: Sequence[Side], labels: dict[str, str]) -> list[Figure]:
    """A figure for each metric of the question that has curves: the baseline and the variants that the period ran.

    Args:
        labels: what variants are called, by the run that stands for them.
    """
    sides = [*([found.base] if found.base else []), *shown]
    wanted = list(dict.fromkeys(run for side in sides for run in _runs_of(side)))
    runs = {run.id: run for run in ground.index.runs(wanted) if run.status in ENDED}
    metric = found.question.metric or ""
    names = sorted({name for run in runs.values() for name in run.metrics if measures(metric, [name])})
    made = [_figure(ground, name, found, sides, runs, labels) for name in names[:MOST_FIGURES]]
    return [figure for figure in made if figure.series]


def _figure(
    ground: Ground,
    metric: str,
    found: Judgement,
    sides: Sequence[Side],
    runs: dict[str, Run],
    labels: dict[str, str],
) -> Figure:
    series: list[Series] = []
    left_out = 0
    for side in sides:
        ids = [run for run in _runs_of(side) if run in runs and _is_curve(runs[run], metric)]
        if not ids:
            continue
        if len(series) == MOST_VARIANTS:
            left_out += 1
            continue
        curves = [_thin(ground, runs[run], metric) for run in ids[:MOST_SEEDS]]
        drawn = [each for each in curves if each.points]
        if drawn:
            is_base = found.base is not None and side.run == found.base.run
            series.append(
                Series(
                    run=side.run, label=labels.get(side.run, side.name), is_baseline=is_base, curves=drawn,
                    mean=mean_of([each.points for each in drawn]) if len(drawn) > 1 else [],
                    left_out=len(ids) - len(drawn),
                )
            )  # fmt: skip
    return Figure(metric=metric, is_log=found.question.log_scale, series=series, left_out=left_out)


def _runs_of(side: Side) -> list[str]:
    """Those that count, then those that do not: a curve that ended early is worth a look."""
    return [*side.runs, *(each.run for each in side.left_out)]


def _is_curve(run: Run, metric: str) -> bool:
    summary = run.metrics.get(metric)
    return summary is not None and summary.count >= CURVE


def _thin(ground: Ground, run: Run, metric: str) -> CurveOf:
    """A curve from the index, or else from the run's files."""
    key = content_hash(msgspec.json.encode([run.id, metric, sorted(run.files.items())]))
    known = _KEPT.recall(ground.whole, key)
    if known is not None:
        return known
    try:
        read = curve(ground.folder.bench, run, metric)
    except UserError:  # its folder is not here: a copy of the journal alone
        return CurveOf(run=run.id, points=[], count=0)
    made = CurveOf(run=run.id, points=thinned(read.steps, read.values), count=len(read.values))
    _KEPT.keep(ground.whole, key, made)
    return made


def thinned(steps: Sequence[float], values: Sequence[float], most: int = MOST_POINTS) -> list[Point]:
    """A curve in the order of its steps, of at most `most` points: of each stretch its lowest and highest value, so that
    no spike is lost. A value that is not finite makes a gap, and gaps are kept.

    >>> thinned([0, 1, 2], [1.0, math.nan, 3.0])
    [(0.0, 1.0), (1.0, None), (2.0, 3.0)]
    """
    points = sorted(_finite(steps, values), key=_step)
    if len(points) <= most:
        return points
    stretch = math.ceil(len(points) / (most // 3))
    return [point for at in range(0, len(points), stretch) for point in _extremes(points[at : at + stretch])]


def mean_of(curves: Sequence[Sequence[Point]]) -> list[Point]:
    """The mean of several curves over the steps that all of them reach; None where one has a gap.

    >>> mean_of([[(0.0, 1.0), (1.0, 2.0)], [(0.0, 3.0), (1.0, None)]])
    [(0.0, 2.0), (1.0, None)]
    """
    steps = [step for step, _ in curves[0]]
    if all([step for step, _ in each] == steps for each in curves[1:]):
        return [(step, _mean([each[at][1] for each in curves])) for at, step in enumerate(steps)]
    first, last = max(each[0][0] for each in curves), min(each[-1][0] for each in curves)
    if last <= first:
        return []
    grid = [first + (last - first) * at / GRID for at in range(GRID + 1)]
    drawn = [_at(each, grid) for each in curves]
    return [(step, _mean([each[at] for each in drawn])) for at, step in enumerate(grid)]


def _finite(steps: Sequence[float], values: Sequence[float]) -> list[Point]:
    """The points that have a step; of a value that no float holds, or that is not finite, there is a gap."""
    made: list[Point] = []
    for step, value in zip(steps, values, strict=True):
        where, what = _float(step), _float(value)
        if where is not None:
            made.append((where, what))
    return made


def _float(value: float) -> float | None:
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:  # a whole number beyond them
        return None


def _step(point: Point) -> float:
    return point[0]


def _extremes(points: Sequence[Point]) -> list[Point]:
    """The lowest, the highest and the first gap, in the order of their steps."""
    there = [point for point in points if point[1] is not None]
    gaps = [point for point in points if point[1] is None][:1]
    if not there:
        return gaps
    low, high = min(there, key=_value), max(there, key=_value)
    return sorted({low, high, *gaps}, key=_step)


def _value(point: Point) -> float:
    assert point[1] is not None
    return point[1]


def _mean(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return math.fsum(each / len(there) for each in there) if len(there) == len(values) else None


def _at(points: Sequence[Point], grid: Sequence[float]) -> list[float | None]:
    """A curve's values at other steps, on the straight lines between its points."""
    found: list[float | None] = []
    at = 0
    for step in grid:
        while at + 2 < len(points) and points[at + 1][0] < step:
            at += 1
        (x0, y0), (x1, y1) = points[at], points[min(at + 1, len(points) - 1)]
        if y0 is None or y1 is None:
            found.append(None)
        else:
            found.append(y0 if x1 <= x0 else y0 + (y1 - y0) * (step - x0) / (x1 - x0))
    return found
