"""From recorded runs to what may be said of them: two variants, or all variants of a question.

A pure function of the journal and the metrics; what it gives is kept in the index as long as the runs stay as they are.
What only working it out needs is imported when it comes to that.
"""

from collections.abc import Collection, Sequence

from hunch.entities.comparison import Comparison, Judgement, Side
from hunch.entities.run import Run
from hunch.entities.words import OBSERVED
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench

from .judgements import WHOLE, about_of, state_of
from .lost import with_lost
from .terms import Terms
from .tried import tried


def compare_question(
    bench: Workbench, index: Index, terms: Terms, *, lost: Collection[str] | None = None
) -> Judgement:
    """Every variant of a question against its baseline, in the order of their numbers; from the index where it can be.

    Args:
        lost: the runs without an end that are lost; None: a look at the machine tells.
    """
    rows = index.light()
    found = with_lost(bench, index, rows, tried(rows, terms), lost=lost)
    about, state = about_of(terms), state_of(rows, found)
    known = WHOLE.recall(index, about, state)
    if known is not None:
        return known
    from .working_out import judgement

    made = judgement(bench, index, terms, found)
    WHOLE.keep(index, about, made, state)
    return made


def compare_two(bench: Workbench, index: Index, terms: Terms, a: Run, b: Run) -> Comparison:
    """The variants of two runs; where one is the question's baseline, at the level of the other.

    Raises:
        UserError: it is the same run twice.
    """
    from .working_out import two

    return two(bench, index, terms, a, b)


def compare_pairs(
    bench: Workbench, index: Index, terms: Terms, pairs: Sequence[tuple[Run, Run]]
) -> list[Comparison]:
    """As `compare_two`, of many pairs of variants at once: what is known of all of them is looked up once."""
    if not pairs:
        return []
    from .working_out import several

    return several(bench, index, terms, pairs)


def unmeasured(a: Run, b: Run) -> Comparison:
    """Of two runs, where no run has measured anything."""
    sides = [Side(run=run.id, name=run.name, variant=run.variant) for run in (a, b)]
    return Comparison(
        a=a.id, b=b.id, a_name=a.name, b_name=b.name, a_runs=[], b_runs=[], metric=None, goal="max", take="last",
        estimate=None, n_a=0, n_b=0, k=0, verdict=OBSERVED.text, direction=0, side_a=sides[0], side_b=sides[1],
        reasons=["no run has measured anything"],
    )  # fmt: skip
