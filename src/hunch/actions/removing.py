"""Taking away: runs that a person names (a tombstone stays in the journal), and what no run uses any more."""

import os
from collections.abc import Collection, Iterable, Sequence

import msgspec

from hunch.entities.events import FolderRestored, RunRemoved
from hunch.entities.run import Run, Status
from hunch.errors import CannotWrite, Refused
from hunch.ids import Clock, is_id
from hunch.journal import runfolder
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append
from hunch.snapshot.remove import prune

from .code import store_of

NEW_S = 3600.0
"""What is younger may belong to a run that is just being started, and is left alone."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was taken away, or would be: a run, run folder, blob or cached file."""

    kind: str
    name: str
    size_bytes: int


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken away, or, in a dry run, would be."""

    dry_run: bool
    pieces: list[Piece]
    snapshots: list[str]
    freed_bytes: int


def remove(
    bench: Workbench, index: Index, runs: Sequence[Run], *, clock: Clock, dry_run: bool = False
) -> Removal:
    """Take runs away: their folders, and the blobs and snapshots that nobody else uses.

    Args:
        runs: with their status as it is now (actions/live.py).

    Raises:
        Refused: one of them is running.
        CannotWrite: something cannot be deleted; `hunch gc` goes on where this stopped.
    """
    running = [run.name for run in runs if run.status == Status.RUNNING]
    if running:
        raise Refused(f"running: {', '.join(running)}", hint=f"Stop it first: hunch stop {running[0]}")
    ids = {run.id for run in runs}
    pieces = [Piece(kind="run", name=run.id, size_bytes=runfolder.size_bytes(bench, run.id)) for run in runs]
    blobs = _pieces_of_blobs(bench, _blobs_of(bench, ids) - _blobs_of(bench, _others(bench, ids)))
    copies = _cached_copies(bench, ids)
    freed = sum(piece.size_bytes for piece in (*pieces, *blobs, *copies))
    if runs and not dry_run:
        append(bench, RunRemoved(runs=[run.id for run in runs], freed_bytes=freed), clock=clock)
        for run in runs:
            runfolder.remove(bench, run.id)
        _delete(bench, [*blobs, *copies])
    pruned = prune(
        store_of(bench), _snapshots_kept(index, ids), dry_run=dry_run, unused_since=_seconds(clock) - NEW_S
    )
    return Removal(
        dry_run=dry_run,
        pieces=[*pieces, *blobs, *copies],
        snapshots=pruned.snapshots,
        freed_bytes=freed + pruned.freed_bytes,
    )


def collect(
    bench: Workbench, index: Index, *, clock: Clock, dry_run: bool = False, saved_too: bool = False
) -> Removal:
    """Take away what no run uses: folders of removed runs, blobs, snapshots, cached copies.

    A folder that no line stands for is left alone (doctor names it): its line may be on its way from another
    machine.

    Args:
        saved_too: also what restores saved of working folders.
    """
    known = {row[0] for row in index.named()}
    before_s = _seconds(clock) - NEW_S
    orphans = _removed(index) & set(_run_folders(bench))
    pieces = [
        Piece(kind="folder of a removed run", name=each, size_bytes=runfolder.size_bytes(bench, each))
        for each in sorted(orphans)
    ]
    unused = _all_blobs(bench) - _blobs_of(bench, _others(bench, orphans))
    blobs = _pieces_of_blobs(bench, {each for each in unused if _is_old(bench.paths.blob(each), before_s)})
    copies = _cached_copies(bench, {each for each in _copies(bench) if each not in known})
    if not dry_run:
        for each in orphans:
            runfolder.remove(bench, each)
        _delete(bench, [*blobs, *copies])
    keep = _snapshots_kept(index, set(), saved=not saved_too)
    pruned = prune(store_of(bench), keep, dry_run=dry_run, unused_since=before_s)
    found = [*pieces, *blobs, *copies]
    return Removal(
        dry_run=dry_run,
        pieces=found,
        snapshots=pruned.snapshots,
        freed_bytes=sum(piece.size_bytes for piece in found) + pruned.freed_bytes,
    )


def _removed(index: Index) -> set[str]:
    tombstones = [told.data for told in index.told("run.removed")]
    return {run for data in tombstones if isinstance(data, RunRemoved) for run in data.runs}


def _seconds(clock: Clock) -> float:
    return clock() / 1e6


def _snapshots_kept(index: Index, removed: Collection[str], *, saved: bool = True) -> set[str]:
    """Snapshots that runs use, and those that restores saved: a person's work that stands nowhere else."""
    kept = {run.snapshot for run in index.runs() if run.snapshot and run.id not in removed}
    if saved:
        for told in index.told("folder.restored"):
            if isinstance(told.data, FolderRestored) and told.data.saved:
                kept.add(told.data.saved)
    return kept


def _run_folders(bench: Workbench) -> list[str]:
    try:
        return [name for name in os.listdir(bench.paths.runs) if is_id(name)]
    except FileNotFoundError:
        return []


def _others(bench: Workbench, ids: Collection[str]) -> list[str]:
    return [each for each in _run_folders(bench) if each not in ids]


def _blobs_of(bench: Workbench, runs: Iterable[str]) -> set[str]:
    return {medium.sha256 for run in runs for medium in runfolder.media(bench, run).media}


def _all_blobs(bench: Workbench) -> set[str]:
    found: set[str] = set()
    for _, _, names in os.walk(bench.paths.blobs):
        found.update(name for name in names if len(name) == 64)
    return found


def _pieces_of_blobs(bench: Workbench, blobs: Iterable[str]) -> list[Piece]:
    sizes = ((each, _size(bench.paths.blob(each))) for each in sorted(blobs))
    return [Piece(kind="blob", name=each, size_bytes=size) for each, size in sizes if size is not None]


def _copies(bench: Workbench) -> list[str]:
    folder = os.path.dirname(bench.paths.columns("x"))
    try:
        return [name.removesuffix(".parquet") for name in os.listdir(folder) if name.endswith(".parquet")]
    except FileNotFoundError:
        return []


def _cached_copies(bench: Workbench, runs: Iterable[str]) -> list[Piece]:
    sizes = ((each, _size(bench.paths.columns(each))) for each in sorted(runs))
    return [Piece(kind="cached copy", name=each, size_bytes=size) for each, size in sizes if size is not None]


def _delete(bench: Workbench, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        path = bench.paths.blob(piece.name) if piece.kind == "blob" else bench.paths.columns(piece.name)
        try:
            os.unlink(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise CannotWrite(
                f"cannot delete {path}: {error.strerror}", hint="hunch gc goes on from here."
            ) from error


def _size(path: str) -> int | None:
    try:
        return os.stat(path).st_size
    except OSError:
        return None


def _is_old(path: str, before_s: float) -> bool:
    try:
        return os.stat(path).st_mtime < before_s
    except OSError:
        return False
