"""Putting what a walk found into the store: contents, then trees from the leaves up, then the commit that names it all."""

import os
import stat as stat_module
import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from hunch.entities.config import SnapshotGuards

from .ignores import is_config, is_source
from .objects import EMPTY_TREE, TREE_MODE, Store, TreeItem, format_tree, replace_file, touch, write_object
from .signature import (
    EXECUTABLE,
    FOLDER,
    KEPT,
    LINK,
    NO_STAT,
    STAT,
    WATCHED,
    Folder,
    Known,
    Signature,
    entries_of,
    is_racy,
    mode_of,
    pack,
)
from .walk import Found

SHA = 20
TRIES = 3
AUTHOR = b"hunch <hunch@localhost> 0 +0000"


class Memory:
    """Ids of contents and trees that the store holds since the last take, folder by folder."""

    def __init__(
        self, folders: dict[bytes, Folder], shas: dict[bytes, bytes], trees: dict[bytes, bytes]
    ) -> None:
        self.folders, self.shas, self.trees = folders, shas, trees

    @classmethod
    def of(cls, last: Signature | None) -> "Memory":
        """What the last take left."""
        if last is None:
            return cls({}, {}, {})
        known = msgspec.msgpack.decode(last.known, type=Known)
        paths = [folder.path for folder in last.folders]
        return cls(
            dict(zip(paths, last.folders, strict=True)),
            dict(zip(paths, known.shas, strict=True)),
            dict(zip(paths, known.trees, strict=True)),
        )

    def contents(self, path: bytes) -> dict[bytes, tuple[bytes, bytes]]:
        """Stat and id of the kept files of a folder, by name."""
        if path not in self.folders:
            return {}
        return {name: (stat, sha) for name, stat, sha in self.kept(path)}

    def kept(self, path: bytes) -> list[tuple[bytes, bytes, bytes]]:
        """Name, stat and id of the kept files of a folder."""
        shas, at, out = self.shas[path], 0, []
        for name, kind, stat in entries_of(self.folders[path]):
            if kind == KEPT:
                out.append((name, stat, shas[at : at + SHA]))
                at += SHA
        return out


class Content(NamedTuple):
    """What was read of a file, with the stat that it had before and after."""

    content: bytes
    stat: os.stat_result


class Kept:
    """The ids of one take: those of `memory` where nothing changed, new ones where something did."""

    def __init__(
        self,
        store: Store,
        root: bytes,
        folders: dict[bytes, Found | Folder],
        memory: Memory,
        clock_ns: Callable[[], int],
    ) -> None:
        self.store, self.root, self.folders, self.memory, self.clock_ns = (
            store,
            root,
            folders,
            memory,
            clock_ns,
        )
        self.shas: dict[bytes, list[bytes]] = {}
        self.trees: dict[bytes, bytes] = {}
        self._modes: dict[bytes, int] = {}

    def keep_contents(self, guards: SnapshotGuards, deadline: float) -> bool:
        """Store all files whose stat is new, source code first; False where time ran out."""
        todo = []
        for path, found in self.folders.items():
            if isinstance(found, Folder):
                continue
            known, shas = self.memory.contents(path), [b""] * len(found.names)
            self.shas[path] = shas
            for position, (name, kind, stat) in enumerate(
                zip(found.names, found.kinds, found.stats, strict=True)
            ):
                if kind != KEPT:
                    continue
                before = known.get(name)
                if before is not None and before[0] == stat:
                    shas[position] = before[1]
                else:
                    code = is_source(name) or is_config(name)
                    todo.append((not code, STAT.unpack(stat)[2], found, position))
        todo.sort(key=lambda item: item[:2])
        for _, _, found, position in todo:
            if time.monotonic() > deadline:
                found.leave(position, WATCHED, "too slow", NO_STAT)
            else:
                self._keep_content(found, position, guards.max_file_bytes)
        return not todo or time.monotonic() <= deadline

    def keep_trees(self) -> bytes:
        """Store the trees of all folders; returns the id of the root's."""
        touched: set[bytes] = set()
        for path, folder in reversed(self.folders.items()):
            if isinstance(folder, Folder) and path not in touched:
                self.trees[path] = self.memory.trees[path]
                continue
            items = self._files_of(path, folder) + self._folders_of(path, folder)
            tree = write_object(self.store, b"tree", format_tree(items)) if items else b""
            self.trees[path] = tree
            if tree != self.memory.trees.get(path, b""):
                touched.add(os.path.dirname(path))
        return self.trees[b""] or write_object(self.store, b"tree", b"")

    def empty_folders(self) -> list[bytes]:
        """Folders that no file stands for."""
        out = []
        for path, folder in self.folders.items():
            if path and not folder.ignored and KEPT not in folder.kinds and FOLDER not in folder.kinds:
                out.append(path)
        return sorted(out)

    def packed(self) -> tuple[list[Folder], list[bytes], list[bytes]]:
        """All folders for the signature, the ids of their contents, and those of their trees."""
        folders, shas, trees = [], [], []
        for path, folder in self.folders.items():
            trees.append(self.trees[path])
            if isinstance(folder, Folder):
                folders.append(folder)
                shas.append(self.memory.shas[path])
            else:
                folders.append(_pack(folder))
                ids = zip(self.shas[path], folder.kinds, strict=True)
                shas.append(b"".join([sha for sha, kind in ids if kind == KEPT]))
        return folders, shas, trees

    def _keep_content(self, found: Found, position: int, most_bytes: int) -> None:
        path = found.path_of(found.names[position])
        began_ns = self.clock_ns()
        content = read_steadily(self.root + b"/" + path, most_bytes)
        if isinstance(content, str):
            found.leave(position, WATCHED, content, NO_STAT)
            return
        self.shas[found.path][position] = write_object(self.store, b"blob", content.content)
        if is_racy(content.stat, began_ns):
            found.stats[position] = NO_STAT
            self._modes[path] = content.stat.st_mode
        else:
            found.stats[position] = pack(content.stat)

    def _files_of(self, path: bytes, folder: Found | Folder) -> list[TreeItem]:
        if isinstance(folder, Folder):
            return [
                TreeItem(_git_mode(mode_of(stat)), name, sha) for name, stat, sha in self.memory.kept(path)
            ]
        items = []
        rows = zip(folder.names, folder.kinds, folder.stats, self.shas[path], strict=True)
        for name, kind, stat, sha in rows:
            if kind == KEPT:
                mode = self._modes[folder.path_of(name)] if stat == NO_STAT else mode_of(stat)
                items.append(TreeItem(_git_mode(mode), name, sha))
        return items

    def _folders_of(self, path: bytes, folder: Found | Folder) -> list[TreeItem]:
        names = folder.names.split(b"\0") if isinstance(folder, Folder) else folder.names
        items = []
        for name, kind in zip(names, folder.kinds, strict=False):
            if kind == FOLDER:
                tree = self.trees.get(path + b"/" + name if path else name, b"")
                if tree and tree != EMPTY_TREE:
                    items.append(TreeItem(TREE_MODE, name, tree))
        return items


