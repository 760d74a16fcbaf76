"""Reading and writing git objects: our store is a bare repository that git itself can read.

Objects are written loose, never packed, so that copying a workbench is copying files. What a `git gc` by
hand has packed is read through git. Contents never pass a filter: the bytes of a file are its blob.
"""

import os
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from hunch.errors import CannotWrite, Damaged
from hunch.ids import sha1

EMPTY_TREE = bytes.fromhex("4b825dc642cb6eb9a060e54bf8d69288fbee4904")
TREE_MODE = b"40000"
FILES: dict[str, bytes] = {
    "HEAD": b"ref: refs/heads/none\n",
    "config": b"[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n\tlooseCompression = 1\n"
    b"\tlogAllRefUpdates = false\n[gc]\n\tauto = 0\n",
    "info/attributes": b"* -text -filter -ident -eol -working-tree-encoding -diff\n".replace(b" -diff", b""),
}


class Store(NamedTuple):
    """Where snapshots are kept, as `str` paths, and the user's environment (of which git needs PATH and HOME)."""

    code: str
    """Our bare repository, `.hunch/code`."""
    cache: str
    """A folder of caches of this user on this machine."""
    environ: Mapping[str, str] = {}

    @property
    def objects(self) -> str:
        """The folder of objects."""
        return os.path.join(self.code, "objects")

    def ref(self, snapshot: str) -> str:
        """The file that keeps a snapshot from being pruned."""
        return os.path.join(self.code, "refs", "snapshots", snapshot)


class TreeItem(NamedTuple):
    """One line of a tree object; `mode` is git's: 40000, 100644, 100755 or 120000."""

    mode: bytes
    name: bytes
    sha: bytes


def prepare(store: Store) -> None:
    """Make the repository where it is not there yet.

    Raises:
        CannotWrite: it cannot be made.
    """
    if os.path.exists(os.path.join(store.code, "config")) and os.path.isdir(store.objects):
        return
    try:
        for folder in ("objects/info", "objects/pack", "refs/snapshots", "refs/heads", "info"):
            os.makedirs(os.path.join(store.code, folder), exist_ok=True)
        for name, content in FILES.items():
            replace_file(os.path.join(store.code, name), content)
    except OSError as error:
        raise CannotWrite(f"cannot make {store.code}: {error.strerror}") from error


def object_id(kind: bytes, content: bytes) -> bytes:
    """The id of an object, 20 bytes."""
    return sha1(b"%s %d\0" % (kind, len(content)) + content).digest()


def write_object(store: Store, kind: bytes, content: bytes) -> bytes:
    """Keep an object; one that is there already costs a stat and a touch.

    Raises:
        CannotWrite: the folder is read-only, full, or not ours.
    """
    whole = b"%s %d\0" % (kind, len(content)) + content
    sha = sha1(whole)
    path = object_path(store, sha.hexdigest())
    try:
        if os.stat(path).st_size and touch(path):  # an empty one is what a power failure left of it
            return sha.digest()
    except OSError:
        pass
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        os.makedirs(folder, exist_ok=True)
    replace_file(path, zlib.compress(whole, 1), mode=0o444)
    return sha.digest()


def touch(path: str) -> bool:
    """Tell whoever prunes that a file is in use; False where it is not there."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:  # not ours to touch
        return os.path.exists(path)
    return True


def object_path(store: Store, sha: str) -> str:
    """The file of a loose object."""
    return f"{store.code}/objects/{sha[:2]}/{sha[2:]}"


def read_object(store: Store, sha: str) -> tuple[str, bytes]:
    """Kind and content of an object.

    Raises:
        Damaged: it is not there or does not read.
    """
    try:
        with open(object_path(store, sha), "rb") as file:
            head, _, content = zlib.decompress(file.read()).partition(b"\0")
        kind, size = head.split()
        if int(size) != len(content):
            raise ValueError(f"{len(content)} bytes instead of {int(size)}")
        return kind.decode(), content
    except FileNotFoundError:
        return _read_packed(store, sha)
    except (zlib.error, ValueError, OSError) as error:
        raise Damaged(
            f"object {sha} in {store.code} does not read: {error}", hint="Try `hunch doctor`."
        ) from error


def read_tree(store: Store, sha: str) -> list[TreeItem]:
    """The lines of a tree object."""
    kind, content = read_object(store, sha)
    if kind != "tree":
        raise Damaged(f"object {sha} in {store.code} is a {kind}, not a tree")
    return parse_tree(content)


def parse_tree(content: bytes) -> list[TreeItem]:
    """The lines of a tree object's content.

    Raises:
        Damaged: it is no such content, or names a path where a name belongs.
    """
    items, at = [], 0
    while at < len(content):
        space = content.find(b" ", at)
        null = content.find(b"\0", space)
        if not at < space < null <= len(content) - 21 or b"/" in content[space:null]:
            raise Damaged(f"a tree object does not read at byte {at}", hint="Try `hunch doctor`.")
        items.append(TreeItem(content[at:space], content[space + 1 : null], content[null + 1 : null + 21]))
        at = null + 21
    return items


def format_tree(items: list[TreeItem]) -> bytes:
    """The content of a tree object, in git's order (a folder sorts as if its name ended in "/")."""
    items = sorted(items, key=lambda item: item.name + b"/" if item.mode == TREE_MODE else item.name)
    return b"".join([b"%s %s\0%s" % item for item in items])


def replace_file(path: str, content: bytes, *, mode: int = 0o666) -> None:
    """Write a file whole or not at all; an `OSError` leaves nothing behind."""
    beside = f"{path}.{os.getpid()}.{os.urandom(4).hex()}.tmp"
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(fd, rest) :]
        finally:
            os.close(fd)
        os.replace(beside, path)
    except OSError:
        os.unlink(beside)
        raise


def _read_packed(store: Store, sha: str) -> tuple[str, bytes]:
    if any(name.endswith(".pack") for name in _listing(os.path.join(store.objects, "pack"))):
        from .git import git

        answer = git(
            store.environ, f"--git-dir={store.code}", "cat-file", "--batch", stdin=sha.encode() + b"\n"
        )
        head, _, rest = answer.partition(b"\n")
        words = head.split()
        if len(words) == 3:
            return words[1].decode(), rest[: int(words[2])]
    raise Damaged(f"object {sha} is missing in {store.code}", hint="Try `hunch doctor`.")


def _listing(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
