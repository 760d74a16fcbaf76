"""One `hunch run`, second part: the run is watched until its process has ended.

Everything here happens between pieces of relayed output, so each piece of work is small; what may take long
(hashing data) is done by a thread of ours.
"""

import os
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from hunch.capture.devices import VARIABLE, found
from hunch.capture.environment import environment, flags_of, interpreter
from hunch.capture.params import command_line_params
from hunch.capture.process import Ended, NotStarted
from hunch.capture.system import SystemSampler
from hunch.capture.telling import Teller
from hunch.entities.observed import Spawned
from hunch.journal import runfolder
from hunch.journal.liveness import HEARTBEAT_INTERVAL_S, process_of

from .record import Started

if TYPE_CHECKING:  # imported when there is something for them to do
    from hunch.capture.console_metrics import ConsoleMetrics
    from hunch.capture.data import DataHashes

TICK_S = 0.25
FIRST_SAMPLE_S = 0.5
"""A run shorter than this is not sampled: looking would cost more than there is to see."""
PATIENCE_S = 2.0
"""How long the environment waits for the child's Python to say who it is."""

Bytes = Callable[[int, int], None]
"""Is told how many bytes of data are hashed, of how many."""


class Attended(NamedTuple):
    """A run whose process has ended, and what was seen of it meanwhile."""

    started: Started
    ended: Ended
    ended_us: int
    environment: str | None
    """sha256 of environment.json."""
    peak_memory_bytes: int | None
    faults: list[str]


def attend(started: Started, *, hashing: Bytes | None = None) -> Attended:
    """Relay the child's output and watch it until it has ended.

    Args:
        hashing: told of the progress of data that is still being hashed when the child has ended.
    """
    watch = _Watch(started, hashing)
    watch.guarded(watch.begin)
    if started.relay is None:
        assert isinstance(started.child, NotStarted)
        ended = Ended(started.child.exit_code, None, 0, 0.0, lingering=False)
    else:
        ended = started.relay.until_end(on_tick=watch.tick, interval_s=TICK_S, on_idle=watch.read_console)
    return watch.finish(ended, started.clock())


