"""Metrics read from what the program prints, at our own pace: the relay comes first."""

import contextlib
import os
import time
from collections import deque
from collections.abc import Sequence

import msgspec

from hunch.entities.metric import name_of_non_finite

from .console import ConsoleLog, Stretch
from .scan import LONGEST_LINE, Printed, Scanner

MOST_STRETCHES = 4096
"""With more unread than this, a bite is as large as it takes: memory stays bounded."""
BITE_BYTES = 32 * 1024
"""Read at a time: about a millisecond's work."""


class ConsoleMetrics:
    """Appends the numbers that console.log names to a metrics file, in the format of `log()`.

    stdout and stderr are read apart, so that a progress bar on one does not cut a line of the other.

    Args:
        log: the log that is being written; its descriptor must be open for reading too (O_RDWR).
        output: descriptor of `metrics.console.jsonl`, opened for appending, written by no one else.
        patterns: regular expressions of the configuration, beside the built-in ones.
    """

    def __init__(self, log: ConsoleLog, output: int, *, patterns: Sequence[str] = ()) -> None:
        self.log, self.output = log, output
        self._scanner = Scanner(patterns)
        self._streams = {False: _Lines(), True: _Lines()}
        self._encode = msgspec.json.Encoder().encode
        self._fault = ""
        if log.stretches is None:
            log.note_stretches()
        self._stretches: deque[Stretch] = deque() if log.stretches is None else log.stretches

    @property
    def faults(self) -> list[str]:
        """Bad patterns, names beyond the limit, and what could not be written."""
        return [*self._scanner.faults, *([self._fault] if self._fault else [])]

    def step(self) -> bool:
        """Read a bite; whether there is more."""
        left = BITE_BYTES
        while self._stretches and (left > 0 or len(self._stretches) > MOST_STRETCHES):
            left -= self._read_bite(self._stretches[0])
        return bool(self._stretches)

    def finish(self) -> None:
        """Read all that is left, and the last line even if it has no end."""
        while self.step():
            pass
        for lines in self._streams.values():
            self._keep(lines.rest(), time.time_ns())

    def _read_bite(self, stretch: Stretch) -> int:
        size = min(stretch.length, BITE_BYTES)
        try:
            bite = os.pread(self.log.log, size, stretch.offset) if self.log.log is not None else b""
        except OSError as error:
            self._fault = f"console.log cannot be read for metrics: {error.strerror}"
            bite = b""
        if len(bite) < size or stretch.length == size:
            self._stretches.popleft()
        else:
            stretch.offset += size
            stretch.length -= size
        lines = self._streams[stretch.stderr].whole(bite)
        if lines:
            self._keep(lines, stretch.at_ns)
        return size

    def _keep(self, printed: bytes, at_ns: int) -> None:
        flood = self._scanner.flood
        lines = flood.lines(printed, at_ns) if flood else None
        if lines is None:
            lines = b"".join([self._line(found, at_ns) for found in self._scanner.scan(printed)])
        if lines:
            self._write(lines)

    def _line(self, printed: Printed, at_ns: int) -> bytes:
        line: dict[str, object] = {"step": printed.step, "t": at_ns, "m": printed.values}
        nf = {name: said for name, value in printed.values.items() if (said := name_of_non_finite(value))}
        if nf:
            line["m"] = {name: None if name in nf else value for name, value in printed.values.items()}
            line["nf"] = nf
        return self._encode(line) + b"\n"

    def _write(self, lines: bytes) -> None:
        """All of `lines` or, on a full disk, none of them: a torn line would spoil the next."""
        try:
            written = os.write(self.output, lines)
            while written < len(lines):
                written += os.write(self.output, lines[written:])
        except OSError as error:
            self._fault = f"metrics read from the console could not be written: {error.strerror}"
            self._take_back_torn_line()

    def _take_back_torn_line(self) -> None:
        with contextlib.suppress(OSError):  # not open for reading: readers skip a torn line and name it
            size = os.fstat(self.output).st_size
            start = max(0, size - BITE_BYTES)
            tail = os.pread(self.output, size - start, start)
            os.ftruncate(self.output, start + tail.rfind(b"\n") + 1)


class _Lines:
    """Cuts one stream into whole lines; one that is longer than any line we read is dropped as it comes."""

    def __init__(self) -> None:
        self._rest = b""
        self._dropping = False

    def whole(self, bite: bytes) -> bytes:
        """All that is complete with `bite`."""
        cut = max(bite.rfind(b"\n"), bite.rfind(b"\r")) + 1
        if not cut:
            self._hold(self._rest + bite)
            return b""
        done = bite[:cut] if self._dropping else self._rest + bite[:cut]
        if self._dropping:
            first = min(at for at in (done.find(b"\n"), done.find(b"\r")) if at >= 0)
            done = done[first + 1 :]
        self._dropping = False
        self._hold(bite[cut:])
        return done

    def rest(self) -> bytes:
        """The line that has no end yet."""
        rest, self._rest = self._rest, b""
        return rest

    def _hold(self, rest: bytes) -> None:
        self._dropping = self._dropping or len(rest) > LONGEST_LINE
        self._rest = b"" if self._dropping else rest
