"""One `hunch run`, last part: how it ended, written down once."""

import os
import re
import signal
from collections.abc import Sequence

from hunch.entities.config import Config
from hunch.entities.events import RunFinished, RunMeasured
from hunch.entities.metric import Summary
from hunch.entities.observed import Fault, Loaded, Named, Observation, Spawned, Summarised
from hunch.entities.params import fold_params
from hunch.entities.run import Status
from hunch.entities.secrets import redact_command, redact_text
from hunch.entities.variant import Rule, variant
from hunch.errors import HunchError
from hunch.ids import Clock, moment
from hunch.journal import runfolder
from hunch.journal.metric_lines import summaries
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append
from hunch.snapshot.tree import source_digest

from .attend import Attended
from .code import store_of
from .record import Started

TAIL_BYTES = 64_000
"""How much of the console's end is searched for a traceback."""
TRACEBACK_LINES = 200
OWN_TIME_BYTES = 50_000_000
"""Metrics files up to this size are hashed at once; larger ones by their first reader."""


def conclude(attended: Attended) -> RunFinished:
    """Write `run.finished`.

    Raises:
        CannotWrite: the journal cannot be written; the run will be seen as lost.
    """
    started = attended.started
    event = describe_end(attended)
    append(started.bench, event, clock=started.clock)
    return event


def measure(bench: Workbench, run: str, *, clock: Clock) -> None:
    """Write down the hashes of the metrics files, so that an edited result shows."""
    sizes = runfolder.metrics_files(bench, run)
    if sizes and sum(sizes.values()) <= OWN_TIME_BYTES:
        append(bench, RunMeasured(run=run, files=runfolder.measure(bench, run)), clock=clock)


def describe_end(attended: Attended) -> RunFinished:
    """Everything that is known of a run once its process has ended."""
    started, ended = attended.started, attended.ended
    told, faults = runfolder.observations(started.bench, started.run)
    child = next((each.pid for each in told if isinstance(each, Spawned)), None)
    params = fold_params(told, root=started.folder.root, child_pid=child)
    named = _named(told)
    status = _status(attended)
    edited, loaded = _edited(started), _loaded(told)
    return RunFinished(
        run=started.run,
        status=status,
        ended_at=moment(attended.ended_us),
        duration_s=max(0.0, (attended.ended_us - started.started_us) / 1e6),
        exit_code=ended.exit_code,
        signal=None if ended.signal is None else _name_of(ended.signal),
        metrics=_metrics(started.bench, started.run, told),
        files=runfolder.metrics_files(started.bench, started.run),
        params=params.params,
        params_nf=params.nf,
        origins=params.origins,
        lost_params=params.lost,
        seed=_seed(started, named, params.params),
        name=named.name,
        tags=named.tags,
        variant=_variant(started, params.params, params.nf),
        environment=attended.environment,
        peak_memory_bytes=attended.peak_memory_bytes,
        cpu_s=ended.cpu_s,
        traceback=_traceback(started) if status == Status.FAILED else None,
        edited=edited,
        loaded=loaded,
        faults=list(dict.fromkeys([*attended.faults, *faults, *_told_faults(told)])),
    )


def _status(attended: Attended) -> Status:
    if attended.ended.signal is not None:
        return Status.KILLED
    return Status.FAILED if attended.ended.exit_code else Status.FINISHED


def _name_of(number: int) -> str:
    """`SIGTERM` rather than 15; real-time signals have no name of their own."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _named(told: Sequence[Observation]) -> Named:
    """What the program said of its run; of several, the last that said it."""
    name, tags, seed = None, [], None
    for each in told:
        if isinstance(each, Named):
            name = each.name or name
            tags += [tag for tag in each.tags if tag not in tags]
            seed = seed if each.seed is None else each.seed
    return Named(t=0, name=name, tags=tags, seed=seed)


def _metrics(bench: Workbench, run: str, told: Sequence[Observation]) -> dict[str, Summary]:
    """Summaries of what was logged, and on top what was set by hand."""
    found = summaries(bench, run)
    for each in told:
        if isinstance(each, Summarised):
            for name, value in each.values.items():
                nf = (each.nf or {}).get(name)
                finite = None if nf else value
                found[name] = Summary(
                    last=value, min=finite, max=finite, count=1, not_finite=int(bool(nf)), nf={"last": nf} if nf else None
                )
    return found


def _seed(started: Started, named: Named, params: dict[str, object]) -> int | None:
    """Of the plan, else of `hunch.init`, else the param that holds it."""
    for value in (started.event.seed, named.seed, params.get(started.config.seed)):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def _variant(started: Started, params: dict[str, object], nf: dict[str, str] | None) -> str:
    config: Config = started.config
    snapshot = started.event.snapshot
    digest = source_digest(store_of(started.bench), snapshot) if snapshot else None
    rule = Rule(seed_param=config.seed, ignore=tuple(config.variant_ignore))
    return variant(digest, redact_command(started.template), params, params_nf=nf, rule=rule)


def _edited(started: Started) -> list[str]:
    """Files of the snapshot that are no longer what they were when the process started."""
    from hunch.snapshot.since import changed_since

    if started.event.snapshot is None:
        return []
    try:
        return changed_since(store_of(started.bench), started.folder.root, started.event.snapshot)
    except (HunchError, OSError) as error:
        started.faults.append(f"whether files were edited is not known: {error}")
        return []


def _loaded(told: Sequence[Observation]) -> list[str] | None:
    files = [each.files for each in told if isinstance(each, Loaded)]
    return sorted({name for group in files for name in group}) if files else None


def _told_faults(told: Sequence[Observation]) -> list[str]:
    return [each.what for each in told if isinstance(each, Fault)]


def _traceback(started: Started) -> str | None:
    """The last traceback on the console, else its last lines: why a run failed, in its own words."""
    path = started.bench.paths.console(started.run)
    try:
        with open(path, "rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return None
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    begin = text.rfind("Traceback (most recent call last)")
    if begin >= 0:
        text = text[text.rfind("\n", 0, begin) + 1 :]
        lines = text.splitlines()[:TRACEBACK_LINES]
    else:
        lines = text.splitlines()[-20:]
    return redact_text("\n".join(lines).strip()) or None
