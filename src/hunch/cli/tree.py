"""`hunch tree`: what was asked, tried and found, in one drawing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
import msgspec
from msgspec.structs import replace

from hunch.actions.questions.referring import find_either, find_question
from hunch.actions.tree.growing import Grown, grow, grow_as_of
from hunch.entities.question import Idea
from hunch.entities.reference import short_ids
from hunch.entities.tree import IdeaNode, Tree, VariantNode, variants_of
from hunch.entities.words import VERDICTS
from hunch.ids import moment, system_clock
from hunch.journal.standing import focus_here, standing

from .opened import Opened, opened
from .render import Terminal, out, out_json, talk, terminal

if TYPE_CHECKING:
    from hunch.actions.tree.filtering import Wanted

LINES = 46
CHANGE_BUDGET_S = 0.1
HELP = """\
What was asked, tried and found: questions, below each its ideas, the variants that tried them, and findings. Each
idea has the sign of the verdict that its variants have earned against the question's baseline, what was decided,
what was foretold of it and what came.

What does not fit on a screen is folded, the most telling lines stay: --all unfolds everything, REF (a question or an
idea: id, text, a part of it, @question, @idea) draws only what hangs on it. --at draws the tree as it was known
then: a date, a date with a time, yesterday, "3 weeks ago".

\b
Examples:
  hunch tree
  hunch tree "wider heads" --all
  hunch tree --decision drop --since "2 weeks ago"
  hunch tree --at 2026-11-03
  hunch tree --json
