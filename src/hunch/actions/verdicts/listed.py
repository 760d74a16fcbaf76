"""The words of the variants in a list: kept in the index, since a list is looked at more often than runs end."""

from collections.abc import Iterable, Sequence

import msgspec

from hunch.actions.questions.standpoint import standpoint
from hunch.entities.config import Objective
from hunch.entities.run import Run
from hunch.ids import content_hash
from hunch.journal.index import Index
from hunch.journal.kept import Kept
from hunch.journal.workbench import WorkingFolder
from hunch.stats.rule import RULE

from .judgements import KIND as JUDGEMENT
from .judgements import about_of
from .quantile_table import KEY as T975
from .quantile_table import KIND as QUANTILES
from .terms import Terms, Wish, terms_at
from .word import Word

_KEPT = Kept(f"words {RULE}.1", dict[str, Word])
MOST = 200
"""A list shows many variants, each of which takes its time."""


def words_in_list(
    folder: WorkingFolder, index: Index, runs: Sequence[Run], objective: Objective
) -> dict[str, Word]:
    """The words of the variants of these runs, where a question is current."""
    point = standpoint(folder, objective)
    variants = {run.variant for run in runs if run.variant and run.question == point.question.id}
    if point.taken.how != "asked" or point.baseline is None or not variants:
        return {}
    terms = terms_at(point, objective, Wish())
    # Of a run without an end nobody can know from the journals alone whether it goes on.
    key = None if index.has_endless() else _key(index, terms, variants)
    known = _KEPT.recall(index, key) if key else None
    if known is not None:
        return known
    from .at_hand import words_at_hand

    words = words_at_hand(folder.bench, index, terms, variants, most=MOST)
    if key:
        _KEPT.keep(index, key, words)
    return words


def _key(index: Index, terms: Terms, variants: Iterable[str]) -> str:
    """All that these words depend on: the journals, and what was put away that brings more of them to hand."""
    about = about_of(terms)
    beside = [content_hash(index.cached(*each) or b"") for each in ((QUANTILES, T975), (JUDGEMENT, about))]
    return content_hash(msgspec.json.encode([about, index.read_so_far(), sorted(variants), beside]))
