"""The index of the journals: what readers ask, answered from SQLite.

A cache and nothing more. It is brought up to date when it is opened; broken, truncated, of another version or
deleted, it is rebuilt from the journals without a word; where it cannot be written, it lives in memory.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

import msgspec

from hunch.entities.events import KINDS, Event
from hunch.entities.fold import Told
from hunch.entities.run import Run
from hunch.errors import Damaged
from hunch.ids import TIME_LENGTH, content_hash, tail

from .database import BROKEN, alone, in_memory, is_busy, open_file, save, throw_away, transaction
from .indexing import bring_up_to_date, fill, no_collector
from .kept import Kept
from .lines import data_of, decode_line
from .reader import NotContinuedError
from .rows import LIGHT, LightRun, light_runs
from .workbench import Workbench


class HasId(Protocol):
    """What a run's record is decoded into."""

    @property
    def id(self) -> str:
        """The run's."""


T = TypeVar("T", bound=HasId)
_decode_runs = msgspec.json.Decoder(list[Run]).decode
_TALLY = Kept("tally", list[tuple[str, int, str]])


class Index:
    """Answers about one workbench, as its journals were when this was opened. A context manager.

    >>> with Index.open(bench) as index:                                     # doctest: +SKIP
    ...     newest = index.runs(newest=10)
    """

    def __init__(
        self, bench: Workbench, db: sqlite3.Connection, faults: Sequence[str], *, until: str | None = None
    ) -> None:
        self._bench = bench
        self._db = db
        self._own_faults = list(faults)
        self.until = until
        """The highest id that it knows of by choice: it answers as if all later events were still to come. None: no such."""
        self._light: list[LightRun] | None = None

    @classmethod
    def open(cls, bench: Workbench) -> Self:
        """The index of a workbench, brought up to date.

        Raises:
            NewerFormat: a journal holds a line of a newer Hunch.
        """
        db, faults = _connect(bench)
        return cls(bench, db, faults)

    @classmethod
    def as_of(cls, bench: Workbench, until: str) -> Self:
        """The index as it would have answered before any event whose id exceeds `until`; it lives in memory.

        It knows nothing of the machine of that time: whoever reads it must not ask whether a process still lives.

        Raises:
            NewerFormat: a journal holds a line of a newer Hunch.
        """
        return cls(bench, _filled(bench.paths.journal, until), [], until=until)

    def close(self) -> None:
        """Let the file go. Nothing can be asked afterwards."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- runs

    def runs(self, ids: Iterable[str] | None = None, *, newest: int | None = None) -> list[Run]:
        """Runs, the latest start first; with `ids` those, in that order, and without what is not there."""
        if ids is not None:
            wanted = list(ids)
            found = {run.id: run for run in self._decoded(_DOCS_BY_ID, (_json(wanted),), _decode_runs)}
            return [found[each] for each in wanted if each in found]
        if newest is not None:
            return self._decoded(f"{_DOCS} ORDER BY runs.start_id DESC LIMIT ?", (newest,), _decode_runs)
        return self._decoded(f"{_DOCS} ORDER BY runs.start_id DESC", (), _decode_runs)

    def docs(self, ids: Iterable[str], into: type[T]) -> list[T]:
        """As `runs(ids)`, each in a struct of one's own that names fewer of a Run's fields, `id` among them.

        Several times as fast as all of a run: 2,000 in about ten milliseconds.
        """
        wanted = list(ids)
        decode: Callable[[bytes], list[T]] = msgspec.json.Decoder(list[into]).decode  # type: ignore[valid-type]
        found = {each.id: each for each in self._decoded(_DOCS_BY_ID, (_json(wanted),), decode)}
        return [found[each] for each in wanted if each in found]

    def light(self) -> list[LightRun]:
        """All runs as the table has them, removed ones too, the first start first: no record is decoded."""
        if self._light is None:
            self._light = light_runs(self._ask(LIGHT))
        return list(self._light)

    def endless(self) -> list[str]:
        """The runs that have no end, those that wait among them."""
        rows = self._ask(
            "SELECT id FROM runs WHERE status IN ('running', 'queued') AND NOT removed ORDER BY start_id"
        )
        return [row[0] for row in rows]

    def run(self, run_id: str) -> Run | None:
        """One run by its whole id; None where there is none (any more)."""
        return next(iter(self.runs([run_id])), None)

    def predecessor(self, run_id: str) -> Run | None:
        """The run that the working folder was at when this one started, sibling or not; None where there is none."""
        rows = self._ask("SELECT before FROM runs WHERE id = ?", (run_id,))
        return self.run(rows[0][0]) if rows and rows[0][0] else None

    def there(self, ids: Iterable[str]) -> list[str]:
        """Those of these runs that there are, the first start first."""
        rows = self._ask(
            "SELECT id FROM runs JOIN docs USING (no) WHERE NOT removed AND id IN (SELECT value FROM json_each(?))"
            " ORDER BY start_id",
            (_json(list(ids)),),
        )
        return [row[0] for row in rows]

    def count(self) -> int:
        """How many runs there are."""
        count: int = self._ask("SELECT count(*) FROM runs WHERE NOT removed")[0][0]
        return count

    def count_of(self, question: str | None, *, but: str | None = None) -> tuple[int, int]:
        """How many runs of a question have begun (None: of all), and how many variants they make up; a run whose
        variant is not known yet counts as one.

        Args:
            but: a variant that is not counted.
        """
        rows: list[tuple[int, int]] = self._ask(
            "SELECT count(*), count(DISTINCT nullif(coalesce(variant, id), ?)) FROM runs"
            " WHERE NOT removed AND folder IS NOT NULL AND (? IS NULL OR question = ?)",
            (but, question, question),
        )
        return rows[0]

    def alike(self, ids: Iterable[str], length: int) -> list[str]:
        """The runs whose random part begins as that of one of these, in so many characters: they themselves among them."""
        # The inner question is answered by the index over ids alone.
        rows = self._ask(
            "SELECT id FROM runs WHERE NOT removed AND id IN"
            " (SELECT id FROM runs WHERE substr(id, ?, ?) IN (SELECT value FROM json_each(?)))",
            (TIME_LENGTH + 1, length, _json([tail(each)[:length] for each in ids])),
        )
        return [row[0] for row in rows]

    def has_endless(self) -> bool:
        """Whether there is a run without an end: then what can be said may change without any event."""
        return bool(self._ask("SELECT 1 FROM runs WHERE status = 'running' AND NOT removed LIMIT 1"))

    def named(self) -> list[tuple[str, str, str | None]]:
        """Id, name and surrounding run of every run: what it can be called by.

        The first start first; before all starts what has not begun, so that the latest run is one that has.
        """
        return self._ask(
            "SELECT id, name, within FROM runs JOIN docs USING (no) WHERE NOT removed"
            " ORDER BY folder IS NOT NULL, start_id"
        )

    def snapshots(self, *, without: Iterable[str] = (), saved: bool = True) -> set[str]:
        """The snapshots that must be kept: of runs but those `without`, and of what restores saved."""
        rows = self._ask(
            "SELECT snapshot FROM runs WHERE NOT removed AND snapshot IS NOT NULL"
            " AND id NOT IN (SELECT value FROM json_each(?))"
            " UNION SELECT saved FROM restores WHERE saved IS NOT NULL AND ?",
            (_json(list(without)), saved),
        )
        return {row[0] for row in rows}

    # ---- events

    def events(self, kind: str | None = None, *, run: str | None = None) -> list[Event]:
        """Lines of the journals sorted by id, read from there: of one kind, about one run, or all."""
        try:
            return self._events(kind, run)
        except (Damaged, OSError, KeyError):  # a journal changed under the index, or the index is damaged
            self._start_over()
            return self._events(kind, run)

    def lines(self, kind: str) -> list[bytes]:
        """The lines themselves, without their newlines, of one kind: for whom their hashes matter."""
        try:
            return self._lines(kind, None)
        except (OSError, KeyError):
            self._start_over()
            return self._lines(kind, None)

    def tally(self, kinds: Iterable[str]) -> list[tuple[str, int, str]]:
        """How many events there are of each of these kinds, and the highest id among them.

        As long as the index lives, events are only added: where this is the same, nothing of these kinds has changed.
        """
        asked = list(kinds)
        if all(kind < "run." for kind in asked):
            return self._counted(asked, "kind < 'run.'")  # the words of the index over rare kinds
        # to count runs is dear, and most often nothing has come
        key, state = _json(asked), content_hash(self.read_so_far().encode())
        found = _TALLY.recall(self, key, state)
        if found is None:
            found = self._counted(asked, "1")
            _TALLY.keep(self, key, found, state)
        return found

    def _counted(self, kinds: list[str], among: str) -> list[tuple[str, int, str]]:
        return self._ask(
            f"SELECT kind, count(*), max(id) FROM events WHERE {among} AND kind IN (SELECT value FROM json_each(?))"
            " GROUP BY kind ORDER BY kind",
            (_json(kinds),),
        )

    def tally_until(self, until: str) -> tuple[int, str]:
        """As `tally`, of all events up to an id, whatever their kinds."""
        rows = self._ask("SELECT count(*), coalesce(max(id), '') FROM events WHERE id <= ?", (until,))
        return rows[0][0], rows[0][1]

    def read_so_far(self) -> str:
        """How far each journal was read: where this is the same, no event has come."""
        return _json(self._ask("SELECT name, end, last_hash FROM files ORDER BY name"))

    def events_of_runs(self, *, after: str = "") -> dict[str, str]:
        """What tells by run whether events about it have come: their number, and the highest id among them; of the runs
        of which one came after this id."""
        rows = self._ask(
            "SELECT run, count(*), max(id) FROM events WHERE run > '' GROUP BY run HAVING max(id) > ?",
            (after,),
        )
        return {run: f"{count}:{highest}" for run, count, highest in rows}

    def tally_of_runs(self, *, until: str) -> tuple[int, int, str]:
        """How many events about runs there are, how many of them up to an id, and the highest id among them."""
        rows: list[tuple[int, int, str]] = self._ask(
            "SELECT count(*), coalesce(sum(id <= ?), 0), coalesce(max(id), '') FROM events WHERE run > ''",
            (until,),
        )
        return rows[0]

    def ends(self) -> dict[str, str]:
        """The event by which each run ended, by run."""
        return dict(self._ask("SELECT run, max(id) FROM events WHERE kind = 'run.finished' GROUP BY run"))

    def told(self, kind: str | None = None, *, run: str | None = None) -> list[Told]:
        """As `events`, their data decoded; events that do not read are left out (see `faults`)."""
        told = []
        for event in self.events(kind, run=run):
            try:
                told.append(Told(id=event.id, at=event.at, by=event.by, data=data_of(event)))
            except Damaged:  # among `faults` since it was indexed
                continue
        return told

    def notes(self) -> list[Told]:
        """All notes, on runs or on nothing."""
        return self.told("note.added")

    # ---- faults

    @property
    def faults(self) -> list[str]:
        """What is wrong with the journals or with this cache, as far as reading has shown."""
        return [*self._own_faults, *self.unread_lines()]

    def unread_lines(self) -> list[str]:
        """The lines of the journals that do not read, or are not finished: nobody knows what they say."""
        bad = self._ask("SELECT file, line, what FROM bad ORDER BY file, line")
        torn = self._ask("SELECT name, line_count + 1 FROM files WHERE torn_bytes > 0 ORDER BY name")
        return [
            *(f"journal/{file}, line {line}: {what}" for file, line, what in bad),
            *(f"journal/{name}, line {line}: the last line is not finished" for name, line in torn),
        ]

    def unknown_kinds(self) -> dict[str, int]:
        """How many lines there are of kinds that this version does not know."""
        rows = self._ask("SELECT kind, count(DISTINCT id) FROM events GROUP BY kind")
        return {kind: count for kind, count in rows if kind not in KINDS}

    # ---- a place for what is costly to derive

    def cached(self, kind: str, key: str) -> bytes | None:
        """What was put away under this key; it may be gone at any time."""
        rows = self._ask("SELECT value FROM cached WHERE kind = ? AND key = ?", (kind, key))
        return rows[0][0] if rows else None

    def all_cached(self, kind: str, keys: Sequence[str] | None = None) -> dict[str, bytes]:
        """What of one kind was put away, by key: everything, or what there is of `keys`."""
        asked = "SELECT key, value FROM cached WHERE kind = ?"
        if keys is None:
            return dict(self._ask(asked, (kind,)))
        return dict(self._ask(f"{asked} AND key IN (SELECT value FROM json_each(?))", (kind, _json(keys))))

    def cache(self, kind: str, key: str, value: bytes) -> None:
        """Put something away that can be derived again. `key` must name all that it depends on."""
        try:
            self._db.execute("INSERT OR REPLACE INTO cached VALUES(?,?,?)", (kind, key, value))
        except sqlite3.DatabaseError:  # busy, full or broken: it is derived again the next time
            return

    def cache_all(self, kind: str, values: Mapping[str, bytes]) -> None:
        """As `cache`, for many at once."""
        if not values:
            return
        try:
            with transaction(self._db):
                self._db.executemany(
                    "INSERT OR REPLACE INTO cached VALUES(?,?,?)",
                    ((kind, key, value) for key, value in values.items()),
                )
        except sqlite3.DatabaseError:
            return

    # ---- inside

    def _decoded(self, sql: str, values: tuple[object, ...], decode: Callable[[bytes], list[T]]) -> list[T]:
        try:
            with no_collector():
                return decode(_array(self._ask(sql, values)))
        except (msgspec.MsgspecError, UnicodeDecodeError):  # a changed byte in the cache
            self._start_over()
            return decode(_array(self._ask(sql, values)))

    def _ask(self, sql: str, values: tuple[object, ...] = ()) -> list[Any]:
        """All rows; where the index turns out to be broken it is rebuilt and asked again."""
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.ProgrammingError:  # our own bug, or asked after close()
            raise
        except BROKEN:
            self._start_over()
            return self._db.execute(sql, values).fetchall()

    def _start_over(self) -> None:
        """Make a broken index anew."""
        self._light = None
        self._db.close()
        if self.until is not None:
            self._db = _filled(self._bench.paths.journal, self.until)
            return
        with suppress(OSError), alone(self._bench.paths.index):  # else _connect names what is the matter
            throw_away(self._bench.paths.index)
        self._db, self._own_faults = _connect(self._bench)

    def _events(self, kind: str | None, run: str | None) -> list[Event]:
        return [decode_line(line) for line in self._lines(kind, run)]

    def _lines(self, kind: str | None, run: str | None) -> list[bytes]:
        conditions = {"kind = ?": kind, "run = ?": run}
        asked = [condition for condition, value in conditions.items() if value is not None]
        if kind is not None and run is None and kind < "run.":
            asked.append("kind < 'run.'")  # the words of the index over rare kinds
        rows = self._ask(
            f"SELECT DISTINCT id, file, offset, length FROM events WHERE {' AND '.join(asked or ['1'])} ORDER BY id",
            tuple(value for value in conditions.values() if value is not None),
        )
        names, opened = dict(self._ask("SELECT no, name FROM files")), dict[int, int]()
        try:
            for no in {row[1] for row in rows}:
                path = os.path.join(self._bench.paths.journal, names[no])
                opened[no] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            return [os.pread(opened[file], length, offset) for _, file, offset, length in rows]
        finally:
            for descriptor in opened.values():
                os.close(descriptor)


_DOCS = "SELECT docs.doc FROM runs JOIN docs USING (no)"
_DOCS_BY_ID = f"{_DOCS} WHERE runs.id IN (SELECT value FROM json_each(?))"


def _array(rows: list[tuple[bytes]]) -> bytes:
    return b"[" + b",".join([row[0] for row in rows]) + b"]"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _connect(bench: Workbench) -> tuple[sqlite3.Connection, list[str]]:
    """An index that is up to date: in its file if that can be, else in memory, with a fault that says why."""
    path, journal = bench.paths.index, bench.paths.journal
    try:
        try:
            return _updated(path, journal), []
        except (*BROKEN, NotContinuedError, FileNotFoundError) as error:
            if is_busy(error):
                raise
        with alone(path):
            try:  # another process may have made it meanwhile
                return _updated(path, journal), []
            except (*BROKEN, NotContinuedError, FileNotFoundError):
                with closing(_filled(journal)) as made:
                    save(made, path)
        return _updated(path, journal), []
    except (*BROKEN, OSError, NotContinuedError) as error:
        why = str(error) or "the journals change faster than they can be read"
        return _filled(journal), [f"the index in {bench.paths.cache} cannot be used: {why}"]


def _updated(path: str, journal: str) -> sqlite3.Connection:
    db = open_file(path)
    try:
        bring_up_to_date(db, journal)
    except BaseException:
        db.close()
        raise
    return db


def _filled(journal: str, until: str | None = None) -> sqlite3.Connection:
    db = in_memory()
    try:
        fill(db, journal, until)
    except BaseException:
        db.close()
        raise
    return db
