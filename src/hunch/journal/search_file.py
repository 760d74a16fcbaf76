"""The SQLite file under the full-text index: opened, created, thrown away. A cache: it may vanish at any time.

Nothing here is newer than SQLite 3.40 (Debian 12).
"""

import os
import sqlite3
from contextlib import suppress

from hunch.errors import HunchError

from .database import BROKEN, BUSY_WAIT_S, is_on_local_disk, throw_away

VERSION = 1
COLUMNS = ("title", "body", "params", "metrics", "joined")
"""`joined`: names that were taken apart in the others, as they are written."""
TOKENS = "tokenize='porter unicode61 remove_diacritics 2'"

SCHEMA = f"""
CREATE TABLE entries(
    no INTEGER PRIMARY KEY, kind TEXT NOT NULL, thing TEXT NOT NULL, place TEXT, source TEXT NOT NULL, weight REAL NOT NULL,
    run TEXT, question TEXT, idea TEXT, by TEXT, at TEXT
) STRICT;
CREATE INDEX entries_by_source ON entries(source);
CREATE INDEX entries_by_thing ON entries(thing);
CREATE TABLE texts(
    no INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL, params TEXT NOT NULL, metrics TEXT NOT NULL,
    joined TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE words USING fts5(
    {", ".join(COLUMNS)}, content='texts', content_rowid='no', prefix='2 3', {TOKENS}
);
CREATE TABLE shelves(shelf INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;
CREATE TABLE told(kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
CREATE TABLE runs(
    id TEXT PRIMARY KEY, name TEXT NOT NULL, snapshot INTEGER, question TEXT, idea TEXT, by TEXT, at TEXT
) STRICT;
CREATE INDEX runs_by_snapshot ON runs(snapshot);
CREATE TABLE snapshots(no INTEGER PRIMARY KEY, sha TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE files(
    no INTEGER PRIMARY KEY, path TEXT NOT NULL, blob TEXT NOT NULL, runs INTEGER NOT NULL, last TEXT NOT NULL,
    UNIQUE (path, blob)
) STRICT;
CREATE TABLE uses(snapshot INTEGER NOT NULL, file INTEGER NOT NULL, PRIMARY KEY (snapshot, file)) STRICT, WITHOUT ROWID;
CREATE TABLE units(entry INTEGER NOT NULL, file INTEGER NOT NULL, PRIMARY KEY (entry, file)) STRICT, WITHOUT ROWID;
"""


def known(path: str) -> sqlite3.Connection | None:
    """The file at `path`; None where it is not, is broken, or of another version."""
    if not os.path.exists(path):
        return None
    db = sqlite3.connect(path, timeout=BUSY_WAIT_S, isolation_level=None)
    with suppress(*BROKEN):
        if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            db.execute("PRAGMA synchronous=NORMAL")
            return db
    db.close()
    return None


def made_anew(path: str) -> sqlite3.Connection:
    """An empty file in the place of what is there."""
    throw_away(path)
    return made(path)


def made(path: str) -> sqlite3.Connection:
    """An empty one; ":memory:" lives as long as its connection."""
    db = sqlite3.connect(path, timeout=BUSY_WAIT_S, isolation_level=None)
    try:
        if path != ":memory:" and is_on_local_disk(path):
            db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(SCHEMA)
        db.execute(f"PRAGMA user_version={VERSION}")
    except sqlite3.OperationalError as error:
        db.close()
        if "fts5" in str(error):
            raise HunchError(
                "the SQLite of this Python cannot search texts (it has no FTS5)",
                hint="Use a Python whose sqlite3 was built with it, as those of distributions are.",
            ) from error
        raise
    return db
