"""Whether everything is as it was written, and what it all weighs. Repairs touch caches only."""

import os
import shutil
import time

import msgspec

from hunch.errors import CannotWrite
from hunch.journal.index import Index
from hunch.journal.verify import Problem, sizes, verify
from hunch.journal.workbench import Workbench
from hunch.snapshot import remove as snapshots

from .code import store_of

STARTING_S = 60.0
"""A run's folder is made a moment before the line that stands for it."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What doctor found."""

    workbench: str
    runs: int
    snapshots: int
    problems: list[Problem]
    unknown_kinds: dict[str, int]
    """Lines of kinds that this version does not know: kept, and not understood."""
    size_bytes: dict[str, int]
    """By folder, and `total`."""


def check(bench: Workbench, index: Index) -> Health:
    """Read all journals, run folders, blobs and snapshots, and hold them against their hashes."""
    problems = [problem for problem in verify(bench) if not _may_be_starting(bench, problem)]
    kept = index.snapshots()
    for each in snapshots.verify(store_of(bench), sorted(kept)):
        what = f"{each.what} (in snapshot {each.snapshot[:12]})"
        problems.append(
            Problem(kind="missing", path=f"code/objects/{each.object[:2]}/{each.object[2:]}", what=what)
        )
    return Health(
        workbench=bench.top,
        runs=index.count(),
        snapshots=len(kept),
        problems=problems,
        unknown_kinds=index.unknown_kinds(),
        size_bytes=sizes(bench),
    )


def repair(bench: Workbench) -> int:
    """Throw the caches of this user on this machine away and build the index anew; the bytes thrown away.

    Raises:
        CannotWrite: they cannot be deleted.
    """
    freed = sizes(bench)["cache"]
    try:
        shutil.rmtree(bench.paths.cache)
    except FileNotFoundError:
        freed = 0
    except OSError as error:
        raise CannotWrite(f"cannot delete {bench.paths.cache}: {error.strerror}") from error
    with Index.open(bench):
        return freed


def _may_be_starting(bench: Workbench, problem: Problem) -> bool:
    if problem.kind != "orphan":
        return False
    try:
        return time.time() - os.stat(os.path.join(bench.top, problem.path)).st_mtime < STARTING_S
    except OSError:
        return True
