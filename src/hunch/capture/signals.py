"""Signals while a child runs: those that end programs are passed on to it, and never end us first.

The child shares our process group, so what the terminal makes (Ctrl-C, Ctrl-\\, Ctrl-Z, a hangup) reaches it
by itself. What someone sends to us alone is forwarded.
"""

import contextlib
import os
import signal
from types import FrameType
from typing import Self

FORWARDED = (
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGALRM,
    signal.SIGXCPU,
)
FROM_KEYS = (signal.SIGINT, signal.SIGQUIT)
"""Forwarded only where the terminal cannot have sent them to the whole group."""
NOTICED = (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)
PYTHON_IGNORES = (signal.SIGPIPE, signal.SIGXFSZ)
"""Python ignores these from its start on and keeps no record of what was before; a child gets the default."""


class Signals:
    """Holds the signals from before the spawn until the record is closed.

    A signal that was ignored at the start (nohup's HUP, a background job's INT) stays ignored, here and in
    the child. What arrives before there is a child is forwarded as soon as there is one.

    >>> with Signals() as signals:
    ...     signals.asked_to_end
    False
    """

    def __init__(self) -> None:
        self.original_mask: set[int] = set()
        self.wake = -1
        """Readable once something arrived."""
        self.asked_to_end = False
        """Whether a signal that ends programs has arrived."""
        self._wake_end = -1
        self._child: int | None = None
        self.early: list[int] = []
        """What arrived before there was a child, keys included: they are its first signals."""
        self._spawned = False
        self._arrived: set[int] = set()
        self._before: dict[int, object] = {}
        self._wakeup_before = -1

    def __enter__(self) -> Self:
        self.wake, self._wake_end = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(self._wake_end, False)
        self._wakeup_before = signal.set_wakeup_fd(self._wake_end, warn_on_full_buffer=False)
        # Where SIGCHLD is ignored, the kernel throws exit codes away: it is always taken.
        self._take(signal.SIGCHLD)
        for number in (*FORWARDED, *FROM_KEYS, *NOTICED):
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._take(number)
        mask = signal.pthread_sigmask(signal.SIG_UNBLOCK, self._before)
        self.original_mask = {int(number) for number in mask}
        return self

    def __exit__(self, *_: object) -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, self.original_mask)
        signal.set_wakeup_fd(self._wakeup_before)
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)  # type: ignore[arg-type]
        os.close(self.wake)
        os.close(self._wake_end)

    def forward_to(self, child: int | None) -> None:
        """From now on signals go to this process; None: to no one."""
        self._child = child
        self._spawned = self._spawned or child is not None
        early, self.early = self.early, []
        for number in early if child else ():
            self._send(number)

    def arrived(self) -> set[int]:
        """What arrived since the last call; `wake` is emptied."""
        with contextlib.suppress(BlockingIOError):
            while len(os.read(self.wake, 512)) == 512:
                pass
        arrived, self._arrived = self._arrived, set()
        return arrived

    def stop_with_child(self) -> None:
        """Stop as Ctrl-Z stops programs; returns when continued."""
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        self._take(signal.SIGTSTP)

    def _take(self, number: int) -> None:
        before = signal.signal(number, self._handle)
        self._before.setdefault(number, before)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        # Forwarding is done here and not in the loop, so that it works while a write blocks.
        self._arrived.add(number)
        if number in FROM_KEYS or number in FORWARDED:
            self.asked_to_end = self.asked_to_end or number not in (signal.SIGUSR1, signal.SIGUSR2)
            if number in FORWARDED or not self._spawned or not in_foreground():
                self._send(number)

    def _send(self, number: int) -> None:
        if self._child is None:
            self.early.append(number)
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: a setuid program
            os.kill(self._child, number)


def in_foreground() -> bool:
    """Whether our process group is the one that the controlling terminal sends its signals to."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def reraise(number: int) -> None:
    """End as the child did, by the same signal, so that shells and schedulers see what they would have seen.

    The caller has flushed what it wrote. Never returns. No core file of ours is left beside the child's.
    """
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    with contextlib.suppress(OSError):  # KILL and STOP have no handler to set
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [number])
    os.kill(os.getpid(), number)
    os._exit(128 + number)
