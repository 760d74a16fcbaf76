"""Getting the exact code of a run back, here or into a folder of its own; nothing that was here is lost."""

import os

import msgspec

from hunch.entities.config import Objective
from hunch.entities.events import FolderRestored, LeftOut
from hunch.entities.run import Run
from hunch.errors import CannotWrite, Damaged, Refused, UnknownRun
from hunch.ids import Clock
from hunch.journal.config import load_config
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append
from hunch.snapshot import restore as snapshots
from hunch.snapshot.store import take

from .code import store_of
from .find import find_run

LEAST_PREFIX = 7


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot, and the run that it is of, where it is one's."""

    snapshot: str
    run: Run | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What restoring did. `saved` is the snapshot of what had been there, by which one comes back."""

    snapshot: str
    run: str | None
    folder: str
    written: int
    removed: int = 0
    saved: str | None = None
    left_out: list[LeftOut] = []
    """What the run's snapshot does not hold."""


def target(folder: WorkingFolder, index: Index, reference: str, *, objective: Objective) -> Target:
    """The snapshot that a run's name, or 7 or more characters of the snapshot's own, stands for.

    Raises:
        UnknownRun, AmbiguousRun: as `find_run`.
        Refused: the run has no snapshot.
    """
    try:
        run = find_run(index, reference, objective=objective)
    except UnknownRun:
        snapshot = _snapshot(index, reference)
        if snapshot is None:
            raise
        return Target(snapshot=snapshot)
    if run.snapshot is None:
        why = f": {run.snapshot_fault}" if run.snapshot_fault else ""
        raise Refused(f"{run.name} has no snapshot{why}")
    return Target(snapshot=run.snapshot, run=run)


def restore_here(folder: WorkingFolder, wanted: Target, *, clock: Clock) -> Outcome:
    """Make the working folder equal to a snapshot, after taking one of what is there.

    Raises:
        Refused: what is there cannot be kept, or is in the way.
        CannotWrite: the file system would not have it; the hint says how to come back.
        Damaged: the store does not have what is wanted, or what one would come back to.
    """
    store, guards = store_of(folder.bench), load_config(folder.root).snapshot
    taken = take(store, folder.root, guards)
    if taken.snapshot is None:
        raise Refused(
            f"what is in {folder.root} cannot be kept ({taken.fault}), so nothing was touched",
            hint="Restore into another folder: hunch restore RUN DIR",
        )
    saved = taken.snapshot if taken.snapshot != wanted.snapshot else None
    if saved is not None:
        # Written ahead: whatever happens from here on, a line names what was here, so that it is found and kept.
        # As a restore of what is here already it changes nothing in the folder's line of runs.
        append(folder.bench, FolderRestored(folder=folder.key, snapshot=saved, saved=saved), clock=clock)
    try:
        done = snapshots.restore_into(store, folder.root, wanted.snapshot, current=taken.snapshot)
    except (CannotWrite, Damaged) as error:
        back = f"Come back: hunch restore {taken.snapshot[:12]}"
        raise type(error)(str(error), hint=back) from error
    take(store, folder.root, guards)  # so that the next run finds nothing new, and pays for nothing
    return _noted(folder, wanted, done, saved=saved, clock=clock)


def restore_to(folder: WorkingFolder, wanted: Target, directory: str, *, clock: Clock) -> Outcome:
    """Write a snapshot into a folder of its own, whose runs go on into this workbench.

    A folder that was restored from this workbench before is made equal to the snapshot, as `restore_here` does.

    Raises:
        Refused: `directory` is not empty and was not restored from this workbench.
    """
    directory = os.path.abspath(os.path.join(folder.bench.surroundings.cwd, directory))
    there = WorkingFolder(directory, folder.bench)
    if directory == folder.root or _was_restored(there):
        return restore_here(there, wanted, clock=clock)
    done = snapshots.restore(store_of(folder.bench), wanted.snapshot, directory, home=folder.bench.top)
    return _noted(there, wanted, done, saved=None, clock=clock)


def _noted(
    folder: WorkingFolder, wanted: Target, done: snapshots.Restored, *, saved: str | None, clock: Clock
) -> Outcome:
    run = wanted.run
    said = FolderRestored(
        folder=folder.key, snapshot=wanted.snapshot, run=run.id if run else None, saved=saved
    )
    append(folder.bench, said, clock=clock)
    return Outcome(
        snapshot=wanted.snapshot,
        run=run.id if run else None,
        folder=folder.root,
        written=done.written,
        removed=done.removed,
        saved=saved,
        left_out=run.left_out if run else [],
    )


def _was_restored(there: WorkingFolder) -> bool:
    """Whether the folder's `.hunch` is a file that points to this workbench."""
    pointer = os.path.join(there.root, snapshots.POINTER)
    try:
        with open(pointer, encoding="utf-8", errors="surrogateescape") as file:
            home = os.path.join(there.root, file.readline().rstrip("\n"))
        return os.path.samefile(home, there.bench.top)
    except OSError:
        return False


def _snapshot(index: Index, reference: str) -> str | None:
    """The snapshot whose id begins so; None where none does.

    Raises:
        Refused: several do.
    """
    if len(reference) < LEAST_PREFIX or not all(c in "0123456789abcdef" for c in reference):
        return None
    found = sorted(snapshot for snapshot in index.snapshots() if snapshot.startswith(reference))
    if len(found) > 1:
        raise Refused(
            f"{reference} begins {len(found)} snapshots: {', '.join(each[:16] for each in found[:5])}"
        )
    return found[0] if found else None
