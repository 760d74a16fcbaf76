"""What is next: what is proposed, and what waits for an answer."""

from collections.abc import Iterator

from hunch.entities.proposal import Proposal

from ..blocks import Block, Heading, Items, Line, Section, Span, line, quiet
from ..said import Report
from .asked import NOTHING_ASKED
from .foretold import rows_of, table_of
from .names import Names, coded

TITLE = "What is next"


def section(said: Report, names: Names) -> Section | None:
    """None where nothing is proposed and nothing waits."""
    blocks = [*_proposed(said, names), *_waiting(said, names)]
    return Section(TITLE, "next", blocks) if blocks else None


def _proposed(said: Report, names: Names) -> Iterator[Block]:
    by_question: dict[str | None, list[Proposal]] = {}
    for one in said.next:
        by_question.setdefault(one.question, []).append(one)
    for at, (question, some) in enumerate(by_question.items()):
        if len(by_question) > 1:
            yield Heading(names.thing(question) if question else NOTHING_ASKED, f"next-{at}")
        yield Items([_proposal(one, names) for one in some])


def _proposal(one: Proposal, names: Names) -> Line:
    runs = [quiet(" Runs: "), *names.each(one.runs, 6), quiet(".")] if one.runs else []
    command = [Span(" "), Span(one.command, "code")] if one.command else []
    return line(Span(one.text, "strong"), ": ", *coded(one.reason), ".", *runs, *command)


def _waiting(said: Report, names: Names) -> Iterator[Block]:
    if said.open_hunches:
        yield Heading("Predictions that wait for an answer", "next-open")
        yield table_of("Predictions that wait for an answer", rows_of(said.open_hunches, names))
