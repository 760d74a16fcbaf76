"""A metrics file that exactly one process writes, claimed by making it.

The file of rank 0 is `0`; a process that finds its rank's file taken (a forked worker, a spawned helper) gets
`<rank>-<pid>`.
"""

import errno
import os
from collections.abc import Callable
from typing import Final, final

FLAGS: Final = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
LEAST_DESCRIPTOR: Final = 100
"""Kept away from the numbers that programs close and open again: a stray line must never land in their files."""


@final
class Source:
    """One process's metrics file.

    Args:
        path_of: where the file of a source lies.
        rank: of this process among its equals; the claim is for `<rank>`.
    """

    def __init__(self, path_of: Callable[[str], str], rank: int = 0) -> None:
        self._path_of = path_of
        self._rank = rank
        self._pid = os.getpid()
        self.name: str | None = None
        """What the file is called once it is claimed."""
        self.fd = -1
        self.fault: OSError | None = None
        """Why it could not be claimed."""
        try:
            self._claim(str(rank))
        except OSError as error:
            self.fault = error

    @property
    def is_first(self) -> bool:
        """Whether this process holds its rank's own file, and so speaks for the rank."""
        return self.name == str(self._rank)

    @property
    def path(self) -> str:
        """Where the lines go, or would."""
        return self._path_of(self.name or str(self._rank))

    def renew(self) -> None:
        """Make `fd` a descriptor of this process's own file, whatever closed or forked it.

        Raises:
            OSError: the file can be neither opened nor made.
        """
        if self._pid != os.getpid():
            self.close()
            self._pid, self.name = os.getpid(), None
            self._claim(f"{self._rank}-{self._pid}")
        elif self.name is None:
            self._claim(str(self._rank))
        elif not self._is_open():
            self.fd = _high(os.open(self._path_of(self.name), FLAGS | os.O_CREAT, 0o644))

    def give_up(self) -> None:
        """Leave no trace of a claim that nothing was written under."""
        self.close()
        if self.name is not None and os.path.getsize(self.path) == 0:
            os.unlink(self.path)

    def close(self) -> None:
        """Give the descriptor back."""
        if self.fd >= 0 and self._is_open():
            os.close(self.fd)
        self.fd = -1

    def _claim(self, wanted: str) -> None:
        name, copies = wanted, 0
        while True:
            try:
                descriptor = os.open(self._path_of(name), FLAGS | os.O_CREAT | os.O_EXCL, 0o644)
                break
            except FileExistsError:
                copies += 1
                name = f"{self._rank}-{self._pid}" + (f"-{copies}" if copies > 1 else "")
        self.fd, self.name, self.fault = _high(descriptor), name, None

    def _is_open(self) -> bool:
        """Whether `fd` still is our file: the number may have been closed and given to another."""
        try:
            held = os.fstat(self.fd)
            meant = os.stat(self._path_of(self.name or ""))
        except OSError as error:
            return error.errno != errno.EBADF and self.fd >= 0
        return (held.st_dev, held.st_ino) == (meant.st_dev, meant.st_ino)


@final
class Nowhere:
    """Where the lines of a process go that records nothing: wrong use is still told."""

    path = os.devnull
    name: str | None = None

    def __init__(self) -> None:
        self.fd = -1
        self.renew()

    def renew(self) -> None:
        """Open the null device, anew after a fork or a careless close."""
        self.fd = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)

    def close(self) -> None:
        """Give the descriptor back."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1


def _high(descriptor: int) -> int:
    """The same file under a number that no careless close reaches; the one given where there is none."""
    try:
        import fcntl

        high = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, LEAST_DESCRIPTOR)
    except (ImportError, OSError):
        return descriptor
    os.close(descriptor)
    return high
