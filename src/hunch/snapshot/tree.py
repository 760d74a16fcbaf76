"""What a snapshot holds: its files, their contents, and what of it matters for results."""

import os
from collections.abc import Collection
from typing import NamedTuple

import msgspec

from hunch.errors import Damaged
from hunch.ids import sha256

from .ignores import is_config, is_source
from .keep import unquote
from .objects import TREE_MODE, Store, read_object, read_tree

ID_LENGTH, HEXADECIMAL = 40, "0123456789abcdef"


class Entry(NamedTuple):
    """A file of a snapshot: git's mode (100644, 100755, 120000) and the id of its content."""

    mode: str
    sha: str


class Change(NamedTuple):
    """A path at which two snapshots differ; None where there is no file on that side."""

    path: str
    old: Entry | None
    new: Entry | None


class Root(NamedTuple):
    """What a snapshot's commit says."""

    tree: str
    empty_folders: list[str]


def check_snapshot(snapshot: str) -> None:
    """What a journal calls a snapshot may be anything: an option of git, a way out of the store.

    Raises:
        Damaged: it has not the form of a snapshot's id.
    """
    if len(snapshot) != ID_LENGTH or snapshot.strip(HEXADECIMAL):
        raise Damaged(f"{snapshot!r} is no snapshot", hint="See what else is: hunch doctor")


def root_of(store: Store, snapshot: str) -> Root:
    """The tree and the empty folders of a snapshot.

    Raises:
        Damaged: the store does not have it, or it does not read.
    """
    check_snapshot(snapshot)
    kind, content = read_object(store, snapshot)
    head, _, message = content.partition(b"\n\n")
    tree = head.split(b"\n")[0]
    if kind != "commit" or not tree.startswith(b"tree "):
        raise Damaged(f"{snapshot} in {store.code} is no snapshot")
    try:
        check_snapshot(sha := tree[5:].decode())
        said = msgspec.json.decode(message, type=dict[str, list[str]])
        folders = [_folder_of(path) for path in said.get("empty_folders", [])]
    except (msgspec.MsgspecError, ValueError, Damaged) as error:
        raise Damaged(f"snapshot {snapshot} does not read: {error}") from error
    return Root(sha, folders)


def _folder_of(quoted: str) -> str:
    path = unquote(quoted)
    if b"\0" in path:
        raise ValueError(f"no folder can be called {quoted!r}")
    return os.fsdecode(path)


def files(store: Store, snapshot: str) -> dict[str, Entry]:
    """All files of a snapshot by path, in the order of paths. Names that are no UTF-8 are as `os.fsdecode` gives them."""
    found: dict[str, Entry] = {}
    todo = [("", root_of(store, snapshot).tree)]
    while todo:
        folder, sha = todo.pop()
        for item in read_tree(store, sha):
            path = folder + os.fsdecode(item.name)
            if item.mode == TREE_MODE:
                todo.append((path + "/", item.sha.hex()))
            else:
                found[path] = Entry(item.mode.decode(), item.sha.hex())
    return dict(sorted(found.items()))


def empty_folders(store: Store, snapshot: str) -> list[str]:
    """Folders of a snapshot that hold no file."""
    return root_of(store, snapshot).empty_folders


def read_content(store: Store, entry: Entry) -> bytes:
    """The bytes of a file, or the target of a link."""
    return read_object(store, entry.sha)[1]


def read(store: Store, snapshot: str, path: str) -> bytes:
    """The bytes of one file of a snapshot.

    Raises:
        Damaged: the snapshot has no such file.
    """
    sha = root_of(store, snapshot).tree
    *folders, name = [os.fsencode(piece) for piece in path.split("/")]
    for folder in folders:
        sha = next(
            (i.sha.hex() for i in read_tree(store, sha) if i.name == folder and i.mode == TREE_MODE), ""
        )
        if not sha:
            raise Damaged(f"snapshot {snapshot} has no file {path!r}")
    for item in read_tree(store, sha):
        if item.name == name and item.mode != TREE_MODE:
            return read_object(store, item.sha.hex())[1]
    raise Damaged(f"snapshot {snapshot} has no file {path!r}")


def changes(store: Store, old: str | None, new: str) -> list[Change]:
    """Paths at which two snapshots differ, in the order of paths; folders that are equal are not opened."""
    if old == new:
        return []
    out: list[Change] = []
    todo = [("", root_of(store, old).tree if old else "", root_of(store, new).tree)]
    while todo:
        folder, before, after = todo.pop()
        olds = {i.name: i for i in read_tree(store, before)} if before else {}
        news = {i.name: i for i in read_tree(store, after)} if after else {}
        for name in olds.keys() | news.keys():
            o, n = olds.get(name), news.get(name)
            if o == n:
                continue
            path = folder + os.fsdecode(name)
            old_tree = o.sha.hex() if o and o.mode == TREE_MODE else ""
            new_tree = n.sha.hex() if n and n.mode == TREE_MODE else ""
            if old_tree or new_tree:
                todo.append((path + "/", old_tree, new_tree))
            old_file = Entry(o.mode.decode(), o.sha.hex()) if o and not old_tree else None
            new_file = Entry(n.mode.decode(), n.sha.hex()) if n and not new_tree else None
            if old_file or new_file:
                out.append(Change(path, old_file, new_file))
    return sorted(out)


def source_digest(store: Store, snapshot: str, *, ignore: Collection[str] = ()) -> str:
    """sha256 over the source and configuration files of a snapshot: equal where results ought to be.

    Args:
        ignore: paths that do not count, such as files that runs have written.

    Of a notebook only the code of its cells counts; a script without a suffix counts if it is executable.
    """
    digest = sha256(b"")
    ignored = frozenset(ignore)
    for path, entry in files(store, snapshot).items():
        name = os.fsencode(path)
        script = entry.mode == "100755" and b"." not in os.path.basename(name)
        if path in ignored or not (is_source(name) or is_config(name) or script):
            continue
        what = entry.sha.encode()
        if path.endswith(".ipynb"):
            what = "\0".join(code_cells(read_content(store, entry)) or [entry.sha]).encode(
                "utf-8", "surrogatepass"
            )
        digest.update(b"%s\0%s\0%s\n" % (name, entry.mode.encode(), what))
    return digest.hexdigest()


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []


def code_cells(notebook: bytes) -> list[str] | None:
    """The source of each code cell of a notebook; None where it does not read as one."""
    try:
        cells = msgspec.json.decode(notebook, type=_Notebook).cells
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    return [source if isinstance(source, str) else "".join(source) for source in sources]
