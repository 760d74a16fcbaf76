"""The questions that the period touched: what is measured, the baseline, how many variants, the ideas, the curves."""

import shlex
from collections import Counter
from collections.abc import Iterator

from hunch.entities.blank import BELIEVED
from hunch.entities.comparison import Side
from hunch.entities.period import QUESTION
from hunch.entities.quantities import by_noise, count
from hunch.entities.question import Idea
from hunch.entities.words import BASELINE, GOALS, SOURCES, VERDICTS, verdict_word

from ..blocks import (
    Blank,
    Block,
    DotRow,
    Dots,
    Drawn,
    Heading,
    Items,
    Line,
    Section,
    Span,
    Text,
    joined,
    line,
    quiet,
)
from ..said import APART, QuestionSaid, Report
from .names import Names, at, author, clipped, signed_word

TITLE, ANCHOR = "Questions", "questions"
NOTHING_ASKED = "What was run where nothing is asked"
OF_NO_QUESTION = "What was run for no question"
MOST_ROWS = 12
MOST_IDEAS = 20


def section(said: Report, names: Names) -> Section | None:
    """None where nothing was asked, run or thought of."""
    blocks = [block for each in said.questions for block in _question(said, each, names)]
    return Section(TITLE, ANCHOR, blocks) if blocks else None


def text_of(one: QuestionSaid) -> str:
    """What it asks."""
    return clipped(one.question.text, 200) or (OF_NO_QUESTION if one.how == APART else NOTHING_ASKED)


def anchor_of(one: QuestionSaid, prefix: str = "question") -> str:
    """Where it stands on the page."""
    return f"{prefix}-{one.question.id or 'none'}"


def _question(said: Report, one: QuestionSaid, names: Names) -> Iterator[Block]:
    yield Heading(text_of(one), anchor_of(one), [quiet(_metric(one))])
    yield Items(list(_facts(one, names, is_all=said.period.kind == QUESTION)))
    if one.ideas:
        yield Text([Span("Ideas" if said.period.kind == QUESTION else "Ideas that were added", "strong")])
        rest = [[quiet(f"and {len(one.ideas) - MOST_IDEAS} more")]] if len(one.ideas) > MOST_IDEAS else []
        yield Items([*(_idea(each, names) for each in one.ideas[:MOST_IDEAS]), *rest])
    yield from _figures(one)
    if one.question.id is not None:
        yield Blank(BELIEVED.asks, _command(said, one, names), one.beliefs)


def _metric(one: QuestionSaid) -> str:
    """`val/acc, higher is better, differences matter from 0.005`."""
    question = one.question
    if question.metric is None:
        return "held against nothing" if one.how == APART else "nothing is measured yet"
    parts = [question.metric, GOALS.get(question.goal, question.goal)]
    parts += [f"in {question.unit}"] if question.unit else []
    parts += [f"taken: {question.take}"] if question.take != "last" else []
    parts += ["compared by ratios"] if question.log_scale else []
    if question.min_effect is not None:
        parts.append(f"differences matter from {question.min_effect:g}")
    parts += [SOURCES[one.how]] if one.how in SOURCES else []
    return ", ".join(parts)


def _facts(one: QuestionSaid, names: Names, *, is_all: bool) -> Iterator[Line]:
    if one.is_new and one.question.id is not None:
        yield line("asked", quiet(f" by {author(one.question.by or '')}, {at(one.question.asked_at)}"))
    yield [Span(_runs(one, "" if is_all else " in this time"))]
    base = one.baseline
    if base is None:
        if one.question.metric is not None:
            yield [quiet(f"no {BASELINE} yet: no finished run has measured {one.question.metric}")]
        return
    chosen = quiet(" (the variant of the first run; nobody chose it)") if one.is_default else ""
    yield line(
        f"{BASELINE}: ", *names.variant(base.run), f", {_mean(base)} over {count(base.n, 'run')}", chosen
    )
    counted = Counter(verdict_word(each.verdict, each.direction) for each in one.comparisons)
    words = [[Span(f"{counted[word]} "), signed_word(word)] for word in VERDICTS if word in counted]
    if words:
        yield line("of those that ran: ", *joined(words))


def _runs(one: QuestionSaid, when: str) -> str:
    """`12 runs in this time; 7 variants tried in all`."""
    parts = [f"{count(one.runs, 'run')}{when}"]
    if one.baseline is not None or one.k:
        parts.append(f"{count(one.k, 'variant')} tried in all")
    parts += [f"{count(one.unended, 'run')} not ended"] if one.unended else []
    parts += [f"{one.removed} removed"] if one.removed else []
    return "; ".join(parts)


def _mean(side: Side) -> str:
    if side.mean is None:
        return "no mean"
    error = side.sd / side.n**0.5 if side.sd else None
    spread = f" ± {by_noise(side.sd, error)}" if side.sd is not None else ""
    return f"{by_noise(side.mean, error)}{spread}"


def _idea(idea: Idea, names: Names) -> Line:
    under = quiet(f", under {names.thing(idea.parent)}") if idea.parent else ""
    inspired = (
        quiet(f", inspired by {', '.join(names.thing(each) for each in idea.inspired_by)}")
        if idea.inspired_by
        else ""
    )
    return line(clipped(idea.text, 200), under, inspired, quiet(f" ({author(idea.by or '')})"))


def _figures(one: QuestionSaid) -> Iterator[Block]:
    rows = list(_dots(one))
    if len(rows) > 1:
        metric = one.question.metric or ""
        some = _of(len(rows), len(one.comparisons) + 1)
        yield Dots(
            f"{metric}: every run that counts, a row a variant{some}", metric, rows, one.question.log_scale
        )
    for figure in one.figures:
        some = _of(len(figure.series), len(figure.series) + figure.left_out)
        yield Drawn(figure, f"{figure.metric} over steps, thin lines are runs{some}")


def _of(shown: int, there: int) -> str:
    """`; 12 of 100 variants`."""
    return f"; {shown} of {count(there, 'variant')}" if shown < there else ""


def _dots(one: QuestionSaid) -> Iterator[DotRow]:
    if one.baseline is None or not one.readings:
        return
    sides = [(one.baseline, None)]
    sides += [(each.side_a, verdict_word(each.verdict, each.direction)) for each in one.comparisons]  # type: ignore[misc]
    for side, word in sides[:MOST_ROWS]:
        values = [one.readings[run] for run in side.runs if run in one.readings]
        if values:
            label = one.labels.get(side.run, side.name)
            base = f" ({BASELINE})" if word is None else ""
            yield DotRow(clipped(label, 34 - len(base)) + base, word, values, side.mean)


def _command(said: Report, one: QuestionSaid, names: Names) -> str:
    key = said.period.key
    on = f" --on {names.short(one.question.id or '')}" if said.period.question is None else ""
    if said.period.question is not None:
        key = f"question {names.short(said.period.question)}"
    return f'hunch note --report {shlex.quote(key)} --field {BELIEVED.field}{on} "..."'