class _Watch:
    """What is done beside relaying, each thing in its time."""

    def __init__(self, started: Started, hashing: Bytes | None) -> None:
        self.hashing = hashing
        self.started, self.bench, self.run = started, started.bench, started.run
        self.pid = started.child if isinstance(started.child, int) else None
        paths = self.bench.paths
        self.teller = Teller(paths.observed(self.run), paths.media(self.run))
        self.faults: list[str] = []
        self.console: ConsoleMetrics | None = None
        self.system: SystemSampler | None = None
        self.data: DataHashes | None = None
        self.described = False
        self.began = time.monotonic()
        self.beat_at = self.sample_at = 0.0

    def guarded(self, work: Callable[[], object]) -> None:
        """Do a piece of work; what goes wrong in it is named on the run, which goes on."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a fault of ours must neither end the run nor cost its record
            what = work.__name__.strip("_").replace("_", " ")
            self.faults.append(f"{what} failed: {type(error).__name__}: {error}")

    def begin(self) -> None:
        """At once after the spawn: what must be read before anyone changes it."""
        now_ns, paths = time.time_ns(), self.bench.paths
        if self.pid is not None:
            self.teller.tell(Spawned(t=now_ns, pid=self.pid, started=process_of(self.pid, "").started))
            self.system = SystemSampler(
                self.pid, paths.metrics(self.run, "system"), devices=self._own_devices()
            )
        params = command_line_params(self.started.command, cwd=self.bench.surroundings.cwd, now_ns=now_ns)
        self.faults += params.faults
        for each in params.params:
            self.teller.tell(each)
        if self.started.begun.config.console.metrics:
            self.started.log.note_stretches()

    def read_console(self) -> bool:
        """Look for metrics in what was printed, a bite at a time."""
        if self.console is None:
            self.guarded(self._open_console_metrics)
        return self.console.step() if self.console else False

    def tick(self, now: float) -> None:
        """The work of a moment: heartbeat, a request to stop, a sample of the system, the environment."""
        age = now - self.began
        if now >= self.beat_at:
            self.beat_at = now + HEARTBEAT_INTERVAL_S
            runfolder.beat(self.bench, self.run)
            self.guarded(self._look_for_stop_request)
        if self.data is None and self.started.begun.event.data:
            self.guarded(self._begin_hashing)
        if self.system and age >= FIRST_SAMPLE_S and now >= self.sample_at:
            # Close together at first, so that a short run has a curve; then as configured.
            self.sample_at = now + min(self.started.begun.config.system_interval_s, max(0.5, age / 10))
            self.guarded(self.system.sample)
        if not self.described and (age > PATIENCE_S or self._knows_python()):
            self.guarded(self._describe)

    def finish(self, ended: Ended, ended_us: int) -> Attended:
        """Read what is left on the console, wait for hashes, describe the environment as it was at the end."""
        self.guarded(self._finish_console)
        if self.started.begun.event.data:
            self.guarded(self._finish_hashing)
        sha256 = self._described()
        relay, system = self.started.relay, self.system
        faults = [*self.started.begun.faults, *self.faults, *self.started.log.faults]
        for part in (relay, self.console, system):
            faults += part.faults if part else []
        peak = max(ended.peak_memory_bytes, system.peak_memory_bytes if system else 0)
        return Attended(self.started, ended, ended_us, sha256, peak or None, faults)

    def _begin_hashing(self) -> None:
        from hunch.capture.data import hash_data

        bench = self.bench
        self.data = hash_data(
            self.started.begun.event.data, cwd=bench.surroundings.cwd, cache=bench.paths.cache
        )

    def _finish_hashing(self) -> None:
        if self.data is None:
            self._begin_hashing()
        assert self.data is not None
        while not self.data.wait(0.1):
            if self.started.signals.asked_to_end:  # someone wants us gone: what is not hashed is named
                self.data.stop()
                break
            if self.hashing:
                self.hashing(*self.data.progress())
        self.faults += self.data.faults

    def _knows_python(self) -> bool:
        return interpreter(runfolder.observations(self.bench, self.run).observations) is not None

    def _describe(self) -> str:
        """Write environment.json as far as it is known; its sha256."""
        self.described = True
        told = runfolder.observations(self.bench, self.run).observations
        said = environment(
            python=interpreter(told),
            environ=self.bench.surroundings.environ,
            pid=self.pid,
            flags=flags_of(told),
            libraries=self.system.libraries if self.system else (),
            data=self.data.known() if self.data else (),
        )
        return runfolder.write_environment(self.bench, self.run, said)

    def _described(self) -> str | None:
        try:
            return self._describe()
        except Exception as error:  # noqa: BLE001 - it must not cost the record its end
            self.faults.append(f"the environment is not kept: {error}")
            return None

    def _finish_console(self) -> None:
        self.started.log.settle()
        if self.started.log.stretches:
            self.read_console()
        if self.console:
            self.console.finish()

    def _open_console_metrics(self) -> None:
        """Begin to look for metrics, at the first output: their patterns take a while to compile."""
        from hunch.capture.console_metrics import ConsoleMetrics

        if self.started.log.stretches is None:
            return
        path = self.bench.paths.metrics(self.run, "console")
        output = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self.console = ConsoleMetrics(
            self.started.log, output, patterns=self.started.begun.config.console.patterns
        )

    def _own_devices(self) -> list[str]:
        """GPUs that were given to this run, by the variable that gives them."""
        environ = self.bench.surroundings.environ
        return found(environ) if VARIABLE in environ else []

    def _look_for_stop_request(self) -> None:
        if self.pid is not None and os.path.exists(self.bench.paths.stop_request(self.run)):
            os.kill(self.pid, signal.SIGTERM)
