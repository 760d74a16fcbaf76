"""`hunch idea`: an approach worth trying."""

from typing import TYPE_CHECKING

import click

from hunch.actions.questions.ideas import Added, check_text, planned_idea, write, written
from hunch.actions.questions.referring import clipped, label, short_of
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.errors import NoWorkbench, UnknownIdea
from hunch.ids import system_clock
from hunch.journal.workbench import find_or_make

from .dead_ends import say_dead_end
from .opened import Opened, opened
from .render import out, out_json, plain, talk
from .standing_text import taken_text
from .surroundings import surroundings

if TYPE_CHECKING:
    from hunch.actions.hunches.predicting import Predicted

HELP = """\
Write an idea down, for the current question. It becomes the current one: what you run in this folder from here
on tries it. One of the same text that is there is made current again.

\b
Examples:
  hunch idea "wider heads"
  hunch idea "wider heads, no bias" --under @idea
  hunch idea "cosine schedule" --inspired-by calm-otter --hunch "acc +1pp @70 # it was still falling"
"""


@click.command("idea", help=HELP, short_help="Write an idea down, and be at it.")
@click.argument("text")
@click.option("--under", metavar="IDEA", help="The idea that it goes on from.")
@click.option(
    "--inspired-by",
    "inspired_by",
    metavar="X",
    multiple=True,
    help="An idea, question, finding, paper or run; may be repeated.",
)
@click.option(
    "--hunch", "hunch_text", metavar="H", help="A prediction on it, for the next run that tries it."
)
@click.option("--json", "as_json", is_flag=True, help="The idea, as JSON.")
def command(
    text: str, under: str | None, inspired_by: tuple[str, ...], hunch_text: str | None, as_json: bool
) -> None:
    """Write an idea down."""
    try:
        _add(text, under, inspired_by, hunch_text, as_json=as_json)
    except NoWorkbench:  # an idea may come before the first run
        _check_alone(text, [*([under] if under else []), *inspired_by], hunch_text)
        find_or_make(surroundings())
        _add(text, under, inspired_by, hunch_text, as_json=as_json)


def _check_alone(text: str, references: list[str], hunch_text: str | None) -> None:
    """Nothing is made where it could not be written down."""
    check_text(text)
    if references:
        raise UnknownIdea(
            f"no idea {references[0]!r}: nothing is recorded yet", hint=f'hunch idea "{references[0]}"'
        )
    if hunch_text is not None:
        from hunch.entities.grammar.reading import parse

        parse(hunch_text)


def _add(
    text: str, under: str | None, inspired_by: tuple[str, ...], hunch_text: str | None, *, as_json: bool
) -> None:
    with opened() as bench:
        at = standpoint(bench.folder, bench.config.objective)
        added = planned_idea(
            bench.folder,
            bench.index,
            at.standing,
            text,
            under=under,
            inspired_by=inspired_by,
            clock=system_clock,
        )
        predicted = _write(bench, at, added, hunch_text)
        now = standpoint(bench.folder, bench.config.objective)
        _tell(now, added.is_new)
        say_dead_end(bench, now.standing, now.idea)
        if predicted is not None:
            from .predict import tell

            tell(predicted, now)
        assert now.idea is not None
        if as_json:
            out_json(now.idea)
        else:
            out(short_of(now.standing, now.idea))


def _write(bench: Opened, at: Standpoint, added: Added, hunch_text: str | None) -> "Predicted | None":
    if hunch_text is None:
        write(bench.folder, at.standing, added, clock=system_clock)
        return None
    from hunch.actions.hunches.predicting import Target, predict

    target = Target(at.taken, added.idea)
    said = written(bench.folder, at.standing, added)
    return predict(bench.folder, bench.index, at, target, hunch_text, with_events=said, clock=system_clock)


def _tell(now: Standpoint, is_new: bool) -> None:
    idea = now.idea
    assert idea is not None
    again = "idea" if is_new else "an idea that is there, and current again"
    parent = now.standing.ideas.get(idea.parent or "")
    under = f", under {clipped(parent.text)}" if parent else ""
    talk(f"{again}: {plain(label(now.standing, idea))}{plain(under)}")
    talk(f"  of: {plain(taken_text(now))}")
    talk("  what you run in this folder from here on tries it")