"""
_VERDICTS = {word.text.lower().replace(" ", "-"): word.text for word in VERDICTS}


@click.command("tree", help=HELP, short_help="What was asked, tried, decided and found, in one drawing.")
@click.argument("reference", metavar="[REF]", required=False)
@click.option("--at", metavar="DATE", help="As it was known then.")
@click.option(
    "--verdict",
    "verdicts",
    multiple=True,
    type=click.Choice(list(_VERDICTS)),
    help="Variants of this verdict; may be repeated.",
)
@click.option(
    "--decision",
    "decisions",
    multiple=True,
    type=click.Choice(["keep", "drop", "park", "none"]),
    help="Ideas so decided.",
)
@click.option("--open", "only_open", is_flag=True, help="Ideas that nothing is decided of: --decision none.")
@click.option("--author", metavar="A", help="What this author wrote down, decided or ran.")
@click.option("--question", metavar="Q", help="Of this question.")
@click.option("--since", metavar="DATE", help="What something happened to since.")
@click.option("--shaken", is_flag=True, help="Findings that later runs have shaken, and where they hang.")
@click.option("--lines", "most", type=click.IntRange(min=1), help=f"About so many lines ({LINES}).")
@click.option("--all", "everything", is_flag=True, help="Unfold everything.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="All of it, as JSON: ideas in a flat list, `under` says below which.",
)
def command(
    reference: str | None,
    at: str | None,
    verdicts: tuple[str, ...],
    decisions: tuple[str, ...],
    only_open: bool,
    author: str | None,
    question: str | None,
    since: str | None,
    shaken: bool,
    most: int | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Draw the tree."""
    asked = Asked(
        reference=reference, at=at, verdicts=[_VERDICTS[each] for each in verdicts],
        decisions=[*decisions, *(["none"] if only_open else [])],
        author=author, question=question, since=since, shaken=shaken,
    )  # fmt: skip
    with opened() as bench:
        grown = _grown(bench, asked)
        if as_json:
            out_json(_with_changes(bench, grown.tree))
            return
        _print(bench, grown, None if everything else most or LINES)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked on the command line."""

    reference: str | None
    at: str | None
    verdicts: list[str]
    decisions: list[str]
    author: str | None
    question: str | None
    since: str | None
    shaken: bool


def _grown(bench: Opened, asked: Asked) -> Grown:
    """The tree, as far as it was asked for."""
    objective = bench.config.objective
    if asked.at is None:
        grown = grow(bench.folder, bench.index, objective, clock=system_clock)
    else:
        from hunch.entities.moments import last_moment

        at_us = last_moment(asked.at, now=bench.now, option="--at")
        grown = grow_as_of(bench.folder, bench.index, objective, at_us=at_us, clock=system_clock)
    if not any(
        (
            asked.reference,
            asked.question,
            asked.verdicts,
            asked.decisions,
            asked.author,
            asked.since,
            asked.shaken,
        )
    ):
        return grown
    from hunch.actions.tree.filtering import filtered

    wanted = _wanted(bench, asked)
    return grown._replace(tree=filtered(grown.tree, wanted, _authors(bench) if wanted.author else {}))


def _wanted(bench: Opened, asked: Asked) -> "Wanted":
    from hunch.actions.tree.filtering import Wanted

    stands = standing(bench.folder.bench)
    focus = focus_here(stands, bench.folder)
    wanted = Wanted(
        verdicts=asked.verdicts, decisions=asked.decisions, author=asked.author, shaken=asked.shaken
    )  # fmt: skip
    if asked.since:
        from hunch.entities.moments import first_moment

        wanted = wanted._replace(since=moment(first_moment(asked.since, now=bench.now, option="--since")))
    if asked.question:
        wanted = wanted._replace(question=find_question(stands, asked.question, focus).id)
    if asked.reference:
        found = find_either(stands, asked.reference, focus)
        is_idea = isinstance(found, Idea)
        wanted = wanted._replace(idea=found.id) if is_idea else wanted._replace(question=found.id)
    return wanted


class _By(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    author: str


def _authors(bench: Opened) -> dict[str, str]:
    """Who started each run."""
    runs = [row.id for row in bench.index.light() if not row.removed]
    return {each.id: each.author for each in bench.index.docs(runs, _By)}


def _print(bench: Opened, grown: Grown, most: int | None) -> None:
    from hunch.actions.tree.folding import Fold, drawn

    from .tree_page import page
    from .tree_rows import Facts

    shown, tree = terminal(), grown.tree
    if tree.at is not None:
        out(f"as it was known at {_local(bench, tree.at)}")
    lines = drawn(tree, grown.focus, most=most)
    if not lines:
        talk(_nothing(tree))
        return
    visible = [line.item for line in lines]
    facts = Facts(grown.focus, _shorts(tree), _changes(bench, visible, shown))
    for line in page(lines, facts, shown):
        out(line)
    if any(isinstance(each, Fold) for each in visible):
        talk("folded: hunch tree --all, or only what hangs on one: hunch tree REF")


def _nothing(tree: Tree) -> str:
    if tree.runs or tree.ideas or tree.questions:
        return "nothing of the tree answers to that"
    return 'nothing is asked yet: hunch ask "does a wider net help?" --metric val/acc --goal max'


def _local(bench: Opened, at: str) -> str:
    """A moment in the time of where we are, to the minute."""
    from hunch.ids import microseconds

    return moment(microseconds(at) + bench.now.utc_offset_s * 1_000_000)[:16].replace("T", " ")


def _shorts(tree: Tree) -> dict[str, str]:
    things = [node.question.id for node in tree.questions if node.question.id]
    things += [each.idea.id for node in tree.questions for each in node.ideas]
    return short_ids(things, among=things)


def _changes(bench: Opened, visible: Sequence[object], shown: Terminal) -> dict[str, str]:
    """What the runs changed that have a line of their own, where there is room to say it."""
    if shown.width is not None and shown.width < 70:
        return {}
    runs = [each.run for each in visible if isinstance(each, VariantNode) and not each.is_baseline]
    runs += [
        each.variants[0].run for each in visible if isinstance(each, IdeaNode) and len(each.variants) == 1
    ]
    return _told(bench, runs, CHANGE_BUDGET_S)[0]


def _told(bench: Opened, runs: list[str], budget_s: float) -> tuple[dict[str, str], int]:
    from hunch.actions.changes import with_changes

    changed = with_changes(bench.folder, bench.index, bench.index.runs(runs), budget_s=budget_s)
    return {run.id: run.change for run in changed.runs if run.change}, changed.missing


def _with_changes(bench: Opened, tree: Tree) -> Tree:
    """The tree with the sentence of what changed in every variant."""
    variants = [each for node in tree.questions for each in variants_of(node)]
    told, missing = _told(bench, [each.run for each in variants], 0.5)
    if missing:
        talk(f"{missing} changes are not derived yet (null); the next call goes on with them")

    def with_change(nodes: Sequence[VariantNode]) -> list[VariantNode]:
        return [replace(each, change=told.get(each.run)) for each in nodes]

    questions = [
        replace(
            node,
            variants=with_change(node.variants),
            ideas=[replace(each, variants=with_change(each.variants)) for each in node.ideas],
        )
        for node in tree.questions
    ]
    return replace(tree, questions=questions)
