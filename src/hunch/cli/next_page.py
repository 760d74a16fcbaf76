"""The list of `hunch next` and the explanation of one of its lines, for the terminal at hand."""

from collections.abc import Iterator

from hunch.actions.proposals.ranking import Ranking
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.proposal import Proposal

from .render import Terminal, paint, plain
from .standing_text import question_text, taken_text
from .wrapping import wrapped

INDENT = "    "


def page(at: Standpoint, found: Ranking, shown: Terminal) -> list[str]:
    """The lines of a list."""
    lines = [paint(line, None, shown, bold=True) for line in _text(taken_text(at), shown, "")]
    if at.question.id is not None:
        lines += _text(question_text(at.question), shown, "  ")
    if not found.proposals:
        lines += ["", *_text("nothing is left to try: write an idea down (hunch idea ...)", shown, "")]
    for proposal in found.proposals:
        lines += ["", *_proposal(proposal, shown)]
    rest = _rest(found)
    return [*lines, *([""] if rest else []), *(line for each in rest for line in _text(each, shown, ""))]


def _rest(found: Ranking) -> list[str]:
    more = found.total - len(found.proposals)
    said = [f"and {more} more: hunch next -n {found.total}"] if more > 0 else []
    said += [f"left out: {'; '.join(found.notes)}"] if found.notes else []
    return said


def _proposal(proposal: Proposal, shown: Terminal) -> Iterator[str]:
    head, *tail = _text(proposal.text, shown, INDENT)
    mark = f"{proposal.rank:>3} "
    yield paint(mark + head[len(INDENT) :], None, shown, bold=True)
    yield from tail
    yield from _text(proposal.reason, shown, INDENT)
    if proposal.command:
        then = f", then: {proposal.then}" if proposal.then else ""
        yield from _text(f"{proposal.command}{then}", shown, INDENT)


def explained(proposal: Proposal, shown: Terminal) -> list[str]:
    """Everything behind one line."""
    behind = [each for each in proposal.why if each not in proposal.reason]
    return [
        *_proposal(proposal, shown),
        "",
        *(line for each in behind for line in _text(each, shown, INDENT)),
    ]


def _text(text: str, shown: Terminal, indent: str) -> list[str]:
    """Wrapped, every line behind the same indent."""
    return wrapped(indent + plain(text), shown.width)
