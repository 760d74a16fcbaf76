"""The start of a run: what it is for, its snapshot, its folder, `run.started`.

What is imported here is on the way to the user's process, and to the first log() of a bare script: keep it
light. What a run is for is in `cause.py`, how it ends in `ending.py`.
"""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hunch._version import __version__
from hunch.actions.hunches.cause import Cause, Face, Said, Subject, folder_for, settler
from hunch.entities.config import Config
from hunch.entities.events import HunchSeal, RunStarted
from hunch.entities.naming import name_of
from hunch.entities.secrets import redact_command
from hunch.errors import InvalidConfig
from hunch.ids import Clock, new_id
from hunch.journal import runfolder
from hunch.journal.config import load_config
from hunch.journal.liveness import process_of
from hunch.journal.workbench import Surroundings, Workbench, WorkingFolder
from hunch.journal.writer import append, highest_id
from hunch.snapshot.head import head
from hunch.snapshot.store import Taken, take

from .code import store_of

if TYPE_CHECKING:
    from hunch.entities.replica import Replica

SILENT = Face()


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
    hunch: object | None = None
    """A prediction: a text, a number, or what JSON would hold."""
    idea: str | None = None
    """What an idea answers to, else the text of a new one."""
    vs: str | None = None
    """The run whose variant the prediction is held against, instead of the question's baseline."""
    sealed: Sequence[HunchSeal] = ()
    """Predictions that were sealed for the plan as a whole."""
    run: str | None = None
    """The id that it has in the queue."""
    replica: "Replica | None" = None
    """What it repeats: its code is restored already."""

    @property
    def said(self) -> Said:
        """What was said before the run."""
        return Said(self.hunch, self.idea, self.vs)


class Begun(NamedTuple):
    """A run that this process owns."""

    folder: WorkingFolder
    config: Config
    event: RunStarted
    template: list[str]
    started_us: int
    faults: list[str]
    replica: "Replica | None" = None
    afterwards: Callable[[], None] | None = None
    """What is said as soon as the process has been spawned: that may take a moment, which it need not wait for."""

    @property
    def bench(self) -> Workbench:
        """The workbench that it is recorded in."""
        return self.folder.bench


def begin(about: Surroundings, program: Program, *, clock: Clock, face: Face = SILENT) -> Begun:
    """Seal what was said, take the snapshot and write `run.started`.

    Raises:
        WrongCallError: what was said beforehand cannot be meant; nothing was written.
        HunchError: it cannot be recorded.
    """
    faults: list[str] = []
    folder = folder_for(about, program.said, lambda root: config_of(root, []))
    return begin_in(folder, config_of(folder.root, faults), program, faults, clock=clock, face=face)


def begin_in(
    folder: WorkingFolder,
    config: Config,
    program: Program,
    faults: list[str],
    *,
    clock: Clock,
    face: Face = SILENT,
) -> Begun:
    """As `begin`, in a working folder that is known already.

    Raises:
        WrongCallError: what was said beforehand cannot be meant.
        CannotWrite: read-only, full, or not ours.
    """
    about = folder.bench.surroundings
    run = program.run or new_id(clock(), after=highest_id(folder.bench))
    subject = Subject(run, program.plan, program.sealed, program.replica)
    settle = settler(folder, config, subject, program.said, face=face, faults=faults)
    taken = _snapshot(folder, config, program.replica)
    started_us = clock()
    runfolder.make(folder.bench, run)
    cause = settle(clock)
    afterwards = _reminder(folder, config, program._replace(run=run), taken.snapshot, face, faults)
    if afterwards is not None and cause != Cause():
        afterwards()
        afterwards = None
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
        question=cause.question,
        idea=cause.idea,
        baseline=list(cause.baseline),
        hunches=list(cause.hunches),
        within=program.within,
        replicate_of=program.replica.run if program.replica else None,
        git=head(folder.root),
        tags=list(program.tags),
        data=[*config.data.paths, *program.data],
        hunch_version=__version__,
    )
    append(folder.bench, event, clock=clock, after=run)
    template = program.template or program.command
    return Begun(folder, config, event, template, started_us, faults, program.replica, afterwards)


def _snapshot(folder: WorkingFolder, config: Config, replica: "Replica | None") -> Taken:
    """The code as it is; that of a replica is known, whatever the folder holds beside it."""
    if replica is not None:
        return Taken(replica.snapshot, replica.left_out)
    return take(store_of(folder.bench), folder.root, config.snapshot)


def _reminder(
    folder: WorkingFolder,
    config: Config,
    program: Program,
    snapshot: str | None,
    face: Face,
    faults: list[str],
) -> Callable[[], None] | None:
    """Says that this code and command ran already, where it did; None where nobody is to be told.

    A plan, a replicate and a run within another mean to run it again, and a Python program's params are not known yet
    when it says that a run begins.
    """
    remind = face.remind
    is_meant = program.via != "command" or program.plan or program.replica or program.within
    if remind is None or snapshot is None or is_meant:
        return None

    def say() -> None:
        try:
            from hunch.actions.tree.ran_already import again
            from hunch.entities.variant import Rule

            found = again(
                folder.bench,
                snapshot,
                redact_command(program.command),
                but=program.run or "",
                rule=Rule(seed_param="", ignore=tuple(config.variant_ignore)),
                metric=config.objective.metric,
            )
            if found is not None:
                remind(found)
        except Exception as error:  # noqa: BLE001 - what was run before must not keep this run from being recorded
            faults.append(f"what ran before could not be said: {type(error).__name__}: {error}")

    return say


def config_of(root: str, faults: list[str]) -> Config:
    """The project's configuration; a slip in it is no reason to record nothing, and is named."""
    try:
        return load_config(root)
    except InvalidConfig as error:
        faults.append(f"{error}; the defaults were used")
        return Config()
