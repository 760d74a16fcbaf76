"""What a working folder looked like when its snapshot was taken: enough to see, by `stat` alone, that nothing changed.

A folder is kept as three byte strings (names, kinds, stats) in the order in which the file system lists
it, so that an unchanged folder is three comparisons whatever the number of its files. A file that could be
written again without its times moving (it was read within two seconds of its last change) is kept with
a stat that nothing equals.
"""

import os
import struct
from typing import NamedTuple

import msgspec

from hunch.entities.events import LeftOut

VERSION = 1
KEPT, WATCHED, SKIPPED, SKIPPED_FOLDER, FOLDER = range(5)
"""What an entry of a folder is: in the snapshot; left out for what its stat says; left out by its name; a
folder that is left out; a folder that was walked."""

STAT = struct.Struct("=5Q")
NO_STAT = b"\xff" * STAT.size
"""Equal to the stat of no file."""
RACY_NS = 2_000_000_000
"""Coarsest clock of a file system in use (FAT)."""
MASK = 0xFFFF_FFFF_FFFF_FFFF
EXECUTABLE, LINK = 0o100, 0o120000


class Left(NamedTuple):
    """An entry that is left out with a reason worth telling; `files` where it stands for so many of the folder."""

    name: bytes
    reason: str
    size_bytes: int | None = None
    files: int | None = None
    is_folder: bool = False


class Folder(msgspec.Struct, frozen=True, array_like=True):
    """One folder as it was listed; `path` is relative to the root, b"" for the root."""

    path: bytes
    names: bytes
    """Joined by NUL."""
    kinds: bytes
    """A byte for each name."""
    stats: bytes
    """`STAT` of each entry that is kept or watched, in order."""
    ignored: bool
    """Whether the folder is ignored and only walked for the sake of what git tracks in it."""
    kept: int
    size_bytes: int
    """Number and size of the kept files."""
    left: list[Left]


class Known(msgspec.Struct, frozen=True, array_like=True):
    """Ids of what is in the store, folder by folder: 20 bytes for each kept entry, and for the tree."""

    shas: list[bytes]
    trees: list[bytes]


class Signature(msgspec.Struct, frozen=True, array_like=True):
    """A working folder when it was last snapshotted."""

    version: int
    root: bytes
    guards: bytes
    snapshot: str
    whole: bool
    """False where time ran out: then the next take must look at everything again."""
    guarded: bool
    """Whether a guard on number or size left files out: then kinds say nothing about the next time."""
    rules: list[tuple[bytes, bytes]]
    """Files that decide what is ignored and their stats, b"" where there is none."""
    tracked: list[tuple[bytes, bytes, bytes, bytes]]
    """User's indexes: folder, index file, its stat, digest of the tracked names."""
    exclude_file: str
    """Where the patterns that are not the project's own were put together for git."""
    left_out: list[LeftOut]
    folders: list[Folder]
    known: msgspec.Raw
    """`Known`, decoded only where something changed."""


def load(path: str) -> Signature | None:
    """A kept signature; None where there is none that this version reads."""
    try:
        with open(path, "rb", buffering=0) as file:
            signature = msgspec.msgpack.decode(file.read(), type=Signature)
    except (OSError, msgspec.MsgspecError):
        return None
    return signature if signature.version == VERSION else None


def changed_folders(signature: Signature) -> list[bytes]:
    """Folders that do not look as they did: the walk that a run pays when nothing changed."""
    root = signature.root
    return [folder.path for folder in signature.folders if not _same(root, folder)]


def rules_hold(signature: Signature) -> bool:
    """Whether the files that decide what is ignored, or tracked, are as they were."""
    watched = [*signature.rules, *[(index, stat) for _, index, stat, _ in signature.tracked]]
    return all(stat_of(path) == stat for path, stat in watched)


def stat_of(path: bytes) -> bytes:
    """Packed stat of a file, b"" where there is none."""
    try:
        return pack(os.stat(path))
    except (OSError, ValueError):
        return b""


def pack(stat: os.stat_result) -> bytes:
    """What of a stat moves when a file changes."""
    return STAT.pack(
        stat.st_mtime_ns & MASK,
        stat.st_ctime_ns & MASK,
        stat.st_size & MASK,
        stat.st_ino & MASK,
        stat.st_mode,
    )


def is_racy(stat: os.stat_result, now_ns: int) -> bool:
    """Whether a file could be written after `now_ns` without its stat moving.

    Every write sets ctime to the present, so an mtime of the far future (set by hand) does no harm.
    """
    soon = now_ns - RACY_NS
    return stat.st_ctime_ns > soon or soon < stat.st_mtime_ns < now_ns + RACY_NS


def mode_of(packed: bytes) -> int:
    """st_mode in a packed stat."""
    return int(STAT.unpack(packed)[4])


def entries_of(folder: Folder) -> list[tuple[bytes, int, bytes]]:
    """Name, kind and packed stat (b"" where it has none) of each entry."""
    out, at = [], 0
    for name, kind in zip(folder.names.split(b"\0"), folder.kinds, strict=False):
        stat = b""
        if kind <= WATCHED:
            stat = folder.stats[at : at + STAT.size]
            at += STAT.size
        out.append((name, kind, stat))
    return out


def _same(root: bytes, folder: Folder) -> bool:
    try:
        with os.scandir(root + b"/" + folder.path) as listing:
            entries = list(listing)
        if len(entries) != len(folder.kinds):
            return False
        if b"\0".join([entry.name for entry in entries]) != folder.names:
            return False
        return _same_stats(entries, folder)
    except OSError:
        return False


def _same_stats(entries: list["os.DirEntry[bytes]"], folder: Folder) -> bool:
    """Whether files have the stats, and folders and skipped entries the types, that they had."""
    flat: list[int] = []
    for entry, kind in zip(entries, folder.kinds, strict=True):
        if kind <= WATCHED:
            s = entry.stat(follow_symlinks=False)
            flat += (s.st_mtime_ns, s.st_ctime_ns, s.st_size, s.st_ino, s.st_mode)
        elif entry.is_dir(follow_symlinks=False) != (kind >= SKIPPED_FOLDER):
            return False
    try:
        return struct.pack(f"={len(flat)}Q", *flat) == folder.stats
    except struct.error:  # a time before 1970
        return struct.pack(f"={len(flat)}Q", *[n & MASK for n in flat]) == folder.stats
