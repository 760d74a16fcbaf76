"""The full-text index: what was said, run, printed and coded, and where it is found again.

A cache in a file of its own: broken, deleted or of another version it is made again; where it cannot be written, it
lives in memory. What goes in is decided by its callers, who remember here what of it is in. Nothing here is newer than
SQLite 3.40 (Debian 12).

Texts are kept `parted` (entities/sought.py). The number of an entry tells its shelf: of each shelf only the latest
entries that match are ranked, so that a word that stands everywhere costs no more than one that does not.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Self

from hunch.entities.sought import Term, parted, readable, run_together, whole

from .database import BROKEN, alone, transaction
from .search_file import COLUMNS, TOKENS, known, made, made_anew
from .workbench import Workbench

SHELF_SIZE = 1 << 40
MOST_RANKED = 1000
"""So many of the entries of a shelf that match are ranked, the latest."""
SNIPPET_TOKENS = 40
SHELVES = {"console": 1, "page": 2, "code": 3, "run": 4}
SAID = 5
"""The shelf of all that people wrote."""
WEIGHTS = (6.0, 1.0, 2.0, 2.0, 3.0)
BEGIN, END, CUT = "\x02", "\x03", "\x04"
"""Around what matches in a snippet, and where it was cut."""


class Entry(NamedTuple):
    """A text that can be found, and what it belongs to. Of texts with one `thing` only one is shown."""

    kind: str
    thing: str
    source: str
    """What it was made from: by this it is taken out again."""
    title: str = ""
    body: str = ""
    params: str = ""
    metrics: str = ""
    place: str | None = None
    weight: float = 1.0
    """How much a match in it counts."""
    run: str | None = None
    question: str | None = None
    idea: str | None = None
    by: str | None = None
    at: str | None = None


class Hit(NamedTuple):
    """A thing that matches, by the entry of it that matches most."""

    no: int
    kind: str
    thing: str
    place: str | None
    run: str | None
    question: str | None
    idea: str | None
    by: str | None
    at: str | None
    score: float
    entries: int
    """How many entries of it match, of those that were ranked."""


class Shown(NamedTuple):
    """The texts of an entry around what matches, with BEGIN, END and CUT in them; "" for a column without a match."""

    title: str
    body: str
    params: str
    metrics: str


class Narrowed(NamedTuple):
    """A condition over `entries AS e` and its values."""

    sql: str = "1"
    values: tuple[object, ...] = ()


class Search:
    """The full-text index of one workbench. A context manager."""

    def __init__(self, db: sqlite3.Connection, *, fault: str | None = None) -> None:
        self.db = db
        self.fault = fault
        """Why it lives in memory, None where it does not."""

    @classmethod
    def open(cls, bench: Workbench) -> Self:
        """The index as it was left, empty where there is none."""
        path = bench.paths.search
        try:
            there = known(path)
            if there is not None:
                return cls(there)
            with alone(path):  # another process may have made it meanwhile
                return cls(known(path) or made_anew(path))
        except (*BROKEN, OSError) as error:
            return cls.in_memory(fault=f"the search index in {bench.paths.cache} cannot be used: {error}")

    @classmethod
    def in_memory(cls, *, fault: str | None = None) -> Self:
        """An empty one that lives as long as it is open."""
        return cls(made(":memory:"), fault=fault)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    # ---- what is in

    def recall(self, kind: str) -> dict[str, str]:
        """What was remembered of one kind, by key."""
        return dict(self.db.execute("SELECT key, value FROM told WHERE kind = ?", (kind,)).fetchall())

    def recalled(self, kind: str, key: str) -> str | None:
        """What was remembered under one key."""
        row = self.db.execute("SELECT value FROM told WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return str(row[0]) if row else None

    def remember(self, kind: str, values: Iterable[tuple[str, str]]) -> None:
        """Keep what is in, in words of the caller's."""
        rows = ((kind, *each) for each in values)
        self.db.executemany("INSERT OR REPLACE INTO told VALUES(?,?,?)", rows)

    def forget(self, kind: str, keys: Iterable[str]) -> None:
        """The inverse of `remember`."""
        self.db.executemany("DELETE FROM told WHERE kind = ? AND key = ?", ((kind, key) for key in keys))

    def add(self, entries: Iterable[Entry]) -> list[int]:
        """Put texts in; their numbers."""
        given = list(entries)
        numbers = self._numbers([SHELVES.get(entry.kind, SAID) for entry in given])
        rows = [_row(no, entry) for no, entry in zip(numbers, given, strict=True)]
        texts = [_texts(no, entry) for no, entry in zip(numbers, given, strict=True)]
        self.db.executemany(f"INSERT INTO entries VALUES({','.join('?' * 11)})", rows)
        self.db.executemany("INSERT INTO texts VALUES(?,?,?,?,?,?)", texts)
        self.db.executemany(f"INSERT INTO words(rowid, {', '.join(COLUMNS)}) VALUES(?,?,?,?,?,?)", texts)
        return numbers

    def remove(self, sources: Iterable[str]) -> None:
        """Take out all that was made from these."""
        columns = ", ".join(COLUMNS)
        for source in sources:
            numbers = self.db.execute("SELECT no FROM entries WHERE source = ?", (source,)).fetchall()
            for number in numbers:
                self.db.execute(
                    f"INSERT INTO words(words, rowid, {columns}) SELECT 'delete', no, {columns} FROM texts WHERE no = ?",
                    number,
                )
                self.db.execute("DELETE FROM texts WHERE no = ?", number)
                self.db.execute("DELETE FROM entries WHERE no = ?", number)

    def _numbers(self, shelves: Sequence[int]) -> list[int]:
        """A number on its shelf for each: the next ones."""
        last = {shelf: shelf * SHELF_SIZE for shelf in shelves} | dict(
            self.ask("SELECT shelf, last FROM shelves")
        )
        numbers = []
        for shelf in shelves:
            last[shelf] += 1
            numbers.append(last[shelf])
        self.db.executemany("INSERT OR REPLACE INTO shelves VALUES(?,?)", last.items())
        return numbers

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing."""
        with transaction(self.db):
            yield

    # ---- asking

    def hits(
        self, asked: Sequence[Term], narrowed: Narrowed, *, most: int, columns: Sequence[str] = COLUMNS,
        any_of: bool = False, shelves: Iterable[int] = (*SHELVES.values(), SAID),
    ) -> list[Hit]:  # fmt: skip
        """The things that match, what matches most first; of equals the latest.

        Args:
            columns: where to look.
            any_of: whether one of the terms is enough.
        """
        match = expression(asked, columns, any_of=any_of)
        ranges = [self._latest(match, shelf) for shelf in shelves]
        within = " OR ".join(["rowid BETWEEN ? AND ?"] * len(ranges))
        sql = _RANKED.format(ranges=within, condition=narrowed.sql)
        bounds = [bound for each in ranges for bound in each]
        return [Hit(*row) for row in self.ask(sql, (*WEIGHTS, match, *bounds, *narrowed.values, most))]

    def _latest(self, match: str, shelf: int) -> tuple[int, int]:
        """The numbers between which the latest entries of a shelf lie that match."""
        first, after = shelf * SHELF_SIZE, (shelf + 1) * SHELF_SIZE
        rows = self.ask(_NTH, (match, first, after, MOST_RANKED - 1))
        return (rows[0][0] if rows else first), after - 1

    def shown(
        self, numbers: Sequence[int], asked: Sequence[Term], *, any_of: bool = False
    ) -> dict[int, Shown]:
        """The texts of these entries around what matches.

        They are looked at on their own: among all, a beginning that many words have would be looked up for each.
        """
        columns = ", ".join(COLUMNS)
        self.ask(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.looked_at USING fts5({columns}, {TOKENS})")
        self.ask("DELETE FROM temp.looked_at")
        self.db.executemany(
            f"INSERT INTO temp.looked_at(rowid, {columns}) SELECT no, {columns} FROM texts WHERE no = ?",
            ((number,) for number in numbers),
        )
        rows = self.ask(_SHOWN, (expression(asked, COLUMNS, any_of=any_of),))
        return {row[0]: Shown(*(whole(text) if BEGIN in text else "" for text in row[1:])) for row in rows}

    def texts(self, number: int) -> tuple[str, str]:
        """Title and body of an entry."""
        row = self.db.execute("SELECT title, body FROM texts WHERE no = ?", (number,)).fetchone()
        return whole(row[0]), whole(row[1])

    def ask(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows."""
        return self.db.execute(sql, values).fetchall()


