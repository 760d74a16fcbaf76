"""What differs in the code of two runs, or of a run and the working folder as it is now."""

from typing import NamedTuple

from hunch.entities.change import CodeDiff, UnitChange
from hunch.entities.run import Run
from hunch.entities.variant import Rule
from hunch.errors import Refused
from hunch.journal.config import load_config
from hunch.journal.workbench import WorkingFolder
from hunch.snapshot.diff import diff
from hunch.snapshot.store import take
from hunch.snapshot.units.between import unit_changes
from hunch.snapshot.units.sentence import rank

from .changes import params_between, units_between
from .code import store_of


class Sides(NamedTuple):
    """Two snapshots, the older first; None stands for nothing at all. With the runs that they are of, where they are of any."""

    old: str | None
    new: str
    old_run: Run | None = None
    new_run: Run | None = None


def snapshot_of(run: Run) -> str:
    """A run's snapshot.

    Raises:
        Refused: it has none.
    """
    if run.snapshot is None:
        why = f": {run.snapshot_fault}" if run.snapshot_fault else ""
        raise Refused(f"{run.name} has no snapshot{why}")
    return run.snapshot


def snapshot_here(folder: WorkingFolder) -> str:
    """A snapshot of the working folder as it is now.

    Raises:
        Refused: it cannot be taken.
    """
    taken = take(store_of(folder.bench), folder.root, load_config(folder.root).snapshot)
    if taken.snapshot is None:
        raise Refused(f"the code in {folder.root} cannot be read: {taken.fault}")
    return taken.snapshot


def code_diff(folder: WorkingFolder, sides: Sides, *, text: bool = True) -> CodeDiff:
    """Files and lines that differ."""
    return diff(store_of(folder.bench), sides.old, sides.new, text=text)


def units(folder: WorkingFolder, sides: Sides, *, rule: Rule = Rule()) -> list[UnitChange]:  # noqa: B008 -- frozen
    """Params, functions, classes, values and the like that differ; the most important first, by file."""
    old, new = sides.old_run, sides.new_run
    if old is not None and new is not None:
        found = [*params_between(old, new, rule), *units_between(folder, old, new)]
    else:
        found = unit_changes(store_of(folder.bench), sides.old, sides.new)
    first: dict[str, int] = {}
    for each in found:
        first[each.path] = min(rank(each), first.get(each.path, rank(each)))
    return sorted(found, key=lambda each: (each.path != "", first[each.path], each.path))