def keep_commit(store: Store, tree: bytes, empty_folders: list[bytes]) -> str:
    """Store the commit that names a snapshot, and its ref. The same content always gives the same id."""
    message = msgspec.json.encode({"empty_folders": [quote(path) for path in empty_folders]})
    content = b"tree %s\nauthor %s\ncommitter %s\n\n%s\n" % (tree.hex().encode(), AUTHOR, AUTHOR, message)
    snapshot = write_object(store, b"commit", content).hex()
    if not touch(store.ref(snapshot)):
        os.makedirs(os.path.dirname(store.ref(snapshot)), exist_ok=True)
        replace_file(store.ref(snapshot), snapshot.encode() + b"\n")
    return snapshot


def quote(path: bytes) -> str:
    """A path as text: `%` and bytes that are no UTF-8 as `%xx`."""
    text = path.replace(b"%", b"%25").decode("utf-8", "surrogateescape")
    return "".join([f"%{ord(c) - 0xDC00:02x}" if "\udc80" <= c <= "\udcff" else c for c in text])


def unquote(text: str) -> bytes:
    """The inverse of `quote`."""
    first, *rest = text.encode().split(b"%")
    return first + b"".join([bytes([int(piece[:2], 16)]) + piece[2:] for piece in rest])


def read_steadily(path: bytes, most_bytes: int) -> Content | str:
    """A file's content as it was at one moment, or the reason why it is left out: "unreadable", "unstable",
    "too large", "special file".
    """
    for _ in range(TRIES):
        try:
            content = _read_once(path, most_bytes)
        except FileNotFoundError:
            return "unstable"
        except OSError:
            content = "unreadable" if os.path.lexists(path) else "unstable"
        if content is not None:
            return content
    return "unstable"


def _read_once(path: bytes, most_bytes: int) -> Content | str | None:
    """None where the file changed while it was read."""
    stat = os.lstat(path)
    if stat_module.S_ISLNK(stat.st_mode):
        target = os.readlink(path)
        return Content(target, stat) if pack(os.lstat(path)) == pack(stat) else None
    if not stat_module.S_ISREG(stat.st_mode):
        return "special file"
    if stat.st_size > most_bytes:
        return "too large"
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        before = os.fstat(fd)
        content = _read_all(fd, stat.st_size)
        after = os.fstat(fd)
    finally:
        os.close(fd)
    steady = pack(before) == pack(after) == pack(stat) and len(content) == stat.st_size
    return Content(content, after) if steady else None


def _read_all(fd: int, size: int) -> bytes:
    """Up to `size` bytes and one more, so that growth shows and an endless file does not hurt."""
    content = os.read(fd, size + 1)
    while len(content) < size and (more := os.read(fd, size + 1 - len(content))):
        content += more
    return content


def _git_mode(mode: int) -> bytes:
    if stat_module.S_IFMT(mode) == LINK:
        return b"120000"
    return b"100755" if mode & EXECUTABLE else b"100644"


def _pack(found: Found) -> Folder:
    sizes = [
        STAT.unpack(s)[2]
        for s, kind in zip(found.stats, found.kinds, strict=True)
        if kind == KEPT and s != NO_STAT
    ]
    return Folder(
        path=found.path,
        names=b"\0".join(found.names),
        kinds=bytes(found.kinds),
        stats=b"".join(found.stats),
        ignored=found.ignored,
        kept=found.kinds.count(KEPT),
        size_bytes=sum(sizes),
        left=list(found.left.values()),
    )
