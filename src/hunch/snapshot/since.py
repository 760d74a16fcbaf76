"""What happened to the files of a snapshot while a run was going on."""

import os
from typing import NamedTuple

from . import signature as signatures
from .ignores import is_config, is_source
from .keep import Memory
from .limits import shown
from .objects import Store
from .signature import Signature, entries_of, pack
from .store import signature_path

MOST_CREATED = 1000


class Since(NamedTuple):
    """Paths, sorted: of the snapshot's files those that were edited or deleted, and source and configuration
    files that came to be beside them (such as git ignores may be among them).
    """

    edited: list[str]
    created: list[str]


def since(store: Store, root: str, snapshot: str) -> Since:
    """Compare a working folder with a snapshot of it; only files whose stat has moved are read.

    Raises:
        Damaged: the store does not have the snapshot.
    """
    last = signatures.load(signature_path(store, root))
    if last is not None and last.root != os.fsencode(root):
        last = None
    if last is not None and last.snapshot == snapshot:
        return _since_last(last)
    return _since_earlier(store, root, snapshot, last)


def changed_since(store: Store, root: str, snapshot: str) -> list[str]:
    """Files of a snapshot that were edited or deleted in the working folder since; paths as `shown`."""
    return [shown(path) for path in since(store, root, snapshot).edited]


def _since_last(last: Signature) -> Since:
    """Against the snapshot that the folder gave last."""
    memory, root = Memory.of(last), os.fsdecode(last.root)
    edited, created = [], []
    for folder in signatures.changed_folders(last):
        prefix = folder + b"/" if folder else b""
        for name, stat, sha in memory.kept(folder):
            if _is_edited(root, prefix + name, stat, sha):
                edited.append(os.fsdecode(prefix + name))
        known = {name for name, _, _ in entries_of(memory.folders[folder])}
        created += _created_in(root, folder, known)
    return Since(sorted(edited), sorted(created)[:MOST_CREATED])


def _since_earlier(store: Store, root: str, snapshot: str, last: Signature | None) -> Since:
    """Against another snapshot: what the last one knows spares reading most files."""
    from .restore import found_at
    from .tree import files

    held, known = files(store, snapshot), _known_entries(last)
    edited = []
    for path, entry in held.items():
        stat, sha = known.get(path, (b"", ""))
        if _link_stat(root, path) == stat:
            if sha != entry.sha:
                edited.append(path)
        elif found_at(root, path) != entry:
            edited.append(path)
    appeared = [path for path in known if path not in held and _is_code(os.fsencode(path))]
    there = [path for path in appeared if os.path.lexists(os.path.join(root, path))]
    return Since(edited, sorted(there)[:MOST_CREATED])


def _known_entries(last: Signature | None) -> dict[str, tuple[bytes, str]]:
    memory = Memory.of(last)
    out = {}
    for folder in memory.folders:
        prefix = folder + b"/" if folder else b""
        for name, stat, sha in memory.kept(folder):
            out[os.fsdecode(prefix + name)] = (stat, sha.hex())
    return out


def _is_edited(root: str, path: bytes, stat: bytes, sha: bytes) -> bool:
    name = os.fsdecode(path)
    if _link_stat(root, name) == stat:
        return False
    from .restore import found_at  # mostly nothing was touched, and nobody waits for it

    now = found_at(root, name)
    return now is None or now.sha != sha.hex()


def _link_stat(root: str, path: str) -> bytes | None:
    try:
        return pack(os.lstat(os.path.join(root, path)))
    except OSError:
        return None


def _created_in(root: str, folder: bytes, known: set[bytes]) -> list[str]:
    """Source and configuration files that are new in a folder, those of new folders in it included."""
    created: list[str] = []
    try:
        with os.scandir(os.path.join(os.fsencode(root), folder)) as listing:
            new = [entry for entry in listing if entry.name not in known]
    except OSError:
        return []
    for entry in new:
        path = folder + b"/" + entry.name if folder else entry.name
        if entry.is_dir(follow_symlinks=False) and entry.name not in (b".git", b".hunch", b"__pycache__"):
            if len(created) < MOST_CREATED:
                created += _created_in(root, path, set())
        elif _is_code(path):
            created.append(os.fsdecode(path))
    return created


def _is_code(path: bytes) -> bool:
    return is_source(path) or is_config(path)
