"""The tree in the terminal: branch lines, signs with their colours, and beside them what fits."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hunch.actions.tree.folding import Fold, Group, Line
from hunch.entities.finding import Finding
from hunch.entities.tree import IdeaNode, VariantNode, word_of
from hunch.entities.words import BEST, DECISIONS, FINDING, SHAKEN, VERDICTS, Word

from .render import Terminal, columns_of, cut, paint, sign
from .tree_rows import NO_WIDTH, Facts, Row, Rows
from .wrapping import wrapped

LEAST_TEXT, LEAST_NOTES = 16, 10
LONGEST_TEXT = 72
"""Of an idea, where the terminal's width does not matter."""
LEFT_SHARE = 0.46


def page(lines: Sequence[Line], facts: Facts, shown: Terminal) -> list[str]:
    """The lines of the page; at the end the signs that stand in it."""
    rows = _aligned(list(Rows(facts, shown).rows(lines)))
    width = shown.width or NO_WIDTH
    left = _left_width(rows, shown)
    estimate = max((columns_of(row.estimate) for row in rows), default=0)
    n = max((columns_of(row.n) for row in rows), default=0)
    if width - left - estimate - n - 6 < LEAST_NOTES:
        n = 0
    if width < left + estimate + 2:
        estimate = 0
    drawn = [_line(row, _Widths(width, left, estimate, n), shown) for row in rows]
    return [*drawn, *_legend(lines, shown)]


class _Widths(NamedTuple):
    whole: int
    left: int
    estimate: int
    n: int


def _left_width(rows: Sequence[Row], shown: Terminal) -> int:
    widest = max((columns_of(_left(row)) for row in rows if not row.whole), default=0)
    if shown.width is None:
        return min(widest, LONGEST_TEXT)
    deepest = max((columns_of(row.branch) for row in rows if not row.whole), default=0)
    return min(widest, max(int(shown.width * LEFT_SHARE), deepest + LEAST_TEXT), shown.width)


def _aligned(rows: Sequence[Row]) -> list[Row]:
    """Estimates below each other by their points."""
    parts = [row.estimate.partition(".") for row in rows]
    behind = max((len(point + rest) for _, point, rest in parts), default=0)
    return [
        row._replace(estimate=row.estimate + " " * (behind - len(point + rest))) if row.estimate else row
        for row, (_, point, rest) in zip(rows, parts, strict=True)
    ]


def _left(row: Row) -> str:
    return f"{row.branch}{row.marks} {row.text}" if row.marks else f"{row.branch}{row.text}"


def _line(row: Row, widths: _Widths, shown: Terminal) -> str:
    marks = f"{row.marks} " if row.marks else ""
    before = columns_of(row.branch) + columns_of(marks)
    room = (widths.whole if row.whole else widths.left) - before
    text = cut(row.text, room, shown)
    said = row.branch + paint(row.marks, row.colour, shown) + " " * bool(row.marks)
    said += paint(text, None, shown, bold=row.bold, dim=row.dim)
    if row.whole:
        return said.rstrip()
    cells = [row.estimate.rjust(widths.estimate)] if widths.estimate else []
    cells += [row.n.rjust(widths.n)] if widths.n else []
    used = widths.left + sum(2 + columns_of(cell) for cell in cells)
    notes = "; ".join(row.notes)
    fits = cut(notes, widths.whole - used - 2, shown) if widths.whole - used - 2 >= LEAST_NOTES else ""
    pad = " " * (room - columns_of(text))
    return "  ".join([said + pad, *cells, paint(fits, None, shown, dim=row.dim)]).rstrip()


def _legend(lines: Sequence[Line], shown: Terminal) -> list[str]:
    """The signs that stand in the tree, each with its word."""
    words = [word for line in lines for word in _words_in(line.item)]
    order = (BEST, *VERDICTS, *DECISIONS.values(), FINDING, SHAKEN)
    said = [f"{sign(word, shown)} {word.text}" for word in order if word in words]
    if not said:
        return []
    return ["", *wrapped("   ".join(said), shown.width)]


def _words_in(item: object) -> Iterator[Word]:
    match item:
        case IdeaNode():
            word = word_of(item)
            yield from [word] if word else []
            yield from [BEST] if item.on_best_path else []
            yield from (
                [DECISIONS[item.decision.decision]]
                if item.decision and item.decision.decision in DECISIONS
                else []
            )
        case VariantNode():
            word = word_of(item)
            yield from [word] if word else []
            yield from [BEST] if item.on_best_path else []
        case Finding():
            yield FINDING
            yield from [SHAKEN] if item.shaken and item.withdrawn is None else []
        case Group():
            yield from (word for each in item.variants if (word := word_of(each)) is not None)
        case Fold():
            yield from item.words
