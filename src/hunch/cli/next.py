"""`hunch next`: what to try next."""

import click

from hunch.actions.proposals.ground import Asked, Ground
from hunch.actions.proposals.ranking import DEFAULT_MOST, Ranking, ranking
from hunch.actions.proposals.settling import Settled, decline, place_of, take, write_down
from hunch.actions.questions.referring import find_question, label, short_of
from hunch.actions.questions.standpoint import standpoint
from hunch.actions.questions.worked_on import worked_on
from hunch.entities.proposal import Proposal
from hunch.errors import CannotWrite, NoWorkbench, UserError
from hunch.ids import system_clock

from .next_page import explained, page
from .opened import Opened, opened
from .render import out, out_json, plain, talk, terminal

MOST = 1000
HELP = """\
What to try next, the most value for its cost first: ideas that nobody has run, another run of what stands on one
seed, of the baseline, two ideas together, what a paper claims, a finding that later runs have shaken; and when to stop.

Beliefs are the hunches on an idea, as far as their authors have earned trust; costs are measured. One place in ten
is drawn at random among untried ideas, and says so. What is shown is written down, so that `hunch gut` can tell how
proposals fared; declined ones come back once something new is heard of them.

\b
Examples:
  hunch next
  hunch next --why 1
  hunch next --take 1
  hunch next --decline 2 -m "needs a week of data work"
  hunch next -n 20 --json
"""
EMPTY = """\
nothing to propose yet. Say what you want to know, what could be tried, and what you expect of it:

  hunch ask "does a wider net help?" --metric val/acc --goal max
  hunch idea "wider heads" --hunch "acc +1pp @70"
  hunch run python train.py"""


@click.command("next", help=HELP, short_help="What to try next, with reasons, value and cost.")
@click.option(
    "-n", "most", type=click.IntRange(1, MOST), default=DEFAULT_MOST, help=f"How many ({DEFAULT_MOST})."
)
@click.option("--why", "why", metavar="N", help="All numbers behind line N, with the formula.")
@click.option("--question", "question_reference", metavar="Q", help="For this question, not the current one.")
@click.option("--take", "taken", metavar="N", help="Take line N: its idea becomes current.")
@click.option("--decline", "declined", metavar="N", help="Say no to line N; -m says why.")
@click.option("-m", "reason", metavar="WHY", help="Why it is declined.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(
    most: int,
    why: str | None,
    question_reference: str | None,
    taken: str | None,
    declined: str | None,
    reason: str | None,
    as_json: bool,
) -> None:
    """Propose."""
    _check(why, taken, declined, reason)
    try:
        with opened() as bench:
            ground = Ground(bench.folder, bench.index, _asked(bench, question_reference), now_us=bench.now.us)
            if why is not None or taken is not None or declined is not None:
                _one(ground, why, taken, declined, reason or "", as_json=as_json)
            else:
                _list(ground, most, as_json=as_json)
    except NoWorkbench:
        if as_json:
            raise
        talk(EMPTY)


def _check(why: str | None, taken: str | None, declined: str | None, reason: str | None) -> None:
    """One thing at a time.

    Raises:
        UserError: several, or a reason for nothing.
    """
    if sum(each is not None for each in (why, taken, declined)) > 1:
        raise UserError("--why, --take and --decline at once", hint="One at a time: hunch next --why 1")
    if reason is not None and declined is None:
        raise UserError("-m without --decline", hint="hunch next --decline 2 -m 'too dear for this week'")
    if declined is not None and not (reason or "").strip():
        raise UserError("no reason", hint=f"hunch next --decline {declined} -m 'too dear for this week'")


def _asked(bench: Opened, reference: str | None) -> Asked:
    """For which question: the one that is named, else the current one, else the one that was worked on last, which is said."""
    objective = bench.config.objective
    at = standpoint(bench.folder, objective)
    if reference is not None:
        return Asked(objective, find_question(at.standing, reference, at.focus))
    last = worked_on(bench.index, at).question
    if last.id == at.question.id:
        return Asked(objective)
    said = f"{plain(label(at.standing, last))} was worked on last: hunch on {short_of(at.standing, last)}"
    talk(f"no question is current here; {said}")
    return Asked(objective, last)


def _list(ground: Ground, most: int, *, as_json: bool) -> None:
    found = ranking(ground, most=most)
    try:
        found = write_down(ground, found, clock=system_clock)
    except CannotWrite as error:  # what is worth trying can be read all the same
        talk(f"warning: the proposals are not written down: {plain(str(error))}")
    if as_json:
        out_json(found.proposals)
        return
    is_new = not ground.point.standing.questions and not ground.point.standing.ideas
    if is_new and not found.proposals and not found.notes:
        talk(EMPTY)
        return
    shown = terminal()
    for line in page(ground.point, found, shown):
        out(line)


def _one(
    ground: Ground, why: str | None, taken: str | None, declined: str | None, reason: str, *, as_json: bool
) -> None:
    found = ranking(ground, most=MOST)
    proposal = place_of(found, why or taken or declined or "")
    if why is not None:
        if as_json:
            out_json(proposal)
            return
        for line in explained(proposal, terminal()):
            out(line)
        return
    if declined is not None:
        settled = decline(ground, found, proposal, reason, clock=system_clock)
    else:
        settled = take(ground, found, proposal, clock=system_clock)
    _tell(settled, found)
    if as_json:
        out_json(settled.proposal)


def _tell(settled: Settled, found: Ranking) -> None:
    proposal: Proposal = settled.proposal
    talk(f"{settled.how}: {plain(proposal.text)}")
    if settled.how == "declined":
        talk("  it stays away until something new is heard of it")
        return
    steps = [each for each in (proposal.command, proposal.then) if each]
    if proposal.action in ("try", "answer") and proposal.ideas:
        talk("  what you run in this folder from here on tries it")
        steps = steps[1:]
    for step in steps:
        talk(f"  {plain(step)}")
