"""Curves in the terminal: dots of braille, or characters where there are none or colours cannot tell curves apart."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from hunch.entities.quantities import number
from hunch.entities.words import SERIES

from .render import Terminal, columns_of, cut, paint, plain

MARKS, ASCII_MARKS = "•×+○◆▫", "*x+o#@"
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of a braille character by column and row."""
LEAST_WIDTH, LEAST_HEIGHT = 20, 4


class Curve(NamedTuple):
    """A line to draw: shapes (point,) and (point,); steps in any order, NaN and infinities are gaps."""

    label: str
    steps: Sequence[float]
    values: Sequence[float]


LARGEST = 8e307
"""Values beyond are drawn here: the distance between two must be a float."""


class Frame(NamedTuple):
    """What is shown of the plane; `bottom` and `top` are logarithms where the axis is."""

    left: float
    right: float
    bottom: float
    top: float
    whole: bool
    """Whether all steps are whole numbers."""


class Grid(NamedTuple):
    """Characters of the picture, and dots in each."""

    columns: int
    rows: int
    dots: tuple[int, int]


def plot(curves: Sequence[Curve], shown: Terminal, *, height: int, log: bool = False) -> list[str]:
    """The picture with its axes and a legend, in at most `shown.width` columns and about `height` lines."""
    width = max(LEAST_WIDTH, min(shown.width or 80, 160))
    paths = [list(_path(curve, log=log)) for curve in curves]
    frame = _frame([point for path in paths for point in path if point])
    if frame is None:
        return [
            "nothing to draw: no finite values" + (" above zero" if log else ""),
            *_legend(curves, shown, log=log),
        ]
    rows = max(LEAST_HEIGHT, height - 2 - len(curves))
    ticks = _ticks(frame.bottom, frame.top, most=max(2, rows // 4), log=log)
    labels = {_row(at, frame, rows): text for at, text in ticks}
    margin = max(len(text) for text in labels.values()) + 1
    as_braille = shown.unicode and (shown.colours > 0 or len(curves) == 1)
    grid = Grid(width - margin - 1, rows, (2, 4) if as_braille else (1, 1))
    cells = _drawn(paths, frame, grid)
    lines = []
    for row in range(rows):
        axis = ("┤" if row in labels else "│") if shown.unicode else ("+" if row in labels else "|")
        picture = _row_text([cells.get((column, row)) for column in range(grid.columns)], grid, shown)
        lines.append(f"{labels.get(row, ''):>{margin - 1}} {axis}{picture}".rstrip())
    return [*lines, *_bottom_axis(frame, margin, grid.columns, shown), *_legend(curves, shown, log=log)]


def _path(curve: Curve, *, log: bool) -> Iterator[tuple[float, float] | None]:
    """The points by step, None where the line is broken."""
    for step, value in sorted(zip(curve.steps, curve.values, strict=True), key=lambda point: point[0]):
        if not math.isfinite(value) or (log and value <= 0):
            yield None
        else:
            yield float(step), math.log10(value) if log else max(-LARGEST, min(LARGEST, float(value)))


def _frame(points: Sequence[tuple[float, float]]) -> Frame | None:
    if not points:
        return None
    steps, values = [step for step, _ in points], [value for _, value in points]
    left, right, bottom, top = min(steps), max(steps), min(values), max(values)
    if left == right:
        left, right = left - 0.5, right + 0.5
    if bottom == top:
        room = abs(bottom) / 10 or 0.5
        bottom, top = bottom - room, top + room
    return Frame(left, right, bottom, top, all(step.is_integer() for step in steps))


_Cells = dict[tuple[int, int], tuple[int, int]]
"""By column and row: the bits that are set, and the curve that was there last."""


def _drawn(paths: Sequence[Sequence[tuple[float, float] | None]], frame: Frame, grid: Grid) -> _Cells:
    cells: _Cells = {}
    wide, high = grid.columns * grid.dots[0], grid.rows * grid.dots[1]
    for number_of_curve, path in enumerate(paths):
        for x, y in _dots_of(path, frame, wide, high):
            column, row = x // grid.dots[0], y // grid.dots[1]
            bit = DOTS[x % 2][y % 4] if grid.dots == (2, 4) else 1
            before = cells.get((column, row), (0, 0))[0]
            cells[column, row] = (before | bit, number_of_curve)
    return cells


def _dots_of(
    path: Sequence[tuple[float, float] | None], frame: Frame, wide: int, high: int
) -> Iterator[tuple[int, int]]:
    """The dots that a line touches, from the top left."""
    before: tuple[int, int] | None = None
    for point in path:
        if point is None:
            before = None
            continue
        x = round((point[0] - frame.left) / (frame.right - frame.left) * (wide - 1))
        y = round((frame.top - point[1]) / (frame.top - frame.bottom) * (high - 1))
        if (x, y) == before:
            continue
        yield from line_of_dots(before or (x, y), (x, y))
        before = (x, y)


def line_of_dots(start: tuple[int, int], end: tuple[int, int]) -> Iterator[tuple[int, int]]:
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    for step in range(length + 1):
        yield (
            start[0] + round((end[0] - start[0]) * step / length),
            start[1] + round((end[1] - start[1]) * step / length),
        )


def _row_text(drawn: Sequence[tuple[int, int] | None], grid: Grid, shown: Terminal) -> str:
    """A row of the picture; neighbours of one colour are painted together."""
    text = ""
    for curve, group in groupby(drawn, key=lambda cell: cell[1] if cell else -1):
        characters = "".join(_character(cell[0], curve, grid, shown) if cell else " " for cell in group)
        text += characters if curve < 0 else paint(characters, SERIES[curve % len(SERIES)], shown)
    return text


def _character(bits: int, curve: int, grid: Grid, shown: Terminal) -> str:
    return chr(0x2800 + bits) if grid.dots == (2, 4) else _mark(curve, shown)


def _mark(curve: int, shown: Terminal) -> str:
    marks = MARKS if shown.unicode else ASCII_MARKS
    return marks[curve % len(marks)]


def _row(value: float, frame: Frame, rows: int) -> int:
    return round((frame.top - value) / (frame.top - frame.bottom) * (rows - 1))


def _ticks(
    low: float, high: float, *, most: int, log: bool = False, whole: bool = False
) -> list[tuple[float, str]]:
    """Round numbers between `low` and `high`, as positions and texts.

    >>> [text for _, text in _ticks(0.02, 0.98, most=5)]
    ['0.2', '0.4', '0.6', '0.8']
    """
    if log and high - low >= 2:
        every = max(1, math.ceil((high - low) / most))
        return [(power, f"1e{power:d}") for power in range(math.ceil(low), math.floor(high) + 1, every)]
    if log:
        return [(at, number(10**at, digits=3)) for at in (low, (low + high) / 2, high)]
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * factor for factor in (1, 2, 5) if power * factor >= rough), power * 10)
    step = max(step, 1.0) if whole else step
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    found = []
    for multiple in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1):
        at = multiple * step
        found.append((at, f"{at:.{decimals}f}" if decimals <= 6 and abs(at) < 1e7 else number(at)))
    return found or [(low, number(low)), (high, number(high))]


