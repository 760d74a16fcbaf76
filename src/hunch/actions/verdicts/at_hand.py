"""Verdicts without scipy: what `hunch run` and lists may print, because it costs them next to nothing.

Claims need no quantile; SUGGESTS and INCONCLUSIVE take theirs from a table that the first command with scipy has put
into the index. What cannot be told here is None, and a face says which command tells it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hunch.actions.questions.standpoint import standpoint
from hunch.entities.comparison import Comparison, Judgement
from hunch.entities.config import Objective
from hunch.entities.run import Run
from hunch.entities.standing import baseline_of
from hunch.entities.words import OBSERVED
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.workbench import Workbench, WorkingFolder

from .judgements import AT_HAND, WHOLE, about_of, state_of
from .lost import with_lost
from .quantile_table import kept_t975
from .terms import Terms, Wish, terms_at
from .tried import Tried, tried
from .word import Word as Word

MOST_RUNS = 1000
"""More runs than these are not read on the way: it takes 15 ms or more."""


class NotAtHand(NamedTuple):
    """There is something to say of a variant, and it takes scipy or a longer look."""

    baseline: str


def word_of_run(
    folder: WorkingFolder, index: Index, run: Run, objective: Objective
) -> Word | NotAtHand | None:
    """What may be said of a run's variant, under the question that it is for (else the current one); None where nobody
    asked, or there is nothing to compare it with.
    """
    point = standpoint(folder, objective)
    question = point.standing.questions.get(run.question or "")
    baseline = baseline_of(point.standing, question) if question else point.baseline
    if (
        (question is None and point.taken.how not in ("asked", "objective"))
        or baseline is None
        or run.variant in (None, baseline.variant)
    ):
        return None
    assert run.variant is not None
    terms = terms_at(point, objective, Wish(question=question))
    found = words_at_hand(folder.bench, index, terms, [run.variant])
    if run.variant in found:
        return found[run.variant]
    name = index.run(baseline.run) if baseline.run else None
    return NotAtHand(name.name if name else "the baseline")


def words_at_hand(
    bench: Workbench, index: Index, terms: Terms, variants: Iterable[str], *, most: int = MOST_RUNS
) -> dict[str, Word]:
    """The words of these variants, as far as they are at hand.

    Args:
        most: so many runs may be looked at.
    """
    baseline = terms.baseline.variant if terms.baseline else None
    wanted = [variant for variant in dict.fromkeys(variants) if variant != baseline]
    if baseline is None or not wanted:
        return {}
    rows = index.light()
    found = with_lost(bench, index, rows, tried(rows, terms))
    known = WHOLE.recall(index, about_of(terms), state_of(rows, found))
    if known is not None:
        words = {each.side_a.variant: _word(each) for each in known.comparisons}
        return {variant: words[variant] for variant in wanted if variant in words}
    if sum(map(len, found.runs.values())) > most:
        return _too_few(rows, baseline, wanted)
    try:
        return _worked_out(bench, index, terms, found, wanted)
    except (
        UserError
    ):  # numbers that cannot be judged: a failure value, a min effect; the command that compares says so
        return {}


def judged_at_hand(bench: Workbench, index: Index, terms: Terms) -> Judgement:
    """As `compare_question`, and without scipy where that can be: then nothing is said of how many runs would tell.

    What was worked out with scipy is in the index and comes from there; what was not has a place of its own in it.
    """
    from .judging import compare_question

    rows = index.light()
    found = with_lost(bench, index, rows, tried(rows, terms))
    about, state = about_of(terms), state_of(rows, found)
    known = WHOLE.recall(index, about, state) or AT_HAND.recall(index, about, state)
    if known is not None:
        return known
    try:
        from .bar import Quantiles
        from .working_out import judgement

        made = judgement(bench, index, terms, found, Quantiles(kept_t975(index), advise=False))
    except LookupError:  # of a quantile
        return compare_question(bench, index, terms)
    AT_HAND.keep(index, about, made, state)
    return made


def _worked_out(
    bench: Workbench, index: Index, terms: Terms, found: Tried, wanted: Iterable[str]
) -> dict[str, Word]:
    from .bar import Bar, Quantiles
    from .field import field

    seen = field(bench, index, terms, found)
    baseline = terms.baseline.variant if terms.baseline else ""
    wanted = [variant for variant in wanted if variant in seen.variants]
    if baseline not in seen.variants or not wanted:
        return {}
    quantiles = Quantiles(kept_t975(index), advise=False)
    bar = Bar(bench, index, terms, seen, dict.fromkeys([baseline, *wanted]), quantiles)
    words = {}
    for variant in wanted:
        try:
            words[variant] = _word(bar.compare(variant, baseline))
        except LookupError:  # of the quantile that it hangs on
            continue
    return words


def _too_few(rows: Sequence[LightRun], baseline: str, wanted: Sequence[str]) -> dict[str, Word]:
    """OBSERVED, where there are too few finished runs for more, whatever they measured."""
    finished = [row for row in rows if row.status == "finished" and not row.removed]
    n = Counter(row.variant for row in finished)
    name = next((row.name for row in finished if row.variant == baseline), "the baseline")
    return {
        variant: Word(OBSERVED.text, 0, n[variant], n[baseline], name)
        for variant in wanted
        if min(n[variant], n[baseline]) < 2
    }


def _word(told: Comparison) -> Word:
    return Word(told.verdict, told.direction, told.n_a, told.n_b, told.b_name)
