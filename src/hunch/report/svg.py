"""Pictures of a report as inline SVG: curves, and every run's reading. No script, no reference to anywhere.

Each picture comes in two widths, since text in it would shrink with it; a style sheet shows the one that fits.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hunch.entities.quantities import number
from hunch.entities.words import BASELINE, Word

from .axis import Axis, axis_of, ticks
from .blocks import Dots
from .escaping import html
from .laying.names import clipped
from .markdown import series_text
from .said import Figure, Series

WIDE, NARROW = 660, 340
HEIGHT, ROW = 230, 24
LINE = 17
DASHES = ("", "7 3", "2 3", "9 3 2 3", "5 5", "1 4")
"""A series is told by its place, its label and its dashes; its colour is a fourth help."""

Point = tuple[float, float | None]


class _Room(NamedTuple):
    """How wide a picture is, and what is kept free for labels."""

    width: int
    left: int
    right: int

    @property
    def is_wide(self) -> bool:
        return self.right > 20


def curves(figure: Figure, name: str) -> str:
    """A figure in both widths.

    Args:
        name: what its parts' ids begin with.
    """
    rooms = (_Room(WIDE, 56, 170), _Room(NARROW, 46, 8))
    return _both([_curves(figure, f"{name}{at}", room) for at, room in enumerate(rooms)])


def dots(found: Dots, name: str) -> str:
    """Every run's reading as a dot, a row a variant, in both widths."""
    rooms = (_Room(WIDE, 250, 24), _Room(NARROW, 10, 10))
    return _both([_dots(found, f"{name}{at}", room) for at, room in enumerate(rooms)])


def _both(made: Sequence[str]) -> str:
    return f'<div class="wide">{made[0]}</div><div class="narrow">{made[1]}</div>'


def _picture(name: str, width: float, height: float, title: str, says: str, parts: Sequence[str]) -> str:
    """The frame, with what it shows in words."""
    about = f'<title id="{name}t">{html(title)}</title><desc id="{name}d">{html(says)}</desc>'
    return (
        f'<svg role="img" aria-labelledby="{name}t {name}d" viewBox="0 0 {width:.0f} {height:.0f}">'
        f"{about}{''.join(parts)}</svg>"
    )


# --- curves ---


def _curves(figure: Figure, name: str, room: _Room) -> str:
    legend = 0 if room.is_wide else LINE * len(figure.series) + 6
    bottom = HEIGHT - 30.0
    x, y = _axes(figure, room, bottom)
    title = f"{figure.metric} over steps"
    says = "; ".join(series_text(each) for each in figure.series)
    if x is None or y is None:
        nothing = f'<text x="{room.left}" y="20">no finite value</text>'
        return _picture(name, room.width, 40, title, says, [nothing])
    log = "; a log scale" if figure.is_log else ""
    beyond = "; values far beyond are cut off" if y.cut else ""
    parts = [
        *_grid(x, y),
        *(part for at, each in enumerate(figure.series) for part in _lines(each, at, x, y)),
    ]
    parts += list(_labels(figure.series, x, y)) if room.is_wide else list(_legend(figure.series, HEIGHT + 12))
    parts.append(_text(room.left, 11, f"{clipped(figure.metric, 40)}{log}{beyond}", "axis"))
    return _picture(name, room.width, HEIGHT + legend, title, says, parts)


def _axes(figure: Figure, room: _Room, bottom: float) -> tuple[Axis | None, Axis | None]:
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
            yield _text(x.begin - 6, at + 3.5, number(value), "axis end")
    for value in ticks(x, 5 if x.end - x.begin > 300 else 3):
        at = x.at(value)
        if at is not None:
            whole = int(value) if value == int(value) and abs(value) < 1e9 else value
            yield f'<path class="hair" d="M{at:.1f} {y.begin:.1f}v4"/>'
            yield _text(at, y.begin + 17, number(whole), "axis mid")


