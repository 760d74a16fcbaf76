"""What may inspire an idea beside ideas, questions and runs: findings and papers."""

from collections.abc import Mapping

from hunch.actions.tree.findings import written
from hunch.entities.events import PaperAdded
from hunch.entities.question import Focus
from hunch.errors import AmbiguousName
from hunch.ids import TAIL_LENGTH, tail
from hunch.journal.index import Index

from .referring import LATEST_FINDING, clipped, find_finding, finding_or_none

LEAST_PART = 4
"""Characters of a title that may name a paper."""


def finding_or_paper(index: Index, reference: str, focus: Focus) -> str | None:
    """The id of the finding or paper that `reference` names; None where none does.

    Raises:
        UnknownFinding: `@finding`, and there is none.
        AmbiguousName: several answer to it.
    """
    held = [each for each in written(index) if each.withdrawn is None]
    if reference.strip() == LATEST_FINDING:
        return find_finding(held, reference, focus).id
    if reference.startswith("@"):
        return None
    found = finding_or_none(held, reference, focus)
    return found.id if found else _paper(index, reference)


def _paper(index: Index, reference: str) -> str | None:
    """By its id, its key, its short id, or a part of its title that no other has."""
    papers: dict[str, PaperAdded] = {}
    for told in index.told("paper.added"):
        if isinstance(told.data, PaperAdded):
            papers[told.data.paper] = told.data
    text = reference.strip().casefold()
    for answers in (_by_name, _by_short_id, _by_part):
        found = [identifier for identifier, paper in papers.items() if answers(paper, text)]
        if len(found) > 1:
            raise _ambiguous(reference, found, papers)
        if found:
            return found[0]
    return None


def _by_name(paper: PaperAdded, text: str) -> bool:
    return text in (paper.paper, paper.key.casefold())


def _by_short_id(paper: PaperAdded, text: str) -> bool:
    return LEAST_PART <= len(text) <= TAIL_LENGTH and tail(paper.paper).startswith(text)


def _by_part(paper: PaperAdded, text: str) -> bool:
    return len(text) >= LEAST_PART and text in (paper.title or "").casefold()


def _ambiguous(reference: str, found: list[str], papers: Mapping[str, PaperAdded]) -> AmbiguousName:
    named = ", ".join(f"{papers[each].key} ({clipped(papers[each].title or '')})" for each in found[:8])
    return AmbiguousName(
        f"{reference!r} names {len(found)} papers: {named}", hint="Take the key of the one you mean."
    )
