"""`hunch tag`: put a tag on runs, or take it off; attach runs to an idea, or take them off it."""

from collections.abc import Sequence

import click
import msgspec

from hunch.actions.listing import Wanted, listed
from hunch.actions.questions.referring import find_idea, label
from hunch.actions.questions.standpoint import standpoint
from hunch.actions.tagging import tag
from hunch.actions.tree.attaching import attach
from hunch.entities.quantities import count
from hunch.entities.run import Run
from hunch.errors import UserError
from hunch.ids import system_clock

from .opened import Opened, opened
from .render import out_json, plain, talk

HELP = """\
Put a tag on runs, or take it off with --remove. Find them again with a filter.

With --idea the runs try that idea from here on, whatever they were started for; --no-idea takes them off the one they
try. What was foretold of an idea still counts for the runs whose start names it only, and attaching runs changes no
verdict: those hang on the question. --where takes the runs that answer to a filter, beside those that are named.

\b
Examples:
  hunch tag @ baseline
  hunch tag calm-otter brave-gull figure-2
  hunch tag @ baseline --remove
  hunch tag --idea "wider heads" calm-otter @
  hunch tag --idea wider --where 'lr > 0.1'
  hunch tag --no-idea @
  hunch runs '"figure-2" in tags'
"""


@click.command("tag", help=HELP, short_help="Put a tag on runs, or attach them to an idea.")
@click.argument("words", metavar="RUN... [TAG]", nargs=-1)
@click.option("--remove", is_flag=True, help="Take the tag off.")
@click.option("--idea", "idea", metavar="IDEA", help="Attach the runs to this idea; then there is no TAG.")
@click.option("--no-idea", is_flag=True, help="Take the runs off the idea that they try.")
@click.option("--where", "filter_text", metavar="FILTER", help="The runs that answer to this filter too.")
@click.option("--json", "as_json", is_flag=True, help="What was done, as JSON.")
def command(
    words: tuple[str, ...],
    remove: bool,
    idea: str | None,
    no_idea: bool,
    filter_text: str | None,
    as_json: bool,
) -> None:
    """Tag runs, or attach them."""
    if sum((remove, idea is not None, no_idea)) > 1:
        raise UserError("one thing at a time: --remove, --idea or --no-idea")
    with opened() as bench:
        if idea is not None or no_idea:
            done = _attach(bench, _runs(bench, words, filter_text), idea)
        else:
            done = _tag(bench, words, filter_text, remove=remove)
    if as_json:
        out_json(done)


class Tagged(msgspec.Struct, frozen=True, kw_only=True):
    """What was put on runs, or taken off them: a tag or an idea."""

    tag: str | None = None
    idea: str | None = None
    removed: bool = False
    runs: list[str]
    """Those for which that made a difference."""
    unchanged: list[str]
    """Those that were so already."""


def _done(runs: Sequence[Run], touched: Sequence[Run], **what: str | bool | None) -> Tagged:
    ids = [run.id for run in touched]
    rest = [run.id for run in runs if run.id not in ids]
    return msgspec.structs.replace(Tagged(runs=ids, unchanged=rest), **what)


def _tag(bench: Opened, words: Sequence[str], filter_text: str | None, *, remove: bool) -> Tagged:
    if not words:
        raise UserError("no tag", hint="The latest run: hunch tag @ baseline")
    *references, text = words
    if not references and filter_text is None:
        raise UserError(f"which run is to be tagged {text!r}?", hint=f"The latest one: hunch tag @ {text}")
    runs = _runs(bench, references, filter_text)
    touched = tag(bench.folder.bench, runs, text, clock=system_clock, remove=remove)
    done = "untagged" if remove else "tagged"
    rest = len(runs) - len(touched)
    talk(f"{count(len(touched), 'run')} {done} {plain(text)}" + (f"; {rest} already so" if rest else ""))
    return _done(runs, touched, tag=text, removed=remove)


def _attach(bench: Opened, runs: Sequence[Run], reference: str | None) -> Tagged:
    at = standpoint(bench.folder, bench.config.objective)
    idea = find_idea(at.standing, reference, at.focus) if reference is not None else None
    touched = attach(bench.folder.bench, runs, idea, clock=system_clock)
    rest = len(runs) - len(touched)
    done = f"attached to {plain(label(at.standing, idea))}" if idea else "taken off their ideas"
    if idea is None and len(touched) == 1:
        done = "taken off its idea"
    talk(f"{count(len(touched), 'run')} {done}" + (f"; {rest} already so" if rest else ""))
    others = {run.question for run in touched} - {idea.question} if idea else set()
    if others:
        talk("  some were run for another question, or for none: in this one nothing is said of them")
    return _done(runs, touched, idea=idea.id if idea else None, removed=idea is None)


def _runs(bench: Opened, references: Sequence[str], filter_text: str | None) -> list[Run]:
    """The runs that were named, and those that answer to the filter."""
    runs = bench.runs(references) if references else []
    if filter_text is not None:
        wanted = Wanted(filter_text, change_budget_s=0.0)
        found = listed(bench.folder, bench.index, wanted, now=bench.now).runs
        runs += [run for run in found if run.id not in {each.id for each in runs}]
        if not runs:
            talk("no run answers to that filter")
    elif not runs:
        raise UserError("which runs?", hint="Name them, or: --where 'lr > 0.1'")
    return runs
