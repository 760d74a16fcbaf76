"""Papers, as they are searched: what is known of them, what they claim, their text by page."""

from collections.abc import Iterator

from hunch.actions.papers.known import claims, papers
from hunch.actions.papers.pages import pages
from hunch.entities.paper import Claim, Paper
from hunch.journal.index import Index
from hunch.journal.search import Entry, Search
from hunch.journal.workbench import Workbench

KINDS = ("paper.added", "paper.claimed", "claim.withdrawn")
ABOUT, PAGE = 2.0, 1.0
"""How much a match counts: in what is known of it or claimed; in its text."""
REMEMBERED = "paper text"


def bring_up_to_date(bench: Workbench, index: Index, search: Search) -> None:
    """Put in what came since: a paper's few words anew whenever a line speaks of one, its pages once."""
    state = repr(index.tally(KINDS))
    if search.recalled("papers", "state") == state:
        return
    known = papers(index)
    search.remove([*map(_about_source, known), *(f"claim:{claim.id}" for claim in claims(index))])
    search.add(_about(paper) for paper in known)
    search.add(_claimed(claim) for claim in claims(index) if claim.withdrawn is None)
    texts = search.recall(REMEMBERED)
    for paper in known:
        if texts.get(paper.id, "") != (paper.text or ""):
            search.remove([f"pages:{paper.id}"])
            search.add(_pages(bench, paper))
            search.remember(REMEMBERED, [(paper.id, paper.text or "")])
    search.remember("papers", [("state", state)])


def _about_source(paper: Paper) -> str:
    return f"paper:{paper.id}"


def _about(paper: Paper) -> Entry:
    rest = [
        paper.key,
        ", ".join(paper.authors),
        paper.year,
        paper.venue,
        paper.doi,
        paper.arxiv,
        paper.abstract,
    ]
    body = "\n".join(str(each) for each in rest if each)
    return Entry(
        "paper", paper.id, _about_source(paper), paper.title or paper.key, body, weight=ABOUT, by=paper.by, at=paper.added_at
    )  # fmt: skip


def _claimed(claim: Claim) -> Entry:
    body = "\n".join(filter(None, (claim.text, claim.metric, *claim.differs)))
    return Entry(
        "paper", claim.paper, f"claim:{claim.id}", body=body, place="claim", weight=ABOUT, by=claim.by, at=claim.at,
        question=claim.question, idea=claim.idea,
    )  # fmt: skip


def _pages(bench: Workbench, paper: Paper) -> Iterator[Entry]:
    for number, text in enumerate(pages(bench, paper), 1):
        if text.strip():
            yield Entry(
                "page", paper.id, f"pages:{paper.id}", body=text, place=f"page {number}", weight=PAGE, by=paper.by,
                at=paper.added_at,
            )  # fmt: skip
