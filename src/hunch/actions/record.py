"""One `hunch run`, first part: everything up to the moment at which the user's process runs.

What is imported here is on the way to that process: keep it light (tests/test_architecture.py).
`attend.py` sees the run through, `conclude.py` writes how it ended.
"""

import os
from collections.abc import Sequence
from typing import NamedTuple

from hunch._version import __version__
from hunch.capture.console import ConsoleLog
from hunch.capture.hook_environment import hook_environment
from hunch.capture.process import NotStarted, spawn
from hunch.capture.relay import Relay
from hunch.capture.signals import Signals
from hunch.capture.terminal import open_outlets
from hunch.entities.config import Config
from hunch.entities.events import RunStarted
from hunch.entities.naming import name_of
from hunch.entities.secrets import redact_command
from hunch.errors import InvalidConfig
from hunch.ids import Clock, new_id, system_clock
from hunch.journal import runfolder
from hunch.journal.config import load_config
from hunch.journal.liveness import process_of
from hunch.journal.workbench import Surroundings, Workbench, WorkingFolder, find_or_make
from hunch.journal.writer import append, highest_id
from hunch.snapshot.head import head
from hunch.snapshot.store import take

from .code import store_of
from .plans import seeded


class Request(NamedTuple):
    """What a person asked to run; with a seed, the command may hold `{seed}`."""

    command: list[str]
    why: str | None = None
    name: str | None = None
    seed: int | None = None
    plan: str | None = None
    data: Sequence[str] = ()
    tags: Sequence[str] = ()


class Started(NamedTuple):
    """A run whose start is written, and whose process lives (or could not be started)."""

    folder: WorkingFolder
    config: Config
    event: RunStarted
    template: list[str]
    """The command as it was asked for, `{seed}` still in its place, secrets and all: never written down."""
    command: list[str]
    """The command as it was spawned, secrets and all."""
    child: int | NotStarted
    relay: Relay | None
    log: ConsoleLog
    started_us: int
    faults: list[str]
    clock: Clock

    @property
    def run(self) -> str:
        """The run's id."""
        return self.event.run

    @property
    def bench(self) -> Workbench:
        """The workbench that it is recorded in."""
        return self.folder.bench


def start(about: Surroundings, request: Request, signals: Signals, *, clock: Clock = system_clock) -> Started:
    """Take the snapshot, write the start, spawn the command.

    Args:
        signals: held by the caller from before this call until the run's end is written.

    Raises:
        HunchError: it cannot be recorded; nothing was spawned.
    """
    folder = find_or_make(about)
    faults: list[str] = []
    config = config_or_default(folder.root, faults)
    command = request.command if request.seed is None else seeded(request.command, request.seed, config)
    event = announce(folder, config, request._replace(command=command), clock=clock)
    log = open_console(folder.bench, event.run, faults)
    outlets = open_outlets()
    environ = {**about.environ, **_own_environment(folder, config, event)}
    started_us = clock()
    child = spawn(command, env=environ, outlets=outlets, signals=signals)
    relay = None if isinstance(child, NotStarted) else Relay(child, outlets, log, signals)
    return Started(folder, config, event, request.command, command, child, relay, log, started_us, faults, clock)


def announce(
    folder: WorkingFolder, config: Config, request: Request, *, clock: Clock, via: str = "command"
) -> RunStarted:
    """Snapshot, run folder and `run.started`: what is written before anything of the run happens.

    Raises:
        CannotWrite: read-only, full, or not ours.
    """
    taken = take(store_of(folder.bench), folder.root, config.snapshot)
    about = folder.bench.surroundings
    run = new_id(clock(), after=highest_id(folder.bench))
    runfolder.make(folder.bench, run)
    event = RunStarted(
        run=run,
        name=request.name or name_of(run),
        command=redact_command(request.command),
        cwd=about.cwd,
        folder=folder.key,
        process=process_of(os.getpid(), about.host),
        via=via,
        snapshot=taken.snapshot,
        snapshot_fault=taken.fault,
        left_out=taken.left_out,
        seed=request.seed,
        plan=request.plan,
        why=request.why,
        within=about.environ.get("HUNCH_RUN") or None,
        git=head(folder.root),
        tags=list(request.tags),
        data=[*config.data.paths, *request.data],
        hunch_version=__version__,
    )
    append(folder.bench, event, clock=clock, after=run)
    return event


def config_or_default(root: str, faults: list[str]) -> Config:
    """The project's configuration; a slip in it is no reason to refuse a run, and is named."""
    try:
        return load_config(root)
    except InvalidConfig as error:
        faults.append(f"{error}; the defaults were used")
        return Config()


def open_console(bench: Workbench, run: str, faults: list[str]) -> ConsoleLog:
    """console.log and the spans of stderr, for appending; what cannot be opened is not kept, and named."""
    log, spans = (
        _open(path, faults) for path in (bench.paths.console(run), bench.paths.console_spans(run))
    )
    return ConsoleLog(log, spans)


def _open(path: str, faults: list[str]) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    except OSError as error:
        faults.append(f"{os.path.basename(path)} is not kept: {error.strerror}")
        return None


def _own_environment(folder: WorkingFolder, config: Config, event: RunStarted) -> dict[str, str]:
    """What the child finds in its environment beside what is there."""
    own = {"HUNCH_RUN": event.run, "HUNCH_DIR": folder.bench.top}
    if event.seed is not None:
        own["HUNCH_SEED"] = str(event.seed)
    if config.hook:
        environ = folder.bench.surroundings.environ
        own |= hook_environment(environ, event.run, folder.bench.paths.observed(event.run), folder.root)
    return own
