"""Hunches and what came of them; the results that surprised most."""

from collections.abc import Iterator, Sequence

from hunch.entities.hunch import Hunch, HunchStatus, ItemOutcome
from hunch.entities.outcome_text import bits, outcome, typed
from hunch.entities.quantities import number

from ..blocks import Line, Section, Span, Table, Text, filled, line, quiet
from ..said import Report
from ..telling import surprise
from .names import Names, at, author, clipped

TITLE, ANCHOR = "Hunches and outcomes", "hunches"
TITLES = ["said", "about", "by, sealed at", "what came", "bits over the base rate", "surprise"]
NUMBERS = [False, False, False, False, True, True]


def section(said: Report, names: Names) -> Section | None:
    """None where nothing was said or answered."""
    if not said.hunches:
        return None
    table = table_of("Predictions that were sealed or answered", rows_of(said.hunches, names))
    return Section(TITLE, ANCHOR, [table])


def surprises(said: Report, names: Names) -> list[Text | Table]:
    """The most surprising results, by the chance that was given to what happened."""
    if not said.surprises:
        return []
    rows = [
        [
            [Span(bits(surprise(hunch)), "number")],
            [Span(clipped(typed(hunch, most) if (most := _most(hunch)) else hunch.text), "code")],
            [Span(author(hunch.author))],
            _came(hunch, _most(hunch)),
            _about(hunch, names),
        ]
        for hunch in said.surprises
    ]
    titles = ["surprise", "said", "by", "what came", "about"]
    return [
        Text([quiet("Surprise is -log2 of the chance that was given to what happened: 1 bit is a coin's.")]),
        Table("The most surprising results", titles, [False] * 5, rows),
    ]


def table_of(caption: str, rows: list[list[Line]]) -> Table:
    """Rows of predictions as a table."""
    return filled(Table(caption, TITLES, NUMBERS, rows))


def rows_of(hunches: Sequence[Hunch], names: Names) -> list[list[Line]]:
    """A row for each thing that was said."""
    return [row for hunch in hunches for row in _rows(hunch, names)]


def _rows(hunch: Hunch, names: Names) -> Iterator[list[Line]]:
    sealed = [Span(f"{author(hunch.author)}, {at(hunch.sealed_at)}")]
    items: Sequence[ItemOutcome | None] = hunch.items or [None]
    for place, item in enumerate(items):
        first = place == 0
        text = typed(hunch, item) if item is not None else hunch.text
        why: Line = [quiet(f" # {clipped(hunch.why)}")] if first and hunch.why else []
        yield [
            [Span(clipped(text), "code"), *why],
            _about(hunch, names) if first else [],
            sealed if first else [],
            _came(hunch, item),
            [Span(f"{item.bits:+.2f}", "number")] if item is not None and item.bits is not None else [],
            [Span(bits(item.surprise), "number")] if item is not None and item.surprise is not None else [],
        ]


def _about(hunch: Hunch, names: Names) -> Line:
    """The idea, and the runs whose reading answers it."""
    parts: Line = []
    if hunch.idea:
        parts.append(Span(names.thing(hunch.idea)))
    elif hunch.question and not hunch.run and not hunch.runs:
        parts.append(Span(names.thing(hunch.question)))
    runs = hunch.runs or ([hunch.run] if hunch.run else [])
    if runs:
        parts += [*([Span(": ")] if parts else []), *names.each(runs, 4)]
    return parts


def _came(hunch: Hunch, item: ItemOutcome | None) -> Line:
    """What came, with the reading it is of; why nothing did."""
    if hunch.status == HunchStatus.LATE:
        return [quiet("late: said after the start, kept and never scored")]
    if hunch.status == HunchStatus.RETRACTED and (item is None or item.outcome is None):
        return [quiet("retracted")]
    if hunch.void is not None:
        return [quiet(f"void: {hunch.void}")]
    if item is None:
        return []
    came = outcome(item)
    if not came:
        return [quiet("open")]
    more = [quiet(f" ({', '.join(hunch.flags)})")] if hunch.flags and item is hunch.items[0] else []
    return line(came, *_reading(item), *more)


def _reading(item: ItemOutcome) -> Line:
    """`0.931 against 0.918`."""
    if item.reading is None or item.change is None:
        return []
    against = f" against {number(item.baseline)}" if item.baseline is not None else ""
    return [quiet(f" ({item.metric or 'reading'} {number(item.reading)}{against})")]


def _most(hunch: Hunch) -> ItemOutcome | None:
    """The item that surprised most."""
    return max(
        (item for item in hunch.items if item.surprise is not None),
        key=lambda item: item.surprise or 0.0,
        default=None,
    )
