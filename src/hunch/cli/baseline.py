"""`hunch baseline`: what a question's variants are compared with."""

import click

from hunch.actions.questions.baselines import choose_baseline
from hunch.actions.questions.referring import find_question
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.entities.question import Baseline
from hunch.entities.standing import TakenQuestion
from hunch.errors import Refused
from hunch.ids import system_clock

from .opened import Opened, opened
from .render import out, out_json, plain, talk
from .standing_text import baseline_text, taken_text

HELP = """\
Choose what a question's variants are compared with: the variant of RUN, with all its runs. Without RUN, say which
it is. Where nobody chooses, it is the variant of the question's first finished run.

A new baseline is a new beginning: the question's variants are numbered anew.

\b
Examples:
  hunch baseline calm-otter
  hunch baseline
  hunch baseline @ --question "does a wider net help?"
"""


@click.command("baseline", help=HELP, short_help="Choose what a question's variants are compared with.")
@click.argument("reference", metavar="[RUN]", required=False)
@click.option("--question", "question_reference", metavar="Q", help="Of this question, not the current one.")
@click.option("--json", "as_json", is_flag=True, help="The baseline, as JSON.")
def command(reference: str | None, question_reference: str | None, as_json: bool) -> None:
    """Choose or show a baseline."""
    with opened() as bench:
        at = _at(bench, question_reference)
        baseline = at.baseline if reference is None else _choose(bench, at, reference)
        if as_json:
            out_json(baseline)
        elif reference is None:
            out(plain(baseline_text(bench.index, at)))
            talk(f"of: {plain(taken_text(at))}")


def _at(bench: Opened, reference: str | None) -> Standpoint:
    at = standpoint(bench.folder, bench.config.objective)
    if reference is None:
        return at
    question = find_question(at.standing, reference, at.focus)
    return at._replace(taken=TakenQuestion(question, "asked"))


def _choose(bench: Opened, at: Standpoint, reference: str) -> Baseline:
    run = bench.run(reference)
    if at.question.metric is None:
        raise Refused("there is nothing to compare by", hint='hunch ask "..." --metric val/acc --goal max')
    chosen = choose_baseline(
        bench.folder, bench.index, at.standing, run=run, question=at.question, clock=system_clock
    )
    now = _at(bench, at.question.id)
    said = plain(baseline_text(bench.index, now))
    one = "" if plain(run.name) in said else f" ({plain(run.name)} is one of them)"
    if chosen.is_new:
        talk(f"baseline: {said}{one}; variants are numbered anew")
    else:
        talk(f"that is the baseline already: {said}")
    talk(f"of: {plain(taken_text(at))}")
    return chosen.baseline
