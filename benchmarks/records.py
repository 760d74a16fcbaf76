"""Checks that what was measured was done: a run that was not recorded costs nothing and proves nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from processes import ProcessError
from synthetic import surroundings

from hunch.entities.run import Status
from hunch.errors import NoWorkbench
from hunch.journal.index import Index
from hunch.journal.workbench import find


@contextmanager
def all_recorded(root: str, runs: int) -> Iterator[None]:
    """A block that ends with so many more finished runs in the workbench at `root`.

    Raises:
        ProcessError: runs are missing, or did not finish.
    """
    before = finished_runs(root)
    yield
    more = finished_runs(root) - before
    if more != runs:
        raise ProcessError(f"of {runs} runs, {more} are recorded as finished in {root}")


def finished_runs(root: str) -> int:
    """Runs of the workbench at `root` that finished."""
    try:
        bench = find(surroundings(root)).bench
    except NoWorkbench:
        return 0
    with Index.open(bench) as index:
        return sum(run.status is Status.FINISHED for run in index.runs())
