"""`hunch ask`: a question, with the metric that measures it."""

import click

from hunch.actions.lifecycle import config_of
from hunch.actions.questions.asking import Asked, ask
from hunch.actions.questions.checks import Asking, Ground, check_alone, ground
from hunch.actions.questions.referring import clipped, find_finding, short_of
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.tree.findings import written
from hunch.errors import NoWorkbench
from hunch.ids import system_clock
from hunch.journal.workbench import find_or_make, root_of_project

from .opened import Opened, opened
from .render import out, out_json, plain, talk
from .standing_text import baseline_text, question_text
from .surroundings import surroundings

HELP = """\
Ask a question that runs can settle, with the metric that measures it. It becomes the current one: what you
run in this folder from here on is for it. Ask before you run: each question numbers its variants, and says
of none of them more than the evidence allows.

\b
Examples:
  hunch ask "does a wider net help?" --metric val/acc --goal max
  hunch ask "is the new loader as fast?" --metric step_s --goal min --log --min-effect 5%
  hunch ask "which head is best?" --metric 'acc/*' --goal max --take best --min-effect 0.5pp
  hunch ask "does it still converge?" --metric loss --goal min --failure-value 10
  hunch ask "why does it diverge?" --metric loss --goal min --from @finding
"""


@click.command("ask", help=HELP, short_help="Ask a question, with the metric that measures it.")
@click.argument("text")
@click.option("--metric", metavar="M", help="What is measured; a pattern ('acc/*') takes in several tasks.")
@click.option("--goal", metavar="max|min", help="Whether higher or lower is better.")
@click.option("--min-effect", metavar="X", help="The smallest difference that matters.")
@click.option(
    "--take", metavar="last|best|mean:N", default="last", help="Which value of a curve counts (last)."
)
@click.option(
    "--unit", metavar="U", help="The metric's unit: %, ms, ... (without one, 0 to 1 are fractions)."
)
@click.option("--log", "log_scale", is_flag=True, help="Compare by ratios; --min-effect is then relative.")
@click.option("--failure-value", metavar="X", type=float, help="What a failed run counts as.")
@click.option("--from", "opener", metavar="FINDING", help="The finding that opens it.")
@click.option("--yet-to-come", is_flag=True, help="No run has measured the metric so far: that is known.")
@click.option("--instead", is_flag=True, help="Correct the current question; nothing was run under it yet.")
@click.option("--json", "as_json", is_flag=True, help="The question, as JSON.")
def command(
    text: str,
    metric: str | None,
    goal: str | None,
    min_effect: str | None,
    take: str,
    unit: str | None,
    log_scale: bool,
    failure_value: float | None,
    opener: str | None,
    yet_to_come: bool,
    instead: bool,
    as_json: bool,
) -> None:
    """Ask a question."""
    asking = Asking(
        text=text, metric=metric or "", goal=goal or "", min_effect=min_effect, take=take, unit=unit, log_scale=log_scale,
        failure_value=failure_value, yet_to_come=yet_to_come, instead=instead,
    )  # fmt: skip
    try:
        _ask(asking, opener, as_json=as_json)
    except NoWorkbench:  # a question may come before the first run
        if opener is not None:
            raise
        about = surroundings()
        check_alone(asking, config_of(root_of_project(about), []).objective)
        find_or_make(about)
        _ask(asking, None, as_json=as_json)


def _ask(asking: Asking, opener: str | None, *, as_json: bool) -> None:
    with opened() as bench:
        at = standpoint(bench.folder, bench.config.objective)
        if opener is not None:
            opened_by = find_finding(written(bench.index), opener, at.focus)
            asking = asking._replace(opened_by=opened_by.id)
        known = ground(
            bench.folder.bench,
            bench.index,
            at.standing,
            objective=bench.config.objective,
            now_us=bench.now.us,
        )
        asked = ask(bench.folder, at.standing, asking, ground=known, clock=system_clock)
        _tell(bench, asked, known)
        if as_json:
            out_json(asked.question)
        else:
            out(short_of(standpoint(bench.folder, bench.config.objective).standing, asked.question))


def _tell(bench: Opened, asked: Asked, known: Ground) -> None:
    at = standpoint(bench.folder, bench.config.objective)
    again = "asked" if asked.is_new else "asked before, and current again"
    talk(f"{again}: {plain(clipped(asked.question.text))} ({short_of(at.standing, asked.question)})")
    talk(f"  {plain(question_text(asked.question))}")
    for line in (*_odd(asked, known), *_next(bench, at)):
        talk(f"  {plain(line)}")


def _odd(asked: Asked, known: Ground) -> list[str]:
    """What may not be meant."""
    seen = known.range_of(asked.question.metric or "")
    if asked.question.unit != "%" or seen is None or not seen.is_fraction:
        return []
    return [
        f"it has lain between {seen.low:g} and {seen.high:g}: with --unit % that is read as {seen.high:g} %, not as a fraction"
    ]


def _next(bench: Opened, at: Standpoint) -> list[str]:
    lines = [f"baseline: {baseline_text(bench.index, at)}"]
    if at.baseline is None:
        lines.append("next: hunch run python train.py")
    else:
        lines.append('next: hunch idea "...", change the code, then hunch run --hunch + python train.py')
    return lines
