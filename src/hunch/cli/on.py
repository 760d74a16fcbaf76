"""`hunch on`: make a question or idea current."""

from collections.abc import Iterator

import click
import msgspec

from hunch.actions.questions.ideas import go_on, leave
from hunch.actions.questions.referring import (
    LATEST_FINDING,
    Asked,
    clipped,
    find_either,
    find_finding,
    finding_or_none,
    label,
)
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.tree.deciding import decisions
from hunch.actions.tree.findings import written
from hunch.entities.decision import Decision
from hunch.entities.question import Idea, Question
from hunch.entities.words import DECISIONS
from hunch.errors import UnknownIdea, UserError
from hunch.ids import system_clock

from .dead_ends import say_dead_end
from .opened import Opened, opened
from .render import out, out_json, plain, talk
from .standing_text import question_text

HELP = """\
Make a question or an idea current: what you run in this folder from here on is for it. Each author has a current
question and idea in each folder and on each machine.

REF is an id, a text or a part of it that no other has, @question (leaves the idea, stays at the question) or
@idea; a finding (@finding is the latest) leads to what it hangs on. Without REF: what there is, the current ones
marked, with what was decided.

\b
Examples:
  hunch on "wider"
  hunch on k7fq
  hunch on
  hunch on --nothing
"""


@click.command("on", help=HELP, short_help="Make a question or an idea current.")
@click.argument("reference", metavar="[REF]", required=False)
@click.option("--nothing", is_flag=True, help="Leave question and idea.")
@click.option("--json", "as_json", is_flag=True, help="Question and idea, as JSON; without REF all of them.")
def command(reference: str | None, nothing: bool, as_json: bool) -> None:
    """Move the focus."""
    if reference is not None and nothing:
        raise UserError(f"on {reference!r}, or on nothing?", hint="hunch on --nothing leaves both.")
    with opened() as bench:
        at = standpoint(bench.folder, bench.config.objective)
        if nothing:
            leave(bench.folder, at.standing, clock=system_clock)
        elif reference is not None:
            go_on(bench.folder, at.standing, _named(bench, at, reference), clock=system_clock)
        else:
            _list(bench, at, as_json=as_json)
            return
        now = standpoint(bench.folder, bench.config.objective)
        _tell(now)
        say_dead_end(bench, now.standing, now.idea)
        if as_json:
            out_json(At(question=now.question if now.question.id else None, idea=now.idea))


class At(msgspec.Struct, frozen=True, kw_only=True):
    """What the author is at."""

    question: Question | None
    idea: Idea | None


class Everything(msgspec.Struct, frozen=True, kw_only=True):
    """All that was asked and thought of, in the order in which it came."""

    questions: list[Question]
    ideas: list[Idea]
    decisions: list[Decision]


def _named(bench: Opened, at: Standpoint, reference: str) -> Asked:
    """The question or idea of that name; of a finding the idea, else the question, that it hangs on."""
    try:
        if reference.strip() != LATEST_FINDING:
            return find_either(at.standing, reference, at.focus)
    except UnknownIdea:
        if finding_or_none(written(bench.index), reference, at.focus) is None:
            raise
    finding = find_finding(written(bench.index), reference, at.focus)
    found = at.standing.ideas.get(finding.idea or "") or at.standing.questions.get(finding.question or "")
    if found is None:
        raise UserError(
            f"{clipped(finding.text)!r} hangs on no question and no idea", hint="See what there is: hunch on"
        )
    return found


def _tell(at: Standpoint) -> None:
    if at.question.id is None:
        talk("on nothing: runs are for no question and no idea")
        return
    talk(f"on: {plain(label(at.standing, at.question))}")
    talk(f"  {plain(question_text(at.question))}")
    if at.idea:
        talk(f"  idea: {plain(label(at.standing, at.idea))}")


def _list(bench: Opened, at: Standpoint, *, as_json: bool) -> None:
    if as_json:
        out_json(
            Everything(
                questions=list(at.standing.questions.values()),
                ideas=list(at.standing.ideas.values()),
                decisions=list(decisions(bench.index).values()),
            )
        )
        return
    lines = list(_tree(at))
    for line in lines:
        out(plain(line))
    if not lines:
        talk('nothing is asked yet: hunch ask "does a wider net help?" --metric val/acc --goal max')


def _tree(at: Standpoint) -> Iterator[str]:
    """Questions, below each its ideas, below each those under it; at last the ideas of no question."""
    for question in at.standing.questions.values():
        mark = "@" if question.id == at.focus.question else " "
        yield f"{mark} {label(at.standing, question)}  {question_text(question)}"
        yield from _ideas(at, question.id, None, 1)
    yield from _ideas(at, None, None, 0)


def _ideas(at: Standpoint, question: str | None, parent: str | None, depth: int) -> Iterator[str]:
    for idea in at.standing.ideas.values():
        if idea.question == question and _parent(at, idea) == parent:
            mark = "@" if idea.id == at.focus.idea else " "
            yield f"{'    ' * depth}{mark} {label(at.standing, idea)}{_decided(at, idea)}"
            yield from _ideas(at, question, idea.id, depth + 1)


def _decided(at: Standpoint, idea: Idea) -> str:
    """`  dropped: diverges above 0.1`."""
    decided = at.standing.decided.get(idea.id)
    if decided is None:
        return ""
    word = DECISIONS.get(decided.decision)
    return f"  {word.text if word else decided.decision}: {clipped(decided.why)}"


def _parent(at: Standpoint, idea: Idea) -> str | None:
    """The idea below which it is shown."""
    parent = at.standing.ideas.get(idea.parent or "")
    return parent.id if parent is not None and parent.question == idea.question else None
