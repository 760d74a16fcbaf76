"""The start and the end of a run that a Python program owns: `hunch.init` without `hunch run` around it.

What is imported here is on the way to the first log() of a bare script: keep it light. What only the end
needs is imported at the end.
"""

import os
from collections.abc import Sequence
from typing import NamedTuple

from hunch._version import __version__
from hunch.entities.config import Config
from hunch.entities.events import RunFinished, RunStarted
from hunch.entities.metric import Summary
from hunch.entities.naming import name_of
from hunch.entities.observed import Fault, Loaded, Named, Observation, Python, Summarised
from hunch.entities.run import Status
from hunch.errors import HunchError, InvalidConfig
from hunch.ids import Clock, moment, new_id
from hunch.journal import runfolder
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


class Ending(NamedTuple):
    """How it ended, as its own process knows."""

    status: Status
    ended_us: int | None = None
    """When, microseconds since 1970; None: now."""
    exit_code: int | None = None
    signal: str | None = None
    traceback: str | None = None
    faults: Sequence[str] = ()
    metrics: dict[str, Summary] | None = None
    """Summaries of what this process logged; None: they are read from its file."""
    source: str | None = None
    """The source that `metrics` are of."""
    environment: str | None = None
    """sha256 of environment.json, where `describe_environment` has written it before the end."""
    peak_memory_bytes: int | None = None
    cpu_s: float | None = None


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
        command=_redacted(program.command),
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


def end(begun: Begun, ending: Ending, *, clock: Clock) -> RunFinished:
    """Write `run.finished`.

    Raises:
        CannotWrite: the journal cannot be written; the run will be seen as lost.
    """
    event = _finished(begun, ending, clock() if ending.ended_us is None else ending.ended_us)
    append(begun.bench, event, clock=clock)
    return event


def end_barely(begun: Begun, ending: Ending, *, clock: Clock) -> RunFinished:
    """As `end`, with nothing but the status and what this process knows by heart: for when `end` has failed.

    Raises:
        CannotWrite: the journal cannot be written; the run will be seen as lost.
    """
    now_us = clock()
    event = RunFinished(
        run=begun.event.run,
        status=ending.status,
        ended_at=moment(now_us),
        duration_s=max(0.0, (now_us - begun.started_us) / 1e6),
        metrics=ending.metrics or {},
        traceback=ending.traceback,
        faults=[*begun.faults, *ending.faults, "the end of this run is recorded only in part"],
    )
    append(begun.bench, event, clock=clock)
    return event


def describe_environment(begun: Begun) -> str | None:
    """Write environment.json; its sha256. None, with the fault named at the end, where it cannot be written.

    It takes 20 ms the first time, which nobody should wait for when a run ends: call it while it goes on.
    """
    told = runfolder.observations(begun.bench, begun.event.run).observations
    return _environment(begun, told, begun.faults)


def _finished(begun: Begun, ending: Ending, now_us: int) -> RunFinished:
    from hunch.entities.params import fold_params

    bench, run = begun.bench, begun.event.run
    told, unread = runfolder.observations(bench, run)
    params = fold_params(told, root=begun.folder.root)
    named = [each for each in told if isinstance(each, Named)]
    faults = [*begun.faults, *ending.faults, *unread]
    faults += [each.what for each in told if isinstance(each, Fault)]
    return RunFinished(
        run=run,
        status=ending.status,
        ended_at=moment(now_us),
        duration_s=max(0.0, (now_us - begun.started_us) / 1e6),
        exit_code=ending.exit_code,
        signal=ending.signal,
        metrics=_metrics(bench, run, told, ending),
        files=runfolder.metrics_files(bench, run),
        params=params.params,
        params_nf=params.nf,
        origins=params.origins,
        lost_params=params.lost,
        seed=_seed(begun, named, params.params),
        name=next((each.name for each in reversed(named) if each.name), None),
        tags=list(dict.fromkeys(tag for each in named for tag in each.tags)),
        variant=_variant(begun, params.params, params.nf),
        environment=ending.environment or _environment(begun, told, faults),
        peak_memory_bytes=ending.peak_memory_bytes,
        cpu_s=ending.cpu_s,
        traceback=ending.traceback,
        edited=_edited(begun, faults),
        loaded=_loaded(told),
        faults=list(dict.fromkeys(faults)),
    )


def config_of(root: str, faults: list[str]) -> Config:
    """The project's configuration; a slip in it is no reason to record nothing, and is named."""
    from hunch.journal.config import load_config

    try:
        return load_config(root)
    except InvalidConfig as error:
        faults.append(f"{error}; the defaults were used")
        return Config()


def _redacted(command: list[str]) -> list[str]:
    from hunch.entities.secrets import redact_command

    return redact_command(command)


def _metrics(bench: Workbench, run: str, told: Sequence[Observation], ending: Ending) -> dict[str, Summary]:
    """What the process knows of its own metrics, what other processes' files say, what was set by hand."""
    from hunch.journal.metric_lines import summaries

    own = {ending.source: ending.metrics} if ending.source and ending.metrics is not None else {}
    found = summaries(bench, run, known=own)
    for each in told:
        if isinstance(each, Summarised):
            found.update(set_by_hand(each))
    return found


def set_by_hand(said: Summarised) -> dict[str, Summary]:
    """Summaries of values that stand for the whole run."""
    found = {}
    for name, value in said.values.items():
        nf = (said.nf or {}).get(name)
        found[name] = Summary(
            last=value, min=value, max=value, count=1, not_finite=int(nf is not None), nf={"last": nf} if nf else None
        )
    return found


def _seed(begun: Begun, named: Sequence[Named], params: dict[str, object]) -> int | None:
    """Of the plan or of `hunch.init`, else the param that holds it."""
    said = [each.seed for each in named]
    for value in (begun.event.seed, *said, params.get(begun.config.seed)):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _variant(begun: Begun, params: dict[str, object], nf: dict[str, str] | None) -> str:
    from hunch.entities.variant import Rule, variant
    from hunch.snapshot.tree import source_digest

    snapshot = begun.event.snapshot
    digest = source_digest(store_of(begun.bench), snapshot) if snapshot else None
    rule = Rule(seed_param=begun.config.seed, ignore=tuple(begun.config.variant_ignore))
    return variant(digest, _redacted(begun.template), params, params_nf=nf, rule=rule)


def _edited(begun: Begun, faults: list[str]) -> list[str]:
    """Files of the snapshot that are no longer what they were at the start."""
    from hunch.snapshot.since import changed_since

    snapshot = begun.event.snapshot
    if snapshot is None:
        return []
    try:
        return changed_since(store_of(begun.bench), begun.folder.root, snapshot)
    except (HunchError, OSError) as error:
        faults.append(f"whether files were edited is not known: {error}")
        return []


def _environment(begun: Begun, told: Sequence[Observation], faults: list[str]) -> str | None:
    from hunch.capture.environment import environment, flags_of

    try:
        said = environment(
            python=next((each for each in told if isinstance(each, Python)), None),
            environ=begun.bench.surroundings.environ,
            pid=os.getpid(),
            flags=flags_of(told),
        )
        return runfolder.write_environment(begun.bench, begun.event.run, said)
    except (HunchError, OSError) as error:
        faults.append(f"the environment is not recorded: {error}")
        return None


def _loaded(told: Sequence[Observation]) -> list[str] | None:
    files = [each.files for each in told if isinstance(each, Loaded)]
    return sorted({name for group in files for name in group}) if files else None
