"""The loop that stands between a running child and our own stdout and stderr.

No thread: descriptors, signals and the child's end wake it. What the child would feel without us it feels
with us: a slow reader slows it, a reader that went away is gone for it too, Ctrl-Z stops us both.
"""

import os
import signal
import time
from collections.abc import Callable, Sequence

from .console import ConsoleLog
from .process import Ended, ended_by
from .signals import Signals
from .stream import Stream
from .terminal import Outlet, close_all_but
from .waiting import wait

DRAIN_BYTES = 1024 * 1024
"""More than any pipe or terminal holds: what the child itself had written when it ended."""
FLOOD_S = 0.003
"""Output that follows earlier output this soon is a flood, which is let pile up for a moment."""
PAUSE_S = 0.001
GRACE_S = 0.05
"""What a helper such as `> >(tee file)` gets to end after the child."""
LONGEST_WAIT_S = 1.0
STOPS = (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)

Tick = Callable[[float], object]
"""Called at an interval with time.monotonic()."""
Work = Callable[[], bool]
"""Does about a millisecond of work and says whether there is more. Called after output and while nothing comes."""


class Relay:
    """Carries the output of a child until it ends.

    Args:
        outlets: the ones that the child was spawned with.
        log: gets a copy of everything.
        signals: held since before the spawn, and until after the record is closed.
    """

    def __init__(self, outlets: Sequence[Outlet], log: ConsoleLog, signals: Signals) -> None:
        self._pid, self._log, self._signals = 0, log, signals
        self._streams = [Stream(outlet, log) for outlet in outlets]
        self._ended: Ended | None = None
        self._last_output = 0.0
        self._on_tick: Tick | None = None
        self._on_idle: Work | None = None
        self._faults: list[str] = []

    def attend_to(self, pid: int) -> None:
        """Name the child, from `spawn`, whose end is waited for."""
        self._pid = pid

    @property
    def faults(self) -> list[str]:
        """What went wrong on our side while the child ran on."""
        return [*self._faults, *(stream.fault for stream in self._streams if stream.fault)]

    def until_end(
        self, *, on_tick: Tick | None = None, interval_s: float = 1.0, on_idle: Work | None = None
    ) -> Ended:
        """Relay until the child has ended and what it wrote is passed on.

        A callback that raises is named in `faults` and not called again: the child goes on.
        """
        self._on_tick, self._on_idle = on_tick, on_idle
        due = time.monotonic() + interval_s
        working = False
        while self._ended is None:
            until_due = max(0.0, min(due - time.monotonic(), LONGEST_WAIT_S))
            carried = self._turn(0 if working else until_due)
            now = time.monotonic()
            working = (working or carried) and self._work()
            if carried:
                self._pause_in_flood(now)
            if now >= due and self._ended is None:
                due = now + interval_s
                self._tick(now)
        return self._finish(self._ended)

    def linger(self) -> None:
        """Leave what other processes still write to a process of its own; return at once.

        It ends when they do. Without it (or after `close`) they would meet a broken pipe.
        """
        if not any(stream.open for stream in self._streams):
            return
        if os.fork() == 0:
            try:
                self._carry_on_alone()
            finally:
                os._exit(0)
        self.close()

    def close(self) -> None:
        """Give up what is still open: whoever writes there meets a broken pipe."""
        for stream in self._streams:
            stream.close()

    def _turn(self, timeout_s: float) -> bool:
        """Wait, and answer what there is; whether the child wrote something."""
        ready = wait(
            [self._signals.wake, *(s.source for s in self._streams if s.open and not s.pending)],
            [s.sink for s in self._streams if s.pending],
            [s.sink for s in self._streams if s.feels_reader],
            timeout_s=timeout_s,
        )
        carried = 0
        for stream in self._streams:
            if stream.sink in ready.writable:
                stream.push()
            elif stream.sink in ready.broken:
                stream.lose_reader()
            if stream.open and stream.source in ready.readable:
                carried += stream.carry()
        if self._signals.wake in ready.readable:
            self._answer_signals()
        elif not any(ready):
            self._look_at_child()  # in case its signal got lost
        return carried > 0

    def _answer_signals(self) -> None:
        arrived = self._signals.arrived()
        if signal.SIGCHLD in arrived:
            self._look_at_child()
        if signal.SIGWINCH in arrived or signal.SIGCONT in arrived:
            self._follow_size()

    def _look_at_child(self) -> None:
        # No signal is forwarded while the child may be gone: its number may be another's by then.
        self._signals.forward_to(None)
        pid, status, usage = os.wait4(self._pid, os.WNOHANG | os.WUNTRACED)
        if pid and not os.WIFSTOPPED(status):
            self._ended = ended_by(status, usage)
            return
        self._signals.forward_to(self._pid)
        if pid and os.WSTOPSIG(status) in STOPS:
            self._stop_too()

    def _stop_too(self) -> None:
        """The child stopped, by Ctrl-Z as a rule: show its last words, give the terminal back, stop."""
        mirrors = [stream.mirror for stream in self._streams if stream.mirror and stream.open]
        for stream in self._streams:
            stream.carry()
        self._log.settle()
        for mirror in mirrors:
            mirror.follow_modes()
            mirror.restore()
        self._signals.stop_with_child()
        for mirror in mirrors:
            mirror.reapply()
        self._follow_size()

    def _follow_size(self) -> None:
        mirrors = [stream.mirror for stream in self._streams if stream.mirror and stream.open]
        changed = [mirror.follow_size() for mirror in mirrors]
        if any(changed):
            # The kernel told the whole group when the real terminal changed; whoever asked at once was
            # told the old size by its own terminal. Told again, it asks again. We hear it too: no change then.
            os.killpg(0, signal.SIGWINCH)

    def _pause_in_flood(self, carried_at: float) -> None:
        """Fewer and larger reads: in a flood, waking for each line would slow the child."""
        flood = carried_at - self._last_output < FLOOD_S
        self._last_output = carried_at
        rest = PAUSE_S - (time.monotonic() - carried_at)
        if flood and rest > 0:
            wait([self._signals.wake], timeout_s=rest)

    def _work(self) -> bool:
        if self._on_idle is None:
            return False
        try:
            return self._on_idle()
        except Exception as error:  # noqa: BLE001 our bug must not end the user's training; it is named
            self._faults.append(f"reading the console failed: {error!r}")
            self._on_idle = None
            return False

    def _tick(self, now: float) -> None:
        self._log.settle()
        for stream in self._streams:
            if stream.mirror and stream.open:
                stream.mirror.follow_modes()
        if self._on_tick is None:
            return
        try:
            self._on_tick(now)
        except Exception as error:  # noqa: BLE001 as above
            self._faults.append(f"watching the run failed: {error!r}")
            self._on_tick = None

    def _finish(self, ended: Ended) -> Ended:
        """Pass on what the child had written when it ended."""
        until = time.monotonic() + GRACE_S
        left = {id(stream): DRAIN_BYTES for stream in self._streams}
        while waiting := [s for s in self._streams if s.pending or (s.open and left[id(s)] > 0)]:
            stuck = all(stream.pending for stream in waiting)
            if stuck and self._signals.asked_to_end:
                break  # our reader does not read, and someone wants us gone
            rest = LONGEST_WAIT_S if stuck else until - time.monotonic()
            if rest <= 0:
                break
            _carry_on(waiting, rest, wake=self._signals.wake, left=left)
            self._signals.arrived()
        for stream in self._streams:
            if stream.mirror and stream.open:
                stream.mirror.follow_modes()
                stream.mirror.restore()
        self._log.settle()
        return ended._replace(lingering=any(stream.open for stream in self._streams))

    def _carry_on_alone(self) -> None:
        """In the process that stays: carry until everyone has closed their end."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGTSTP, signal.SIGCHLD, signal.SIGWINCH, signal.SIGCONT):
            signal.signal(number, signal.SIG_DFL)
        # Whoever survives these must find its output still open; we end when the last one does.
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        kept = {fd for stream in self._streams for fd in (stream.source, stream.sink)}
        close_all_but(kept | {fd for fd in (self._log.log, self._log.spans) if fd is not None})
        self._log.stretches = None
        while waiting := [stream for stream in self._streams if stream.open or stream.pending]:
            _carry_on(waiting, LONGEST_WAIT_S * 60)
            self._log.settle()


def _carry_on(
    streams: Sequence[Stream],
    timeout_s: float,
    *,
    wake: int | None = None,
    left: dict[int, int] | None = None,
) -> None:
    wait(
        [*([] if wake is None else [wake]), *(s.source for s in streams if s.open and not s.pending)],
        [s.sink for s in streams if s.pending],
        timeout_s=timeout_s,
    )
    for stream in streams:
        stream.push()
        count = stream.carry()
        if left is not None:
            left[id(stream)] -= count
