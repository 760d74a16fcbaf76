"""Content hashes of the data files and folders that a run was said to read.

A large file is read once: its hash is kept in the cache, keyed by what changes when the file does (size,
modification and status-change time, inode). The cache may be deleted, broken or unwritable: then files are read.
"""

import errno
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self, final

import msgspec

if TYPE_CHECKING:
    import sqlite3

CACHE_NAME = "data.sqlite"
BLOCK = 4 * 1024 * 1024
UNSETTLED_NS = 2_000_000_000
"""A file that was changed within this time of being read is not kept: a second change might not show."""


class DataHash(msgspec.Struct, frozen=True, kw_only=True):
    """What one declared path held.

    `sha256` of a file is that of its bytes; of a folder that of its lines `<hash>  <relative path>`, sorted by
    path, for every file below it. None where it could not be read: `fault` then says why.
    """

    path: str
    sha256: str | None = None
    size_bytes: int | None = None
    files: int | None = None
    """How many files a folder holds; None for a file."""
    fault: str | None = None


def hash_data(
    paths: Sequence[str], *, cwd: str, cache: str | None, clock_ns: Callable[[], int] = time.time_ns
) -> "DataHashes":
    """Begin to hash the contents of each of `paths`, in a thread of their own.

    Args:
        paths: files or folders, as they were given.
        cwd: what they are relative to.
        cache: the folder where the cache is kept; None for no cache.
        clock_ns: nanoseconds since 1970-01-01 UTC.
    """
    return DataHashes(paths, cwd, cache and os.path.join(cache, CACHE_NAME), clock_ns)


@final
class DataHashes:
    """Hashing that is going on, or done."""

    def __init__(
        self, paths: Sequence[str], cwd: str, cache: str | None, clock_ns: Callable[[], int]
    ) -> None:
        from threading import Thread

        self._paths, self._cwd, self._cache, self._clock_ns = list(paths), cwd, cache, clock_ns
        self._hashes: list[DataHash] = []
        self._broken: list[str] = []
        self._progress = _Counter()
        self._thread = Thread(target=self._work, name="hunch-data", daemon=True)
        self._thread.start()

    def known(self) -> list[DataHash]:
        """What has been hashed so far, in the order of the paths."""
        return list(self._hashes)

    def progress(self) -> tuple[int, int]:
        """Bytes that are done, and bytes in all (0 until the files have been looked at)."""
        return min(self._progress.done, self._progress.total), self._progress.total

    def wait(self, timeout_s: float | None = None) -> bool:
        """Whether all is done within that time (None: however long it takes)."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Give up what is not hashed yet; each such path gets a fault."""
        self._progress.stopped = True
        self._thread.join()

    @property
    def faults(self) -> list[str]:
        """What could not be hashed, and why."""
        return [f"data not hashed: {seen.fault}" for seen in self.known() if seen.fault] + self._broken

    def _work(self) -> None:
        try:
            self._hash_all()
        except Exception as fault:  # noqa: BLE001 - a thread has nobody to raise to; it is named on the run
            self._broken.append(f"data not hashed: {type(fault).__name__}: {fault}")

    def _hash_all(self) -> None:
        surveys = [_survey(path, os.path.join(self._cwd, path)) for path in self._paths]
        self._progress.total = sum(size for survey in surveys for _, size in survey.files)
        with _Cache(self._cache, self._clock_ns) as known:
            for survey in surveys:
                self._hashes.append(_hash(survey, known, self._progress))


class _Survey(NamedTuple):
    """What there is to read for one declared path, before anything is read."""

    path: str
    absolute: str
    is_folder: bool
    files: list[tuple[str, int]]
    fault: str | None