_NTH = "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT 1 OFFSET ?"
_RANKED = f"""
WITH ranked AS MATERIALIZED (
    SELECT rowid AS no, bm25(words, {",".join("?" * len(WEIGHTS))}) AS score FROM words WHERE words MATCH ? AND ({{ranges}})
),
weighed AS (
    SELECT e.*, round(-score * e.weight, 3) + e.weight / 1e6 AS score
    FROM ranked CROSS JOIN entries AS e ON e.no = ranked.no WHERE {{condition}}
),
placed AS (
    SELECT *, row_number() OVER (PARTITION BY thing ORDER BY score DESC, no DESC) AS place_in_thing,
           count(*) OVER (PARTITION BY thing) AS entries FROM weighed
)
SELECT no, kind, thing, place, run, question, idea, by, at, score, entries FROM placed WHERE place_in_thing = 1
ORDER BY score DESC, at DESC, no DESC LIMIT ?
"""
"""Where many texts hold a word it tells next to nothing, and in few texts it does so by chance: then the weight decides, and
then the time."""
_SHOWN = (
    f"SELECT rowid, highlight(looked_at, 0, '{BEGIN}', '{END}'), "
    + ", ".join(
        f"snippet(looked_at, {at}, '{BEGIN}', '{END}', '{CUT}', {SNIPPET_TOKENS})" for at in (1, 2, 3)
    )
    + " FROM temp.looked_at WHERE looked_at MATCH ?"
)


def expression(asked: Sequence[Term], columns: Sequence[str], *, any_of: bool = False) -> str:
    """Terms as FTS5 has them; every text stands in quotes, so that nothing in it is an operator.

    >>> expression([Term(("lr=1", 'a"b'))], COLUMNS)
    '("lr=1" OR "a""b")'
    """
    parts = []
    for term in asked:
        phrases = [
            '"' + parted(phrase).replace('"', '""') + '"' + "*" * term.prefix for phrase in term.phrases
        ]
        parts.append(f"({' OR '.join(phrases)})")
    joined = (" OR " if any_of else " AND ").join(parts)
    return joined if tuple(columns) == COLUMNS else f"{{{' '.join(columns)}}} : ({joined})"


def _row(no: int, entry: Entry) -> tuple[object, ...]:
    place = readable(entry.place) if entry.place else None
    return (
        no, entry.kind, readable(entry.thing), place, entry.source, entry.weight, entry.run, entry.question, entry.idea,
        entry.by, entry.at,
    )  # fmt: skip


def _texts(no: int, entry: Entry) -> tuple[object, ...]:
    columns = [_kept(text) for text in (entry.title, entry.body, entry.params, entry.metrics)]
    return (no, *columns, " ".join(filter(None, map(run_together, columns))))


def _kept(text: str) -> str:
    return parted(readable(text)) if text else ""
