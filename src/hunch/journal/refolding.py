"""Folding events into the runs that the index holds: all of them at once, or those that new lines touch."""

import heapq
import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec

from hunch.entities.fold import fold
from hunch.entities.lineage import Folder, Kin, Step, parent_of, predecessors
from hunch.entities.run import Run
from hunch.errors import Damaged

from .reader import Line, NotContinuedError
from .rows import INSERT, STARTED, UPSERT, Row, row_of
from .skim import skim_line, tell

RESTORED = "folder.restored"

AT_ONCE = 500
"""SQLite takes no more than 999 values in a question everywhere."""

Fetch = Callable[[int, int, int], bytes]
"""The line that stands in a journal (by its number) at an offset, of a length."""

_encode = msgspec.json.Encoder().encode


class Doc(Run, frozen=True, kw_only=True, omit_defaults=True):
    """A run as the index keeps it: what is missing is not spelled out."""


def fold_all(db: sqlite3.Connection, lines: Iterable[Line], contents: Mapping[int, bytes]) -> None:
    """Fill the empty tables of runs and restores.

    Args:
        lines: no two of one id.
        contents: of each journal by its number, from its beginning.
    """

    def fetch(file: int, offset: int, length: int) -> bytes:
        return contents[file][offset : offset + length]

    by_run: dict[str, list[Line]] = defaultdict(list)
    restores: list[Line] = []
    for each in sorted(lines, key=_by_id):
        for run in each.gist.subjects:
            by_run[run].append(each)
        if each.kind == RESTORED:
            restores.append(each)
    rows = sorted((row for run, of_run in by_run.items() if (row := row_of(run, of_run))), key=_by_start)
    before = _all_predecessors(rows, restores)
    kin: dict[str, Kin] = {}
    for row in rows:
        if row.folder is not None:  # what has not begun is nobody's parent
            kin[row.id] = _kin(row, before[row.start_id], kin)
    _insert_restores(db, restores, before)
    db.executemany(
        INSERT,
        ((no, *row, *_place(kin.get(row.id))) for no, row in enumerate(rows, 1)),
    )
    docs = (
        (no, _doc(db, fetch, by_run[row.id], _place(kin.get(row.id))[1]))
        for no, row in enumerate(rows, 1)
        if not row.removed
    )
    db.executemany("INSERT INTO docs VALUES(?,?)", (doc for doc in docs if doc[1] is not None))


def fold_again(db: sqlite3.Connection, folder: str, lines: Sequence[Line]) -> None:
    """Fold the runs that new lines speak of, and follow what that changes for other runs' parents.

    The lines stand in the table of events already.
    """
    with _journals(db, folder) as fetch:
        touched = {run for each in lines for run in each.gist.subjects}
        for run in touched:
            row = row_of(run, _lines_of(db, fetch, run))
            if row is not None:
                db.execute(UPSERT, row)
        moved = _walk_folders(db, lines)
        for run in touched | _settle_parents(db, touched | moved):
            _write_doc(db, fetch, run)


def contradicts(db: sqlite3.Connection, folder: str, lines: Mapping[str, bytes]) -> bool:
    """Whether the index knows another line for one of these ids."""
    ids = list(lines)
    with _journals(db, folder) as fetch:
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            rows = db.execute(
                "SELECT DISTINCT id, file, offset, length FROM events"
                f" WHERE id IN ({','.join('?' * len(some))})",
                some,
            )
            if any(fetch(*where) != lines[identifier] for identifier, *where in rows.fetchall()):
                return True
    return False


def _by_id(line: Line) -> str:
    return line.id


def _by_start(row: Row) -> str:
    return row.start_id


def _kin(row: Row, before: str | None, earlier: Mapping[str, Kin]) -> Kin:
    """Of a run whose predecessors' kin are there already."""
    kin = Kin(row.start_id, before, None, row.variant, row.plan, row.removed, row.replicate_of)
    parent = parent_of(kin, earlier.get)
    return Kin(row.start_id, before, parent, row.variant, row.plan, row.removed, row.replicate_of)


