"""Finding the files of a snapshot: level by level from the root, so that git is asked once a level.

Folders that look as they did last time are taken over as they were.
"""

import os
import stat as stat_module
import time
from typing import NamedTuple

from hunch.entities.config import SnapshotGuards

from .ignores import OUTPUTS, PACKAGE_MARK, is_secret, is_source, is_unsafe
from .rules import Rules
from .signature import (
    FOLDER,
    KEPT,
    NO_STAT,
    SKIPPED,
    SKIPPED_FOLDER,
    STAT,
    WATCHED,
    Folder,
    Left,
    entries_of,
    is_racy,
    pack,
)

NEVER = frozenset((b".git", b".hunch"))
ENVIRONMENT_MARKS = frozenset((b"pyvenv.cfg", b"conda-meta"))
SECRET_FOLDERS = frozenset(
    b".ssh .gnupg .aws .azure .kube .gcloud .docker .huggingface .secrets secrets".split()
)
GITIGNORE = b".gitignore"
ENOUGH = 10
"""How many times `max_files` entries are looked at before the rest is left out unseen."""


class Found:
    """One folder as it was found; its lists run parallel. `stats` are packed, b"" for what is skipped."""

    __slots__ = ("ignored", "kinds", "left", "names", "path", "stats")

    def __init__(self, path: bytes, ignored: bool) -> None:
        self.path, self.ignored = path, ignored
        self.names: list[bytes] = []
        self.kinds = bytearray()
        self.stats: list[bytes] = []
        self.left: dict[bytes, Left] = {}

    @classmethod
    def of(cls, folder: Folder) -> "Found":
        """The same folder, open to change."""
        found = cls(folder.path, folder.ignored)
        for name, kind, stat in entries_of(folder) if folder.names else ():
            found.add(name, kind, stat)
        found.left = {left.name: left for left in folder.left}
        return found

    def add(self, name: bytes, kind: int, stat: bytes = b"") -> None:
        """Append an entry."""
        self.names.append(name)
        self.kinds.append(kind)
        self.stats.append(stat)

    def leave(
        self, position: int, kind: int, reason: str, stat: bytes = b"", *, is_folder: bool = False
    ) -> None:
        """Turn an entry into one that is left out."""
        name = self.names[position]
        size = int(STAT.unpack(stat)[2]) if stat and stat != NO_STAT and not is_folder else None
        self.kinds[position], self.stats[position] = kind, stat
        self.left[name] = Left(name, reason, size, is_folder=is_folder)

    def path_of(self, name: bytes) -> bytes:
        """Path from the root of one of its entries."""
        return self.path + b"/" + name if self.path else name


class _Todo(NamedTuple):
    path: bytes
    ignored: bool
    parent: Found | Folder | None
    position: int


class _Listing(NamedTuple):
    found: Found
    entries: "list[os.DirEntry[bytes]]"
    verdicts: dict[bytes, bool]
    """Of entries that were there last time: whether they are ignored."""


