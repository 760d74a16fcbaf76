"""A report laid out: which section stands where, where the blanks are, and what there was none of."""

import shlex
from collections.abc import Iterator, Mapping

from hunch.entities.blank import BELIEF, PLAN, SURPRISE, WHY, blanks
from hunch.entities.blank import Blank as Asks
from hunch.entities.period import DAY, QUESTION, WEEK
from hunch.entities.quantities import count
from hunch.entities.words import STATUSES

from .blocks import (
    Blank,
    Block,
    Heading,
    Items,
    Line,
    Page,
    Quote,
    Section,
    Span,
    Table,
    Text,
    joined,
    line,
    quiet,
)
from .jotted import in_blank
from .laying import appendix, asked, coming, compared, concluded, foretold, jotted, planned, spent
from .laying.names import Names, at, author, clipped, day, signed_word
from .said import Report

OWN_WORDS, SURPRISES, AFTERWARDS = "In your own words", "Surprises", "The plan"
NONE_OF = {
    "hunches": "predictions", "comparisons": "comparisons", "failures": "failures", "concluded": "decisions and findings",
    "papers": "papers", "notes": "notes", "next": "proposals",
}  # fmt: skip
"""Sections of which it matters that there is nothing to tell."""


def page(said: Report) -> Page:
    """The whole of it, in the order in which it is read."""
    names = Names(said)
    there = [section for section in _sections(said, names) if section is not None]
    mentioned = [span.ref for section in there for span in _spans(section) if span.kind == "run"]
    runs = appendix.section(said, names, mentioned)
    missing = [text for anchor, text in NONE_OF.items() if anchor not in {each.anchor for each in there}]
    about = [*_about(said), *([[quiet(f"There were no {_listed(missing)}.")]] if missing else [])]
    return Page(title(said, names), about, [*there, *([runs] if runs else [])])


def title(said: Report, names: Names) -> str:
    """What the report is called."""
    if said.period.kind == QUESTION:
        return names.thing(said.period.question or "")
    return {DAY: "Day", WEEK: "Week"}.get(said.period.kind, "Since") + f" {said.period.name}"


def _sections(said: Report, names: Names) -> Iterator[Section | None]:
    fill = {each.field: _blank(said, names, each) for each in blanks(said.period.kind)}
    yield Section(OWN_WORDS, "words", [fill[WHY], *_elsewhere(said, names, fill)])
    yield planned.section(said, names)
    yield asked.section(said, names)
    yield foretold.section(said, names)
    yield compared.changes(said, names)
    yield compared.comparisons(said, names)
    yield compared.unsettled(said, names)
    yield spent.failures(said, names)
    yield spent.spent(said)
    yield concluded.papers(said, names)
    yield concluded.section(said, names)
    surprising: list[Block] = [*foretold.surprises(said, names)]
    if SURPRISE in fill:
        surprising.append(fill[SURPRISE])
    yield Section(SURPRISES, "surprises", surprising) if surprising else None
    yield jotted.section(said, names)
    yield coming.section(said, names)
    yield Section(AFTERWARDS, "afterwards", [fill[PLAN]])


def _elsewhere(said: Report, names: Names, fill: Mapping[str, Blank]) -> Iterator[Quote]:
    """What was written for this report and has no place in it: on a question that came later, into a blank that is not known."""
    shown = {each.question.id for each in said.questions}
    for one in said.written:
        has_place = one.question in shown if one.field == BELIEF else one.field in fill
        if one.report == said.period.key and not has_place:
            on = f", on {names.thing(one.question)}" if one.question else ""
            yield Quote(one.text, author(one.by), at(one.at), [quiet(f"{clipped(one.field)}{on}")])


def _blank(said: Report, names: Names, asks: Asks) -> Blank:
    key = said.period.key
    if said.period.question is not None:
        key = f"{QUESTION} {names.short(said.period.question)}"
    command = f'hunch note --report {shlex.quote(key)} --field {asks.field} "..."'
    return Blank(asks.asks, command, in_blank(said.written, said.period.key, asks.field))


def _about(said: Report) -> list[Line]:
    """When, who, and how many runs."""
    lines: list[Line] = [[Span(_when(said))]]
    if said.authors:
        lines.append([Span(", ".join(clipped(author(each)) for each in said.authors))])
    counts = [
        [Span(f"{said.counts[each.value]} "), signed_word(word)]
        for each, word in STATUSES.items()
        if said.counts.get(each.value)
    ]
    total = sum(said.counts.values())
    lines.append(line(count(total, "run"), *([Span(": "), *joined(_ended(counts))] if total else [])))
    if said.known_until is not None:
        lines.append(
            [
                quiet(
                    "Facts are those that the journal knew by the end of this time; what is written into blanks may be later."
                )
            ]
        )
    return lines


def _ended(counts: list[Line]) -> list[Line]:
    """A run without an end is told as that: whether it is lost only its machine knows."""
    running = next(word for key, word in STATUSES.items() if key.value == "running")
    return [
        [
            each[0],
            Span("without an end", "word", "", running._replace(text="without an end", sign="?", ascii="?")),
        ]
        if each[1].word == running
        else each
        for each in counts
    ]


def _when(said: Report) -> str:
    """`Monday 23 to Sunday 29 November 2026, UTC`."""
    period = said.period
    if period.kind == QUESTION:
        return "Everything that there is on this question, times in UTC"
    if period.since is None:
        return "Everything, times in UTC"
    if period.kind == DAY:
        return f"{day(period.since)}, from midnight to midnight UTC"
    last = _day_before(period.until) if period.until else None
    until = f"to {day(last)}" if last else "to the journal's last line"
    ends = ", Monday to Sunday in UTC" if period.kind == WEEK else ", in UTC"
    return f"{day(period.since)} {until}{ends}"


def _day_before(moment: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(moment[:10]) - timedelta(days=1)).isoformat()


def _listed(texts: list[str]) -> str:
    """`failures, papers or notes`."""
    return f"{', '.join(texts[:-1])} or {texts[-1]}" if len(texts) > 1 else texts[0]


def _spans(section: Section) -> Iterator[Span]:
    for block in section.blocks:
        match block:
            case Text(said, _):
                yield from said
            case Items(lines):
                for each in lines:
                    yield from each
            case Table():
                for row in block.rows:
                    for cell in row:
                        yield from cell
            case Quote():
                yield from block.beside
            case Heading():
                yield from block.line
            case _:
                pass
