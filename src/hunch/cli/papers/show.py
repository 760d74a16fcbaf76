"""`hunch paper show`: everything that is known of a paper, or the text of a page."""

import click
import msgspec

from hunch.actions.papers.known import claims, papers
from hunch.actions.papers.pages import pages
from hunch.actions.papers.referring import find_paper, short_of
from hunch.actions.questions.standpoint import standpoint
from hunch.entities.paper import Claim, Paper
from hunch.entities.quantities import count
from hunch.errors import UserError

from ..opened import Opened, opened
from ..render import lines_of, out, out_json, paint, plain, terminal
from ..verdicts import wrapped
from .lines import change, heading, quoted

HELP = """\
Everything that is known of a paper: what it is, what it claims, which ideas it inspired. With --page, the text of a
page as it was read from its PDF. A paper is named by its key, id, DOI, arXiv id, or a part of its title.

\b
Examples:
  hunch paper show vaswani2017attention
  hunch paper show "attention is all" --page 8
"""


@click.command("show", help=HELP, short_help="Everything that is known of a paper, or the text of a page.")
@click.argument("key")
@click.option("--page", metavar="P", type=int, help="The text of this page.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(key: str, page: int | None, as_json: bool) -> None:
    """Show a paper."""
    with opened() as bench:
        paper = find_paper(papers(bench.index), key)
        if page is not None:
            _print_page(bench, paper, page, as_json=as_json)
            return
        tell(bench, paper, as_json=as_json)


def tell(bench: Opened, paper: Paper, *, as_json: bool) -> None:
    """All of it, without its text."""
    mine = [claim for claim in claims(bench.index) if claim.paper == paper.id]
    if as_json:
        out_json(PaperShown(**msgspec.structs.asdict(paper), claims=mine))
        return
    for line in _lines(bench, paper, mine):
        out(line)


class PaperShown(Paper, frozen=True, kw_only=True):
    """A paper with what it claims."""

    claims: list[Claim]
    """Withdrawn ones too; what runs say of them: `hunch paper check`."""


class PageShown(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a page."""

    paper: str
    key: str
    page: int
    text: str


def _print_page(bench: Opened, paper: Paper, page: int, *, as_json: bool) -> None:
    texts = pages(bench.folder.bench, paper)
    if not 1 <= page <= len(texts):
        there = count(len(texts), "page") if texts else "no text"
        hint = (
            "Pages are counted from the file's first."
            if texts
            else f"hunch paper add its.pdf --to {paper.key}"
        )
        raise UserError(f"there is no page {page} of {paper.key}: there is {there}", hint=hint)
    if as_json:
        out_json(PageShown(paper=paper.id, key=paper.key, page=page, text=texts[page - 1]))
        return
    for line in lines_of(texts[page - 1]):
        out(line)


def _lines(bench: Opened, paper: Paper, mine: list[Claim]) -> list[str]:
    shown = terminal()
    lines = [paint(heading(paper), None, shown, bold=True)]
    facts = {
        "authors": ", ".join(paper.authors),
        "in": paper.venue,
        "doi": paper.doi,
        "arxiv": paper.arxiv,
        "url": paper.url,
        "pdf": _pdf(bench, paper),
        "added": f"{paper.added_at[:10]} by {paper.by}",
        "abstract": paper.abstract,
    }
    for name, value in facts.items():
        if value:
            lines += wrapped(f"{name}: {plain(value)}", shown)
    ideas = standpoint(bench.folder, bench.config.objective).standing.ideas.values()
    lines += [f"  inspired: {plain(idea.text)}" for idea in ideas if paper.id in idea.inspired_by]
    for claim in mine:
        gone = f"; withdrawn: {plain(claim.withdrawn)}" if claim.withdrawn else ""
        page = f", page {claim.page}" if claim.page is not None else ""
        said = (
            f"claims {quoted(claim)} ({change(claim.delta, claim.unit)}{page}; {short_of(claim, mine)}{gone})"
        )
        lines += wrapped(said, shown)
    return lines


def _pdf(bench: Opened, paper: Paper) -> str:
    if paper.file is None:
        return ""
    text = "its text is kept" if paper.text else "it has no text"
    return f"{bench.folder.bench.paths.paper_pdf(paper.file)} ({count(paper.pages or 0, 'page')}; {text})"
