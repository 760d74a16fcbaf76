"""`hunch paper check`: what runs say of what papers claim."""

import click

from hunch.actions.papers.answering import answered
from hunch.actions.papers.known import claims, papers
from hunch.actions.papers.referring import claim_or_none, find_paper, short_of
from hunch.actions.questions.standpoint import standpoint
from hunch.entities.paper import Claim, Paper
from hunch.entities.words import ANSWERS
from hunch.errors import UnknownPaper

from ..opened import Opened, opened
from ..render import out, out_json, plain, sign, talk, terminal
from .lines import answer_lines

HELP = f"""\
What runs say of claims: of all, of a paper's, or of one. Each is answered by the runs that try its idea, against the
question's baseline, in the claim's unit: {", ".join(word.text for word in ANSWERS)}. By intervals that stay true
however often you look; docs/guides/papers.md has the rule.

\b
Examples:
  hunch paper check
  hunch paper check vaswani2017attention
  hunch paper check k7fq --json
"""


@click.command("check", help=HELP, short_help="What runs say of what papers claim.")
@click.argument("reference", metavar="[KEY|CLAIM]", required=False)
@click.option("--json", "as_json", is_flag=True, help="The claims with their answers, as JSON.")
def command(reference: str | None, as_json: bool) -> None:
    """Answer claims."""
    with opened() as bench:
        known, every = papers(bench.index), claims(bench.index)
        wanted = _wanted(reference, known, every)
        told = answered(bench.folder, bench.index, bench.config.objective, wanted)
        if as_json:
            out_json(told)
        elif not told:
            talk('nothing is claimed: hunch paper claim KEY "+2.0 BLEU" --page 8 --idea IDEA')
        else:
            _print(bench, known, every, told)


def _wanted(reference: str | None, known: list[Paper], every: list[Claim]) -> list[Claim]:
    held = [claim for claim in every if claim.withdrawn is None]
    if reference is None:
        return held
    claim = claim_or_none(held, reference)
    if claim is not None:
        return [claim]
    try:
        paper = find_paper(known, reference)
    except UnknownPaper as error:
        raise UnknownPaper(f"no paper or claim {reference!r}", hint=error.hint) from None
    return [claim for claim in held if claim.paper == paper.id]


def _print(bench: Opened, known: list[Paper], every: list[Claim], told: list[Claim]) -> None:
    shown = terminal()
    ideas = standpoint(bench.folder, bench.config.objective).standing.ideas
    for at, claim in enumerate(told):
        idea = ideas.get(claim.idea or "")
        short = short_of(claim, every)
        for line in answer_lines(claim, known, short, idea.text if idea else None, shown):
            out(line)
        if at + 1 < len(told):
            out("")
    if len(told) > 1:
        tally = {
            word: sum(each.answer is not None and each.answer.word == word.text for each in told)
            for word in ANSWERS
        }
        parts = [f"{sign(word, shown)} {many} {word.text}" for word, many in tally.items() if many]
        talk("\n" + plain("   ".join(parts)))
