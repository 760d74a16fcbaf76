"""`hunch compare`: what the evidence allows to say of two runs, or of all variants of a question."""

from typing import TYPE_CHECKING

import click

from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.verdicts.judging import compare_question, compare_two, unmeasured
from hunch.actions.verdicts.terms import Terms, Wish, terms_at
from hunch.entities.comparison import Comparison
from hunch.entities.comparison_text import would_tell
from hunch.entities.run import Run
from hunch.errors import UserError

from .opened import Opened, opened
from .render import out, out_json, plain, talk, terminal
from .verdicts import headline, reasons, say_terms

if TYPE_CHECKING:
    from hunch.actions.comparing import SideBySide
    from hunch.entities.question import Question

CURRENT = "@question"
HELP = """\
What the evidence allows to say of A against B, by the current question's metric, or of every variant of a
question against its baseline (--question). Each run stands for its variant: all finished runs of the same code
and params count. One run on each side tells nothing but what was observed.

\b
Examples:
  hunch compare --question                every variant of the current question
  hunch compare @                         the latest run against the baseline
  hunch compare bold-heron calm-otter     what differs between the two stands below
  hunch compare @ @~1 --metric loss --goal min --json
"""


@click.command("compare", help=HELP, short_help="What may be said of two runs, or of a question's variants.")
@click.argument("a", metavar="[A", required=False)
@click.argument("b", metavar="[B]]", required=False)
@click.option(
    "--question", metavar="[Q]", is_flag=False, flag_value=CURRENT, help="A question (the current one)."
)
@click.option("--metric", metavar="M", help="Another metric; nothing is claimed of it.")
@click.option("--goal", type=click.Choice(["max", "min"]), help="Whether more or less of M is wanted.")
@click.option("--take", metavar="last|best|mean:N", help="Another reading of the metric.")
@click.option("--common-step", is_flag=True, help="Read all runs at the last step that all have reached.")
@click.option("--all", "everything", is_flag=True, help="However much there is.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(
    a: str | None,
    b: str | None,
    question: str | None,
    metric: str | None,
    goal: str | None,
    take: str | None,
    common_step: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """Compare."""
    with opened() as bench:
        point = standpoint(bench.folder, bench.config.objective)
        wish = Wish(metric=metric, goal=goal, take=take, common_step=common_step)
        if question is not None:
            wish = wish._replace(question=question_of(point, question))
        if a is None:
            _compare_question(bench, point, wish, everything=everything, as_json=as_json)
        else:
            _compare_two(bench, point, wish, a, b, everything=everything, as_json=as_json)


def question_of(point: Standpoint, reference: str) -> "Question | None":
    """The question that was named; None where the current one was, and nothing is asked."""
    if reference == CURRENT and point.taken.how != "asked":
        return None
    from hunch.actions.questions.referring import find_question

    return find_question(point.standing, reference, point.focus)


def _compare_question(
    bench: Opened, point: Standpoint, wish: Wish, *, everything: bool, as_json: bool
) -> None:
    terms = terms_at(point, bench.config.objective, wish)
    found = compare_question(bench.folder.bench, bench.index, terms)
    say_terms(point, terms, found.base.name if found.base else None)
    if as_json:
        out_json(found.comparisons)
        return
    from .question_page import page

    for line in page(bench, terms, found, terminal(), everything=everything):
        out(line)


def _compare_two(
    bench: Opened, point: Standpoint, wish: Wish, a: str, b: str | None, *, everything: bool, as_json: bool
) -> None:
    from hunch.actions.comparing import side_by_side

    left = bench.run(a)
    right = bench.run(b) if b is not None else None
    if wish.question is None:
        wish = wish._replace(question=_question_of(point, left, right))
    right = right or _baseline(bench, point, wish, left)
    told, terms = _told(bench, point, wish, left, right)
    found = side_by_side(bench.folder.bench, left, right)
    for fault in found.faults:
        talk(f"warning: {plain(fault)}")
    if terms is not None:
        say_terms(point, terms, None)
    if as_json:
        out_json(_together(told, found))
        return
    for line in _page(told, found, left, right, everything=everything):
        out(line)


def _question_of(point: Standpoint, a: Run, b: Run | None) -> "Question | None":
    """The one that both are for, or one of them where the other is for none; None: the current one."""
    of = {run.question for run in (a, b) if run is not None and run.question is not None}
    return point.standing.questions.get(of.pop()) if len(of) == 1 else None


def _baseline(bench: Opened, point: Standpoint, wish: Wish, a: Run) -> Run:
    """What a run alone is compared with."""
    from hunch.entities.standing import baseline_of

    baseline = baseline_of(point.standing, wish.question or point.question)
    if baseline is None or baseline.variant == a.variant:
        what = "it is of the baseline itself" if baseline else "there is no baseline yet"
        raise UserError(f"{a.name} against what? {what}", hint=f"hunch compare {a.name} RUN")
    return bench.run(baseline.run or baseline.runs[0])


def _told(bench: Opened, point: Standpoint, wish: Wish, a: Run, b: Run) -> tuple[Comparison, Terms | None]:
    """What may be said; nothing where nothing was measured."""
    if wish.metric is None and (wish.question or point.question).metric is None:
        return unmeasured(a, b), None
    terms = terms_at(point, bench.config.objective, wish)
    return compare_two(bench.folder.bench, bench.index, terms, a, b), terms


def _together(told: Comparison, found: "SideBySide") -> dict[str, object]:
    """Both as one object."""
    from msgspec.structs import asdict

    return {**asdict(told), **asdict(found)}


def _page(told: Comparison, found: "SideBySide", a: Run, b: Run, *, everything: bool) -> list[str]:
    from .side_by_side import MOST, page

    shown = terminal()
    lines = headline(told, shown)
    advice = would_tell(told)
    lines += [f"  {advice}"] if advice else []
    lines += reasons(told, shown)
    return [*lines, "", *page(found, a, b, shown, most=None if everything else MOST)]
