"""What is missing of papers, asked of arXiv and doi.org."""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.paper import Paper
from hunch.papers.facts import Facts
from hunch.papers.web import NotToldError, OutOfReachError, Web, of_arxiv, of_doi

from .shelf import FILLED, Added, Given, Shelf

MOST_DOIS = 100
"""So many are asked for in one go; each takes a second or so."""


class Filled(NamedTuple):
    """Papers of which more is known now, and why no more is."""

    added: list[Added]
    faults: list[str]


def fill(shelf: Shelf, papers: Sequence[Paper], web: Web) -> Filled:
    """Ask for what is missing; what is known stays as it is. A web that is not there is asked once."""
    faults: list[str] = []
    known = _by_arxiv([paper for paper in papers if paper.arxiv], web, faults)
    dois = [paper for paper in papers if paper.doi and paper.id not in known]
    if len(dois) > MOST_DOIS:
        faults.append(f"{len(dois) - MOST_DOIS} more papers by their DOI: say it again for these")
    known |= _by_doi(dois[:MOST_DOIS], web, faults)
    added = [shelf.put(Given(known[paper.id]), on=paper) for paper in papers if paper.id in known]
    return Filled([each for each in added if each.how == FILLED], faults)


def _by_arxiv(papers: Sequence[Paper], web: Web, faults: list[str]) -> dict[str, Facts]:
    if not papers:
        return {}
    try:
        found = of_arxiv([paper.arxiv or "" for paper in papers], web)
    except NotToldError as error:
        faults.append(str(error))
        return {}
    missing = [paper.arxiv or "" for paper in papers if paper.arxiv not in found]
    if missing:
        faults.append(f"arXiv does not know {', '.join(missing[:6])}")
    return {paper.id: found[paper.arxiv] for paper in papers if paper.arxiv in found}


def _by_doi(papers: Sequence[Paper], web: Web, faults: list[str]) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for paper in papers:
        try:
            found[paper.id] = of_doi(paper.doi or "", web)
        except OutOfReachError as error:
            faults.append(str(error))
            break
        except NotToldError as error:
            faults.append(f"{paper.doi}: {error}")
    return found
