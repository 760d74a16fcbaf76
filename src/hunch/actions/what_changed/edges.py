"""The edges that bear on a run: pairs of variants, one come from the other, of its line and of its question."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hunch.actions.verdicts.terms import Terms
from hunch.entities.run import Run
from hunch.journal.index import Index
from hunch.journal.rows import LightRun

MOST_EDGES = 80
MOST_DEPTH = 200


class Pair(NamedTuple):
    """A run and the one that it came from, each for its variant."""

    run: Run
    parent: Run
    on_line: bool

    @property
    def key(self) -> frozenset[str]:
        """Two edges of one key are one, whichever way they go; an edge of one variant is none."""
        return frozenset((self.run.variant or self.run.id, self.parent.variant or self.parent.id))


class Edges(NamedTuple):
    """Those that are looked at, the run's own line first and from the run backwards; and how many are not."""

    pairs: list[Pair]
    left_out: int


def edges(index: Index, terms: Terms, run: Run) -> Edges:
    """The edges between a run and the first of its line, then those of the other variants of the question."""
    found: dict[frozenset[str], Pair] = {}
    for pair in [*_line(index, run), *_others(index, terms)]:
        if len(pair.key) > 1:
            found.setdefault(pair.key, pair)
    pairs = list(found.values())
    return Edges(pairs[:MOST_EDGES], max(0, len(pairs) - MOST_EDGES))


def _line(index: Index, run: Run) -> Iterator[Pair]:
    here = run
    for _ in range(MOST_DEPTH):
        parent = index.run(here.parent) if here.parent else None
        if parent is None:
            return
        yield Pair(here, parent, on_line=True)
        here = parent


def _others(index: Index, terms: Terms) -> list[Pair]:
    """The latest variants first, as far as it is worth looking."""
    first = {row.variant: row for row in reversed(index.light()) if _counts(row, terms)}
    wanted = sorted(first.values(), key=lambda row: row.start_id, reverse=True)[: 4 * MOST_EDGES]
    runs = index.runs([row.id for row in wanted])
    parents = {parent.id: parent for parent in index.runs({run.parent for run in runs if run.parent})}
    return [Pair(run, parents[run.parent], on_line=False) for run in runs if run.parent in parents]


def _counts(row: LightRun, terms: Terms) -> bool:
    is_asked = terms.question.id in (None, row.question)
    return is_asked and row.began and not row.removed and row.status == "finished" and row.variant is not None


def representatives(pairs: Sequence[Pair]) -> list[Run]:
    """A run of each variant that these edges touch."""
    found = {(run.variant or run.id): run for pair in reversed(pairs) for run in (pair.parent, pair.run)}
    return list(reversed(found.values()))
