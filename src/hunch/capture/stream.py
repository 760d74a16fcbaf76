"""One way from the child to one of our descriptors."""

import errno
import os
import select

from .console import ConsoleLog
from .terminal import Mirror, Outlet, is_file_like
from .waiting import is_writable

CHUNK_BYTES = 64 * 1024
SAFE_WRITE_BYTES = select.PIPE_BUF
"""What can be written without waiting once a pipe is said to be ready."""
BURST = 16
"""Chunks carried before anyone else gets a turn."""


class Stream:
    """Carries what comes out of `outlet`, and hands a copy to the log.

    What was read and could not yet be written is `pending`; until it is written nothing more is read, so
    that a slow reader slows the child as it would have without us.
    """

    def __init__(self, outlet: Outlet, log: ConsoleLog) -> None:
        self.source, self.sink = outlet.source, outlet.sink
        self.open = True
        self.pending = b""
        self.fault = ""
        self.mirror = Mirror(outlet.source, outlet.sink) if outlet.terminal else None
        self._stderr = outlet.descriptors == (2,)
        self._log = log
        self._never_waits = is_file_like(outlet.sink)
        self._terminal_gone = False

    @property
    def feels_reader(self) -> bool:
        """Whether the going away of our reader ends this stream (it does for a pipe, not for a terminal)."""
        return self.open and self.mirror is None and not self._never_waits

    def carry(self) -> int:
        """Carry what is there, a burst at most; how many bytes."""
        total = 0
        for _ in range(BURST):
            if not self.open or self.pending:
                break
            count = self._carry_chunk()
            total += count
            if count < SAFE_WRITE_BYTES // 2:
                break
        return total

    def push(self) -> None:
        """Write what is pending, as far as this does not wait."""
        try:
            while self.pending:
                if self._never_waits:
                    self.pending = self.pending[os.write(self.sink, self.pending) :]
                elif is_writable(self.sink):
                    done = os.write(self.sink, self.pending[:SAFE_WRITE_BYTES])
                    self.pending = self.pending[done:]
                else:
                    return
        except BlockingIOError:  # someone else made the descriptor non-blocking, and it is full
            return
        except OSError as error:
            self._answer(error)

    def lose_reader(self) -> None:
        """No one reads what we write: the child meets a broken pipe, as it would have without us."""
        self.pending = b""
        self.close()

    def close(self) -> None:
        """End of this way out; the real terminal gets its modes back."""
        if not self.open:
            return
        self.open = False
        if self.mirror:
            self.mirror.follow_modes()
            self.mirror.restore()
        os.close(self.source)

    def _carry_chunk(self) -> int:
        try:
            chunk = os.read(self.source, CHUNK_BYTES)
        except BlockingIOError:
            return 0
        except OSError as error:
            if error.errno != errno.EIO:  # how Linux says that a terminal's other end is closed
                raise
            chunk = b""
        if not chunk:
            self.close()
            return 0
        if self.mirror:
            self.mirror.follow_modes()
        # The log first: whatever is killed now, what a person has seen is kept.
        self._log.append(chunk, stderr=self._stderr)
        if not self._terminal_gone:
            self.pending = chunk
            self.push()
        return len(chunk)

    def _answer(self, error: OSError) -> None:
        self.pending = b""
        if error.errno in (errno.EPIPE, errno.ECONNRESET):
            self.lose_reader()
            return
        # A closed terminal or a full disk must not end a training run: it goes on, recorded.
        self.fault = self.fault or f"not all output could be passed on: {error.strerror}"
        self._terminal_gone = error.errno == errno.EIO