def _bottom_axis(frame: Frame, margin: int, columns: int, shown: Terminal) -> list[str]:
    """The line under the picture, and the steps under its ticks."""
    corner, along, tick = ("└", "─", "┬") if shown.unicode else ("+", "-", "+")
    line, labels = [along] * columns, [" "] * columns
    free = 0
    for at, text in _ticks(frame.left, frame.right, most=max(2, columns // 12), whole=frame.whole):
        column = round((at - frame.left) / (frame.right - frame.left) * (columns - 1))
        start = min(max(0, column - len(text) // 2), columns - len(text))
        if start >= free:
            line[column] = tick
            labels[start : start + len(text)] = text
            free = start + len(text) + 2
    name = "step"
    if free + len(name) <= columns:
        labels[columns - len(name) :] = name
    return [f"{'':>{margin}}{corner}{''.join(line)}", f"{'':>{margin + 1}}{''.join(labels)}".rstrip()]


def _legend(curves: Sequence[Curve], shown: Terminal, *, log: bool) -> list[str]:
    """A line a curve: its mark, name, last value, range, and what could not be drawn."""
    names = [cut(plain(curve.label), 40, shown) for curve in curves]
    widest = max((columns_of(name) for name in names), default=0)
    lines = []
    for number_of_curve, (curve, name) in enumerate(zip(curves, names, strict=True)):
        mark = paint(_mark(number_of_curve, shown), SERIES[number_of_curve % len(SERIES)], shown)
        said = f"{mark} {name}{' ' * (widest - columns_of(name))}  {_in_words(curve, log=log)}"
        lines.append(said.rstrip())
    return lines


def _in_words(curve: Curve, *, log: bool) -> str:
    finite = [value for value in curve.values if math.isfinite(value)]
    if not finite:
        return "no finite values" if curve.values else "no values"
    _, last = max(zip(curve.steps, range(len(curve.values)), strict=True))
    said = f"last {number(curve.values[last])}  min {number(min(finite))}  max {number(max(finite))}"
    lost = len(curve.values) - len(finite)
    said += f"  {lost} not finite" if lost else ""
    below = sum(value <= 0 for value in finite) if log else 0
    return said + (f"  {below} not above zero" if below else "")
