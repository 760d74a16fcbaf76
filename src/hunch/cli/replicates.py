"""`hunch run --seeds`: the same command under several seeds, one after the other or side by side.

Each replicate is a `hunch run` of its own, with its own snapshot: what a run says of its code stays true even
if somebody edits a file half-way.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hunch.actions.plans import make_plan, reads_seed
from hunch.capture.devices import found, share
from hunch.capture.signals import in_foreground
from hunch.entities.config import Config
from hunch.errors import HunchError
from hunch.journal.config import load_config
from hunch.journal.workbench import find_or_make

from .run import Call, is_off
from .surroundings import loud, surroundings

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Replicate(NamedTuple):
    """One seed's process."""

    seed: int
    process: "subprocess.Popen[bytes]"
    slot: int


def run_replicates(call: Call) -> int:
    """Run all of them; 0 if all ended well, else the first other exit code."""
    seeds = call.seeds or []
    plan, config = None, Config()
    if not is_off():
        try:
            folder = find_or_make(surroundings())
            config = load_config(folder.root)
            plan = make_plan(folder.bench, seeds, call.command)
        except (HunchError, OSError) as error:  # each run will say for itself that it is not recorded
            loud(f"no plan recorded: {error}")
    if not reads_seed(call.command, config):
        loud("the command has no {seed}: only the variable HUNCH_SEED tells the replicates apart")
    return _Crew(call, plan, os.environ).work_through(seeds)


class _Crew:
    """At most `jobs` replicates at a time, each in its slot (and so with its own devices)."""

    def __init__(self, call: Call, plan: str | None, environ: Mapping[str, str]) -> None:
        self.call, self.plan = call, plan
        self.environ = dict(environ)
        self.side_by_side = call.jobs > 1
        self.devices = share(found(self.environ), call.jobs) if self.side_by_side else []
        self.free = list(range(call.jobs))
        self.at_work: dict[int, Replicate] = {}
        self.exit_code = 0
        self.interrupted: int | None = None
        self.speak = (os.dup(1), os.dup(2)) if self.side_by_side else ()
        """Where a replicate speaks after all if it cannot be recorded; otherwise its console is."""

    def work_through(self, seeds: Sequence[int]) -> int:
        """Start and await them all; a signal stops what has not started and is passed on to what has."""
        waiting = list(seeds)
        # What was ignored at the start (nohup's HUP, a background job's INT) stays ignored.
        taken = [number for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN]
        before: dict[signal.Signals, object] = {number: signal.signal(number, self._stop) for number in taken}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # else exit codes get lost
        try:
            while self.at_work or (waiting and self.interrupted is None):
                while waiting and self.free and self.interrupted is None:
                    self._start(waiting.pop(0))
                self._await_one(len(seeds))
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)  # type: ignore[arg-type]
        if self.interrupted is not None:
            from hunch.capture.signals import reraise

            reraise(self.interrupted)
        return self.exit_code

    def _start(self, seed: int) -> None:
        slot = self.free.pop(0)
        command = [sys.executable, "-P", "-m", "hunch", "run", *self._options(seed), "--"]
        command += self.call.command
        quiet = subprocess.DEVNULL if self.side_by_side else None
        try:
            process = subprocess.Popen(
                command,
                env=self._environment(slot),
                stdin=quiet,
                stdout=quiet,
                stderr=quiet,
                pass_fds=self.speak,
            )
        except OSError as error:  # no process can be made: the others are waited for all the same
            loud(f"seed {seed} was not started: {error.strerror}")
            self.free.append(slot)
            self.exit_code = self.exit_code or 126
            return
        self.at_work[process.pid] = Replicate(seed, process, slot)
        if self.interrupted is not None:  # it came while the process was being made
            self._pass_on(self.interrupted)

    def _options(self, seed: int) -> list[str]:
        call = self.call
        options = ["--seed-of-plan", str(seed)]
        if self.speak:
            options += ["--speak-to", ",".join(map(str, self.speak))]
        if self.plan:
            options += ["--within-plan", self.plan]
        if call.why:
            options += ["--why", call.why]
        if call.name:
            options += ["--name", f"{call.name}-{seed}"]
        for tag in call.tags:
            options += ["--tag", tag]
        for path in call.data:
            options += ["--data", path]
        return [*options, "-q"] if call.quiet or self.side_by_side else options

    def _environment(self, slot: int) -> dict[str, str]:
        return {**self.environ, **(self.devices[slot] if self.devices else {})}

    def _await_one(self, total: int) -> None:
        if not self.at_work:
            return
        try:
            pid, status = os.wait()
        except ChildProcessError:  # somebody else has collected them
            self.at_work.clear()
            self.exit_code = self.exit_code or 1
            return
        replicate = self.at_work.pop(pid, None)
        if replicate is None:
            return
        code = os.waitstatus_to_exitcode(status)
        replicate.process.returncode = code  # we waited in its stead
        self.free.append(replicate.slot)
        self.exit_code = self.exit_code or (code if code >= 0 else 128 - code)
        if self.side_by_side and not self.call.quiet:
            how = "done" if code == 0 else f"ended with {code}"
            loud(f"seed {replicate.seed} {how} ({len(self.at_work)} at work of {total})")

    def _stop(self, number: int, _frame: object) -> None:
        self.interrupted = number
        self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        if number == signal.SIGINT and in_foreground():
            return  # a terminal's Ctrl-C reaches them without us
        for pid in self.at_work:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
