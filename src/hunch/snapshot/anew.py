"""One take where something changed: walk, guard, keep, sign."""

import os
import time
from collections.abc import Callable

import msgspec

from hunch.entities.config import SnapshotGuards

from .keep import Kept, Memory, keep_commit
from .limits import apply_guards, left_out_of
from .objects import Store
from .rules import Rules
from .signature import VERSION, Folder, Known, Signature, entries_of, stat_of
from .walk import GITIGNORE, Walk


def snapshot_of(
    store: Store,
    root: bytes,
    guards: SnapshotGuards,
    last: Signature | None,
    dirty: set[bytes],
    clock_ns: Callable[[], int],
) -> Signature:
    """Take a snapshot, starting from what the last one knew.

    Raises:
        GitMissing, GitFailed: git is needed (for new names) and does not answer.
        OSError: the store cannot be written, or the root not be read.
    """
    began = time.monotonic()
    now_ns = clock_ns()
    rules = Rules(store, root, guards, now_ns)
    memory = Memory.of(last)
    old = memory.folders
    if not _decisions_hold(last, rules, memory, dirty):
        rules.start_anew()
        old = {}
    walk = Walk(rules, guards, old, dirty, now_ns)
    found = walk.run()
    guarded = apply_guards(found, guards, rules)
    kept = Kept(store, root, found, memory, clock_ns)
    in_time = kept.keep_contents(guards, began + guards.max_seconds)
    snapshot = keep_commit(store, kept.keep_trees(), kept.empty_folders())
    packed, known_shas, known_trees = kept.packed()
    return Signature(
        version=VERSION,
        root=root,
        guards=msgspec.msgpack.encode(guards),
        snapshot=snapshot,
        whole=walk.whole and in_time,
        guarded=guarded or walk.stopped,
        rules=list(rules.files.items()),
        tracked=rules.tracked_indexes,
        exclude_file=rules.exclude_file,
        left_out=left_out_of(found),
        folders=packed,
        known=msgspec.Raw(msgspec.msgpack.encode(Known(shas=known_shas, trees=known_trees))),
    )


def _decisions_hold(last: Signature | None, rules: Rules, memory: Memory, dirty: set[bytes]) -> bool:
    """Whether what was decided by name last time would be decided so again."""
    if last is None or last.guarded or not last.whole:
        return False
    return not _patterns_changed(rules.root, memory.folders, dirty) and rules.take_over(last)


def _patterns_changed(root: bytes, folders: dict[bytes, Folder], dirty: set[bytes]) -> bool:
    """Whether some `.gitignore` came, went or changed."""
    for path in dirty:
        before = {name: stat for name, _, stat in entries_of(folders[path])}.get(GITIGNORE, b"")
        if before != _link_stat(os.path.join(root, path, GITIGNORE)):
            return True
    return False


def _link_stat(path: bytes) -> bytes:
    return stat_of(path) if not os.path.islink(path) else b""
