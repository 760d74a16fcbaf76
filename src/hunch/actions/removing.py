"""Taking away: runs that a person names (a tombstone stays in the journal), and what no run uses any more."""

import os
import re
from collections.abc import Collection, Iterable, Sequence

import msgspec

from hunch.actions.replicas.folder import folder_left_by, unused_replicas
from hunch.entities.events import RunRemoved
from hunch.entities.run import Run, Status
from hunch.errors import CannotWrite, Refused
from hunch.ids import Clock, is_id
from hunch.journal import runfolder
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append
from hunch.snapshot.remove import Pruned, prune

from .code import store_of

NEW_S = 3600.0
"""What is younger may belong to a run that is just being started, and is left alone."""


LEFT_ALONE = "not all lines of the journal read: snapshots were left alone (hunch doctor)"

_HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


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
    note: str | None = None
    """Why snapshots that may be unused were left alone."""


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
    replicas = _replicas(bench, runs)
    pieces += replicas
    before_s = _seconds(clock) - NEW_S
    unused = _blobs_of(bench, ids) - _blobs_of(bench, _others(bench, ids))
    blobs = _pieces_of_blobs(bench, unused, before_s)
    copies = _cached_copies(bench, ids)
    freed = sum(piece.size_bytes for piece in (*pieces, *blobs, *copies))
    if runs and not dry_run:
        append(bench, RunRemoved(runs=[run.id for run in runs], freed_bytes=freed), clock=clock)
        for run in runs:
            runfolder.remove(bench, run.id)
        _remove_replicas(bench, replicas)
        _delete(bench, [*blobs, *copies])
    pruned = _pruned(bench, index, index.snapshots(without=ids), before_s, dry_run=dry_run)
    return Removal(
        dry_run=dry_run,
        pieces=[*pieces, *blobs, *copies],
        snapshots=pruned.snapshots if pruned else [],
        freed_bytes=freed + (pruned.freed_bytes if pruned else 0),
        note=None if pruned else LEFT_ALONE,
    )


def collect(
    bench: Workbench, index: Index, *, clock: Clock, dry_run: bool = False, saved_too: bool = False
) -> Removal:
    """Take away what no run uses: folders of removed runs, blobs, snapshots, cached copies.

    A folder that no line stands for is left alone (doctor names it): its line may be on its way from another
    machine. So is a folder that was written to within the last hour: its run may still live elsewhere.

    Args:
        saved_too: also what restores saved of working folders.
    """
    known = {row[0] for row in index.named()}
    before_s = _seconds(clock) - NEW_S
    orphans = {
        each
        for each in _removed(index) & set(_run_folders(bench))
        if _is_still(bench.paths.run(each), before_s)
    }
    pieces = [
        Piece(kind="folder of a removed run", name=each, size_bytes=runfolder.size_bytes(bench, each))
        for each in sorted(orphans)
    ]
    replicas = _pieces_of_replicas(
        each for each in unused_replicas(bench, index) if _is_still(each, before_s)
    )
    unused = _all_blobs(bench) - _blobs_of(bench, _others(bench, orphans))
    blobs = _pieces_of_blobs(bench, unused, before_s)
    copies = _cached_copies(bench, {each for each in _copies(bench) if each not in known})
    if not dry_run:
        for each in orphans:
            runfolder.remove(bench, each)
        _remove_replicas(bench, replicas)
        _delete(bench, [*blobs, *copies])
    pruned = _pruned(bench, index, index.snapshots(saved=not saved_too), before_s, dry_run=dry_run)
    found = [*pieces, *replicas, *blobs, *copies]
    return Removal(
        dry_run=dry_run,
        pieces=found,
        snapshots=pruned.snapshots if pruned else [],
        freed_bytes=sum(piece.size_bytes for piece in found) + (pruned.freed_bytes if pruned else 0),
        note=None if pruned else LEFT_ALONE,
    )


def _replicas(bench: Workbench, runs: Iterable[Run]) -> list[Piece]:
    """What replicates have left in the folders in which they ran."""
    return _pieces_of_replicas(folder for run in runs if (folder := folder_left_by(bench, run)))


def _pieces_of_replicas(folders: Iterable[str]) -> list[Piece]:
    return [
        Piece(kind="replica", name=os.path.basename(each), size_bytes=runfolder.folder_size_bytes(each))
        for each in folders
    ]


def _remove_replicas(bench: Workbench, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        runfolder.remove_folder(os.path.join(bench.paths.replicas, piece.name))


def _removed(index: Index) -> set[str]:
    tombstones = [told.data for told in index.told("run.removed")]
    return {run for data in tombstones if isinstance(data, RunRemoved) for run in data.runs}


def _seconds(clock: Clock) -> float:
    return clock() / 1e6


def _pruned(
    bench: Workbench, index: Index, keep: set[str], before_s: float, *, dry_run: bool
) -> Pruned | None:
    """What became of the snapshots that are not to be kept; None where they stay.

    A line that does not read may name one of them, and so may the line that a run folder lacks.
    """
    named = {row[0] for row in index.named()} | _removed(index)
    if index.unread_lines() or not named.issuperset(_run_folders(bench)):
        return None
    return prune(store_of(bench), keep, dry_run=dry_run, unused_since=before_s)


def _run_folders(bench: Workbench) -> list[str]:
    try:
        return [name for name in os.listdir(bench.paths.runs) if is_id(name)]
    except FileNotFoundError:
        return []


def _others(bench: Workbench, ids: Collection[str]) -> list[str]:
    return [each for each in _run_folders(bench) if each not in ids]


def _blobs_of(bench: Workbench, runs: Iterable[str]) -> set[str]:
    """Every hash that stands in what the runs say of media, in lines that do not read as well.

    Raises:
        CannotWrite: it cannot be read, so nobody knows what may be deleted.
    """
    found: set[str] = set()
    for run in runs:
        path = bench.paths.media(run)
        try:
            with open(path, "rb") as file:
                found.update(word.decode() for word in _HASH.findall(file.read()))
        except FileNotFoundError:
            continue
        except OSError as error:
            raise CannotWrite(f"cannot tell which blobs are used: {path}: {error.strerror}") from error
    return found


def _all_blobs(bench: Workbench) -> set[str]:
    found: set[str] = set()
    for _, _, names in os.walk(bench.paths.blobs):
        found.update(name for name in names if _HASH.fullmatch(os.fsencode(name)))
    return found


def _pieces_of_blobs(bench: Workbench, blobs: Iterable[str], before_s: float) -> list[Piece]:
    old = [each for each in sorted(blobs) if _is_old(bench.paths.blob(each), before_s)]
    sizes = ((each, _size(bench.paths.blob(each))) for each in old)
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
    """Whether something was last written or touched before that; False where that cannot be told."""
    try:
        stat = os.lstat(path)
    except OSError:
        return False
    return max(stat.st_mtime, stat.st_ctime) < before_s


def _is_still(folder: str, before_s: float) -> bool:
    """Whether nothing was written into a folder or below since."""
    return all(
        _is_old(each, before_s)
        for where, _, names in os.walk(folder)
        for each in (where, *[os.path.join(where, name) for name in names])
    )
