"""`hunch why`: which single changes moved the metric, on the way to a run and beside it."""

import shlex
from collections.abc import Iterator, Sequence

import click

from hunch.actions.questions.standpoint import standpoint
from hunch.actions.verdicts.terms import Wish, terms_at
from hunch.actions.what_changed.explaining import explain
from hunch.entities.comparison_text import would_tell
from hunch.entities.explanation import Edge, Explanation, Separation
from hunch.entities.quantities import count
from hunch.entities.variant import rule_of
from hunch.entities.words import GOALS, GREY, told, verdict_word

from .compare import question_of
from .opened import opened
from .render import Terminal, out, out_json, paint, plain, talk, terminal
from .verdicts import figures, moved, say_terms, verdict_text
from .wrapping import wrapped

MOST = 12
"""Edges of a kind that are shown; all with --all."""
HELP = """\
Which single changes moved the metric: of the steps that led to RUN, and of the other variants of its question, those
that changed one thing and nothing else are natural experiments. What is left are steps that changed several
things at once, and steps with too few runs; what would tell them apart stands below.

\b
Examples:
  hunch why                the latest run
  hunch why best
  hunch why calm-otter --question "does it help?" --json
"""


@click.command("why", help=HELP, short_help="Which single changes moved the metric.")
@click.argument("reference", metavar="[RUN]", default="@")
@click.option("--question", metavar="Q", help="By this question's metric, not that of RUN's own.")
@click.option("--metric", metavar="M", help="By another metric; nothing is claimed of it.")
@click.option("--all", "everything", is_flag=True, help="However much there is.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(
    reference: str, question: str | None, metric: str | None, everything: bool, as_json: bool
) -> None:
    """Explain a run."""
    with opened() as bench:
        run = bench.run(reference)
        point = standpoint(bench.folder, bench.config.objective)
        asked = question_of(point, question) if question else point.standing.questions.get(run.question or "")
        wish = Wish(metric=metric, question=asked)
        terms = terms_at(point, bench.config.objective, wish)
        found = explain(bench.folder, bench.index, run, terms, rule=rule_of(bench.config))
        say_terms(point, terms, None)
        if as_json:
            out_json(found)
            return
        for line in page(found, terminal(), most=None if everything else MOST):
            out(line)
    if found.left_out:
        talk(f"{count(found.left_out, 'step')} not looked at: there was no time or room for more")


def page(found: Explanation, shown: Terminal, *, most: int | None) -> Iterator[str]:
    """The lines of the page."""
    yield (
        paint(f"why {plain(found.name)}", None, shown, bold=True)
        + f": {plain(found.metric)}, {GOALS[found.goal]}"
    )
    sections = (
        ("one change, and a difference beyond noise", found.moved),
        ("one change, and no difference that matters", found.unmoved),
        ("one change, and too few runs to tell", found.undecided),
        ("several changes at once: what came of them does not say which did it", found.confounded),
    )
    for title, edges in sections:
        if edges:
            yield from ("", paint(title, None, shown, bold=True))
            yield from _edges(edges, shown, most)
    if found.separations:
        yield from ("", paint("what would tell them apart", None, shown, bold=True))
        for each in found.separations:
            yield from wrapped(f"  {_separation(each)}", shown.width)
    notes = list(_notes(found))
    if notes:
        yield ""
        for note in notes:
            yield from (paint(line, GREY, shown) for line in wrapped(note, shown.width))


def _edges(edges: Sequence[Edge], shown: Terminal, most: int | None) -> Iterator[str]:
    for edge in edges[:most]:
        yield from _edge(edge, shown)
    if most is not None and len(edges) > most:
        yield f"  and {len(edges) - most} more: --all"


def _edge(edge: Edge, shown: Terminal) -> Iterator[str]:
    one = edge.comparison
    word = verdict_word(one.verdict, one.direction)
    change = moved(one, one.estimate, shown)
    said = told(one.verdict, metric=plain(one.metric or ""), change=change, rises=(one.estimate or 0) > 0)
    rest = said.removeprefix(word.text).removeprefix(":").strip()
    is_single = len(edge.groups) == 1
    changed = f"{plain(edge.groups[0].sentence)}" if is_single else ""
    head = f"  {word.sign if shown.unicode else word.ascii} {word.text}"
    first, *more = wrapped("  ".join([head, *filter(None, [changed])]), shown.width)
    yield first.replace(head, f"  {verdict_text(word, shown)}", 1)
    yield from (f"    {line.strip()}" for line in more)
    line = "" if edge.on_line else ", beside its line"
    facts = [
        f"{plain(edge.parent_name)} -> {plain(edge.name)}{line}",
        rest,
        figures(one, shown),
        would_tell(edge),
    ]
    yield from wrapped(f"      {'; '.join(filter(None, facts))}", shown.width)
    if not is_single:
        for number, group in enumerate(edge.groups, 1):
            yield from wrapped(f"      ({number}) {plain(group.sentence)}", shown.width)


def _separation(each: Separation) -> str:
    """`from bold-heron only lr 0.04 -> 0.05: hunch restore bold-heron DIR, and there: hunch run ...`."""
    restore = f"hunch restore {plain(each.parent_name)} DIR"
    then = (
        f"and there: hunch run {plain(shlex.join(each.command))}" if each.command else "and change that alone"
    )
    return f"from {plain(each.parent_name)} only {plain(each.only)}: {restore}, {then}"


def _notes(found: Explanation) -> Iterator[str]:
    if not (found.moved or found.unmoved or found.undecided or found.confounded):
        yield "nothing is known to differ on the way to this run, nor beside it"
    if found.by_luck:
        yield (
            f"of the single changes that were judged, about {found.by_luck:.2g} would stand out by luck alone"
            " if none of them did anything"
        )
    if found.unknown:
        yield f"{count(found.unknown, 'step')} in which nothing is known to differ, or whose code is not kept"
