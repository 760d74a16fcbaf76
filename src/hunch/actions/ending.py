"""The end of a run: everything that is known of it once its process has ended, written down once."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from hunch.capture.environment import environment, flags_of, interpreter
from hunch.entities.events import RunFinished
from hunch.entities.metric import Summary
from hunch.entities.observed import Fault, Loaded, Named, Observation, Summarised
from hunch.entities.params import fold_params
from hunch.entities.replica import params_moved, words_moved
from hunch.entities.run import Status
from hunch.entities.secrets import redact_command
from hunch.entities.variant import rule_of, variant
from hunch.errors import HunchError
from hunch.ids import Clock, moment
from hunch.journal import runfolder
from hunch.journal.metric_lines import summaries
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append
from hunch.snapshot.limits import shown
from hunch.snapshot.since import Since, since
from hunch.snapshot.tree import source_digest

from .code import store_of
from .lifecycle import Begun
from .making import Made, made_after, made_before, still_as_made
from .plans import reads_seed

ONLY_IN_PART = "the end of this run is recorded only in part"


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
    made_before: Made | None = None
    """What earlier runs made, where somebody has looked already."""
    peak_memory_bytes: int | None = None
    cpu_s: float | None = None


def end(begun: Begun, ending: Ending, *, clock: Clock) -> RunFinished:
    """Write `run.finished`.

    Raises:
        CannotWrite: the journal cannot be written; the run will be seen as lost.
    """
    event = _finished(begun, ending, _ended_us(ending, clock))
    append(begun.bench, event, clock=clock)
    return event


def end_barely(begun: Begun, ending: Ending, *, clock: Clock) -> RunFinished:
    """As `end`, with nothing but the status and what this process knows by heart: for when `end` has failed.

    Raises:
        CannotWrite: the journal cannot be written; the run will be seen as lost.
    """
    now_us = _ended_us(ending, clock)
    event = RunFinished(
        run=begun.event.run,
        status=ending.status,
        ended_at=moment(now_us),
        duration_s=max(0.0, (now_us - begun.started_us) / 1e6),
        exit_code=ending.exit_code,
        signal=ending.signal,
        environment=ending.environment,
        peak_memory_bytes=ending.peak_memory_bytes,
        cpu_s=ending.cpu_s,
        metrics=ending.metrics or {},
        traceback=ending.traceback,
        faults=list(dict.fromkeys([*begun.faults, *ending.faults, ONLY_IN_PART])),
    )
    append(begun.bench, event, clock=clock)
    return event


def _ended_us(ending: Ending, clock: Clock) -> int:
    return clock() if ending.ended_us is None else ending.ended_us


def describe_environment(begun: Begun) -> str | None:
    """Write environment.json; its sha256. None, with the fault named at the end, where it cannot be written.

    It takes 20 ms the first time, which nobody should wait for when a run ends: call it while it goes on.
    """
    told = runfolder.observations(begun.bench, begun.event.run).observations
    return _environment(begun, told, begun.faults)


def _finished(begun: Begun, ending: Ending, now_us: int) -> RunFinished:
    bench, run = begun.bench, begun.event.run
    told, unread = runfolder.observations(bench, run)
    params = fold_params(told, root=begun.folder.root)
    named = [each for each in told if isinstance(each, Named)]
    repeated = (
        begun.replica.run if begun.replica else run
    )  # its folder came from where the repeated run's did
    before = made_before(bench, repeated) if ending.made_before is None else ending.made_before
    faults = [*begun.faults, *ending.faults, *unread]
    faults += [each.what for each in told if isinstance(each, Fault)]
    faults += _strays(told)
    seed = _seed(begun, named, params.params)
    if begun.event.seed is not None and seed != begun.event.seed:
        faults.append(
            f"the seed {begun.event.seed} did not reach the program: by its own param it ran under {seed}"
        )
    happened = _since(begun, faults)
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
        seed=seed,
        name=next((each.name for each in reversed(named) if each.name), None),
        tags=list(dict.fromkeys(tag for each in named for tag in each.tags)),
        variant=_variant(begun, params.params, params.nf, before),
        environment=ending.environment or _environment(begun, told, faults),
        peak_memory_bytes=ending.peak_memory_bytes,
        cpu_s=ending.cpu_s,
        traceback=ending.traceback,
        edited=[path for path in map(shown, happened.edited) if path not in before],
        made={shown(path): sha for path, sha in made_after(begun.folder.root, happened, before).items()},
        loaded=_loaded(told),
        faults=list(dict.fromkeys(faults)),
    )


def _metrics(bench: Workbench, run: str, told: Sequence[Observation], ending: Ending) -> dict[str, Summary]:
    """What the process knows of its own metrics, what other processes' files say, what was set by hand."""
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
            last=value,
            min=value,
            max=value,
            count=1,
            not_finite=int(nf is not None),
            nf={"last": nf} if nf else None,
        )
    return found


def _seed(begun: Begun, named: Sequence[Named], params: dict[str, object]) -> int | None:
    """Of the plan or of `hunch.init`, else the param that holds it.

    Where only HUNCH_SEED carried the plan's into the program, what the program itself says comes first.
    """
    own = [*(each.seed for each in named), params.get(begun.config.seed)]
    only_told = begun.event.via == "command" and not reads_seed(begun.template, begun.config)
    for value in [*own, begun.event.seed] if only_told else [begun.event.seed, *own]:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _variant(begun: Begun, params: dict[str, object], nf: dict[str, str] | None, before: Made) -> str:
    snapshot, store = begun.event.snapshot, store_of(begun.bench)
    digest = None
    if snapshot is not None:
        digest = source_digest(store, snapshot, ignore=still_as_made(store, snapshot, before))
    command, rule = begun.template, rule_of(begun.config)
    if begun.replica is not None:  # paths in it stand for those of the folder that it is a replica of
        for name in (os.path.realpath, os.path.abspath):
            root, home = name(begun.folder.root), name(begun.replica.home)
            command, params = words_moved(command, root, home), params_moved(params, root, home)
    command = redact_command(command)
    return variant(digest, command, params, params_nf=nf, rule=rule)


def _since(begun: Begun, faults: list[str]) -> Since:
    """What happened to the files of the snapshot since the start."""
    snapshot = begun.event.snapshot
    if snapshot is None:
        return Since([], [])
    try:
        return since(store_of(begun.bench), begun.folder.root, snapshot)
    except (HunchError, OSError) as error:
        faults.append(f"whether files were edited is not known: {error}")
        return Since([], [])


def _environment(begun: Begun, told: Sequence[Observation], faults: list[str]) -> str | None:
    try:
        said = environment(
            python=interpreter(told),
            environ=begun.bench.surroundings.environ,
            pid=os.getpid(),
            flags=flags_of(told),
        )
        return runfolder.write_environment(begun.bench, begun.event.run, said)
    except (HunchError, OSError) as error:
        faults.append(f"the environment is not recorded: {error}")
        return None


def _strays(told: Sequence[Observation]) -> list[str]:
    """A replicate whose code was not all its own."""
    strays = sorted({file for each in told if isinstance(each, Loaded) for file in each.strays})
    if not strays:
        return []
    more = f" and {len(strays) - 1} more" if len(strays) > 1 else ""
    return [f"NOT AN EXACT REPLICATE: {shown(strays[0])}{more} was imported from outside the replica"]


def _loaded(told: Sequence[Observation]) -> list[str] | None:
    files = [each.files for each in told if isinstance(each, Loaded)]
    return sorted({name for group in files for name in group}) if files else None
