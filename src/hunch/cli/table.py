"""Tables: aligned at the decimal point, fitted to the terminal's width."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.words import Colour

from .render import Terminal, columns_of, cut, paint, plain

GAP = "  "
_NUMBER = re.compile(r"[+-]?(?:\d+(?=[.e]|$)|NaN|Infinity)", re.ASCII)


class Cell(NamedTuple):
    """A piece of a table; what it says is made plain when it is printed."""

    text: str
    colour: Colour | None = None
    bold: bool = False


class Column(NamedTuple):
    """How a column stands.

    `least` is the width down to which it may be cut; None: it is never cut. Where there is no room at
    all, columns go in the order of their `drop`, the highest first; 0 stays.
    """

    title: str
    align: str = "left"
    """left, right or point."""
    least: int | None = None
    drop: int = 0


class Table(NamedTuple):
    """Lines to print, and the titles of the columns that found no room."""

    lines: list[str]
    dropped: list[str]


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], shown: Terminal, *, header: bool = True
) -> Table:
    """Lay out `rows`, each with a cell for each of `columns`."""
    texts = [_aligned(column, [row[at] for row in rows]) for at, column in enumerate(columns)]
    titles = [plain(column.title) for column in columns]
    wide = [
        max([columns_of(text) for text in text_column] + [columns_of(title) if header else 0])
        for title, text_column in zip(titles, texts, strict=True)
    ]
    kept, dropped = _fit(columns, wide, shown)
    lines = (
        [_header([titles[at] for at in kept], [columns[at] for at in kept], [wide[at] for at in kept], shown)]
        if header
        else []
    )
    for number, row in enumerate(rows):
        pieces = [_piece(texts[at][number], row[at], columns[at], wide[at], shown) for at in kept]
        lines.append(GAP.join(pieces).rstrip())
    return Table(lines, dropped)


def _aligned(column: Column, cells: Sequence[Cell]) -> list[str]:
    """The texts of a column, padded on the left and right so that their points stand below each other."""
    texts = [plain(cell.text) for cell in cells]
    if column.align != "point":
        return texts
    heads = [found.end() if (found := _NUMBER.match(text)) else None for text in texts]
    before = max([head for head in heads if head is not None], default=0)
    after = max(
        [len(text) - head for text, head in zip(texts, heads, strict=True) if head is not None], default=0
    )
    return [
        text if head is None else " " * (before - head) + text + " " * (after - len(text) + head)
        for text, head in zip(texts, heads, strict=True)
    ]


def _fit(columns: Sequence[Column], wide: list[int], shown: Terminal) -> tuple[list[int], list[str]]:
    """Which columns stay; `wide` is narrowed in place."""
    kept = list(range(len(columns)))
    dropped: list[str] = []
    if shown.width is None:
        return kept, dropped

    def excess() -> int:
        return sum(wide[at] for at in kept) + len(GAP) * (len(kept) - 1) - (shown.width or 0)

    def slack() -> int:
        return sum(max(0, wide[at] - least) for at in kept if (least := columns[at].least) is not None)

    while excess() > slack() and any(columns[at].drop for at in kept):
        last = max(kept, key=lambda at: (columns[at].drop, at))
        kept.remove(last)
        dropped.append(columns[last].title)
    while excess() > 0 and slack() > 0:
        widest = max((at for at in kept if _may_shrink(columns[at], wide[at])), key=lambda at: wide[at])
        wide[widest] -= 1
    return kept, dropped


def _may_shrink(column: Column, width: int) -> bool:
    return column.least is not None and width > column.least


def _header(titles: list[str], columns: list[Column], wide: list[int], shown: Terminal) -> str:
    pieces = []
    for title, column, width in zip(titles, columns, wide, strict=True):
        text = cut(title, width, shown)
        room = " " * (width - columns_of(text))
        pieces.append(text + room if column.align == "left" else room + text)
    return paint(GAP.join(pieces).rstrip(), None, shown, bold=True)


def _piece(text: str, cell: Cell, column: Column, width: int, shown: Terminal) -> str:
    text = cut(text, width, shown)
    room = " " * (width - columns_of(text))
    painted = paint(text, cell.colour, shown, bold=cell.bold)
    return painted + room if column.align == "left" else room + painted
