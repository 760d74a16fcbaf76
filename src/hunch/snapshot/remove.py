"""Taking unused snapshots away, and checking those that are left."""

import os
from collections.abc import Iterable
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
            not have been written down yet).

    Raises:
        Damaged: a snapshot to keep does not read: then nothing is taken away.
        CannotWrite: the store is not ours to change.
    """
    if not os.path.isdir(store.objects):
        return Pruned([], 0, 0)
    with alone(store, PATIENCE_S):
        wanted = set(keep)
        doomed = [s for s in snapshots(store) if s not in wanted and not _is_recent(store, s, unused_since)]
        needed: set[str] = set()
        for snapshot in set(snapshots(store)) - set(doomed):
            _reach(store, snapshot, needed)
        files = [(sha, size) for sha, size in _loose_objects(store) if sha not in needed]
        if not dry_run:
            _delete(store, doomed, [sha for sha, _ in files])
        return Pruned(doomed, len(files), sum(size for _, size in files))


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
                todo += _checked(store, sha, kind)
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


def _checked(store: Store, sha: str, kind: str) -> list[tuple[str, str]]:
    """What an object names, once its own content is found to be right."""
    found, content = read_object(store, sha)
    if found != kind or object_id(kind.encode(), content).hex() != sha:
        raise Damaged(f"object {sha} in {store.code} does not have the content that its name promises")
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


def _is_recent(store: Store, snapshot: str, unused_since: float | None) -> bool:
    if unused_since is None:
        return False
    try:
        return os.stat(store.ref(snapshot)).st_mtime > unused_since
    except FileNotFoundError:
        return False


def _loose_objects(store: Store) -> list[tuple[str, int]]:
    """Ids and sizes of loose objects; what a killed process left half written counts as one without an id."""
    out = []
    for folder in sorted(os.listdir(store.objects)):
        if len(folder) != 2:
            continue
        with os.scandir(os.path.join(store.objects, folder)) as listing:
            out += [(folder + entry.name, entry.stat().st_size) for entry in listing]
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
