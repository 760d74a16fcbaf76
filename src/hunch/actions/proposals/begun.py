"""Which ideas runs were begun for: what is attached, taken off or removed once a result is known changes no record."""

from collections.abc import Iterable, Mapping, Sequence

from hunch.entities.events import RunRemoved, RunsAttached
from hunch.entities.fold import fold
from hunch.journal.index import Index
from hunch.journal.rows import LightRun


def begun_for(index: Index) -> dict[str, str | None]:
    """The idea that the start names, of each run that was attached to another, or taken off its own, later."""
    found: dict[str, str | None] = {}
    for data in _attachments(index):
        for run in data.runs:
            if run not in found:
                told = [e for e in index.told(run=run) if not isinstance(e.data, RunsAttached | RunRemoved)]
                begun = fold(told)
                found[run] = begun.idea if begun else None
    return found


def first_starts(index: Index, rows: Sequence[LightRun], begun: Mapping[str, str | None]) -> dict[str, str]:
    """The event that began the first run that was ever said to try an idea, by idea; removed runs too.

    Args:
        rows: all runs, the first start first.
    """
    starts = {row.id: row.start_id for row in rows if row.began}
    said = [(row.id, idea) for row in rows for idea in (row.idea, begun.get(row.id))]
    said += [(run, data.idea) for data in _attachments(index) for run in data.runs]
    found: dict[str, str] = {}
    for run, idea in said:
        if idea is not None and run in starts:
            found[idea] = min(found.get(idea, starts[run]), starts[run])
    return found


def _attachments(index: Index) -> Iterable[RunsAttached]:
    return (each.data for each in index.told("run.attached") if isinstance(each.data, RunsAttached))
