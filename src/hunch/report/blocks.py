"""What a page of a report is made of, before it is Markdown or HTML: sections of blocks, blocks of spans.

A span is a piece of text with a part to play. No text in it is markup: whoever renders it escapes it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.words import Word

from .said import Figure, Written


class Span(NamedTuple):
    """A piece of a line. `kind` is "", strong, quiet, code, run (`ref` its id), word (`word` says which) or number."""

    text: str
    kind: str = ""
    ref: str = ""
    word: Word | None = None


Line = list[Span]


class Text(NamedTuple):
    """A paragraph; a `small` one is there to be looked up."""

    line: Line
    small: bool = False


class Items(NamedTuple):
    """A list."""

    lines: list[Line]


class Table(NamedTuple):
    """A table; of a column that is `numbers` the digits stand below each other."""

    caption: str
    titles: list[str]
    numbers: list[bool]
    rows: list[list[Line]]
    anchors: Sequence[str] = ()
    """The id of the run that each row is of, where links lead to rows."""


class Quote(NamedTuple):
    """What somebody wrote, in Markdown of their own, and what stands beside it."""

    text: str
    by: str
    at: str
    beside: Line


class Blank(NamedTuple):
    """A judgement: what is asked, what fills it in, and what was written into it."""

    asks: str
    command: str
    written: list[Written]


class Drawn(NamedTuple):
    """Curves."""

    figure: Figure
    title: str


class Dots(NamedTuple):
    """Every run's reading, a row a variant."""

    title: str
    metric: str
    rows: "list[DotRow]"
    is_log: bool


class DotRow(NamedTuple):
    """A variant: what it is called, its verdict's word (None: the baseline), its runs' readings and their mean."""

    label: str
    word: Word | None
    values: list[float]
    mean: float | None


class Heading(NamedTuple):
    """A heading below a section's."""

    text: str
    anchor: str
    line: Sequence[Span] = ()
    """What stands behind it, smaller."""


Block = Text | Items | Table | Quote | Blank | Drawn | Dots | Heading


class Section(NamedTuple):
    """A part of a report."""

    title: str
    anchor: str
    blocks: list[Block]


class Page(NamedTuple):
    """A report, laid out."""

    title: str
    about: list[Line]
    sections: list[Section]


def quiet(text: str) -> Span:
    """What stands back."""
    return Span(text, "quiet")


def line(*parts: "Span | str") -> Line:
    """A line out of pieces."""
    return [Span(part) if isinstance(part, str) else part for part in parts if part != ""]


def filled(table: Table) -> Table:
    """Without the columns that nothing stands in."""
    kept = [at for at in range(len(table.titles)) if any(row[at] for row in table.rows)]
    return table._replace(
        titles=[table.titles[at] for at in kept],
        numbers=[table.numbers[at] for at in kept],
        rows=[[row[at] for at in kept] for row in table.rows],
    )


def joined(lines: Sequence[Line], between: str = ", ") -> Line:
    """Lines behind each other."""
    made: Line = []
    for at, each in enumerate(lines):
        made += [*([Span(between)] if at else []), *each]
    return made
