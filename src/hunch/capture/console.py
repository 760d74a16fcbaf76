"""What a run printed, kept as console.log in the order of arrival."""

import os
import time
from collections import deque
from collections.abc import Callable

Nanoseconds = Callable[[], int]
MERGED_NS = 10_000_000
"""Output of one stream that arrives within this time is one stretch (and has one moment)."""


class Stretch:
    """Bytes of console.log that came by one stream at about one moment."""

    __slots__ = ("at_ns", "length", "offset", "stderr")

    def __init__(self, offset: int, length: int, stderr: bool, at_ns: int) -> None:
        self.offset, self.length, self.stderr, self.at_ns = offset, length, stderr, at_ns


class ConsoleLog:
    """Appends what arrives to console.log, and the spans of stderr to a file beside it.

    Each is a descriptor opened for appending (None: not kept). A fault never raises: what could not be
    written is counted and named in `faults`, and writing is tried again with the next output.
    """

    def __init__(self, log: int | None, spans: int | None, *, clock: Nanoseconds = time.time_ns) -> None:
        self.log, self.spans = log, spans
        self.stretches: deque[Stretch] | None = None
        """What is yet to be read for metrics (console_metrics.py); None where no one reads."""
        self._clock = clock
        self._end = os.fstat(log).st_size if log is not None else 0
        self._span: tuple[int, int] | None = None
        self._lost_bytes = 0
        self._log_fault = self._span_fault = ""

    @property
    def faults(self) -> list[str]:
        """What of the record is incomplete, and why."""
        said = []
        if self._lost_bytes:
            said.append(f"console.log lacks {self._lost_bytes} bytes of output: {self._log_fault}")
        if self._span_fault:
            said.append(f"not all output of stderr is marked as such: {self._span_fault}")
        return said

    def note_stretches(self) -> None:
        """From now on remember what came when, for someone who reads the log at leisure."""
        if self.log is not None and self.stretches is None:
            self.stretches = deque()

    def append(self, chunk: bytes, *, stderr: bool) -> None:
        """Keep `chunk`, which came by stdout or `stderr`."""
        if self.log is None:
            return
        written = self._write(self.log, chunk)
        if not written:
            return
        if stderr:
            self._extend_span(self._end, written)
        if self.stretches is not None:
            self._note(self.stretches, written, stderr)
        self._end += written

    def settle(self) -> None:
        """Write down the span of stderr that is still being extended."""
        span, self._span = self._span, None
        if span is None or self.spans is None:
            return
        try:
            os.write(self.spans, b"[%d,%d]\n" % span)
        except OSError as error:
            self._span_fault = error.strerror or str(error)

    def _write(self, log: int, chunk: bytes) -> int:
        """How many bytes of `chunk` are kept."""
        done = 0
        try:
            done = os.write(log, chunk)
            while done < len(chunk):
                done += os.write(log, chunk[done:])
        except OSError as error:
            self._log_fault = self._log_fault or error.strerror or str(error)
            self._lost_bytes += len(chunk) - done
        return done

    def _extend_span(self, offset: int, length: int) -> None:
        if self._span is not None and sum(self._span) == offset:
            self._span = (self._span[0], self._span[1] + length)
            return
        self.settle()
        self._span = (offset, length)

    def _note(self, stretches: deque[Stretch], length: int, stderr: bool) -> None:
        now = self._clock()
        if stretches:
            last = stretches[-1]
            if last.stderr == stderr and now - last.at_ns < MERGED_NS:
                last.length += length
                return
        stretches.append(Stretch(self._end, length, stderr, now))
