"""The start of a run: its snapshot, its folder, `run.started`.

What is imported here is on the way to the user's process, and to the first log() of a bare script: keep it
light. How a run ends is in `ending.py`.
"""

import os
from collections.abc import Sequence
from typing import NamedTuple

from hunch._version import __version__
from hunch.entities.config import Config
from hunch.entities.events import RunStarted
from hunch.entities.naming import name_of
from hunch.entities.secrets import redact_command
from hunch.errors import InvalidConfig
from hunch.ids import Clock, new_id
from hunch.journal import runfolder
from hunch.journal.config import load_config
from hunch.journal.liveness import process_of
from hunch.journal.workbench import Surroundings, Workbench, WorkingFolder, find_or_make
from hunch.journal.writer import append, highest_id
from hunch.snapshot.head import head
from hunch.snapshot.store import take

from .code import store_of


class Program(NamedTuple):
    """What is to run, and what is said of it."""

    command: list[str]
    template: list[str] | None = None
    """The command with `{seed}` still in its place, where a seed was put in; never written down."""
    via: str = "python"
    data: Sequence[str] = ()
    name: str | None = None
    why: str | None = None
    seed: int | None = None
    plan: str | None = None
    tags: Sequence[str] = ()
    within: str | None = None


class Begun(NamedTuple):
    """A run that this process owns."""

    folder: WorkingFolder
    config: Config
    event: RunStarted
    template: list[str]
    started_us: int
    faults: list[str]

    @property
    def bench(self) -> Workbench:
        """The workbench that it is recorded in."""
        return self.folder.bench


def begin(about: Surroundings, program: Program, *, clock: Clock) -> Begun:
    """Take the snapshot and write `run.started`.

    Raises:
        HunchError: it cannot be recorded.
    """
    folder = find_or_make(about)
    faults: list[str] = []
    return begin_in(folder, config_of(folder.root, faults), program, faults, clock=clock)


def begin_in(
    folder: WorkingFolder, config: Config, program: Program, faults: list[str], *, clock: Clock
) -> Begun:
    """As `begin`, in a working folder that is known already.

    Raises:
        CannotWrite: read-only, full, or not ours.
    """
    about = folder.bench.surroundings
    taken = take(store_of(folder.bench), folder.root, config.snapshot)
    started_us = clock()
    run = new_id(started_us, after=highest_id(folder.bench))
    runfolder.make(folder.bench, run)
    event = RunStarted(
        run=run,
        name=program.name or name_of(run),
        command=redact_command(program.command),
        cwd=about.cwd,
        folder=folder.key,
        process=process_of(os.getpid(), about.host),
        via=program.via,
        snapshot=taken.snapshot,
        snapshot_fault=taken.fault,
        left_out=taken.left_out,
        seed=program.seed,
        plan=program.plan,
        why=program.why,
        within=program.within,
        git=head(folder.root),
        tags=list(program.tags),
        data=[*config.data.paths, *program.data],
        hunch_version=__version__,
    )
    append(folder.bench, event, clock=clock, after=run)
    return Begun(folder, config, event, program.template or program.command, started_us, faults)


def config_of(root: str, faults: list[str]) -> Config:
    """The project's configuration; a slip in it is no reason to record nothing, and is named."""
    try:
        return load_config(root)
    except InvalidConfig as error:
        faults.append(f"{error}; the defaults were used")
        return Config()
