"""`hunch paper search`: words in titles, abstracts and pages."""

import click

from hunch.actions.papers.known import papers
from hunch.actions.papers.referring import find_paper
from hunch.actions.papers.searching import search

from ..opened import opened
from ..render import out, out_json, paint, plain, talk, terminal
from ..verdicts import wrapped

HELP = """\
Look for words in papers: titles, abstracts and the text of every page. All words must stand there; whole phrases come
first.

\b
Examples:
  hunch paper search "label smoothing"
  hunch paper search BLEU 28.4 --in vaswani2017attention
"""


@click.command("search", help=HELP, short_help="Look for words in titles, abstracts and pages.")
@click.argument("words", metavar="TEXT...", nargs=-1, required=True)
@click.option("--in", "key", metavar="KEY", help="Only in this paper.")
@click.option(
    "-n", "most", metavar="N", type=click.IntRange(1), default=20, help="At most so many places (20)."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(words: tuple[str, ...], key: str | None, most: int, as_json: bool) -> None:
    """Search papers."""
    with opened() as bench:
        known = papers(bench.index)
        among = [find_paper(known, key)] if key is not None else known
        found = search(bench.folder.bench, among, " ".join(words), most=most)
    if as_json:
        out_json(found)
        return
    shown = terminal()
    for hit in found:
        where = f"page {hit.page}" if hit.page is not None else "title and abstract"
        out(paint(f"{plain(hit.key)}, {where}", None, shown, bold=True))
        for line in wrapped(plain(hit.snippet), shown):
            out(line)
    if not found:
        talk(
            f"{plain(' '.join(words))!r} stands in none of {len(among)} papers"
            if among
            else "no papers: hunch paper add refs.bib"
        )
