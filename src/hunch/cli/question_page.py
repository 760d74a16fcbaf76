"""All variants of a question on a page: what may be said first, then the table, then what to know beside it."""

from collections.abc import Iterator, Sequence

from hunch.actions.verdicts.tabling import in_order
from hunch.actions.verdicts.terms import Terms
from hunch.entities.comparison import Comparison, Judgement, Side
from hunch.entities.comparison_text import mean_text, spread_text
from hunch.entities.quantities import about, count, number
from hunch.entities.words import BASELINE, verdict_word

from .opened import Opened
from .render import Terminal, cut, paint, plain, sign, talk
from .table import Cell, Column, table
from .verdicts import headline, interval, luck, many_questions, moved, tally, wrapped

MOST_ROWS, MOST_NOTES = 40, 12
_KINDS = {frozenset(("anytime", "ordinary")): "anytime where something is claimed, ordinary for the others"}
HIGHEST = {"max": "highest", "min": "lowest"}
CHANGE_BUDGET_S = 0.2


def page(
    bench: Opened, terms: Terms, found: Judgement, shown: Terminal, *, everything: bool = False
) -> list[str]:
    """The lines of the page."""
    if found.base is None:
        return [*_title(terms, found, shown), "", f"no finished run has measured {plain(terms.metric)} yet"]
    rows = in_order(found.comparisons)
    kept = rows if everything else rows[:MOST_ROWS]
    lines = [*_title(terms, found, shown), *_summary(rows, shown), ""]
    lines += _table(bench, found, kept, shown)
    if len(kept) < len(rows):
        lines.append(f"and {count(len(rows) - len(kept), 'more variant')}: --all")
    notes = [*_reasons(kept, everything=everything), *_notes(terms, found, shown)]
    return [
        *lines,
        *([""] if notes else []),
        *(line for note in notes for line in wrapped(note, shown, indent="")),
    ]


def _title(terms: Terms, found: Judgement, shown: Terminal) -> list[str]:
    asked = plain(found.question.text) or plain(terms.metric)
    title = paint(cut(asked, shown.width or 1000, shown), None, shown, bold=True)
    unended = f", {count(found.unended, 'run')} not ended" if found.unended else ""
    removed = f", {found.removed} removed" if found.removed else ""
    return [title, f"{count(found.k, 'variant')} tried{unended}{removed}"]


def _summary(rows: Sequence[Comparison], shown: Terminal) -> list[str]:
    """The claims, each in a line, and how many there are of every word."""
    claims = [each for each in rows if (each.interval_kind or "").startswith("anytime")][:MOST_NOTES]
    told = [line for each in claims for line in headline(each, shown, against=False)]
    return [*tally(rows, shown), *([""] if told else []), *told] if rows else []


def _table(bench: Opened, found: Judgement, rows: Sequence[Comparison], shown: Terminal) -> list[str]:
    assert found.base is not None
    changes = _changes(bench, rows)
    columns = [
        Column(""),
        Column("variant", least=12),
        Column("#", "right", drop=6),
        Column("n", "right", drop=4),
        Column(_average(found), "point", drop=5),
        Column("sd", "point", drop=7),
        Column("difference", "point"),
        Column("95 %", drop=2),
        Column("more runs", drop=3),
        Column("changed", least=12, drop=8),
    ]
    cells = [_base_row(found.base), *(_row(each, changes.get(each.a, ""), shown) for each in rows)]
    kept = [at for at in range(len(columns)) if any(row[at].text for row in cells)]
    laid = table([columns[at] for at in kept], [[row[at] for at in kept] for row in cells], shown)
    if laid.dropped:
        talk(f"no room for: {', '.join(laid.dropped)} (see them with --json)")
    return laid.lines


def _average(found: Judgement) -> str:
    if "*" in (found.question.metric or ""):
        return "iq mean"
    return "geom. mean" if found.question.log_scale else "mean"


def _base_row(base: Side) -> list[Cell]:
    spread = spread_text(base)
    figures = [Cell(str(base.n)), Cell(mean_text(base)), Cell(spread)]
    return [Cell(BASELINE), Cell(base.name, bold=True), Cell(""), *figures, *[Cell("")] * 4]


def _row(one: Comparison, change: str, shown: Terminal) -> list[Cell]:
    word, side = verdict_word(one.verdict, one.direction), one.side_a
    return [
        Cell(f"{sign(word, shown)} {word.text}", word.colour),
        Cell(side.name, bold=True),
        Cell("" if one.number is None else str(one.number)),
        Cell(str(one.n_a)),
        Cell(mean_text(side)),
        Cell(spread_text(side)),
        Cell(moved(one, one.estimate, shown)),
        Cell(interval(one, shown)),
        Cell(_more(one)),
        Cell(change),
    ]


def _more(one: Comparison) -> str:
    """`15, about 8 min`: what would tell."""
    if not one.more_runs:
        return ""
    return f"{one.more_runs}, {about(one.minutes)}" if one.minutes is not None else str(one.more_runs)


def _changes(bench: Opened, rows: Sequence[Comparison]) -> dict[str, str]:
    """What each variant changed against where it came from, as far as there is time."""
    from hunch.actions.changes import with_changes

    runs = bench.index.runs([each.a for each in rows])
    told = with_changes(bench.folder, bench.index, runs, budget_s=CHANGE_BUDGET_S).runs
    return {run.id: run.change for run in told if run.change}


def _reasons(rows: Sequence[Comparison], *, everything: bool) -> list[str]:
    """Each reason once, with the variants that it holds for."""
    about: dict[str, list[str]] = {}
    sides = tuple({f"{name}: " for each in rows for name in (each.a_name, each.b_name)})
    for each in rows:
        for reason in each.reasons:
            about.setdefault(reason, []).append(each.a_name)
    said = [
        plain(reason if reason.startswith(sides) else f"{_names(names)}: {reason}")
        for reason, names in about.items()
    ]
    if everything or len(said) <= MOST_NOTES:
        return said
    return [*said[:MOST_NOTES], f"and {len(said) - MOST_NOTES} more reasons: --all"]


def _names(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _notes(terms: Terms, found: Judgement, shown: Terminal) -> Iterator[str]:
    first = next((each for each in found.comparisons if each.leads), None)
    if first is not None and (by_luck := luck(first, shown)) is not None:
        yield f"{plain(first.a_name)} has the {HIGHEST[first.goal]} mean: {by_luck}"
    if found.at_step is not None:
        yield f"all runs were read at step {number(found.at_step)}, the last that all have reached"
    if found.question.log_scale:
        yield "means are geometric, sd is that of natural logarithms"
    if "*" in (found.question.metric or ""):
        yield "over several tasks the interquartile mean of runs and tasks is compared, and nothing is claimed"
    if any(each.interval for each in found.comparisons):
        kinds = {
            (each.interval_kind or "").removesuffix(" 95 %") for each in found.comparisons if each.interval
        }
        yield f"95 %: {_KINDS.get(frozenset(kinds), ', '.join(sorted(kinds)))}"
    if any(each.more_runs for each in found.comparisons):
        yield "more runs: of both sides together, so that a difference of a size worth having would most likely show"
    if found.unended:
        yield "a run that has not ended counts as a variant of its own until it has"
    questions = many_questions(terms.questions)
    if questions:
        yield questions