class Walk:
    """One walk of a working folder.

    Args:
        old: folders as they were last time, of which those not in `dirty` look the same.
    """

    def __init__(
        self, rules: Rules, guards: SnapshotGuards, old: dict[bytes, Folder], dirty: set[bytes], now_ns: int
    ) -> None:
        self.rules, self.guards, self.old, self.dirty, self.now_ns = rules, guards, old, dirty, now_ns
        self.deadline = time.monotonic() + guards.max_seconds
        self.folders: dict[bytes, Found | Folder] = {}
        self.whole = True
        self.stopped = False
        self._seen = 0

    def run(self) -> dict[bytes, Found | Folder]:
        """All folders that were walked, parents before their children."""
        level = [_Todo(b"", False, None, 0)]
        while level:
            listings, following = [], []
            for todo in level:
                if self._is_over(todo):
                    continue
                known = self.old.get(todo.path)
                if known is not None and todo.path not in self.dirty and known.ignored == todo.ignored:
                    self.folders[todo.path] = known
                    following += self._children_of(known)
                elif (listing := self._list(todo)) is not None:
                    self.folders[todo.path] = listing.found
                    listings.append(listing)
            ignored = self.rules.ignored([path for listing in listings for path in _questions(listing)])
            for listing in listings:
                following += self._classify(listing, ignored)
            level = following
        return self.folders

    def _is_over(self, todo: _Todo) -> bool:
        """Past the guards on time and number, what is left is left out unseen."""
        if todo.parent is None:
            return False
        if self._seen > ENOUGH * self.guards.max_files:
            self.stopped = True
            self._leave_folder(todo, "too many")
            return True
        if time.monotonic() > self.deadline:
            self.whole = False
            self._leave_folder(todo, "too slow")
            return True
        return False

    def _children_of(self, folder: Folder) -> list[_Todo]:
        if FOLDER not in folder.kinds:
            return []
        out = []
        for position, (name, kind) in enumerate(zip(folder.names.split(b"\0"), folder.kinds, strict=True)):
            if kind == FOLDER:
                path = folder.path + b"/" + name if folder.path else name
                out.append(
                    _Todo(path, self.old[path].ignored if path in self.old else False, folder, position)
                )
        return out

    def _list(self, todo: _Todo) -> _Listing | None:
        """What stands in a folder; None where it is left out as a whole."""
        try:
            with os.scandir(self.rules.root + b"/" + todo.path) as listing:
                entries = list(listing)
        except OSError as error:
            if todo.parent is None:
                raise
            if isinstance(error, FileNotFoundError | NotADirectoryError):  # gone since its parent was listed
                self._opened(todo.parent).kinds[todo.position] = SKIPPED_FOLDER
            else:
                self._leave_folder(todo, "unreadable")
            return None
        names = {entry.name for entry in entries}
        if todo.parent is not None and names & ENVIRONMENT_MARKS and not self.rules.tracks_below(todo.path):
            self._leave_folder(todo, "virtual environment")
            return None
        if b".git" in names:
            self.rules.found_repository(todo.path)
        self._seen += len(entries)
        found = Found(todo.path, todo.ignored)
        return _Listing(found, entries, {} if todo.ignored else self._remember(todo, entries))

    def _remember(self, todo: _Todo, entries: "list[os.DirEntry[bytes]]") -> dict[bytes, bool]:
        """Whether entries that were there last time are ignored; not of those whose type may have changed."""
        known = self.old.get(todo.path)
        if known is None or known.ignored != todo.ignored:
            return {}
        reasons = {left.name for left in known.left}
        kinds = dict(zip(known.names.split(b"\0"), known.kinds, strict=False))
        out = {}
        for entry in entries:
            kind, name = kinds.get(entry.name), entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if kind is None or name == GITIGNORE:
                continue
            if kind == WATCHED or (kind == KEPT and not is_folder):
                out[name] = False
            elif kind in (SKIPPED, SKIPPED_FOLDER) and is_folder == (kind == SKIPPED_FOLDER):
                out[name] = name not in reasons
            elif kind == FOLDER and is_folder:
                path = todo.path + b"/" + name if todo.path else name
                out[name] = path in self.old and self.old[path].ignored
        return out

    def _leave_folder(self, todo: _Todo, reason: str) -> None:
        """Leave out a folder whose parent was classified before."""
        if todo.parent is None:
            return
        found = self._opened(todo.parent)
        try:
            stat = os.lstat(self.rules.root + b"/" + todo.path)
        except OSError:
            found.leave(todo.position, SKIPPED_FOLDER, reason, is_folder=True)
            return
        packed = NO_STAT if is_racy(stat, self.now_ns) else pack(stat)
        found.leave(todo.position, WATCHED, reason, packed, is_folder=True)

    def _opened(self, folder: Found | Folder) -> Found:
        current = self.folders[folder.path]
        if isinstance(current, Folder):
            current = self.folders[folder.path] = Found.of(current)
        return current

    def _classify(self, listing: _Listing, asked: dict[bytes, bool]) -> list[_Todo]:
        """Sort the entries of a folder into kinds; returns the folders to walk."""
        found, following = listing.found, []
        for entry in listing.entries:
            path, name = found.path_of(entry.name), entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if name.lower() in NEVER or path == self.rules.own:
                found.add(name, SKIPPED_FOLDER if is_folder else SKIPPED)
                continue
            if is_unsafe(name):
                found.add(name, SKIPPED_FOLDER if is_folder else SKIPPED)
                found.left[name] = Left(name, "unsafe name", is_folder=is_folder)
                continue
            ignored = found.ignored or listing.verdicts.get(name, path in asked)
            if is_folder:
                inside = self._folder_inside(path, name, ignored, builtin=asked.get(path, False))
                if inside is None:
                    found.add(name, SKIPPED_FOLDER)
                elif isinstance(inside, str):
                    found.add(name, SKIPPED_FOLDER)
                    following_todo = _Todo(path, True, found, len(found.names) - 1)
                    self._leave_folder(following_todo, inside)
                else:
                    found.add(name, FOLDER)
                    following.append(_Todo(path, inside, found, len(found.names) - 1))
            else:
                self._classify_file(found, entry, path, ignored)
        return following

    def _folder_inside(self, path: bytes, name: bytes, ignored: bool, *, builtin: bool) -> bool | str | None:
        """Whether what is in a folder is ignored; None for a folder not to walk, a text for one to name as left out."""
        rules = self.rules
        excluded = rules.exclude.match(path)
        if rules.include.match(path):
            return False
        if excluded or ignored:
            below = not excluded and rules.tracks_below(path)
            if builtin and not below and name in OUTPUTS:
                mark = path + b"/" + PACKAGE_MARK
                if os.path.lexists(rules.root + b"/" + mark):
                    rules.take_back(path)
                    return False
                rules.watch_absent(mark)
            if below or rules.include.may_match_below(path):
                return True
            return "secret" if not excluded and _is_in_secret(path) else None
        if name == b"node_modules" and not rules.tracks_below(path):
            return "virtual environment"
        if name.lower() in SECRET_FOLDERS:
            mark = path + b"/" + PACKAGE_MARK
            if os.path.lexists(rules.root + b"/" + mark):
                return False
            if not rules.tracks_below(path):
                return "secret"
            rules.watch_absent(mark)
            return True  # what git tracks in it goes in, and nothing else
        return False

    def _classify_file(self, found: Found, entry: "os.DirEntry[bytes]", path: bytes, ignored: bool) -> None:
        name, rules = entry.name, self.rules
        wanted = bool(rules.include) and rules.include.match(path)
        if not wanted and (rules.exclude.match(path) or (ignored and not rules.is_tracked(path))):
            if name != GITIGNORE:
                found.add(name, SKIPPED)
                if found.ignored and _is_in_secret(path) and not rules.exclude.match(path):
                    found.left[name] = Left(name, "secret", None)
                return
            ignored = True
        else:
            ignored = False
            if not wanted and is_secret(name) and not (is_source(name) and rules.is_tracked(path)):
                found.add(name, SKIPPED)
                found.left[name] = Left(name, "secret", None)
                return
        try:
            stat = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # its name stays, so that the next take looks again
            found.add(name, WATCHED, NO_STAT)
            return
        except OSError:
            found.add(name, WATCHED, NO_STAT)
            found.left[name] = Left(name, "unreadable", None)
            return
        self._classify_by_stat(found, name, stat, ignored)

    def _classify_by_stat(self, found: Found, name: bytes, stat: os.stat_result, ignored: bool) -> None:
        packed = pack(stat)
        is_file = stat_module.S_ISREG(stat.st_mode)
        if ignored:
            found.add(name, WATCHED, NO_STAT if is_racy(stat, self.now_ns) else packed)
        elif is_file and stat.st_size > self.guards.max_file_bytes:
            found.add(name, WATCHED, NO_STAT if is_racy(stat, self.now_ns) else packed)
            found.left[name] = Left(name, "too large", stat.st_size)
        elif is_file or stat_module.S_ISLNK(stat.st_mode):
            found.add(name, KEPT, packed)
        else:
            found.add(name, WATCHED, packed)
            found.left[name] = Left(name, "special file", None)


def _is_in_secret(path: bytes) -> bool:
    """Whether one of the folders above a path is one of keys."""
    return not SECRET_FOLDERS.isdisjoint(path.lower().split(b"/")[:-1])


def _questions(listing: _Listing) -> list[bytes]:
    """Paths of a folder that git must be asked about."""
    if listing.found.ignored:
        return []
    path_of = listing.found.path_of
    return [
        path_of(entry.name)
        for entry in listing.entries
        if entry.name not in listing.verdicts and entry.name.lower() not in NEVER
    ]
