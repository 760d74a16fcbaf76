"""Where a workbench keeps code."""

from hunch.journal.workbench import Workbench
from hunch.snapshot.objects import Store


def store_of(bench: Workbench) -> Store:
    """The store of snapshots of a workbench."""
    return Store(code=bench.paths.code, cache=bench.paths.cache, environ=bench.surroundings.environ)