def _place(kin: Kin | None) -> tuple[str | None, str | None]:
    """Predecessor and parent."""
    return (kin.before, kin.parent) if kin else (None, None)


def _all_predecessors(rows: Sequence[Row], restores: Sequence[Line]) -> dict[str, str | None]:
    steps: dict[str, list[Step]] = defaultdict(list)
    for row in rows:
        if row.folder is not None:
            steps[row.folder].append(Step(row.start_id, row.id, True, row.within))
    for each in restores:
        gist = each.gist
        steps[gist.folder].append(Step(each.id, gist.run, False, None, gist.snapshot, gist.saved))
    before: dict[str, str | None] = {}
    for of_folder in steps.values():
        before |= predecessors(sorted(of_folder), Folder({}, {}))
    return before


def _insert_restores(
    db: sqlite3.Connection, restores: Iterable[Line], before: Mapping[str, str | None]
) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO restores VALUES(?,?,?,?,?,?)",
        (
            (
                each.id,
                each.gist.folder,
                each.gist.run,
                each.gist.snapshot,
                each.gist.saved,
                before.get(each.id),
            )
            for each in restores
        ),
    )


def _walk_folders(db: sqlite3.Connection, lines: Sequence[Line]) -> set[str]:
    """Find predecessors again in each folder from its first new step on; the runs whose own changed."""
    first: dict[str, str] = {}
    for each in lines:
        if each.kind in (STARTED, RESTORED):
            first[each.gist.folder] = min(each.id, first.get(each.gist.folder, each.id))
    _insert_restores(db, (each for each in lines if each.kind == RESTORED), {})
    moved: set[str] = set()
    for folder, since in first.items():
        steps, known = _steps_since(db, folder, since)
        for identifier, run in predecessors(steps, _folder_before(db, folder, since, steps)).items():
            if known[identifier] != run:
                db.execute("UPDATE restores SET before=? WHERE id=?", (run, identifier))
                changed = db.execute(
                    "UPDATE runs SET before=? WHERE start_id=? RETURNING id", (run, identifier)
                )
                moved.update(row[0] for row in changed.fetchall())
    return moved


def _steps_since(db: sqlite3.Connection, folder: str, since: str) -> tuple[list[Step], dict[str, str | None]]:
    """The steps in a folder from the event `since` on, and the predecessors that the index has for them."""
    starts = db.execute(
        "SELECT start_id, id, within, before FROM runs WHERE start_id>=? AND folder=?", (since, folder)
    ).fetchall()
    restores = db.execute(
        "SELECT id, run, snapshot, saved, before FROM restores WHERE id>=? AND folder=?", (since, folder)
    ).fetchall()
    steps = [Step(start_id, run, True, within) for start_id, run, within, _ in starts]
    steps += [
        Step(identifier, run, False, None, snapshot, saved)
        for identifier, run, snapshot, saved, _ in restores
    ]
    return sorted(steps), {row[0]: row[-1] for row in [*starts, *restores]}


def _folder_before(db: sqlite3.Connection, folder: str, since: str, steps: Sequence[Step]) -> Folder:
    """Where a folder was just before the event `since`, as far as `steps` ask."""
    saves = db.execute(
        "SELECT saved, before FROM restores WHERE folder=? AND id<? AND saved IS NOT NULL ORDER BY id",
        (folder, since),
    )
    saved: dict[str, str | None] = dict(saves.fetchall())
    latest: dict[str | None, str | None] = {}
    for within in {step.within for step in steps if step.started} - {None}:
        row = (
            _latest_start(db, folder, since, within)
            or db.execute(
                "SELECT before FROM runs WHERE id=? AND folder=? AND start_id<?", (within, folder, since)
            ).fetchone()
        )
        if row:
            latest[within] = row[-1]
    start = _latest_start(db, folder, since, None)
    restore = db.execute(
        "SELECT id, run, snapshot FROM restores WHERE folder=? AND id<? ORDER BY id DESC LIMIT 1",
        (folder, since),
    ).fetchone()
    if restore and (start is None or restore[0] > start[0]):
        latest[None] = restore[1] or saved.get(restore[2])
    elif start:
        latest[None] = start[1]
    return Folder(latest, saved)


