"""Bringing the index up to date with the journals.

New lines are read from where the last update stopped; the runs that they speak of are folded again from all
their events. An index whose journals no longer continue what was read of them, or have grown by much, is
filled anew. Either way the same comes out: it depends on the set of events only.
"""

import gc
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from .database import transaction
from .reader import BadLine, Chunk, Line, NotContinuedError, read
from .tails import Stat, hash_at_end, is_continued, stats_of

NOBODY = ""
"""The run of events that speak of none."""
MANY_LINES = 1000
HIGHEST = ("index", "highest id")
"""Where the index keeps the highest id that it knows: what exceeds it is new for sure."""


class Seen(NamedTuple):
    """A journal file as the last update left it."""

    no: int
    name: str
    end: int
    line_count: int
    last_hash: str
    torn_bytes: int
    size_bytes: int
    mtime_ns: int


def bring_up_to_date(db: sqlite3.Connection, folder: str) -> None:
    """Read what the journals in `folder` say since the last time.

    Raises:
        NotContinuedError: the index must be filled anew.
        NewerFormat: a line is of a newer Hunch.
        sqlite3.DatabaseError: the index is broken or locked.
    """
    if _is_up_to_date(_seen(db), stats_of(folder)):
        return
    with transaction(db):
        stats, seen = stats_of(folder), _seen(db)
        if _is_up_to_date(seen, stats):  # another process was faster
            return
        if not all(_continues(folder, each, stats.get(each.name)) for each in seen.values()):
            raise NotContinuedError
        chunks = _read_new(db, folder, seen, stats)
        known = sum(each.line_count for each in seen.values())
        if sum(len(chunk.lines) for chunk in chunks.values()) > max(MANY_LINES, known // 4):
            raise NotContinuedError
        # Only here: where nothing has come, nobody waits for what folds it.
        from .refolding import contradicts, fold_again

        lines = _one_of_each_id(chunks)
        highest = _highest(db)
        if contradicts(db, folder, {each.id: text for each, text in lines if each.id <= highest}):
            raise NotContinuedError
        fold_again(db, folder, _note(db, stats, chunks, [each for each, _ in lines]))


def fill(db: sqlite3.Connection, folder: str, until: str | None = None) -> None:
    """Read all that the journals in `folder` say into an empty index.

    Args:
        until: events whose id exceeds this are passed over, as if they were still to come.

    Raises:
        NewerFormat: a line is of a newer Hunch.
    """
    from .refolding import fold_all

    with no_collector(), transaction(db):
        stats = stats_of(folder)
        chunks = _read_new(db, folder, {}, stats)
        known = [each for each, _ in _one_of_each_id(chunks) if until is None or each.id <= until]
        lines = _note(db, stats, chunks, known)
        fold_all(db, lines, {chunk.number: chunk.content for chunk in chunks.values()})


def _seen(db: sqlite3.Connection) -> dict[str, Seen]:
    rows = db.execute(
        "SELECT no, name, end, line_count, last_hash, torn_bytes, size_bytes, mtime_ns FROM files"
    )
    return {row[1]: Seen(*row) for row in rows}


def _is_up_to_date(seen: dict[str, Seen], stats: dict[str, Stat]) -> bool:
    return {each.name: Stat(each.size_bytes, each.mtime_ns) for each in seen.values()} == stats


def _continues(folder: str, seen: Seen, stat: Stat | None) -> bool:
    """Whether what was read of a file still stands there, as far as its size and last line tell."""
    if stat is None or stat.size_bytes < seen.end:
        return False
    if stat.size_bytes == seen.size_bytes:
        return stat.mtime_ns == seen.mtime_ns
    try:
        return is_continued(os.path.join(folder, seen.name), end=seen.end, last_hash=seen.last_hash)
    except OSError:
        return False


def _read_new(
    db: sqlite3.Connection, folder: str, seen: dict[str, Seen], stats: dict[str, Stat]
) -> dict[str, Chunk]:
    """What each changed file says behind what was read; a file that cannot be read is named and left out."""
    chunks = {}
    free = 1 + max((each.no for each in seen.values()), default=0)
    for name, stat in sorted(stats.items()):
        known = seen.get(name, Seen(free, name, 0, 0, "", 0, 0, 0))
        if name in seen and Stat(known.size_bytes, known.mtime_ns) == stat:
            continue
        free += name not in seen
        db.execute("DELETE FROM bad WHERE file=? AND offset>=?", (name, known.end))
        try:
            chunks[name] = read(
                folder,
                name,
                number=known.no,
                offset=known.end,
                lines_before=known.line_count,
                last_hash=known.last_hash,
            )
        except OSError as error:
            _note_bad(db, [BadLine(name, 0, known.end, f"cannot be read: {error.strerror}")])
    return chunks


def _one_of_each_id(chunks: dict[str, Chunk]) -> list[tuple[Line, bytes]]:
    """The lines that count, with their bytes: of two that say they are the same event, the one of the smaller
    hash, wherever they stand.
    """
    kept: dict[str, tuple[Line, bytes]] = {}
    for chunk in chunks.values():
        begin = chunk.end + chunk.torn_bytes - len(chunk.content)
        for line in chunk.lines:
            text = chunk.content[line.offset - begin : line.offset - begin + line.length]
            known = kept.setdefault(line.id, (line, text))
            if known[1] != text:
                kept[line.id] = min(known, (line, text), key=_hash_of)
    return list(kept.values())


def _hash_of(line: tuple[Line, bytes]) -> tuple[str, bytes]:
    return hash_at_end(line[1]), line[1]


def _highest(db: sqlite3.Connection) -> str:
    """The highest id that the index knows, "" for none."""
    row = db.execute("SELECT value FROM cached WHERE kind=? AND key=?", HIGHEST).fetchone()
    if row:
        return str(row[0].decode())
    return str(db.execute("SELECT coalesce(max(id), '') FROM events").fetchone()[0])


def _note(
    db: sqlite3.Connection, stats: dict[str, Stat], chunks: dict[str, Chunk], lines: list[Line]
) -> list[Line]:
    """Remember how far each file was read and, by the runs that it speaks of, where each line stands."""
    for name, chunk in chunks.items():
        db.execute(
            "INSERT OR REPLACE INTO files(no, name, end, line_count, last_hash, torn_bytes, size_bytes, mtime_ns)"
            " VALUES(?,?,?,?,?,?,?,?)",
            (
                chunk.number,
                name,
                chunk.end,
                chunk.line_count,
                chunk.last_hash,
                chunk.torn_bytes,
                *stats[name],
            ),
        )
        _note_bad(db, chunk.bad)
    highest = max([_highest(db), *(line.id for line in lines)])
    db.execute("INSERT OR REPLACE INTO cached VALUES(?,?,?)", (*HIGHEST, highest.encode()))
    rows = [
        (run, identifier, kind, file, offset, length)
        for identifier, kind, gist, file, offset, length in lines
        for run in (gist.subjects or (NOBODY,))
    ]
    rows.sort()
    db.executemany("INSERT OR IGNORE INTO events VALUES(?,?,?,?,?,?)", rows)
    return lines


def _note_bad(db: sqlite3.Connection, bad: Iterable[BadLine]) -> None:
    db.executemany("INSERT OR IGNORE INTO bad VALUES(?,?,?,?)", bad)


@contextmanager
def no_collector() -> Iterator[None]:
    """Without the cycle collector, which would walk 100,000 structs again and again and find nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
