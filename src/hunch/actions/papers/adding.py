"""Adding papers: from BibTeX files, PDFs, arXiv ids and DOIs; from the web only what is missing, and only where it is asked."""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.errors import UserError
from hunch.ids import Clock
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.papers.facts import Facts
from hunch.papers.pdf import Progress
from hunch.papers.web import Web

from .adder import Adder, Fault, Wanted
from .filling import fill
from .known import papers
from .referring import find_paper
from .shelf import Added, Shelf, facts_of


class Adding(NamedTuple):
    """What was added, and what was not."""

    added: list[Added]
    faults: list[Fault]


def add(
    bench: Workbench,
    index: Index,
    wanted: Wanted,
    *,
    clock: Clock,
    progress: Progress = lambda done, total: None,
) -> Adding:
    """Add what was named. A source that cannot be read costs only itself.

    Raises:
        UserError: what is said of one paper is said of several.
        UnknownPaper: there is no paper to attach a PDF to.
        CannotWrite: something cannot be kept.
    """
    adder = Adder(bench, Shelf(bench, papers(index), clock), wanted, progress)
    _check(wanted)
    for typed in wanted.sources:
        adder.take(typed)
    if wanted.web is not None:
        adder.fill(wanted.web)
    else:
        adder.say_gaps()
    adder.shelf.write()
    return Adding([*adder.added.values()], adder.faults)


def refresh(bench: Workbench, index: Index, references: Sequence[str], web: Web, *, clock: Clock) -> Adding:
    """Ask the web for what is missing of these papers, or of all.

    Raises:
        UnknownPaper: one of them is not there.
    """
    shelf = Shelf(bench, papers(index), clock)
    known = list(shelf.papers.values())
    named = [find_paper(known, reference) for reference in references]
    for paper in named:
        if not (paper.arxiv or paper.doi):
            hint = f"Its entry: hunch paper add refs.bib. Or: hunch paper add 10.1145/... --to {paper.key}"
            raise UserError(f"{paper.key} has neither a DOI nor an arXiv id to ask for", hint=hint)
    filled = fill(shelf, named or [paper for paper in known if facts_of(paper).gaps], web)
    shelf.write()
    return Adding(filled.added, [Fault(source="the web", what=each, lost=False) for each in filled.faults])


def _check(wanted: Wanted) -> None:
    about_one = wanted.to or wanted.key or wanted.said != Facts()
    if about_one and len(wanted.sources) > 1:
        raise UserError(
            f"--to, --key, --title, --author and --year are about one source, not {len(wanted.sources)}",
            hint="Add them one by one.",
        )
