"""Writing a snapshot back, to the byte: into a folder of its own, or over a working folder."""

import os
import stat as stat_module
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from hunch.errors import CannotWrite, Damaged, Refused, UnsafePath

from .ignores import is_unsafe
from .limits import shown
from .objects import Store, object_id
from .remove import checked
from .tree import Entry, empty_folders, files, read_content

LINK = "120000"
POINTER = ".hunch"


class Restored(NamedTuple):
    """What restoring did, in files."""

    written: int
    removed: int = 0


def restore(store: Store, snapshot: str, target: str, *, home: str | None = None) -> Restored:
    """Write all of a snapshot into a folder that is new or empty.

    Args:
        home: the workbench that the folder belongs to; a one-line file `.hunch` then points to it.

    Raises:
        Refused: `target` is there and not empty.
        UnsafePath: the snapshot names a path that would leave `target`; nothing was written.
        Damaged: something is missing in the store.
        CannotWrite: the file system would not have it.
    """
    held, empty = files(store, snapshot), empty_folders(store, snapshot)
    check_paths([*held, *empty])
    try:
        os.makedirs(target, exist_ok=True)
        if os.listdir(target):
            raise Refused(f"{target} is not empty", hint="Name a folder that does not exist yet.")
        _write_all(store, target, held, empty)
        if home is not None:
            with open(os.path.join(target, POINTER), "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(f"{os.path.relpath(os.path.realpath(home), os.path.realpath(target))}\n")
    except OSError as error:
        raise CannotWrite(f"cannot write {error.filename or target}: {error.strerror}") from error
    return Restored(len(held))


def restore_into(store: Store, root: str, snapshot: str, *, current: str) -> Restored:
    """Make a working folder equal to a snapshot; what is in neither snapshot stays as it is.

    Args:
        current: the snapshot just taken of `root`. Nothing that it does not hold is overwritten.

    Raises:
        Refused: a file in the way is not in `current`, or has changed since; nothing was written.
        Damaged: something that is wanted, or that one would come back to, is missing in the store or is not
            what was kept; nothing was written.
        UnsafePath, CannotWrite: as `restore`.
    """
    before, after = files(store, current), files(store, snapshot)
    empty = empty_folders(store, snapshot)
    check_paths([*after, *empty])
    writing = {path: entry for path, entry in after.items() if before.get(path) != entry}
    removing = {path: entry for path, entry in before.items() if path not in after}
    _refuse_losses(root, before, writing, removing, empty)
    replaced = [before[path] for path in [*writing, *removing] if path in before]
    _check_objects(store, (snapshot, current), [*writing.values(), *replaced])
    try:
        for path in removing:
            _remove(root, path)
        _write_all(store, root, writing, empty)
        for folder in set(empty_folders(store, current)) - set(empty):
            _remove_empty(root, folder)
    except OSError as error:
        raise CannotWrite(f"cannot write {error.filename or root}: {error.strerror}") from error
    return Restored(len(writing), len(removing))


def differs(store: Store, snapshot: str, root: str) -> list[str]:
    """Paths of a snapshot that a folder does not have byte for byte (content, type, executable bit)."""
    wrong = [path for path, entry in files(store, snapshot).items() if found_at(root, path) != entry]
    missing = [
        f"{path}/" for path in empty_folders(store, snapshot) if not os.path.isdir(os.path.join(root, path))
    ]
    return sorted([*wrong, *missing])


def found_at(root: str, path: str) -> Entry | None:
    """What stands at a path now, as an entry of a snapshot would say it; None for nothing that could be one."""
    whole = os.path.join(root, path)
    try:
        stat = os.lstat(whole)
        if stat_module.S_ISLNK(stat.st_mode):
            return Entry(LINK, object_id(b"blob", os.readlink(os.fsencode(whole))).hex())
        if not stat_module.S_ISREG(stat.st_mode):
            return None
        with open(whole, "rb") as file:
            return Entry(
                "100755" if stat.st_mode & 0o100 else "100644", object_id(b"blob", file.read()).hex()
            )
    except OSError:
        return None


def check_paths(paths: list[str]) -> None:
    """Refuse paths that lead elsewhere, or into a `.git` or `.hunch`, on any file system.

    Raises:
        UnsafePath: naming the first.
    """
    for name, path in {name: p for p in paths for name in p.split("/")}.items():
        if is_unsafe(os.fsencode(name)):
            raise UnsafePath(f"the snapshot holds the path {shown(path)!r}, which is not written anywhere")


def _refuse_losses(
    root: str,
    before: dict[str, Entry],
    writing: dict[str, Entry],
    removing: dict[str, Entry],
    empty: list[str],
) -> None:
    lost: set[str] = set()
    above: dict[str, str | None] = {}
    for path in [*writing, *removing, *[f"{each}/." for each in empty]]:
        whole = os.path.join(root, path)
        if (file := _file_above(root, os.path.dirname(path), above)) is not None:
            if not _is_saved(root, file, before):
                lost.add(file)
        elif path.endswith("/.") or not os.path.lexists(whole):
            continue
        elif path in writing and os.path.isdir(whole) and not os.path.islink(whole):
            lost.update(_unknown_below(root, path, before))
        elif not _is_saved(root, path, before, writing.get(path)):
            lost.add(path)
    if lost:
        names = ", ".join(sorted(shown(path) for path in lost)[:5])
        raise Refused(
            f"{len(lost)} file(s) in the way are not in the snapshot of what is here: {names}",
            hint="Restore into another folder: hunch restore RUN DIR",
        )


def _is_saved(root: str, path: str, before: dict[str, Entry], after: Entry | None = None) -> bool:
    """Whether what stands at a path is in the snapshot of what is here, or is what is to stand there.

    What cannot be read and what is no file is in no snapshot.
    """
    found = found_at(root, path)
    return found is not None and found in (before.get(path), after)


def _file_above(root: str, folder: str, known: dict[str, str | None]) -> str | None:
    """The topmost file or link that stands where a folder, or one above it, is needed."""
    if not folder:
        return None
    if folder not in known:
        file = _file_above(root, os.path.dirname(folder), known)
        whole = os.path.join(root, folder)
        if file is None and os.path.lexists(whole) and (os.path.islink(whole) or not os.path.isdir(whole)):
            file = folder
        known[folder] = file
    return known[folder]


def _unknown_below(root: str, folder: str, before: dict[str, Entry]) -> list[str]:
    """What of a folder that gives way is in no snapshot: files, links, and folders that cannot be looked into."""
    out: list[str] = []

    def note(error: OSError) -> None:
        out.append(os.path.relpath(error.filename, root))

    for where, folders, names in os.walk(os.path.join(root, folder), onerror=note):
        links = [name for name in folders if os.path.islink(os.path.join(where, name))]
        for name in [*names, *links]:
            path = os.path.relpath(os.path.join(where, name), root)
            if not _is_saved(root, path, before):
                out.append(path)
    return out


def _check_objects(store: Store, snapshots: Iterable[str], contents: Iterable[Entry]) -> None:
    """See that snapshots with their folders, and these contents, are what was kept.

    Raises:
        Damaged: naming the first that is not.
    """
    todo = [(snapshot, "commit") for snapshot in snapshots]
    todo += [(entry.sha, "blob") for entry in contents]
    seen: set[str] = set()
    while todo:
        sha, kind = todo.pop()
        if sha not in seen:
            seen.add(sha)
            named = checked(store, sha, kind)
            todo += [each for each in named if each[1] == "tree"]


def _write_all(store: Store, target: str, held: dict[str, Entry], empty: list[str]) -> None:
    made: set[str] = set()
    for path, entry in held.items():
        _make_folder(target, os.path.dirname(path), made)
        _write(store, os.path.join(target, path), entry)
    for folder in empty:
        _make_folder(target, folder, made)


def _make_folder(target: str, folder: str, made: set[str]) -> None:
    """Make a folder and those above it; whatever else stands there (a link out of the tree, say) gives way."""
    if not folder or folder in made:
        return
    _make_folder(target, os.path.dirname(folder), made)
    whole = os.path.join(target, folder)
    if os.path.islink(whole) or not os.path.isdir(whole):
        if os.path.lexists(whole):
            os.unlink(whole)
        os.mkdir(whole)
    made.add(folder)


def _write(store: Store, path: str, entry: Entry) -> None:
    content = read_content(store, entry)
    if object_id(b"blob", content).hex() != entry.sha:
        raise Damaged(
            f"the content of {shown(path)} does not have the hash it is kept by", hint="Try `hunch doctor`."
        )
    beside = _beside(path)
    try:
        _write_beside(beside, content, entry.mode)
        if os.path.isdir(path) and not os.path.islink(path):
            _remove_empty_below(path)
            os.rmdir(path)
        os.replace(beside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise


def _write_beside(beside: str, content: bytes, mode: str) -> None:
    if mode == LINK:
        os.symlink(os.fsdecode(content), beside)
        return
    # The umask decides about the rest, as it does for an editor or for git.
    fd = os.open(
        beside,
        os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW,
        0o777 if mode == "100755" else 0o666,
    )
    with open(fd, "wb") as file:
        file.write(content)


def _beside(path: str) -> str:
    return os.path.join(os.path.dirname(path), f".restoring-{os.getpid()}-{os.urandom(4).hex()}")


def _remove(root: str, path: str) -> None:
    whole = os.path.join(root, path)
    if os.path.lexists(whole) and not any(os.path.islink(f) for f in _folders_of(root, path)):
        os.unlink(whole)
        _remove_empty(root, os.path.dirname(path))


def _folders_of(root: str, path: str) -> list[str]:
    out, folder = [], os.path.dirname(path)
    while folder:
        out.append(os.path.join(root, folder))
        folder = os.path.dirname(folder)
    return out


def _remove_empty(root: str, folder: str) -> None:
    """Remove a folder and those above it, as long as they are empty."""
    while folder:
        try:
            os.rmdir(os.path.join(root, folder))
        except OSError:
            return
        folder = os.path.dirname(folder)


def _remove_empty_below(path: str) -> None:
    for where, folders, _ in os.walk(path, topdown=False):
        for name in folders:
            os.rmdir(os.path.join(where, name))