def _lines(series: Series, at: int, x: Axis, y: Axis) -> Iterator[str]:
    """Each seed as a thin line, their mean as a thick one."""
    kind = _class(series, at)
    if series.mean:
        yield from (f'<path class="{kind} thin" d="{path(each.points, x, y)}"/>' for each in series.curves)
        yield f'<path class="{kind} thick"{_dash(series, at)} d="{path(series.mean, x, y)}"/>'
    else:
        yield from (
            f'<path class="{kind} thick"{_dash(series, at)} d="{path(each.points, x, y)}"/>'
            for each in series.curves
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
        yield f'<path class="{kind} thick"{_dash(there[at], at)} d="M{x.end + 10:.1f} {where:.1f}h14"/>'
        yield _text(x.end + 28, where + 4, _label(there[at], 22), "label")


def _legend(there: Sequence[Series], top: float) -> Iterator[str]:
    for at, each in enumerate(there):
        up = top + LINE * at
        yield f'<path class="{_class(each, at)} thick"{_dash(each, at)} d="M8 {up - 4:.1f}h22"/>'
        yield _text(36, up, _label(each, 44), "label")


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


# --- every run's reading ---


def _dots(found: Dots, name: str, room: _Room) -> str:
    narrow = not room.is_wide
    row = ROW + (14 if narrow else 0)
    height = 14 + row * len(found.rows) + 24
    values = [value for each in found.rows for value in each.values]
    x = axis_of(values, room.left + 8, room.width - max(room.right, 24), is_log=found.is_log)
    says = "; ".join(
        f"{each.label}: {', '.join(number(value) for value in each.values)}" for each in found.rows
    )
    if x is None:
        return _picture(
            name,
            room.width,
            30,
            found.title,
            says,
            [_text(8, 18, "no value can stand on a log scale", "axis")],
        )
    parts: list[str] = []
    base = x.at(found.rows[0].mean) if found.rows[0].word is None and found.rows[0].mean is not None else None
    if base is not None:
        parts.append(f'<path class="base" d="M{base:.1f} 4V{height - 24:.1f}"/>')
    for at, each in enumerate(found.rows):
        up = 14 + row * at + row / 2 + (6 if narrow else 0)
        parts += _dot_row(each.label, each.values, each.mean, up, x)
        where = (room.left + 2.0, up - 11) if narrow else (room.left - 8.0, up + 4)
        parts.append(_row_label(each.word, each.label, *where, "start" if narrow else "end"))
    for value in ticks(x, 8 if room.is_wide else 4):
        across = x.at(value)
        if across is not None:
            parts.append(f'<path class="hair" d="M{across:.1f} {height - 24:.1f}v4"/>')
            parts.append(_text(across, height - 7, number(value), "axis mid"))
    parts.append(f'<path class="hair" d="M{x.begin:.1f} {height - 24:.1f}H{x.end:.1f}"/>')
    return _picture(name, room.width, height, found.title, says, parts)


def _dot_row(label: str, values: Sequence[float], mean: float | None, up: float, x: Axis) -> Iterator[str]:
    yield f'<path class="hair" d="M{x.begin:.1f} {up:.1f}H{x.end:.1f}"/>'
    for value in values:
        across = x.at(value)
        if across is not None:
            yield f'<circle class="dot" cx="{across:.1f}" cy="{up:.1f}" r="3.2"/>'
    across = x.at(mean) if mean is not None else None
    if across is not None:
        yield f'<path class="mean" d="M{across:.1f} {up - 7:.1f}v14"/>'


def _row_label(word: Word | None, label: str, x: float, y: float, anchor: str) -> str:
    """The sign of what may be said, in its colour, then the label."""
    sign = f'<tspan class="{word_class(word)}">{html(word.sign)}</tspan> ' if word is not None else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="label {anchor}">{sign}{html(clipped(label, 34))}</text>'


def word_class(word: Word) -> str:
    """The class that gives a word's sign its colour."""
    return f"w{word.colour.hex[1:].lower()}" if word.colour is not None else "w"


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{html(text)}</text>'


def _class(series: Series, at: int) -> str:
    return "base" if series.is_baseline else f"s{at % 7}"


def _dash(series: Series, at: int) -> str:
    dash = DASHES[at % len(DASHES)]
    return f' stroke-dasharray="{dash}"' if dash else ""
