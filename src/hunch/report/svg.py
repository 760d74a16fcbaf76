"""Curves of a report as inline SVG: seeds as thin lines, their mean as a thick one, labels at their ends."""

from collections.abc import Iterator, Sequence

from hunch.entities.quantities import number
from hunch.entities.words import BASELINE

from .axis import Axis, axis_of, ticks
from .laying.names import clipped
from .markdown import series_text
from .picture import NARROW, WIDE, Room, both, picture, text_at
from .said import Figure, Series

HEIGHT = 230
LINE = 17
DASHES = ("", "7 3", "2 3", "9 3 2 3", "5 5", "1 4")
"""A series is told by its place, its label and its dashes; its colour is a fourth help."""

Point = tuple[float, float | None]


def curves(figure: Figure, name: str) -> str:
    """A figure in both widths.

    Args:
        name: what its parts' ids begin with.
    """
    rooms = (Room(WIDE, 56, 186), Room(NARROW, 46, 8))
    return both([_curves(figure, f"{name}{at}", room) for at, room in enumerate(rooms)])


def _curves(figure: Figure, name: str, room: Room) -> str:
    legend = 0 if room.is_wide else LINE * len(figure.series) + 6
    bottom = HEIGHT - 30.0
    x, y = _axes(figure, room, bottom)
    title = f"{figure.metric} over steps"
    says = "; ".join(series_text(each) for each in figure.series)
    if x is None or y is None:
        nothing = f'<text x="{room.left}" y="20">no finite value</text>'
        return picture(name, room.width, 40, title, says, [nothing])
    log = "; a log scale" if figure.is_log else ""
    beyond = "; values far beyond are cut off" if y.cut else ""
    parts = [
        *_grid(x, y),
        *(part for at, each in enumerate(figure.series) for part in _lines(each, at, x, y)),
    ]
    parts += list(_labels(figure.series, x, y)) if room.is_wide else list(_legend(figure.series, HEIGHT + 12))
    parts.append(text_at(room.left, 11, f"{clipped(figure.metric, 40)}{log}{beyond}", "axis"))
    return picture(name, room.width, HEIGHT + legend, title, says, parts)


def _axes(figure: Figure, room: Room, bottom: float) -> tuple[Axis | None, Axis | None]:
    points = [point for each in figure.series for curve in each.curves for point in curve.points]
    x = axis_of([step for step, _ in points], room.left, room.width - room.right, tight=True)
    values = [value for _, value in points if value is not None]
    return x, axis_of(values, bottom, 22, is_log=figure.is_log)


def _grid(x: Axis, y: Axis) -> Iterator[str]:
    """Hairlines and the numbers beside them."""
    for value in ticks(y, 5):
        at = y.at(value)
        if at is not None:
            yield f'<path class="hair" d="M{x.begin:.1f} {at:.1f}H{x.end:.1f}"/>'
            yield text_at(x.begin - 6, at + 3.5, number(value), "axis end")
    for value in ticks(x, 5 if x.end - x.begin > 300 else 3):
        at = x.at(value)
        if at is not None:
            whole = int(value) if value == int(value) and abs(value) < 1e9 else value
            yield f'<path class="hair" d="M{at:.1f} {y.begin:.1f}v4"/>'
            yield text_at(at, y.begin + 17, number(whole), "axis mid")


def _lines(series: Series, at: int, x: Axis, y: Axis) -> Iterator[str]:
    """Each seed as a thin line, their mean as a thick one."""
    kind = _class(series, at)
    if series.mean:
        yield from (f'<path class="{kind} thin" d="{path(each.points, x, y)}"/>' for each in series.curves)
        yield f'<path class="{kind} thick"{_dash(at)} d="{path(series.mean, x, y)}"/>'
    else:
        yield from (
            f'<path class="{kind} thick"{_dash(at)} d="{path(each.points, x, y)}"/>' for each in series.curves
        )


def path(points: Sequence[Point], x: Axis, y: Axis) -> str:
    """A line through points, broken where a value is missing; a value between two gaps is a dot.

    >>> scale = Axis(0, 1, 0, 10)
    >>> path([(0, 0), (0.5, None), (1, 1)], scale, scale)
    'M0.0 0.0h.1M10.0 10.0h.1'
    """
    made, run = [], 0
    for at in range(len(points) + 1):
        step, value = points[at] if at < len(points) else (0.0, None)
        across, up = x.at(step), y.at(value) if value is not None else None
        if across is None or up is None:
            if run == 1:
                made.append("h.1")
            run = 0
            continue
        made.append(f"{'L' if run else 'M'}{across:.1f} {up:.1f}")
        run += 1
    return "".join(made)


def _labels(there: Sequence[Series], x: Axis, y: Axis) -> Iterator[str]:
    """Each label beside the end of its line, moved apart where they would stand on each other."""
    ends = [
        (up, at, across) for at, each in enumerate(there) if (end := _end(each, x, y)) for across, up in [end]
    ]
    placed = _apart([up for up, _, _ in sorted(ends)], y.end, y.begin)
    for (up, at, across), where in zip(sorted(ends), placed, strict=True):
        kind = _class(there[at], at)
        yield f'<path class="{kind} lead" d="M{across + 2:.1f} {up:.1f}L{x.end + 10:.1f} {where:.1f}"/>'
        yield f'<path class="{kind} thick"{_dash(at)} d="M{x.end + 10:.1f} {where:.1f}h14"/>'
        yield text_at(x.end + 28, where + 4, _label(there[at], 21), "label")


def _legend(there: Sequence[Series], top: float) -> Iterator[str]:
    for at, each in enumerate(there):
        up = top + LINE * at
        yield f'<path class="{_class(each, at)} thick"{_dash(at)} d="M8 {up - 4:.1f}h22"/>'
        yield text_at(36, up, _label(each, 44), "label")


def _label(series: Series, most: int) -> str:
    more = f" of {len(series.curves) + series.left_out}" if series.left_out else ""
    seeds = f" ×{len(series.curves)}{more}" if len(series.curves) > 1 or more else ""
    base = f" ({BASELINE})" if series.is_baseline and most > 30 else ""
    return f"{clipped(series.label, most - len(seeds))}{base}{seeds}"


def _end(series: Series, x: Axis, y: Axis) -> tuple[float, float] | None:
    """Where its line ends."""
    for step, value in reversed(series.mean or series.curves[0].points):
        up = y.at(value) if value is not None else None
        across = x.at(step)
        if up is not None and across is not None:
            return across, up
    return None


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Heights in rising order, moved so that a line of text fits between each two.

    >>> _apart([10, 12, 100], 0, 110)
    [10, 27, 100]
    """
    placed: list[float] = []
    for each in wanted:
        placed.append(max(each, placed[-1] + LINE if placed else top))
    for at in range(len(placed) - 1, -1, -1):
        below = placed[at + 1] - LINE if at + 1 < len(placed) else bottom
        placed[at] = min(placed[at], below)
    return placed


def _class(series: Series, at: int) -> str:
    return "base" if series.is_baseline else f"s{at % 7}"


def _dash(at: int) -> str:
    dash = DASHES[at % len(DASHES)]
    return f' stroke-dasharray="{dash}"' if dash else ""
