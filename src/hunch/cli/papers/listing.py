"""`hunch paper list`: the papers there are."""

from collections import Counter

import click
import msgspec

from hunch.actions.papers.known import claims, papers, used
from hunch.actions.papers.shelf import facts_of
from hunch.entities.paper import Paper
from hunch.entities.quantities import count

from ..opened import opened
from ..render import out, out_json, talk, terminal
from ..table import Cell, Column, table
from .lines import citation

HELP = """\
The papers there are, the latest last. --used: only those that inspired an idea, of which something is claimed, or that
a note is on. --bib prints BibTeX: entries as you gave them, others made from what is known.

\b
Examples:
  hunch paper list
  hunch paper list --used --bib > refs.bib
  hunch paper list --json
"""


@click.command("list", help=HELP, short_help="The papers there are, also as BibTeX.")
@click.option("--used", "only_used", is_flag=True, help="Only what your research stands on.")
@click.option("--bib", is_flag=True, help="As BibTeX.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(only_used: bool, bib: bool, as_json: bool) -> None:
    """List papers."""
    with opened() as bench:
        in_use = used(bench.index)
        found = [paper for paper in papers(bench.index) if not only_used or paper.id in in_use]
        claimed = Counter(claim.paper for claim in claims(bench.index) if claim.withdrawn is None)
    if bib:
        _print_bib(found)
    elif as_json:
        out_json(
            [{**msgspec.structs.asdict(p), "used": p.id in in_use, "claims": claimed[p.id]} for p in found]
        )
    elif not found:
        talk(
            "no paper is in use: hunch idea ... --inspired-by KEY"
            if only_used
            else "no papers: hunch paper add refs.bib"
        )
    else:
        _print_table(found, in_use, claimed)


def _print_bib(found: list[Paper]) -> None:
    from hunch.papers.writing import Cited, bibliography

    text = bibliography([Cited(paper.key, facts_of(paper), paper.bibtex) for paper in found])
    for line in text.removesuffix("\n").split("\n") if text else ():
        out(_harmless(line))


def _harmless(line: str) -> str:
    """A line of BibTeX as it is, but for what would act on a terminal: no BibTeX needs that."""
    return "".join(c if c.isprintable() or c == "\t" else " " for c in line)


def _print_table(found: list[Paper], in_use: set[str], claimed: Counter[str]) -> None:
    columns = [
        Column("key", least=12), Column("by", least=8, drop=3), Column("title", least=20, drop=1), Column("pages", "right", drop=2),
        Column("claims", "right", drop=4), Column("used", drop=5),
    ]  # fmt: skip
    rows = [
        [
            Cell(paper.key), Cell(citation(paper)), Cell(paper.title or ""),
            Cell(str(paper.pages or "") if paper.text else "no text" if paper.file else ""),
            Cell(str(claimed[paper.id] or "")), Cell("used" if paper.id in in_use else ""),
        ]
        for paper in found
    ]  # fmt: skip
    for line in table(columns, rows, terminal()).lines:
        out(line)
    talk(f"{count(len(found), 'paper')}, {len(in_use & {paper.id for paper in found})} in use")
