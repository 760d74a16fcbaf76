"""`hunch decide`: keep, drop or park an idea."""

import click

from hunch.actions.questions.referring import find_idea, label
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.tree.deciding import WORDS, decide, decisions, history
from hunch.entities.decision import Decision
from hunch.entities.quantities import ago, count
from hunch.entities.standing import Standing
from hunch.entities.words import DECISIONS
from hunch.errors import UserError
from hunch.ids import system_clock

from .opened import Opened, opened
from .render import out, out_json, paint, plain, sign, talk, terminal

HELP = """\
Keep, drop or park an idea, with the reason. The last decision holds; the earlier ones stay, with theirs. Whoever is
about to try a dropped idea again is told so before anything is spent.

Without a word: what was decided of the idea. Without an idea: what holds of all of them.

\b
Examples:
  hunch decide "wider heads" keep -m "ahead on every seed"
  hunch decide @idea drop -m "diverges above 0.1"
  hunch decide @idea
  hunch decide --json
"""


@click.command("decide", help=HELP, short_help="Keep, drop or park an idea, and say why.")
@click.argument("reference", metavar="[IDEA]", required=False)
@click.argument("word", metavar="[keep|drop|park]", required=False)
@click.option("-m", "--why", metavar="WHY", help="The reason; kept with the decision.")
@click.option("--json", "as_json", is_flag=True, help="The decision, or all that were asked for, as JSON.")
def command(reference: str | None, word: str | None, why: str | None, as_json: bool) -> None:
    """Decide."""
    with opened() as bench:
        at = standpoint(bench.folder, bench.config.objective)
        if word is not None and reference is not None:
            _decide(bench, at, reference, word, why or "", as_json=as_json)
        elif why is not None:
            raise UserError("a reason, and no decision", hint=f"hunch decide IDEA {'|'.join(WORDS)} -m WHY")
        elif reference is not None:
            idea = find_idea(at.standing, reference, at.focus)
            _list(bench, at, history(bench.index, idea.id), as_json=as_json)
        else:
            _list(bench, at, list(decisions(bench.index).values()), as_json=as_json)


def _decide(bench: Opened, at: Standpoint, reference: str, word: str, why: str, *, as_json: bool) -> None:
    idea = find_idea(at.standing, reference, at.focus)
    made = decide(bench.folder, bench.index, at.standing, idea, word, why=why, clock=system_clock)
    said = DECISIONS[word].text
    already = "" if made.is_new else " (already so)"
    talk(f"{said}: {plain(label(at.standing, idea))}{already}")
    talk(f"  {plain(made.decision.why)}; {count(len(made.decision.runs), 'run')}")
    if as_json:
        out_json(made.decision)


def _list(bench: Opened, at: Standpoint, found: list[Decision], *, as_json: bool) -> None:
    if as_json:
        out_json(found)
        return
    for each in found:
        out(decision_line(bench, at.standing, each))
    if not found:
        talk('nothing is decided: hunch decide @idea keep|drop|park -m "why"')


def decision_line(bench: Opened, standing: Standing, decision: Decision) -> str:
    """`⊘ dropped  wider heads (k7fq): diverges above 0.1  (ada, 2 d ago)`."""
    shown, idea = terminal(), standing.ideas.get(decision.idea)
    word = DECISIONS.get(decision.decision)
    said = paint(f"{sign(word, shown)} {word.text}", word.colour, shown) if word else plain(decision.decision)
    named = label(standing, idea) if idea else decision.idea
    who = f"{decision.by.removeprefix('human:')}, {ago(decision.at, now_us=bench.now.us)}"
    return f"{said}  {plain(named)}: {plain(decision.why)}  ({plain(who)})"
