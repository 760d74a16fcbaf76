"""The hot path: a call of `log()` is one encode and one `os.write` to a descriptor opened with O_APPEND.

No thread, no queue, no helper process: when `log()` returns, the line is the kernel's, and a kill of
everything loses nothing. What a summary needs is kept beside as packed doubles and reduced now and then, so
that the end of a run reads nothing back.

The fast way takes a flat dict of plain numbers under names seen before. Everything else (new names, NaN,
nested dicts, strings, a full disk, a fork) falls out of it by an exception or a short write, and is answered
at leisure by `_slowly` and `_in_trouble`.
"""

import errno
import itertools
import math
import os
import sys
import time
from _thread import RLock
from array import array
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, final

import msgspec

from hunch.entities.metric import Summary
from hunch.entities.tally import Tally, top_of
from hunch.errors import CannotWrite, InvalidMetric

from .readings import NotANumberError, Number, Readings, encodable, number, read, shown
from .shield import Shield
from .sources import Nowhere, Source

MOST_ROWS = 250
MOST_DOUBLES = 100_000
"""Rows and numbers of a set of names that wait before they are reduced (0.8 MB); few rows stay in the processor's cache."""
AFTER_THE_END: Final = "the run had finished"
MOST_SETS = 256
"""Sets of names that are known at once; past it, all are reduced and forgotten."""

_PLAIN: Final = frozenset((float, int))
_encode_lines = msgspec.json.Encoder(enc_hook=encodable, decimal_format="number").encode_lines


class Totals(NamedTuple):
    """Summaries by metric; not `exact` where a whole number past 2**53 came by (the file has it exactly)."""

    summaries: dict[str, Summary]
    exact: bool


class _Line(msgspec.Struct, gc=False):
    """As MetricLine, of anything that encodes; a tenth faster than a dict."""

    step: object
    t: int
    m: object


