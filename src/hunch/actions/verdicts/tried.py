"""What was tried for a question, as far as the index's table tells: no run's record is read for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hunch.entities.comparison import RunLeftOut
from hunch.journal.rows import LightRun

from .numbering import Place, counted_as, numbered
from .terms import Terms

ENDED = frozenset(("finished", "failed", "killed"))


class Tried(NamedTuple):
    """`names` are variants, or runs of which no variant is known, in the order of their first runs, the baseline's among
    them; `runs` are the ended ones of each, tagged or not, oldest first.
    """

    names: list[str]
    runs: Mapping[str, list[str]]
    places: Mapping[str, Place]
    gone: Mapping[str, list[RunLeftOut]]
    """Ended runs of each that were removed, and lost ones (`lost`): whoever does away with what is unlucky may claim
    nothing of the rest."""
    unended: int
    removed: int

    @property
    def k(self) -> int:
        """How many variants were tried since the baseline is what it is."""
        return len(self.places)


def tried(rows: Sequence[LightRun], terms: Terms, *, also: Iterable[str] = ()) -> Tried:
    """The variants of a question, and `also` others, from the rows of all runs (the first start first)."""
    question = terms.question.id
    mine = [row for row in rows if row.began and (question is None or row.question == question)]
    baseline = terms.baseline.variant if terms.baseline else None
    names = dict.fromkeys([*map(counted_as, mine), *([baseline] if baseline else []), *also])
    places = numbered([row for row in mine if row.start_id > terms.since], baseline=baseline)
    runs: dict[str, list[str]] = {name: [] for name in names}
    for row in rows:
        if row.status in ENDED and row.began and not row.removed and counted_as(row) in runs:
            runs[counted_as(row)].append(row.id)
    gone: dict[str, list[RunLeftOut]] = {}
    for row in rows:
        if row.removed and row.status in ENDED and row.began and counted_as(row) in runs:
            gone.setdefault(counted_as(row), []).append(RunLeftOut(run=row.id, name=row.name, why="removed"))
    unended = {counted_as(row) for row in mine if row.status == "running" and not row.removed}
    removed = {name for name in gone if not runs[name]}
    return Tried(list(names), runs, places, gone, len(unended & places.keys()), len(removed & places.keys()))
