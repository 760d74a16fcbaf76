"""What may inspire an idea beside ideas, questions and runs: findings and papers."""

from hunch.actions.papers.known import papers
from hunch.actions.papers.referring import paper_or_none
from hunch.actions.tree.findings import written
from hunch.entities.question import Focus
from hunch.journal.index import Index

from .referring import LATEST_FINDING, find_finding, finding_or_none


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
    """By its key, id, DOI, arXiv id, or a part of key or title that no other has."""
    found = paper_or_none(papers(index), reference)
    return found.id if found else None
