"""Data and other files brought into a replica, and taken out of it again: only what the run wrote stays."""

import os
import shutil
import stat as stat_module
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from hunch.errors import CannotWrite
from hunch.snapshot.restore import POINTER, found_at
from hunch.snapshot.tree import Entry

from .surveying import Item, is_cache

BLOCK = 4 * 1024 * 1024

Progress = Callable[[int, int], None]
"""Is told how many bytes are copied, of how many; may raise to stop it."""


class Stamp(NamedTuple):
    """What a file looks like that nobody has written to."""

    size_bytes: int
    mtime_ns: int


class Brought(NamedTuple):
    """What was put into a replica beside the snapshot, by absolute path."""

    links: dict[str, str]
    """What each leads to."""
    copies: dict[str, Stamp]


def bring(root: str, items: Sequence[Item], brought: Brought, *, copy: bool, progress: Progress) -> None:
    """Put `items` into the folder `root`, each as a link or, where that is wanted, as a copy.

    Args:
        brought: what is put there is noted in it, also where this is stopped half-way.

    Raises:
        CannotWrite: read-only or full.
    """
    copied = [item for item in items if copy and not item.is_environment]
    counter = _Counter(sum(_size(item.source) for item in copied) if copied else 0, progress)
    try:
        for item in items:
            place = os.path.normpath(os.path.join(root, item.place))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            if item in copied:
                _copy(item.source, place, brought, counter)
            elif not os.path.lexists(place):
                os.symlink(item.source, place)
                brought.links[place] = item.source
    except OSError as error:
        raise CannotWrite(f"cannot write {error.filename or root}: {error.strerror}") from error


def strip(root: str, held: Mapping[str, Entry], brought: Brought) -> int:
    """Take out what is as it was put in, caches and empty folders; the bytes of what is left, all written since.

    A folder in which nothing is left is gone afterwards.
    """
    for place, target in brought.links.items():
        with suppress(OSError):
            if os.readlink(place) == target:
                os.unlink(place)
    for place, stamp in brought.copies.items():
        if _stamp(place) == stamp:
            os.unlink(place)
    for path, entry in held.items():
        if found_at(root, path) == entry:
            os.unlink(os.path.join(root, path))
    left = _sweep(root)
    if not left:
        shutil.rmtree(root, ignore_errors=True)
    return sum(left)


class _Counter:
    """Bytes copied, of all."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.done, self.total, self.progress = 0, total, progress

    def add(self, size: int) -> None:
        self.done += size
        self.progress(min(self.done, self.total), self.total)


def _copy(source: str, place: str, brought: Brought, counter: _Counter) -> None:
    stat = os.lstat(source)
    if stat_module.S_ISLNK(stat.st_mode):
        target = os.path.join(os.path.dirname(source), os.readlink(source))
        os.symlink(target, place)
        brought.links[place] = target
    elif stat_module.S_ISDIR(stat.st_mode):
        os.makedirs(place, exist_ok=True)
        for name in sorted(os.listdir(source)):
            _copy(os.path.join(source, name), os.path.join(place, name), brought, counter)
    elif stat_module.S_ISREG(stat.st_mode):
        _copy_file(source, place, counter)
        brought.copies[place] = Stamp(stat.st_size, stat.st_mtime_ns)


def _copy_file(source: str, place: str, counter: _Counter) -> None:
    try:
        with open(source, "rb") as reading, open(place, "wb") as writing:
            while block := reading.read(BLOCK):
                writing.write(block)
                counter.add(len(block))
        shutil.copystat(source, place)
    except BaseException:  # half a file is nobody's
        with suppress(OSError):
            os.unlink(place)
        raise


def _stamp(path: str) -> Stamp | None:
    try:
        stat = os.lstat(path)
    except OSError:
        return None
    return Stamp(stat.st_size, stat.st_mtime_ns) if stat_module.S_ISREG(stat.st_mode) else None


def _sweep(root: str) -> list[int]:
    """Take caches and empty folders away; the sizes of the files that are left, the pointer home not counted."""
    left: list[int] = []
    for folder, folders, names in os.walk(root, topdown=False):
        for name in [*names, *(each for each in folders if os.path.islink(os.path.join(folder, each)))]:
            path = os.path.join(folder, name)
            if is_cache(name) or is_cache(os.path.basename(folder)):
                os.unlink(path)
            elif path != os.path.join(root, POINTER):
                left.append(os.lstat(path).st_size)
        if folder != root:
            with suppress(OSError):  # not empty
                os.rmdir(folder)
    return left


def _size(path: str) -> int:
    return sum(_file_sizes([path]))


def _file_sizes(todo: Iterable[str]) -> Iterator[int]:
    for path in todo:
        if os.path.isdir(path) and not os.path.islink(path):
            with suppress(OSError):
                yield from _file_sizes(os.path.join(path, name) for name in os.listdir(path))
        elif not os.path.islink(path):
            with suppress(OSError):
                yield os.stat(path).st_size
