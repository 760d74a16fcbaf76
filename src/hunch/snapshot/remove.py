"""Taking unused snapshots away, and checking those that are left."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from hunch.errors import CannotWrite, Damaged

from .objects import TREE_MODE, Store, object_id, object_path, parse_tree, read_object
from .store import alone
from .tree import root_of

PATIENCE_S = 60.0


class Pruned(NamedTuple):
    """What was taken away, or would be."""

    snapshots: list[str]
    objects: int
    freed_bytes: int


class Problem(NamedTuple):
    """Something wrong in the store; `snapshot` is one that it harms."""

    snapshot: str
    object: str
    what: str


def snapshots(store: Store) -> list[str]:
    """All snapshots that the store keeps."""
    try:
        names = os.listdir(os.path.dirname(store.ref("x")))
    except OSError:
        return []
    return sorted(name for name in names if len(name) == 40 and "." not in name)


def prune(
    store: Store, keep: Iterable[str], *, dry_run: bool = False, unused_since: float | None = None
) -> Pruned:
    """Take away all snapshots but `keep`, and what only they hold. Packs that somebody made are left alone.

    Args:
        keep: snapshots that runs use.
        unused_since: seconds since 1970; a snapshot that a take has given later than that stays (its run may
            not have been written down yet), and so does an object.

    Raises:
        Damaged: a snapshot to keep does not read: then nothing is taken away.
        CannotWrite: the store is not ours to change, or another process is at it and does not come to an end.
    """
    if not os.path.isdir(store.objects):
        return Pruned([], 0, 0)
    with alone(store, PATIENCE_S) if dry_run else _locked(store):
        wanted, there = set(keep), set(snapshots(store))
        doomed = sorted(
            s for s in there - wanted if not _is_younger(_touched_s(store.ref(s)), than_s=unused_since)
        )
        needed: set[str] = set()
        # A `git pack-refs` by hand leaves snapshots without a file of their own.
        for snapshot in (there - set(doomed)) | {s for s in wanted - there if _is_kept(store, s)}:
            _reach(store, snapshot, needed)
        files = [
            each
            for each in _loose_objects(store)
            if each.sha not in needed and not _is_younger(each.touched_s, than_s=unused_since)
        ]
        if not dry_run:
            _delete(store, doomed, [each.sha for each in files])
        return Pruned(doomed, len(files), sum(each.size_bytes for each in files))


def verify(store: Store, ids: Iterable[str]) -> list[Problem]:
    """Read all that snapshots hold and compare it with the hashes it is kept by. Each fault is told once."""
    problems: list[Problem] = []
    seen: set[str] = set()
    for snapshot in ids:
        todo = [(snapshot, "commit")]
        while todo:
            sha, kind = todo.pop()
            if sha in seen:
                continue
            seen.add(sha)
            try:
                todo += checked(store, sha, kind)
            except Damaged as damage:
                problems.append(Problem(snapshot, sha, str(damage)))
    return problems


def size_bytes(store: Store) -> int:
    """What the store takes on disk, packs included."""
    total = 0
    for folder, _, names in os.walk(store.code):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_size
            except FileNotFoundError:
                continue
    return total


def checked(store: Store, sha: str, kind: str) -> list[tuple[str, str]]:
    """Ids and kinds that an object names, once its own content is found to be right.

    Raises:
        Damaged: it is not there, does not read, or is something else.
    """
    found, content = read_object(store, sha)
    if found != kind or object_id(kind.encode(), content).hex() != sha:
        raise Damaged(
            f"object {sha} in {store.code} does not have the content that its name promises",
            hint="Try `hunch doctor`.",
        )
    if kind == "commit":
        return [(root_of(store, sha).tree, "tree")]
    if kind == "tree":
        return [(i.sha.hex(), "tree" if i.mode == TREE_MODE else "blob") for i in parse_tree(content)]
    return []


def _reach(store: Store, snapshot: str, needed: set[str]) -> None:
    needed.add(snapshot)
    todo = [root_of(store, snapshot).tree]
    while todo:
        tree = todo.pop()
        if tree in needed:
            continue
        needed.add(tree)
        for item in parse_tree(read_object(store, tree)[1]):
            if item.mode == TREE_MODE:
                todo.append(item.sha.hex())
            else:
                needed.add(item.sha.hex())


class _Loose(NamedTuple):
    """A loose object."""

    sha: str
    size_bytes: int
    touched_s: float


@contextmanager
def _locked(store: Store) -> Iterator[None]:
    """Nobody else writes to the store meanwhile; on a file system without locks only age protects the others.

    Raises:
        CannotWrite: another process does not let go.
    """
    import fcntl

    path = os.path.join(store.code, "lock")
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
    until = time.monotonic() + PATIENCE_S
    try:
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise CannotWrite(
                        f"another process writes the store {store.code}",
                        hint="When it is done: hunch gc",
                    ) from None
                time.sleep(0.01)
            except OSError:  # a file system without locks
                break
        yield
    finally:
        os.close(fd)


def _is_kept(store: Store, snapshot: str) -> bool:
    """Whether the store has a snapshot's commit, loose (even if damaged) or packed."""
    if os.path.exists(object_path(store, snapshot)):
        return True
    try:
        return read_object(store, snapshot)[0] == "commit"
    except Damaged:
        return False


def _is_younger(touched_s: float, *, than_s: float | None) -> bool:
    return than_s is not None and touched_s > than_s


def _touched_s(path: str) -> float:
    """When a file was last written, touched or moved; 0 where it is gone."""
    try:
        stat = os.stat(path)
    except FileNotFoundError:
        return 0.0
    return max(stat.st_mtime, stat.st_ctime)


def _loose_objects(store: Store) -> list[_Loose]:
    """All loose objects; what a killed process left half written counts as one without an id."""
    out = []
    for folder in sorted(os.listdir(store.objects)):
        if len(folder) != 2:
            continue
        with os.scandir(os.path.join(store.objects, folder)) as listing:
            for entry in listing:
                try:
                    stat = entry.stat()
                except FileNotFoundError:  # moved into its place meanwhile
                    continue
                out.append(_Loose(folder + entry.name, stat.st_size, max(stat.st_mtime, stat.st_ctime)))
    return out


def _delete(store: Store, doomed: list[str], objects: list[str]) -> None:
    """Refs first: whoever finds a ref may rely on all that it names."""
    for path in [*map(store.ref, doomed), *[object_path(store, sha) for sha in objects]]:
        try:
            os.unlink(path)
        except FileNotFoundError:  # somebody else's pruning
            continue
        except OSError as error:
            raise CannotWrite(f"cannot delete {path}: {error.strerror}") from error
