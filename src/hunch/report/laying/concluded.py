"""Decisions and findings; papers and what answers to their claims."""

from collections.abc import Iterator

from hunch.entities.comparison_text import answer_text, evidence_difference
from hunch.entities.decision import Decision
from hunch.entities.finding import Finding
from hunch.entities.paper import Paper
from hunch.entities.words import DECISIONS, SHAKEN, answer_word, word_or_none

from ..blocks import Block, Heading, Items, Line, Section, Span, line, quiet
from ..said import ClaimSaid, Report
from .names import Names, at, author, clipped, signed_word

CONCLUDED, PAPERS = "Decisions and findings", "Papers"


def section(said: Report, names: Names) -> Section | None:
    """None where nothing was decided or found."""
    blocks: list[Block] = []
    if said.decisions:
        blocks += [
            Heading("Decisions", "decisions"),
            Items([_decision(each, names) for each in said.decisions]),
        ]
    if said.findings:
        blocks += [Heading("Findings", "findings"), Items([_finding(each, names) for each in said.findings])]
    return Section(CONCLUDED, "concluded", blocks) if blocks else None


def papers(said: Report, names: Names) -> Section | None:
    """None where none was added and none of their claims is touched."""
    blocks: list[Block] = []
    if said.papers:
        blocks.append(Items([_paper(each) for each in said.papers]))
    if said.claims:
        blocks += [Heading("What they claim", "claims"), Items([_claim(each, names) for each in said.claims])]
    return Section(PAPERS, "papers", blocks) if blocks else None


def _decision(one: Decision, names: Names) -> Line:
    runs = [quiet("; runs "), *names.each(one.runs, 6)] if one.runs else []
    return line(
        *_word(one), " ", Span(names.thing(one.idea), "strong"), f": {clipped(one.why, 300)}" if one.why else "",
        quiet(f" ({author(one.by)}, {at(one.at)})"), *runs,
    )  # fmt: skip


def _word(one: Decision) -> Line:
    word = DECISIONS.get(one.decision)
    return [signed_word(word)] if word is not None else [Span(one.decision)]


def _finding(one: Finding, names: Names) -> Line:
    said = line(Span(clipped(one.text, 300), "strong"), quiet(f" ({author(one.by)}, {at(one.at)})"))
    said += [Span("; supported by "), *names.each(one.supports, 6)] if one.supports else []
    said += [Span("; opposed by "), *names.each(one.opposes, 6)] if one.opposes else []
    said += _evidence(one)
    if one.withdrawn is not None:
        said.append(Span(f"; withdrawn: {clipped(one.withdrawn)}"))
    said += (
        [Span("; "), signed_word(SHAKEN), Span(": "), Span("; ".join(one.shaken), "strong")]
        if one.shaken
        else []
    )
    said += [Span(f"; opened: {', '.join(names.thing(each) for each in one.opened)}")] if one.opened else []
    return said


def _evidence(one: Finding) -> Iterator[Span]:
    """What the statistics allow to say of each of its runs today."""
    for each in one.now or one.evidence:
        word = word_or_none(each.verdict, each.direction)
        if word is not None:
            yield Span("; ")
            yield signed_word(word)
            moved = f" {each.metric} {evidence_difference(each)}" if each.estimate is not None else ""
            yield Span(f"{moved}, n {each.n_a} v {each.n_b}, k {each.k}")


def _paper(one: Paper) -> Line:
    about = ", ".join(filter(None, (_authors(one), str(one.year) if one.year else "", one.venue or "")))
    return line(
        Span(one.key, "code"), " ", Span(clipped(one.title or "", 200)), quiet(f" ({clipped(about)})") if about else "",
        quiet(f", added by {author(one.by)}, {at(one.added_at)}"),
    )  # fmt: skip


def _authors(one: Paper) -> str:
    return ", ".join(one.authors) if len(one.authors) < 4 else f"{one.authors[0]} et al."


def _claim(one: ClaimSaid, names: Names) -> Line:
    claim = one.claim
    page = f", p. {claim.page}" if claim.page is not None else ""
    stands = {True: "", False: "; the number was not found on that page", None: ""}[claim.stands]
    said = line(Span(one.key, "code"), quiet(page), f" “{clipped(claim.text, 200)}”", quiet(stands))
    if claim.idea:
        said.append(Span(f", {names.thing(claim.idea)}"))
    if claim.withdrawn is not None:
        return [*said, Span(f"; withdrawn: {clipped(claim.withdrawn)}")]
    answer = claim.answer
    if answer is None:
        return said
    said += [Span(": "), signed_word(answer_word(answer.word))]
    if answer.estimate is not None:
        said.append(Span(f", {answer_text(answer)}"))
    said += [Span("; "), *names.each(answer.runs, 6)] if answer.runs else []
    said += [quiet(f"; {'; '.join(answer.reasons)}")] if answer.reasons else []
    said += [quiet(f"; differs: {', '.join(claim.differs)}")] if claim.differs else []
    return said