class _Counter:
    """Bytes done and to do, and whether to go on."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.stopped = False

    def add(self, size: int) -> None:
        """Count bytes.

        Raises:
            OSError: the hashing was stopped.
        """
        self.done += size
        if self.stopped:
            raise OSError(errno.ECANCELED, "it was not waited for")


def _survey(path: str, absolute: str) -> _Survey:
    try:
        status = os.stat(absolute)
        if stat.S_ISREG(status.st_mode):
            return _Survey(path, absolute, False, [(absolute, status.st_size)], None)
        if stat.S_ISDIR(status.st_mode):
            return _Survey(path, absolute, True, sorted(_below(absolute, set())), None)
    except OSError as fault:
        return _Survey(path, absolute, False, [], _said(path, fault))
    return _Survey(path, absolute, False, [], f"{path} is neither a file nor a folder")


def _below(folder: str, above: set[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """Every file below `folder` with its size; links are followed, but not in circles."""
    status = os.stat(folder)
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _below(entry.path, above | {here})
            elif entry.is_file():
                yield entry.path, entry.stat().st_size
            elif entry.is_symlink():
                raise FileNotFoundError(errno.ENOENT, "a link that leads nowhere", entry.path)


def _hash(survey: _Survey, known: "_Cache", counter: _Counter) -> DataHash:
    if survey.fault is not None:
        return DataHash(path=survey.path, fault=survey.fault)
    try:
        hashes = [(file, known.hash(file, counter)) for file, _ in survey.files]
    except OSError as fault:
        return DataHash(path=survey.path, fault=_said(survey.path, fault))
    size = sum(size for _, size in survey.files)
    if not survey.is_folder:
        return DataHash(path=survey.path, sha256=hashes[0][1], size_bytes=size)
    whole = hashlib.sha256()
    for file, sha256 in hashes:
        whole.update(f"{sha256}  ".encode() + os.fsencode(os.path.relpath(file, survey.absolute)) + b"\n")
    return DataHash(path=survey.path, sha256=whole.hexdigest(), size_bytes=size, files=len(hashes))


_TABLE = """
CREATE TABLE IF NOT EXISTS data_hash (path BLOB PRIMARY KEY, key TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT
"""


class _Cache:
    """Hashes of files that have not changed since they were read; of no use to anyone else."""

    def __init__(self, path: str | None, clock_ns: Callable[[], int]) -> None:
        self.path, self.clock_ns = path, clock_ns

    def __enter__(self) -> Self:
        import sqlite3

        self.database = self._open(self.path) if self.path else sqlite3.connect(":memory:")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        import sqlite3

        with suppress(sqlite3.Error):  # the disk is full: files will be read again, nothing else is lost
            self.database.commit()
        self.database.close()

    def hash(self, path: str, counter: _Counter) -> str:
        """sha256 of a file's bytes.

        Raises:
            OSError: it cannot be read, or changed while it was read.
        """
        status = os.stat(path)
        key = _key(status)
        kept = self._kept(path, key)
        if kept is not None:
            counter.add(status.st_size)
            return kept
        sha256 = _read(path, counter)
        if _key(os.stat(path)) != key:
            raise OSError(errno.EAGAIN, "it changed while it was read", path)
        if self.clock_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > UNSETTLED_NS:
            self._keep(path, key, sha256)
        return sha256

    def _kept(self, path: str, key: str) -> str | None:
        import sqlite3

        query = "SELECT sha256 FROM data_hash WHERE path = ? AND key = ?"
        try:
            row = self.database.execute(query, (os.fsencode(path), key)).fetchone()
        except sqlite3.Error:
            return None
        return str(row[0]) if row else None

    def _keep(self, path: str, key: str, sha256: str) -> None:
        import sqlite3

        replace = "INSERT OR REPLACE INTO data_hash VALUES (?, ?, ?)"
        with suppress(
            sqlite3.Error
        ):  # read-only, full or locked: it will be read again, nothing else is lost
            self.database.execute(replace, (os.fsencode(path), key, sha256))

    def _open(self, path: str) -> "sqlite3.Connection":
        import sqlite3

        for attempt in (path, path, ":memory:"):
            try:
                database = sqlite3.connect(attempt, timeout=5)
            except sqlite3.DatabaseError:  # no file can be made there
                continue
            try:
                database.execute(_TABLE)
                return database
            except sqlite3.DatabaseError as fault:
                database.close()
                if not isinstance(fault, sqlite3.OperationalError):  # it is no database (any more)
                    _remove(attempt)
        raise AssertionError("a database in memory can always be made")


def _key(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_dev} {status.st_ino}"


def _read(path: str, counter: _Counter) -> str:
    sha256 = hashlib.sha256()
    block = memoryview(bytearray(BLOCK))
    with open(path, "rb", buffering=0) as file:
        while size := file.readinto(block):
            sha256.update(block[:size])
            counter.add(size)
    return sha256.hexdigest()


def _remove(path: str) -> None:
    with suppress(OSError):  # not ours to delete: the one in memory is next
        os.unlink(path)


def _said(path: str, fault: OSError) -> str:
    where = f" ({fault.filename})" if fault.filename and not str(fault.filename).endswith(path) else ""
    return f"{path}: {fault.strerror}{where}"
