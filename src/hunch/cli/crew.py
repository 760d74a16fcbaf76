"""Runs that belong together, each a `hunch run` of its own: one after the other, or side by side with devices of their own."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, final

from hunch.capture.devices import found, share
from hunch.capture.signals import in_foreground
from hunch.errors import HunchError

from .surroundings import loud

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Job(NamedTuple):
    """A run to come: its seed, and what it was queued as (None where nothing is recorded)."""

    seed: int
    run: str | None = None
    name: str | None = None


class Launch(NamedTuple):
    """How a job's `hunch run` is called."""

    options: list[str]
    command: list[str]
    cwd: str | None = None
    environ: Mapping[str, str] = {}
    """Beside what is there."""


class Work(Protocol):
    """What the crew works on."""

    def prepare(self, job: Job) -> Launch | None:
        """Make ready for a job, whose turn it is; None where it is not to be started (which was said).

        Raises:
            HunchError: it cannot be made ready.
            KeyboardInterrupt: somebody interrupted it all meanwhile.
        """

    def tidy(self, job: Job, *, ended_well: bool) -> None:
        """Clear up behind a job that has ended."""

    def give_up(self, jobs: Sequence[Job]) -> None:
        """These will not be started: somebody stopped it all."""

    def end(self) -> None:
        """All has ended; whatever comes after may not come to pass."""


class _AtWork(NamedTuple):
    job: Job
    process: "subprocess.Popen[bytes]"
    slot: int


@final
class Crew:
    """At most `size` jobs at a time, each in its slot (and so with its own devices)."""

    def __init__(self, size: int, environ: Mapping[str, str], *, quiet: bool) -> None:
        self.environ, self.quiet = dict(environ), quiet
        self.side_by_side = size > 1
        self.devices = share(found(self.environ), size) if self.side_by_side else []
        self.free = list(range(size))
        self.at_work: dict[int, _AtWork] = {}
        self.exit_code = 0
        self.interrupted: int | None = None
        """The number of the signal that asked us to end."""
        self.speak = (os.dup(1), os.dup(2)) if self.side_by_side else ()
        """Where a job speaks after all if it cannot be recorded; otherwise its console is."""

    def work_through(self, jobs: Sequence[Job], work: Work) -> int:
        """Start and await them all; a signal stops what has not started and is passed on to what has.

        Returns:
            0 if all ended well, else the first other exit code.
        """
        waiting = list(jobs)
        # What was ignored at the start (nohup's HUP, a background job's INT) stays ignored.
        taken = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
        before: dict[signal.Signals, object] = {number: signal.signal(number, self._stop) for number in taken}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # else exit codes get lost
        try:
            while self.at_work or (waiting and self.interrupted is None):
                while waiting and self.free and self.interrupted is None:
                    self._begin(waiting.pop(0), work)
                self._await_one(len(jobs), work)
            if waiting:
                work.give_up(waiting)
            work.end()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)  # type: ignore[arg-type]
        if self.interrupted is not None:
            from hunch.capture.signals import reraise

            reraise(self.interrupted)
        return self.exit_code

    def _begin(self, job: Job, work: Work) -> None:
        try:
            launch = work.prepare(job)
        except HunchError as error:
            loud(f"seed {job.seed} was not started: {error}")
            self.exit_code = self.exit_code or error.exit_code
            work.give_up([job])
            return
        except KeyboardInterrupt:
            work.give_up([job])
            return
        if launch is None:
            return
        if self.interrupted is not None:  # it came while all was made ready
            work.give_up([job])
            work.tidy(job, ended_well=False)
        elif not self._start(job, launch):
            work.tidy(job, ended_well=False)

    def _start(self, job: Job, launch: Launch) -> bool:
        slot = self.free.pop(0)
        quiet = subprocess.DEVNULL if self.side_by_side else None
        command = [sys.executable, "-P", "-m", "hunch", "run", *launch.options, *self._options()]
        try:
            process = subprocess.Popen(
                [*command, "--", *launch.command],
                cwd=launch.cwd,
                env={**self.environ, **launch.environ, **(self.devices[slot] if self.devices else {})},
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
                pass_fds=self.speak,
            )
        except OSError as error:  # no process can be made: the others are waited for all the same
            loud(f"seed {job.seed} was not started: {error.strerror}")
            self.free.append(slot)
            self.exit_code = self.exit_code or 126
            return False
        self.at_work[process.pid] = _AtWork(job, process, slot)
        if self.interrupted is not None:  # it came while the process was being made
            self._pass_on(self.interrupted)
        return True

    def _options(self) -> list[str]:
        speak = ["--speak-to", ",".join(map(str, self.speak))] if self.speak else []
        return [*speak, "-q"] if self.quiet or self.side_by_side else speak

    def _await_one(self, total: int, work: Work) -> None:
        if not self.at_work:
            return
        try:
            pid, status = os.wait()
        except ChildProcessError:  # somebody else has collected them
            self.at_work.clear()
            self.exit_code = self.exit_code or 1
            return
        done = self.at_work.pop(pid, None)
        if done is None:
            return
        code = os.waitstatus_to_exitcode(status)
        done.process.returncode = code  # we waited in its stead
        self.free.append(done.slot)
        self.exit_code = self.exit_code or (code if code >= 0 else 128 - code)
        if self.side_by_side and not self.quiet:
            how = "done" if code == 0 else f"ended with {code}"
            loud(f"seed {done.job.seed} {how} ({len(self.at_work)} at work of {total})")
        work.tidy(done.job, ended_well=code == 0)

    def _stop(self, number: int, _frame: object) -> None:
        self.interrupted = number
        self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        if number == signal.SIGINT and in_foreground():
            return  # a terminal's Ctrl-C reaches them without us
        for pid in self.at_work:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