def _latest_start(
    db: sqlite3.Connection, folder: str, since: str, within: str | None
) -> tuple[str, str] | None:
    row: tuple[str, str] | None = db.execute(
        "SELECT start_id, id FROM runs WHERE start_id<? AND folder=? AND within IS ? ORDER BY start_id DESC LIMIT 1",
        (since, folder, within),
    ).fetchone()
    return row


def _settle_parents(db: sqlite3.Connection, touched: set[str]) -> set[str]:
    """Find the parents of the touched runs again, and of those that build on them; whose parent changed."""

    def look_up(run: str) -> Kin | None:
        row = db.execute(
            "SELECT start_id, before, parent, variant, plan, removed, replicate_of FROM runs"
            " WHERE id=? AND folder IS NOT NULL",
            (run,),
        ).fetchone()
        return Kin(*row) if row else None

    queue = [(kin.start_id, run) for run in touched if (kin := look_up(run))]
    heapq.heapify(queue)
    changed, last = set(), ""
    while queue:
        start_id, run = heapq.heappop(queue)
        kin = look_up(run)
        if start_id == last or kin is None:
            continue
        last = start_id
        parent = parent_of(kin, look_up)
        if parent != kin.parent:
            db.execute("UPDATE runs SET parent=? WHERE id=?", (parent, run))
            changed.add(run)
        if parent != kin.parent or kin.removed or run in touched:
            followers = db.execute(
                "SELECT start_id, id FROM runs WHERE before=? AND start_id>?", (run, start_id)
            )
            for follower in followers.fetchall():
                heapq.heappush(queue, follower)
    return changed


def _write_doc(db: sqlite3.Connection, fetch: Fetch, run: str) -> None:
    row = db.execute("SELECT no, parent, removed FROM runs WHERE id=?", (run,)).fetchone()
    if row is None:
        return
    no, parent, removed = row
    doc = None if removed else _doc(db, fetch, _lines_of(db, fetch, run), parent)
    if doc is None:
        db.execute("DELETE FROM docs WHERE no=?", (no,))
    else:
        db.execute("INSERT OR REPLACE INTO docs VALUES(?,?)", (no, doc))


def _doc(db: sqlite3.Connection, fetch: Fetch, lines: Iterable[Line], parent: str | None) -> bytes | None:
    """The run that these lines tell of, as the index keeps it. Lines that do not read are named and tell nothing."""
    told = []
    for line in lines:
        try:
            told.append(tell(fetch(line.file, line.offset, line.length), line.kind))
        except Damaged as error:
            db.execute(
                "INSERT OR IGNORE INTO bad SELECT name, 0, ?, ? FROM files WHERE no=?",
                (line.offset, str(error), line.file),
            )
    run = fold(told, parent=parent, into=Doc)
    return None if run is None else _encode(run)


def _lines_of(db: sqlite3.Connection, fetch: Fetch, run: str) -> list[Line]:
    """All lines about a run, by id, read again from the journals."""
    lines = []
    for row in db.execute(
        "SELECT file, offset, length FROM events WHERE run=? ORDER BY id", (run,)
    ).fetchall():
        try:
            said = skim_line(fetch(*row))
        except Damaged as error:
            raise NotContinuedError(f"{run} is not told of where it was") from error
        lines.append(Line(said.id, said.kind, said.data, *row))
    return lines


@contextmanager
def _journals(db: sqlite3.Connection, folder: str) -> Iterator[Fetch]:
    """Reads lines of journals by the numbers that events have for them."""
    names = dict(db.execute("SELECT no, name FROM files").fetchall())
    opened: dict[int, int] = {}

    def fetch(file: int, offset: int, length: int) -> bytes:
        if file not in names:
            raise NotContinuedError(f"there is no journal {file}")
        if file not in opened:
            opened[file] = os.open(os.path.join(folder, names[file]), os.O_RDONLY | os.O_CLOEXEC)
        return os.pread(opened[file], length, offset)

    try:
        yield fetch
    finally:
        for descriptor in opened.values():
            os.close(descriptor)
