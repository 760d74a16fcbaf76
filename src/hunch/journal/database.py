"""The SQLite file under the index: opened, created, thrown away. A cache: it may vanish at any time.

Nothing here is newer than SQLite 3.40 (Debian 12).
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

SCHEMA_VERSION = 2
BUSY_WAIT_S = 5.0
MAKING_WAIT_S = 20.0

BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What a damaged index raises: SQLite's own errors, whose texts may quote bytes that are no text."""

LOCAL_FILE_SYSTEMS = frozenset(
    [
        "ext2",
        "ext3",
        "ext4",
        "xfs",
        "btrfs",
        "zfs",
        "tmpfs",
        "overlay",
        "f2fs",
        "jfs",
        "reiserfs",
        "bcachefs",
        "nilfs2",
        "ramfs",
    ]
)
"""Where SQLite's write-ahead log is safe: it needs memory shared by all readers."""

SCHEMA = """
CREATE TABLE files(
    no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, end INTEGER NOT NULL, line_count INTEGER NOT NULL,
    last_hash TEXT NOT NULL, torn_bytes INTEGER NOT NULL, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL
) STRICT;
CREATE TABLE bad(
    file TEXT NOT NULL, line INTEGER NOT NULL, offset INTEGER NOT NULL, what TEXT NOT NULL,
    PRIMARY KEY (file, offset)
) STRICT;
CREATE TABLE events(
    run TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
    file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX rare_events ON events(kind, id) WHERE kind < 'run.'; -- all kinds of which there are few
CREATE TABLE runs(
    no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    start_id TEXT NOT NULL, -- of the event that began it; while it waits, of the one that queued it
    name TEXT NOT NULL,
    folder TEXT, -- NULL where it has not begun: then nothing comes from it
    within TEXT, snapshot TEXT, variant TEXT, plan TEXT, question TEXT, idea TEXT,
    status TEXT NOT NULL, -- lost is never said here
    seed ANY, -- a text where SQLite has no such whole number
    duration_s REAL, replicate_of TEXT, removed INTEGER NOT NULL, before TEXT, parent TEXT
) STRICT;
CREATE INDEX runs_by_start ON runs(start_id);
CREATE INDEX runs_by_before ON runs(before);
CREATE TABLE docs(no INTEGER PRIMARY KEY, doc BLOB NOT NULL) STRICT;
CREATE TABLE restores(
    id TEXT PRIMARY KEY, folder TEXT NOT NULL, run TEXT, snapshot TEXT, saved TEXT, before TEXT
) STRICT;
CREATE TABLE cached(
    kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)
) STRICT;
"""


def in_memory() -> sqlite3.Connection:
    """An empty index that lives as long as its connection."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(SCHEMA)
    return db


def open_file(path: str) -> sqlite3.Connection:
    """The index at `path`.

    Raises:
        FileNotFoundError: there is none.
        sqlite3.DatabaseError: it is broken, of another version, or locked.
    """
    os.stat(path)
    db = sqlite3.connect(path, timeout=BUSY_WAIT_S, isolation_level=None)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version != SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"the index has version {version}")
        db.execute("PRAGMA synchronous=NORMAL")
    except BaseException:
        db.close()
        raise
    return db


def save(db: sqlite3.Connection, path: str) -> None:
    """Put an index that was made in memory in the place of the one at `path`, whole or not at all.

    Call it `alone`: the files that belong to the one before go with it.

    Raises:
        sqlite3.DatabaseError, OSError: it cannot be written.
    """
    beside = f"{path}.{os.getpid()}"
    try:
        file = sqlite3.connect(beside, isolation_level=None)
        try:
            file.execute("PRAGMA synchronous=OFF")  # until it is in place, nobody would miss it
            db.backup(file)
            file.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            if is_on_local_disk(path):
                file.execute("PRAGMA journal_mode=WAL")
        finally:
            file.close()
        throw_away(path)
        os.replace(beside, path)
    finally:
        throw_away(beside)


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; the only writer meanwhile."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def alone(path: str, *, patience_s: float = MAKING_WAIT_S) -> Iterator[None]:
    """Nobody else makes or throws away the index at `path` meanwhile.

    Raises:
        OSError: its folder cannot be written, or another process holds on to it.
    """
    os.makedirs(os.path.dirname(path), exist_ok=True)
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        deadline = time.monotonic() + patience_s
        while not _locked(descriptor, deadline):
            time.sleep(0.01)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int, deadline: float) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if time.monotonic() > deadline:
            raise
        return False
    return True


def throw_away(path: str) -> None:
    """Delete the index; it is rebuilt from the journals."""
    for name in (f"{path}-wal", f"{path}-shm", f"{path}-journal", path):
        if os.path.exists(name):
            os.unlink(name)


def is_busy(error: Exception) -> bool:
    """Whether another process held the index for too long, and nothing is wrong with it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_on_local_disk(path: str, mounts: str = "/proc/mounts") -> bool:
    """Whether `path` is known to lie on a disk of this machine; False where that cannot be told."""
    try:
        with open(mounts, encoding="utf-8", errors="surrogateescape") as file:
            lines = [line.split(" ") for line in file]
    except OSError:
        return False
    path = os.path.realpath(path)
    best, kind = "", ""
    for line in lines:
        point = line[1].replace("\\040", " ")
        if (path == point or path.startswith(point.rstrip("/") + "/")) and len(point) >= len(best):
            best, kind = point, line[2]
    return kind in LOCAL_FILE_SYSTEMS
