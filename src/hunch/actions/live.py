"""Runs as they are at this moment: whether they still live, and what they have reported so far.

The journal knows how a run began and how it ended; what lies between is read from its folder. A run that waits is
lost when the process is gone that would have started it.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from hunch.entities.observed import Spawned
from hunch.entities.run import Run, Status
from hunch.journal.liveness import is_alive
from hunch.journal.workbench import Workbench


def with_live(bench: Workbench, runs: Sequence[Run], *, now_us: int) -> list[Run]:
    """`runs`, those without an end brought up to now: lost ones named so, with their metrics and params."""
    return [_as_it_is(bench, run, now_us) if run.status in _WITHOUT_END else run for run in runs]


_WITHOUT_END = (Status.RUNNING, Status.QUEUED)


def _as_it_is(bench: Workbench, run: Run, now_us: int) -> Run:
    if run.status == Status.QUEUED:
        gone = is_alive(run.process, bench.surroundings.host) is False
        return replace(run, status=Status.LOST) if gone else run
    return _as_it_goes(bench, run, now_us)


def _as_it_goes(bench: Workbench, run: Run, now_us: int) -> Run:
    from hunch.entities.params import fold_params
    from hunch.journal.metric_lines import summaries
    from hunch.journal.runfolder import observations

    observed = observations(bench, run.id)
    folded = fold_params(observed.observations, root=bench.root_of(run.folder))
    return replace(
        run,
        status=Status.RUNNING if is_living(bench, run, now_us=now_us) else Status.LOST,
        metrics=summaries(bench, run.id),
        params=folded.params,
        params_nf=folded.nf,
        origins=folded.origins,
        lost_params=folded.lost,
        faults=[*run.faults, *observed.faults],
    )


def is_living(bench: Workbench, run: Run, *, now_us: int) -> bool:
    """Whether the process that owns a run without an end still lives; where nothing tells, it does."""
    from hunch.journal.runfolder import heartbeat_age_s, observations

    age_s, host = heartbeat_age_s(bench, run.id, now_us=now_us), bench.surroundings.host
    if is_alive(run.process, host, heartbeat_age_s=age_s) is not False:
        return True
    # Whoever recorded it is gone; the program itself may go on (and its metrics with it).
    told = observations(bench, run.id).observations
    spawned = next((each for each in told if isinstance(each, Spawned)), None)
    if spawned is None:
        return False
    child = replace(run.process, pid=spawned.pid, started=spawned.started)
    return is_alive(child, host, heartbeat_age_s=age_s) is True
