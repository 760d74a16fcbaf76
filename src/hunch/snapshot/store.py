"""Taking a snapshot of a working folder: exactly what a run starts from, at the cost of a walk when nothing changed.

Nothing of the user's is written, no process is spawned while names stay as they were, and whatever goes
wrong is an answer, never an exception.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec

from hunch.entities.config import SnapshotGuards
from hunch.entities.events import LeftOut
from hunch.errors import GitFailed, HunchError
from hunch.ids import sha1

from . import signature as signatures
from .objects import Store, prepare, replace_file
from .signature import Signature

PATIENCE_S = 10.0
"""How long a take waits for another one of the same workbench, whose work it can use."""


class Taken(NamedTuple):
    """What came of taking a snapshot; `snapshot` is None where `fault` says why there is none."""

    snapshot: str | None
    left_out: list[LeftOut]
    fault: str | None = None
    unchanged: bool = False
    """Whether it is the snapshot that this folder gave last time."""


def take(
    store: Store, root: str, guards: SnapshotGuards, *, clock_ns: Callable[[], int] = time.time_ns
) -> Taken:
    """Keep the code below `root` as it is now. Never raises on account of the folder, the store or git."""
    root = os.path.abspath(root)
    try:
        where = signature_path(store, root)
        last = signatures.load(where)
        if last is not None and not _is_of(last, store, root, guards):
            last = None
        dirty = signatures.changed_folders(last) if last is not None else []
        if last is not None and not dirty and last.whole and signatures.rules_hold(last):
            return Taken(last.snapshot, last.left_out, unchanged=True)
        return _take_anew(store, os.fsencode(root), guards, last, dirty, where, clock_ns)
    except (HunchError, OSError) as error:
        return Taken(None, [], fault=f"no snapshot: {error}")


def signature_path(store: Store, root: str) -> str:
    """Where the signature of a working folder is kept."""
    key = sha1(os.fsencode(os.path.abspath(root))).hexdigest()[:16]
    return os.path.join(store.cache, "snapshot", f"{key}.signature")


def _is_of(last: Signature, store: Store, root: str, guards: SnapshotGuards) -> bool:
    """Whether a signature is of this folder under these guards, and its snapshot is still in the store."""
    if last.root != os.fsencode(root) or last.guards != msgspec.msgpack.encode(guards):
        return False
    try:
        os.utime(store.ref(last.snapshot))  # tells whoever prunes that it is in use
    except FileNotFoundError:
        return False
    except OSError:  # not ours to touch
        return os.path.exists(store.ref(last.snapshot))
    return True


def _take_anew(
    store: Store,
    root: bytes,
    guards: SnapshotGuards,
    last: Signature | None,
    dirty: list[bytes],
    where: str,
    clock_ns: Callable[[], int],
) -> Taken:
    prepare(store)
    with alone(store) as waited:
        if waited:  # somebody has just done this work
            last = signatures.load(where)
            if last is not None and not _is_of(last, store, os.fsdecode(root), guards):
                last = None
            dirty = signatures.changed_folders(last) if last is not None else []
        elif last is not None and not os.path.exists(store.ref(last.snapshot)):  # pruned a moment ago
            last, dirty = None, []
        from .anew import snapshot_of

        try:
            signature = snapshot_of(store, root, guards, last, set(dirty), clock_ns)
        except GitFailed:  # folders that turned into links while git was being asked about them
            signature = snapshot_of(store, root, guards, None, set(), clock_ns)
        _save(where, signature)
    unchanged = last is not None and last.snapshot == signature.snapshot
    return Taken(signature.snapshot, signature.left_out, unchanged=unchanged)


@contextmanager
def alone(store: Store, patience_s: float = PATIENCE_S) -> Iterator[bool]:
    """Let one process at a time write to a store, as far as that can be had; says whether it had to wait.

    Everything is written beside and moved into place, so going on without the lock is safe, only wasteful.
    """
    import fcntl

    try:
        fd = os.open(os.path.join(store.code, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError:
        yield False
        return
    waited, until = False, time.monotonic() + patience_s
    try:
        while time.monotonic() < until:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                waited = True
                time.sleep(0.01)
            except OSError:  # a file system without locks
                break
        yield waited
    finally:
        os.close(fd)


def _save(where: str, signature: Signature) -> None:
    try:
        os.makedirs(os.path.dirname(where), exist_ok=True)
        replace_file(where, msgspec.msgpack.encode(signature))
    except OSError:  # a cache that cannot be written costs time, nothing else
        return
