"""`hunch note`: write a line down."""

import sys

import click

from hunch.actions.noting import BlankOf, NoteMade, about, blank_of, day_of_clock, note, on_question
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.errors import UserError
from hunch.ids import system_clock
from hunch.journal.workbench import find_or_make

from .opened import Opened, opened
from .render import out_json, plain, talk
from .surroundings import surroundings

HELP = """\
Write a line down, from anywhere in the project. `-` reads the text from stdin. It keeps the question and the idea
that you are at; in a report it lands beside what was going on at that moment.

REF is a run, a question or an idea (by its text or a part of it, @question, @idea), a finding, a prediction or a paper.

With --report it is written into a blank of that report (day, week, "week 2026-W48", "question k7fq", ...) and stands
in every later rendering. A later text of yours in the same blank takes the place of the earlier one; what others
wrote stands beside it.

\b
Examples:
  hunch note "the loss spikes when the learning rate warms up" --on @
  hunch note "try a smaller batch tomorrow"
  hunch note "Smith et al. train twice as long" --on smith2024
  hunch note - --on calm-otter < thoughts.txt
  hunch note --report week --field why "the schedule decides, not the width"
  hunch note --report "week 2026-W48" --field belief --on "wider" "it is the width after all"
"""


@click.command("note", help=HELP, short_help="Write a line down, on anything or on its own.")
@click.argument("text")
@click.option("--on", "references", metavar="REF", multiple=True, help="What it is about; may be repeated.")
@click.option("--report", metavar="REPORT", help="The report whose blank it fills.")
@click.option("--field", metavar="BLANK", help="Which blank: why, surprise, plan or belief.")
@click.option("--json", "as_json", is_flag=True, help="The note, as JSON.")
def command(
    text: str, references: tuple[str, ...], report: str | None, field: str | None, as_json: bool
) -> None:
    """Write a note."""
    if text == "-":
        text = sys.stdin.read().strip()
    if report is None and field is not None:
        raise UserError(
            f"the blank {field!r} of which report?", hint=f"hunch note --report week --field {field} ..."
        )
    if not references:
        find_or_make(surroundings())  # a first thought needs no run
    with opened() as bench:
        point = standpoint(bench.folder, bench.config.objective)
        blank = blank_of(point, report, field, day_of_clock(bench.now.us)) if report is not None else None
        made, names = _noted(bench, point, text, references, blank)
        talk("noted" + (f" in the report {blank.period.key}, as {blank.field}" if blank else "") + _on(names))
        if as_json:
            out_json(made)


def _noted(
    bench: Opened, point: Standpoint, text: str, references: tuple[str, ...], blank: BlankOf | None
) -> tuple[NoteMade, list[str]]:
    """The note, and what it is on."""
    found = about(bench.index, point, references, bench.aim(references))
    if blank is not None:
        found = on_question(found, blank.field, point, blank.period)
    return note(bench.folder, text, about=found, blank=blank, clock=system_clock), found.names


def _on(names: list[str]) -> str:
    return f" on {', '.join(map(plain, names))}" if names else ""
