"""One `hunch run`, first part: everything up to the moment at which the user's process runs.

What is imported here is on the way to that process: keep it light (tests/test_architecture.py).
`attend.py` sees the run through, `conclude.py` writes how it ended.
"""

import os
from typing import NamedTuple

from hunch.actions.hunches.cause import Face, folder_for
from hunch.capture.console import ConsoleLog
from hunch.capture.hook_environment import hook_environment
from hunch.capture.process import NotStarted, spawn
from hunch.capture.relay import Relay
from hunch.capture.signals import Signals
from hunch.capture.terminal import open_outlets
from hunch.entities.config import Config
from hunch.ids import Clock, system_clock
from hunch.journal.workbench import Surroundings, Workbench

from .lifecycle import SILENT, Begun, Program, begin_in, config_of


class Started(NamedTuple):
    """A run whose start is written, and whose process lives (or could not be started)."""

    begun: Begun
    command: list[str]
    """As it was spawned, secrets and all: never written down."""
    child: int | NotStarted
    relay: Relay | None
    log: ConsoleLog
    signals: Signals
    clock: Clock

    @property
    def run(self) -> str:
        """The run's id."""
        return self.begun.event.run

    @property
    def bench(self) -> Workbench:
        """The workbench that it is recorded in."""
        return self.begun.folder.bench


def start(
    about: Surroundings,
    program: Program,
    signals: Signals,
    *,
    clock: Clock = system_clock,
    face: Face = SILENT,
) -> Started:
    """Seal what was said, take the snapshot, write the start, spawn the command.

    Args:
        program: its command may hold `{seed}`.
        signals: held by the caller from before this call until the run's end is written.
        face: says what was understood of a prediction, and may ask for one.

    Raises:
        WrongCallError: what was said beforehand cannot be meant; nothing was written or spawned.
        HunchError: it cannot be recorded; nothing was spawned.
    """
    faults: list[str] = []
    folder = folder_for(about, program.said, lambda root: config_of(root, []))
    config = config_of(folder.root, faults)
    command = program.command if program.seed is None else _seeded(program.command, program.seed, config)
    program = program._replace(
        command=command,
        template=program.command,
        via="command",
        within=about.environ.get("HUNCH_RUN") or None,
    )
    begun = begin_in(folder, config, program, faults, clock=clock, face=face)
    log = open_console(folder.bench, begun.event.run, faults)
    outlets = open_outlets()
    environ = {**about.environ, **_own_environment(begun)}
    relay = Relay(outlets, log, signals)  # before there is a child: whatever fails here, nothing runs twice
    child = spawn(command, env=environ, outlets=outlets, signals=signals)
    if isinstance(child, NotStarted):
        relay.close()
        return Started(begun, command, child, None, log, signals, clock)
    relay.attend_to(child)
    if begun.afterwards is not None:
        begun.afterwards()
    return Started(begun, command, child, relay, log, signals, clock)


def _seeded(command: list[str], seed: int, config: Config) -> list[str]:
    from .plans import seeded

    return seeded(command, seed, config)


def open_console(bench: Workbench, run: str, faults: list[str]) -> ConsoleLog:
    """console.log and the spans of stderr, for appending; what cannot be opened is not kept, and named."""
    log, spans = (_open(path, faults) for path in (bench.paths.console(run), bench.paths.console_spans(run)))
    return ConsoleLog(log, spans)


def _open(path: str, faults: list[str]) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    except OSError as error:
        faults.append(f"{os.path.basename(path)} is not kept: {error.strerror}")
        return None


def _own_environment(begun: Begun) -> dict[str, str]:
    """What the child finds in its environment beside what is there."""
    folder, event, replica = begun.folder, begun.event, begun.replica
    own = {"HUNCH_RUN": event.run, "HUNCH_DIR": folder.bench.top}
    own |= replica.environ if replica else {}
    if event.seed is not None:
        own["HUNCH_SEED"] = str(event.seed)
    if begun.config.hook:
        environ, observed = folder.bench.surroundings.environ, folder.bench.paths.observed(event.run)
        home = replica.home if replica else None
        own |= hook_environment({**environ, **own}, event.run, observed, folder.root, home=home)
    elif "HUNCH_OBSERVED" in folder.bench.surroundings.environ:
        own["HUNCH_OBSERVED"] = ""  # a hook of an outer run must not tell of this one
    return own
