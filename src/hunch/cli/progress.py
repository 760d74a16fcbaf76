"""A bar on stderr for what takes long, at a terminal only."""

import sys
import time
from types import TracebackType
from typing import Self

from .render import terminal

PATIENCE_S = 0.5
WIDTH = 24
PAUSE_S = 0.1


class Bar:
    """Shows how much is done, once it has taken longer than anyone waits; it leaves nothing behind. A context manager."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._begin = self._last = time.monotonic()
        self._drawn = False
        self._shown = terminal(sys.stderr)
        self._is_tty = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            sys.stderr.write(f"\r{' ' * (WIDTH + len(self._what) + 30)}\r")
            sys.stderr.flush()

    def at(self, done: int, total: int) -> None:
        """So much of so much is done."""
        now = time.monotonic()
        if not self._is_tty or now - self._begin < PATIENCE_S or now - self._last < PAUSE_S or not total:
            return
        full, empty = ("█", "░") if self._shown.unicode else ("#", ".")
        filled = WIDTH * done // total
        sys.stderr.write(f"\r{self._what} {full * filled}{empty * (WIDTH - filled)} {done:,} of {total:,} ")
        sys.stderr.flush()
        self._last, self._drawn = now, True
