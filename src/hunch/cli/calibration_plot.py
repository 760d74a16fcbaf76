"""The calibration curve in the terminal: what happened over what was said, on the band of what luck alone does."""

from collections import defaultdict
from itertools import groupby, pairwise

from hunch.entities.words import GREY, SERIES, Colour
from hunch.stats.corp import Curve

from .plotting import DOTS, line_of_dots
from .render import Terminal, paint

WIDEST, LEAST_WIDTH, ROWS = 56, 16, 11
MARGIN = 7
"""Columns of the labels on the left, the axis among them."""
CURVE, BAND, EVEN, NOTHING = "curve", "band", "even", ""
_UNICODE = {BAND: "░", EVEN: "·", NOTHING: " "}
_ASCII = {CURVE: "*", BAND: ":", EVEN: ".", NOTHING: " "}
_COLOURS: dict[str, Colour | None] = {CURVE: SERIES[0], BAND: GREY, EVEN: GREY, NOTHING: None}

Cell = tuple[str, str]
"""What stands in it, and the character."""


def drawn(curve: Curve, shown: Terminal) -> list[str]:
    """The picture with its axes and what its signs mean, in at most the terminal's columns."""
    width = max(LEAST_WIDTH, min(WIDEST, (shown.width or 80) - MARGIN - 2))
    curve_cells = _curve_cells(curve, width, shown)
    lines = []
    for row in range(ROWS):
        label = {0: "100 %", ROWS // 2: "50 %", ROWS - 1: "0 %"}.get(row, "")
        axis = ("┤" if label else "│") if shown.unicode else ("+" if label else "|")
        cells = [
            curve_cells.get((column, row)) or _ground(curve, column, row, width, shown)
            for column in range(width)
        ]
        lines.append(f"{label:>{MARGIN - 2}} {axis}{_painted(cells, shown)}".rstrip())
    return [*lines, *_bottom(width, shown), *_legend(curve, shown)]


def _curve_cells(curve: Curve, width: int, shown: Terminal) -> dict[tuple[int, int], Cell]:
    """Dots of braille along straight lines between the places that were said; characters where there is no braille."""
    wide, high = (2, 4) if shown.unicode else (1, 1)
    points = [
        (round(said * (width * wide - 1)), round((1 - happened) * (ROWS * high - 1)))
        for said, happened in zip(curve.said, curve.happened, strict=True)
    ]
    bits: dict[tuple[int, int], int] = defaultdict(int)
    for start, end in pairwise([points[0], *points]):
        for x, y in line_of_dots(start, end):
            bits[x // wide, y // high] |= DOTS[x % 2][y % 4] if shown.unicode else 1
    return {at: (CURVE, chr(0x2800 + each) if shown.unicode else _ASCII[CURVE]) for at, each in bits.items()}


def _ground(curve: Curve, column: int, row: int, width: int, shown: Terminal) -> Cell:
    """What lies behind the curve: the diagonal, on the band."""
    said, happened = (column + 0.5) / width, 1 - (row + 0.5) / ROWS
    half = 0.5 / ROWS
    kind = NOTHING
    if abs(said - happened) <= half:
        kind = EVEN
    elif curve.band_said[0] <= said <= curve.band_said[-1]:
        low, high = _at(said, curve.band_said, curve.low), _at(said, curve.band_said, curve.high)
        kind = BAND if low <= happened + half and happened - half <= high else NOTHING
    return kind, (_UNICODE if shown.unicode else _ASCII)[kind]


def _at(x: float, xs: tuple[float, ...], ys: tuple[float, ...]) -> float:
    """Straight lines between points; `x` lies within."""
    for (left, low), (right, high) in pairwise(zip(xs, ys, strict=True)):
        if left <= x <= right:
            return low + (high - low) * (x - left) / (right - left) if right > left else low
    return ys[-1]


def _painted(cells: list[Cell], shown: Terminal) -> str:
    """Neighbours of one kind are painted together; what is empty at the end is left out."""
    text = ""
    for kind, group in groupby(cells, key=lambda cell: cell[0]):
        text += paint("".join(character for _, character in group), _COLOURS[kind], shown)
    return text


def _bottom(width: int, shown: Terminal) -> list[str]:
    corner, along = ("└", "─") if shown.unicode else ("+", "-")
    words = " " * MARGIN + "0 %" + "said".center(width - 8) + "100 %"
    return [" " * (MARGIN - 1) + corner + along * width, words]


def _legend(curve: Curve, shown: Terminal) -> list[str]:
    signs = (_UNICODE | {CURVE: "⣀⡠⠊"}) if shown.unicode else (_ASCII | {CURVE: "***"})
    return [
        f"{' ' * MARGIN}{paint(signs[kind], _COLOURS[kind], shown)} {meaning}"
        for kind, meaning in (
            (CURVE, "what happened"),
            (EVEN, "as often as said"),
            (BAND, f"luck alone, {curve.level * 100:.0f} %"),
        )
    ]
