"""Code that ever ran, as it is searched: each unit once, in however many snapshots it stands."""

import os
from collections.abc import Iterator
from typing import final

from hunch.errors import Damaged
from hunch.ids import content_hash
from hunch.journal.search import Entry, Search
from hunch.snapshot.ignores import is_config, is_source
from hunch.snapshot.objects import TREE_MODE, Store, TreeItem, read_object, read_tree
from hunch.snapshot.tree import root_of

from .units import units

CODED = 1.2
"""How much a match in code counts."""
MOST_FILES = 2000
"""So many source and configuration files of a snapshot are searched, those that come first by path."""
EXECUTABLE, LINK = b"100755", b"120000"


@final
class Code:
    """Puts the code of runs in; what is known of a file or folder from an earlier snapshot is not read again."""

    def __init__(self, store: Store, search: Search) -> None:
        self._store = store
        self._search = search
        self._trees: dict[str, list[TreeItem]] = {}
        self._files: dict[tuple[str, str], int] = {}
        self._ran: dict[int, list[str]] = {}

    def ran(self, run: str, snapshot: str) -> int | None:
        """Note that a run ran a snapshot, whose code is put in; its number, None where it cannot be read."""
        known = self._search.ask("SELECT no FROM snapshots WHERE sha = ?", (snapshot,))
        try:
            no = known[0][0] if known else self._put_in(snapshot)
        except (Damaged, OSError):  # doctor names it
            return None
        if not self._search.ask("SELECT 1 FROM runs WHERE id = ? AND snapshot = ?", (run, no)):
            self._ran.setdefault(no, []).append(run)
        return int(no)

    def count(self) -> None:
        """Write down how many runs ran each file, and which was the last."""
        for no, runs in self._ran.items():
            self._search.ask(
                "UPDATE files SET runs = runs + ?, last = max(last, ?)"
                " WHERE no IN (SELECT file FROM uses WHERE snapshot = ?)",
                (len(runs), max(runs), no),
            )
        self._ran.clear()

    def _put_in(self, snapshot: str) -> int:
        held = sorted(self._code_of("", root_of(self._store, snapshot).tree))[:MOST_FILES]
        ask = self._search.ask
        no = int(ask("INSERT INTO snapshots(sha) VALUES(?) RETURNING no", (snapshot,))[0][0])
        numbers = [(no, self._file(path, blob)) for path, blob in held]
        self._search.db.executemany("INSERT OR IGNORE INTO uses VALUES(?,?)", numbers)
        return no

    def _code_of(self, folder: str, tree: str) -> Iterator[tuple[str, str]]:
        """Path and content id of each source and configuration file."""
        if tree not in self._trees:
            self._trees[tree] = read_tree(self._store, tree)
        for item in self._trees[tree]:
            path = folder + os.fsdecode(item.name)
            if item.mode == TREE_MODE:
                yield from self._code_of(path + "/", item.sha.hex())
            elif item.mode != LINK and (
                is_source(item.name)
                or is_config(item.name)
                or (item.mode == EXECUTABLE and b"." not in item.name)
            ):
                yield path, item.sha.hex()

    def _file(self, path: str, blob: str) -> int:
        """The number of a content at a path, which is put in where it is new."""
        if (path, blob) in self._files:
            return self._files[path, blob]
        shown = path.encode("utf-8", "backslashreplace").decode()
        rows = self._search.ask("SELECT no FROM files WHERE path = ? AND blob = ?", (shown, blob))
        if not rows:
            rows = self._search.ask(
                "INSERT INTO files(path, blob, runs, last) VALUES(?,?,0,'') RETURNING no", (shown, blob)
            )
            self._put_units_in(int(rows[0][0]), shown, blob)
        self._files[path, blob] = int(rows[0][0])
        return self._files[path, blob]

    def _put_units_in(self, file: int, path: str, blob: str) -> None:
        base = path.rpartition("/")[2]
        # The file itself, by its path: a line with what stands in it outside of functions.
        entries = [Entry("code", f"{path}::{base}", f"file:{path}", path, place=path, weight=CODED)]
        try:
            content = read_object(self._store, blob)[1]
        except Damaged:  # doctor names it
            content = b""
        for name, body in units(path, content):
            source = "code:" + content_hash(f"{path}\0{name}\0{body}".encode("utf-8", "replace"))[:32]
            title = "" if name == base else name
            entries.append(Entry("code", f"{path}::{name}", source, title, body, place=path, weight=CODED))
        for entry in entries:
            rows = self._search.ask("SELECT no FROM entries WHERE source = ?", (entry.source,))
            number = rows[0][0] if rows else self._search.add([entry])[0]
            self._search.ask("INSERT OR IGNORE INTO units VALUES(?,?)", (number, file))


def recount(search: Search) -> None:
    """After runs were taken out: which runs ran each file; what nothing ran any more is taken out too."""
    ask = search.ask
    ask("DELETE FROM snapshots WHERE no NOT IN (SELECT snapshot FROM runs WHERE snapshot IS NOT NULL)")
    ask("DELETE FROM uses WHERE snapshot NOT IN (SELECT no FROM snapshots)")
    ask("DELETE FROM files WHERE no NOT IN (SELECT file FROM uses)")
    ask("DELETE FROM units WHERE file NOT IN (SELECT no FROM files)")
    unused = ask("SELECT source FROM entries WHERE kind = 'code' AND no NOT IN (SELECT entry FROM units)")
    search.remove(row[0] for row in unused)
    ask(
        "UPDATE files SET (runs, last) = (SELECT count(*), max(runs.id) FROM uses JOIN runs USING (snapshot)"
        " WHERE uses.file = files.no)"
    )
