"""`hunch paper claim`: a number that a paper states, held against its page."""

import click

from hunch.actions.papers.claiming import Claimed, claim
from hunch.actions.papers.known import claims, papers
from hunch.actions.papers.meaning import Claiming
from hunch.actions.papers.referring import find_paper, short_of
from hunch.actions.questions.referring import label
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.entities.paper import Paper
from hunch.ids import system_clock

from ..opened import opened
from ..render import out, out_json, plain, talk
from .lines import change, heading, quoted

HELP = """\
Write down a number that a paper states. The change and its unit are read out of the sentence where they are not given, and
the number is looked for on that page: whether it stands there is said and kept, either way.

A claim that is tied to an idea is answered by its runs: hunch paper check. The same sentence again changes nothing, or
adds what is new about it.

\b
Examples:
  hunch paper claim vaswani2017attention "+2.0 BLEU" --page 8 --idea "wider heads"
  hunch paper claim smith2020 "reduces the error by 1.5 points" --metric val/err --differs "small data"
  hunch paper claim he2016deep "from 25.2% to 27.2%" --page 4 --idea "deeper net"
  hunch paper claim lee2021 "twice as fast" --delta=-50 --unit % --metric step_s
"""


@click.command("claim", help=HELP, short_help="Write down a number that a paper states.")
@click.argument("key")
@click.argument("text")
@click.option("--metric", metavar="M", help="The metric that it is about (the question's).")
@click.option("--delta", metavar="D", help="The change that is claimed, signed as the metric goes.")
@click.option("--unit", metavar="U", help="pp (points), % (of its value), or the metric's own.")
@click.option(
    "--page", metavar="P", type=int, help="The page on which it stands, counted from the file's first."
)
@click.option("--idea", metavar="IDEA", help="The idea that tries it here.")
@click.option("--question", metavar="Q", help="The question whose baseline answers it (the idea's).")
@click.option("--differs", metavar="TEXT", multiple=True, help="What is different here; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="The claim, as JSON.")
def command(
    key: str,
    text: str,
    metric: str | None,
    delta: str | None,
    unit: str | None,
    page: int | None,
    idea: str | None,
    question: str | None,
    differs: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write a claim down."""
    with opened() as bench:
        paper = find_paper(papers(bench.index), key)
        at = standpoint(bench.folder, bench.config.objective)
        asked = Claiming(
            text,
            metric=metric,
            delta=delta,
            unit=unit,
            page=page,
            idea=idea,
            question=question,
            differs=differs,
        )
        made = claim(bench.folder.bench, bench.index, at, paper, asked, clock=system_clock)
        _tell(made, paper, at)
        if as_json:
            out_json(made.claim)
            return
    with opened() as bench:
        known = claims(bench.index)
        out(short_of(made.claim, [*known, made.claim]))


def _tell(made: Claimed, paper: Paper, at: Standpoint) -> None:
    told = made.claim
    again = {"new": "claimed", "filled": "claimed before, and more is known of it", "same": "claimed before"}
    talk(f"{again[made.how]}: {quoted(told)}")
    talk(f"  by: {heading(paper)}")
    metric = f" {plain(told.metric)}" if told.metric else ""
    talk(f"  understood: {change(told.delta, told.unit) or 'no change'}{metric}")
    idea = at.standing.ideas.get(told.idea or "")
    if idea is not None:
        talk(f"  idea: {plain(label(at.standing, idea))}")
    talk(f"  {_standing(made)}")
    for remark in made.remarks:
        talk(f"  {plain(remark)}")


def _standing(made: Claimed) -> str:
    """Whether the number stands where it should, loudly where it does not."""
    told, where = made.claim, made.standing
    page = f"page {told.page}" if told.page is not None else "any page"
    if told.stands is None:
        return "not looked up: there is no text of this paper (hunch paper add its.pdf --to KEY)"
    if told.stands and where is not None:
        return f"it stands on {page if told.page is not None else _pages(made.elsewhere)}: {plain(where.snippet)}"
    others = f"; it stands on {_pages(made.elsewhere)}" if made.elsewhere else ""
    if where is not None:
        return f"WARNING: on {page} it stands with the other sign{others}: {plain(where.snippet)}"
    return f"WARNING: the number does not stand on {page}{others}"


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:8])) + (" and more" if len(numbers) > 8 else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"
