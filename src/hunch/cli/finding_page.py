"""Findings in the terminal: a headline each, and below it what they stand on, then and now."""

from collections.abc import Iterator

from hunch.actions.tree.findings import named
from hunch.entities.comparison_text import evidence_difference
from hunch.entities.events import Evidence
from hunch.entities.finding import Finding
from hunch.entities.quantities import ago, count
from hunch.entities.reference import short_id
from hunch.entities.tree import word_of
from hunch.entities.words import FINDING, SHAKEN
from hunch.journal.index import Index

from .opened import Opened
from .render import Terminal, paint, plain, sign
from .verdicts import verdict_text
from .wrapping import wrapped


def headline(bench: Opened, finding: Finding, shown: Terminal) -> list[str]:
    """The sentence with its marks, and in a line below who holds it, since when, and on how many runs."""
    is_held = finding.withdrawn is None
    is_shaken = is_held and bool(finding.shaken)
    marks = sign(FINDING, shown) + (sign(SHAKEN, shown) if is_shaken else " ")
    text = f"{plain(finding.text)} ({short_id(finding.id)})"
    mark = paint(marks, SHAKEN.colour if is_shaken else FINDING.colour, shown)
    first, *more = wrapped(text, shown.width - 3 if shown.width else None)
    lines = [
        f"{mark} {paint(first, None, shown, bold=is_held, dim=not is_held)}",
        *(f"   {line}" for line in more),
    ]
    who = f"{finding.by.removeprefix('human:')}, {ago(finding.at, now_us=bench.now.us)}"
    sides = (("for", finding.supports), ("against", finding.opposes))
    stands = [f"{count(len(runs), 'run')} {side}" for side, runs in sides if runs] or ["no runs"]
    lines.append(f"   {plain(who)}; {', '.join(stands)}")
    if not is_held:
        lines.append(f"   withdrawn: {plain(finding.withdrawn or '')}")
    for why in finding.shaken if is_held else ():
        lines += [f"   {line}" for line in wrapped(f"{SHAKEN.text}: {plain(why)}", _inner(shown))]
    return lines


def lines_of_finding(bench: Opened, index: Index, finding: Finding, shown: Terminal) -> list[str]:
    """A finding with what each of its runs allowed to say, and the questions that it opened."""
    lines = headline(bench, finding, shown)
    names = named(index, [each.run for each in finding.evidence])
    now = {each.run: each for each in finding.now}
    for each in finding.evidence:
        side = "against" if each.opposes else "for"
        said = f"{side}  {plain(names[each.run])}  {_said(each, shown)}"
        today = now.get(each.run)
        if today is not None and word_of(today) != word_of(each):
            said += f"; now {_said(today, shown)}"
        lines.append(f"   {said}")
    lines += [f"   opened: {line}" for line in _opened(bench, finding)]
    return lines


def _opened(bench: Opened, finding: Finding) -> Iterator[str]:
    from hunch.actions.questions.referring import label
    from hunch.journal.standing import standing

    stands = standing(bench.folder.bench)
    for each in finding.opened:
        if each in stands.questions:
            yield plain(label(stands, stands.questions[each]))


def _said(evidence: Evidence, shown: Terminal) -> str:
    """`▲ IMPROVES acc +0.013, n 6 v 6, 2 variants tried`."""
    word = word_of(evidence)
    if word is None:
        return "nothing to compare it with"
    said = verdict_text(word, shown)
    parts = []
    if evidence.estimate is not None and evidence.metric:
        times = "×" if shown.unicode else "x"
        parts.append(f"{plain(evidence.metric)} {plain(evidence_difference(evidence, times=times))}")
    parts.append(f"n {evidence.n_a} v {evidence.n_b}")
    return f"{said}  {', '.join(parts)}"


def _inner(shown: Terminal) -> int | None:
    return shown.width - 3 if shown.width else None
