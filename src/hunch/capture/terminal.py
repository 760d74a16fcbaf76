"""What the child writes to: a terminal where ours is one, a pipe else, kept apart where ours are apart."""

import contextlib
import errno
import fcntl
import os
import signal
import stat
import termios
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

PIPE_BYTES = 256 * 1024
"""Room in our pipes: a chatty child rarely waits. More would eat into the user's allowance for pipes."""

Attributes = list[Any]
"""What termios.tcgetattr gives."""
IFLAG, OFLAG, LFLAG, CHARACTERS = 0, 1, 3, 6


class Outlet(NamedTuple):
    """One way out of the child: what it writes to `child_end` we read from `source` and write to `sink`."""

    source: int
    child_end: int
    sink: int
    descriptors: tuple[int, ...]
    """Which of the child's descriptors lead here: (1,), (2,) or (1, 2)."""
    terminal: bool


def open_outlets() -> list[Outlet]:
    """An outlet for stdout and one for stderr, or one for both where both are the same terminal or file.

    A descriptor that is closed or cannot be written is left to the child as it is.

    Raises:
        OSError: no pipe can be made (too many open files).
    """
    fill_standard_descriptors()
    usable = [fd for fd in (1, 2) if _reaches_the_child(fd)]
    if len(usable) == 2 and _identity(1) == _identity(2):
        return [_open_outlet(1, (1, 2))]
    return [_open_outlet(fd, (fd,)) for fd in usable]


def fill_standard_descriptors() -> None:
    """Put /dev/null where 0, 1 or 2 is closed, so that no file of ours gets that number.

    To be called before any file is opened. These are closed again in the child, which finds what it would
    have found without us.
    """
    while (fd := os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)) <= 2:
        pass
    os.close(fd)


def close_child_ends(outlets: Sequence[Outlet]) -> None:
    """Once the child has its ends: without this, an end of file would never be seen."""
    for outlet in outlets:
        os.close(outlet.child_end)


def close_all_but(kept: Collection[int]) -> None:
    """Close every descriptor but these and 1 and 2; /dev/null goes to 0."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    for name in os.listdir("/dev/fd"):
        if int(name) > 2 and int(name) not in kept:
            with contextlib.suppress(OSError):  # the listing's own descriptor is gone already
                os.close(int(name))


def window_size(terminal: int) -> bytes | None:
    """Rows, columns and pixels as the kernel packs them; None where there is no size."""
    try:
        return fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None


class Mirror:
    """Keeps the real terminal and the child's alike: sizes in one direction, modes in the other.

    Programs that draw on the screen set the modes of their *stdout* (no echo, no line editing). That is our
    terminal; keys come from the real one, which must have the same modes for them to arrive.
    """

    def __init__(self, source: int, real: int) -> None:
        self._source, self._real = source, real
        self._first = self._seen = termios.tcgetattr(source)

    def follow_size(self) -> bool:
        """Give the child's terminal the real one's size; whether that was a change."""
        size = window_size(self._real)
        if size is None or size == window_size(self._source):
            return False
        fcntl.ioctl(self._source, termios.TIOCSWINSZ, size)
        return True

    def follow_modes(self) -> None:
        """Set in the real terminal what the child changed in its own since the last look."""
        try:
            now = termios.tcgetattr(self._source)
        except termios.error:  # the last holder of the other end is gone
            return
        if now != self._seen:
            self._change(self._seen, now)
            self._seen = now

    def restore(self) -> None:
        """Take back in the real terminal what the child changed through us."""
        if self._seen != self._first:
            self._change(self._seen, self._first)

    def reapply(self) -> None:
        """The inverse of `restore`, for a child that goes on."""
        if self._seen != self._first:
            self._change(self._first, self._seen)

    def _change(self, before: Attributes, after: Attributes) -> None:
        try:
            real = termios.tcgetattr(self._real)
            _set_attributes(self._real, with_changes(real, before, after))
        except termios.error:  # the terminal is gone: there is nothing to keep alike
            return


def with_changes(real: Attributes, before: Attributes, after: Attributes) -> Attributes:
    """`real` with the mode bits and key assignments in which `after` differs from `before`.

    OPOST is left alone: the child's terminal has it off so that bytes pass unchanged, the real one needs it.
    """
    changed = list(real)
    for field in (IFLAG, OFLAG, LFLAG):
        bits = before[field] ^ after[field]
        if field == OFLAG:
            bits &= ~termios.OPOST
        changed[field] = (real[field] & ~bits) | (after[field] & bits)
    keys = zip(real[CHARACTERS], before[CHARACTERS], after[CHARACTERS], strict=True)
    changed[CHARACTERS] = [new if new != old else here for here, old, new in keys]
    return changed


def _set_attributes(terminal: int, attributes: Attributes) -> None:
    """tcsetattr that does not stop us where we are in the background."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])
    try:
        termios.tcsetattr(terminal, termios.TCSANOW, attributes)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _reaches_the_child(fd: int) -> bool:
    if fcntl.fcntl(fd, fcntl.F_GETFD) & fcntl.FD_CLOEXEC:
        return False
    return fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY


def _identity(fd: int) -> tuple[int, int]:
    status = os.fstat(fd)
    return status.st_dev, status.st_ino


def _open_outlet(sink: int, descriptors: tuple[int, ...]) -> Outlet:
    if os.isatty(sink):
        try:
            source, child_end = _open_terminal_like(sink)
        except (OSError, termios.error):  # no /dev/pts here, or none left: a pipe is better than nothing
            pass
        else:
            return Outlet(source, child_end, sink, descriptors, terminal=True)
    source, child_end = _open_pipe()
    return Outlet(source, child_end, sink, descriptors, terminal=False)


def _open_terminal_like(real: int) -> tuple[int, int]:
    attributes = termios.tcgetattr(real)
    attributes[OFLAG] &= ~termios.OPOST
    source, child_end = os.openpty()
    try:
        termios.tcsetattr(child_end, termios.TCSANOW, attributes)
        if size := window_size(real):
            fcntl.ioctl(child_end, termios.TIOCSWINSZ, size)
        os.set_blocking(source, False)
    except (OSError, termios.error):
        os.close(source)
        os.close(child_end)
        raise
    return source, child_end


def _open_pipe() -> tuple[int, int]:
    source, child_end = os.pipe()
    os.set_blocking(source, False)
    set_size = getattr(fcntl, "F_SETPIPE_SZ", None)  # Linux only
    if set_size is not None:
        try:
            fcntl.fcntl(source, set_size, PIPE_BYTES)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EBUSY, errno.EINVAL):
                raise
    return source, child_end


def is_file_like(fd: int) -> bool:
    """Whether a write to it never waits for a reader: a regular file or a device such as /dev/null."""
    mode = os.fstat(fd).st_mode
    return stat.S_ISREG(mode) or (stat.S_ISCHR(mode) and not os.isatty(fd))
