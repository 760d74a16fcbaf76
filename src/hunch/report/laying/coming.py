"""What is next: what is proposed, and what waits for an answer."""

from collections.abc import Iterator

from hunch.entities.quantities import about

from ..blocks import Block, Heading, Items, Line, Section, Span, line, quiet
from ..said import Report
from .foretold import rows_of, table_of
from .names import Names

TITLE = "What is next"
MOST = 7


def section(said: Report, names: Names) -> Section | None:
    """None where nothing is proposed and nothing waits."""
    blocks = [*_proposed(said, names), *_waiting(said, names)]
    return Section(TITLE, "next", blocks) if blocks else None


def _proposed(said: Report, names: Names) -> Iterator[Block]:
    lines: list[Line] = []
    for one in said.next[:MOST]:
        cost = f", {about(one.cost_s / 60)}" if one.cost_s is not None else ""
        drawn = quiet(" (drawn at random)") if one.drawn else ""
        runs = [quiet(" Runs: "), *names.each(one.runs, 6), quiet(".")] if one.runs else []
        command = [Span(" "), Span(one.command, "code")] if one.command else []
        lines.append(line(Span(one.text, "strong"), f": {one.reason}{cost}.", drawn, *runs, *command))
    if lines:
        yield Items(lines)


def _waiting(said: Report, names: Names) -> Iterator[Block]:
    if said.open_hunches:
        yield Heading("Predictions that wait for an answer", "next-open")
        yield table_of("Predictions that wait for an answer", rows_of(said.open_hunches, names))