@final
class _Names:
    """A set of metric names in their order, and the rows logged under it that are not reduced yet."""

    __slots__ = ("most", "names", "rows", "width")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.width = len(names) + 2
        self.rows: list[Number] = []
        self.most = max(1, min(MOST_ROWS, MOST_DOUBLES // self.width)) * self.width


@final
class Recorder:
    """Metrics of one process of a run.

    Safe to call from threads and signal handlers. A forked child goes on in a file of its own.

    Args:
        source: where the lines go.
        shield: tells and keeps what goes wrong; strict ones raise.
        when_busy: called once, when the first block of calls is full: the program has settled by then.
    """

    __slots__ = (
        "_closed", "_counter", "_fd", "_lock", "_lost", "_names", "_sets", "_shield", "_source",
        "_tallies", "_torn", "_when_busy", "_wrong",
    )  # fmt: skip

    _names: _Names
    _sets: dict[tuple[str, ...], _Names]

    def __init__(
        self, source: Source | Nowhere, shield: Shield, *, when_busy: Callable[[], None] | None = None
    ) -> None:
        self._source = source
        self._shield = shield
        self._when_busy = when_busy
        self._counter = itertools.count()
        self._closed = False
        self._begin()
        self._fd = source.fd
        _take_part(self)

    def log(
        self, metrics: object, step: object = None,
        # Bound as defaults: a global and an attribute of a module cost 30 ns each.
        *, _write: Callable[[int, bytes], int] = os.write, _lines: Callable[[Iterable[object]], bytes] = _encode_lines,
        _clock: Callable[[], int] = time.time_ns, _sum: Callable[[Iterable[Any]], Any] = sum,
    ) -> None:  # fmt: skip
        """Write one line.

        Args:
            metrics: numbers by name; numpy, torch and jax scalars are taken, nested dicts become "a/b".
            step: any number, in any order; a counter of its own (0, 1, ...) where None.

        Raises:
            InvalidMetric: with a strict shield, for what is not a number; nothing of the call is written.
            CannotWrite: with a strict shield, for a line that could not be written.
        """
        if step is None:
            step = next(self._counter)
        try:
            known = self._names
            names = (*metrics,)  # type: ignore[misc]  # whatever it is, what fails is answered below
            if names != known.names:
                known = self._names = self._sets[names]
            t = _clock()
            values = metrics.values()  # type: ignore[attr-defined]
            total = _sum(values)
            # One sum tells three things: that all are numbers, that they are Python's own (else numpy's,
            # torch's, jax's), and that none is NaN or infinite: of those the difference is NaN, not 0.
            if total.__class__ not in _PLAIN:
                values = [*map(float, values)]
                total = _sum(values)
            if float(total) - total or step.__class__ is not int:
                raise ValueError
            row = (step, t, *values)
            line = _lines((_Line(step, t, metrics),))
        except Exception:  # noqa: BLE001 - anyone's numbers may raise anything; `_slowly` answers, guarded
            self._slowly(metrics, step)
            return
        try:
            written: int | OSError = _write(self._fd, line)
        except OSError as error:
            written = error
        if written == len(line) or self._in_trouble(line, written):
            rows = known.rows
            rows += row
            if len(rows) >= known.most:
                self._settle(known)

    def totals(self) -> Totals:
        """The summaries of what this process has logged, without reading anything back."""
        with self._lock:
            for known in self._sets.values():
                self._reduce(known)
            for tally in self._tallies.values():
                tally.absorb_rounding()
            return Totals(
                {name: tally.summary() for name, tally in self._tallies.items()},
                all(tally.exact for tally in self._tallies.values()),
            )

    def faults(self) -> list[str]:
        """What of the metrics is incomplete, a sentence each."""
        lost = [f"{_times(count, 'call')} of log() lost: {reason}" for reason, count in self._lost.items()]
        return lost + [f"{sentence} ({_times(count, 'time')})" for sentence, count in self._wrong.values()]

    @property
    def source_name(self) -> str | None:
        """The source that this process writes; None where nothing could be claimed."""
        return self._source.name

    def size_bytes(self) -> int:
        """How large this process's file is."""
        return os.fstat(self._source.fd).st_size if self._source.fd >= 0 else 0

    def close(self) -> None:
        """End it; a later `log()` is a mistake that is told."""
        with self._lock:
            self._closed = True
            self._fd = -1
            self._source.close()
            if self in _taking_part:
                _taking_part.remove(self)

    def _begin(self) -> None:
        """Be empty, as at the start and in a forked child."""
        self._fd = -1  # where the fast way writes; -1 makes it fall out
        self._lock = RLock()  # a signal handler may log while its own thread is in here
        self._names = _Names(())
        self._sets = {}
        self._tallies: dict[str, Tally] = {}
        self._torn = False
        self._lost: dict[str, int] = {}
        self._wrong: dict[str, tuple[str, int]] = {}

    def _settle(self, known: _Names) -> None:
        self._reduce(known)
        when_busy, self._when_busy = self._when_busy, None
        if when_busy:
            with self._shield.guard("what is told once a program has settled"):
                when_busy()

    def _reduce(self, known: _Names) -> None:
        """Add the waiting rows to the tallies; threads may go on adding rows meanwhile."""
        with self._lock:
            count, width = len(known.rows), known.width
            if not count:
                return
            doubles = _doubles(known.rows[:count])
            del known.rows[:count]
            steps = doubles[0::width]
            top = top_of(steps)
            for i, name in enumerate(known.names, start=2):
                self._tallies[name].add_block(doubles[i::width], top, steps[top], doubles[top * width + 1])

    # --- anything but a flat dict of plain numbers ---

    def _slowly(self, metrics: object, step: object) -> None:
        with self._shield.guard("a call of log()"):
            at = self._step(step)
            readings = read(metrics)
            for name, sentence in readings.wrong.items():
                self.complain(name, sentence)
            if readings.numbers and self._write_carefully(readings, at):
                self._learn(metrics, readings)

    def _step(self, step: object) -> Number:
        try:
            at = number(step)
        except NotANumberError:
            at = math.nan
        if math.isfinite(at):
            return int(at) if isinstance(at, bool) else at
        self.complain("step", f"step {shown(step)} is no finite number; its own count was taken")
        return next(self._counter)

    def complain(self, name: str, sentence: str) -> None:
        """Tell what is wrong with one thing that was handed in, once, and count it; strict shields raise."""
        if self._shield.strict:
            raise InvalidMetric(
                sentence, hint="Numbers, numpy and torch scalars, and nested dicts of them are logged."
            )
        first, count = self._wrong.get(name, (sentence, 0))
        self._wrong[name] = (first, count + 1)
        self._shield.warn(f"{sentence}; the rest of the call is kept", once=f"log {name}")

    def _write_carefully(self, readings: Readings, step: Number) -> bool:
        t = time.time_ns()
        line: dict[str, object] = {"step": step, "t": t, "m": readings.numbers}
        if readings.non_finite:
            line["nf"] = readings.non_finite
        encoded = _encode_lines((line,))
        try:
            written: int | OSError = os.write(self._fd, encoded)
        except OSError as error:
            written = error
        if written != len(encoded) and not self._in_trouble(encoded, written):
            return False
        with self._lock:
            for name, value in readings.numbers.items():
                self._tally(name, value).add(value, step, t)
        return True

    def _tally(self, name: str, value: Number) -> Tally:
        if name not in self._tallies:
            self._tallies[name] = Tally(whole=isinstance(value, int))
        return self._tallies[name]

    def _learn(self, metrics: object, readings: Readings) -> None:
        """Let calls with these names take the fast way from now on."""
        names = tuple(readings.numbers)
        if readings.wrong or not isinstance(metrics, dict) or tuple(metrics) != names or names in self._sets:
            return
        with self._lock:
            if len(self._sets) >= MOST_SETS:
                for known in self._sets.values():
                    self._reduce(known)
                self._sets.clear()
            self._sets[names] = _Names(names)

    # --- short writes, full disks, closed descriptors, forks ---

    def _in_trouble(self, line: bytes, written: int | OSError) -> bool:
        """Bring a line to the file that did not go through at once; False, told and counted, where it is lost."""
        with self._lock:
            if self._closed:
                return self._lose(AFTER_THE_END)
            if isinstance(written, int):
                self._torn = True
            elif written.errno != errno.EBADF:
                return self._lose(_reason(written))
            self._fd = -1
            try:
                self._source.renew()
                whole = b"\n" + line if self._torn else line
                self._torn = os.write(self._source.fd, whole) != len(whole)
            except OSError as error:
                return self._lose(_reason(error))
            if self._torn:
                return self._lose("a write was cut short")
            self._fd = self._source.fd
            return True

    def _lose(self, reason: str) -> bool:
        if not self._torn and not self._closed:
            self._fd = self._source.fd  # the next call tries again, the fast way
        self._lost[reason] = self._lost.get(reason, 0) + 1
        if self._shield.strict:
            raise CannotWrite(f"a call of log() was lost: {reason}")
        self._shield.warn(
            f"METRICS ARE LOST: {reason} ({self._source.path}); the program goes on", once=f"lost {reason}"
        )
        return False

    def _forked(self) -> None:
        self._begin()


_taking_part: list[Recorder] = []
"""Recorders of this process, which a fork must send to files of their own."""


def _take_part(recorder: Recorder) -> None:
    if not _taking_part and not _registered:
        os.register_at_fork(after_in_child=_after_fork)
        _registered.append(True)
    _taking_part.append(recorder)


_registered: list[bool] = []


def _after_fork() -> None:
    for recorder in _taking_part:
        recorder._forked()


def _doubles(numbers: list[Number]) -> list[float]:
    """As float64; a whole number that is too large for one becomes the largest."""
    try:
        return array("d", numbers).tolist()
    except OverflowError:
        most = sys.float_info.max
        return [float(max(-most, min(number, most))) for number in numbers]


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _times(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
