"""How papers and claims are written for people. Every text in them is made plain: it comes from strangers."""

from collections.abc import Sequence

from hunch.actions.questions.referring import clipped
from hunch.entities.comparison_text import answer_text, would_tell
from hunch.entities.paper import Answer, Claim, Paper
from hunch.entities.words import answer_word

from ..render import Terminal, columns_of, paint, plain, sign
from ..verdicts import reasons, wrapped

LONGEST_TITLE = 100


def citation(paper: Paper) -> str:
    """`Vaswani et al. 2017`, as far as that is known."""
    names = [name.split()[-1] for name in paper.authors if name.split()]
    who = names[0] if names else ""
    if len(names) == 2:
        who = f"{names[0]} and {names[1]}"
    elif len(names) > 2:
        who = f"{names[0]} et al."
    return f"{who} {paper.year or ''}".strip()


def heading(paper: Paper) -> str:
    """`vaswani2017attention: Attention Is All You Need (Vaswani et al. 2017)`."""
    cited = citation(paper)
    title = clipped(paper.title, LONGEST_TITLE) if paper.title else "no title is known"
    return plain(f"{paper.key}: {title}{f' ({cited})' if cited else ''}")


def change(delta: float | None, unit: str | None) -> str:
    """A claimed change with its unit: `+2 pp`."""
    return "" if delta is None else plain(f"{delta:+.6g} {unit or ''}".rstrip())


def quoted(claim: Claim) -> str:
    """What is claimed, as it stands in the paper."""
    return plain(f'"{clipped(claim.text, 200)}"')


def place(claim: Claim, papers: Sequence[Paper]) -> str:
    """`vaswani2017attention, page 8`."""
    key = next((paper.key for paper in papers if paper.id == claim.paper), "a paper that is not there")
    return plain(key) + (f", page {claim.page}" if claim.page is not None else "")


def answer_lines(
    claim: Claim, papers: Sequence[Paper], short: str, idea: str | None, shown: Terminal
) -> list[str]:
    """A claim with what runs say of it: the word first, then what it stands on."""
    told = claim.answer
    assert told is not None
    word = answer_word(told.word)
    head = paint(f"{sign(word, shown)} {word.text}", word.colour, shown, bold=True)
    said = f"{quoted(claim)} ({place(claim, papers)}; {short})"
    lines = [f"{head}  {said}"]
    if shown.width is not None and columns_of(f"{sign(word, shown)} {word.text}  {said}") > shown.width:
        lines = [head, *wrapped(said, shown)]
    facts = [_claimed(claim, idea), _measured(told), would_tell(told)]
    facts.append(f"differs: {plain('; '.join(claim.differs))}" if claim.differs else "")
    if claim.stands is False:
        facts.append("the number was not found on that page")
    for fact in facts:
        lines += wrapped(fact, shown) if fact else []
    return [*lines, *reasons(told, shown)]


def _claimed(claim: Claim, idea: str | None) -> str:
    metric = f" {plain(claim.metric)}" if claim.metric else ""
    tried = f", tried by {plain(clipped(idea))}" if idea else ""
    return f"claimed: {change(claim.delta, claim.unit)}{metric}{tried}"


def _measured(told: Answer) -> str:
    """`here: +2.31 pp, anytime 95 % +0.92 to +3.70; n 6 v 6`."""
    if told.estimate is None:
        return ""
    return f"here: {plain(answer_text(told))}; {told.verdict}"
