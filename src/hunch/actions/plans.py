"""Plans: runs decided beforehand, so that how many there are does not depend on how they turn out.

`hunch run --seeds` also queues its runs: each has its id before any has begun, and waits in the journal for its turn.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from hunch.entities.config import Config
from hunch.entities.events import Data, PlanMade, RunQueued, RunStopping
from hunch.entities.naming import name_of
from hunch.entities.secrets import redact_command
from hunch.errors import HunchError
from hunch.ids import Clock, new_id, system_clock
from hunch.journal.liveness import process_of
from hunch.journal.workbench import Workbench, WorkingFolder
from hunch.journal.writer import append, append_many, highest_id

if TYPE_CHECKING:
    from hunch.journal.index import Index


class Waiting(NamedTuple):
    """A run that is queued."""

    run: str
    name: str
    seed: int


class Queue(NamedTuple):
    """A plan, and its runs in the order of their seeds."""

    plan: str
    waiting: list[Waiting]


class Queued(NamedTuple):
    """What is to be queued."""

    command: list[str]
    """May hold `{seed}`."""
    name: str | None = None
    replicate_of: str | None = None
    question: str | None = None
    idea: str | None = None


def make_plan(
    bench: Workbench, seeds: Sequence[int], command: Sequence[str] = (), *, clock: Clock = system_clock
) -> str:
    """Write down that these seeds belong together; the id of the plan."""
    plan = new_id(clock(), after=highest_id(bench))
    append(bench, PlanMade(plan=plan, seeds=list(seeds), command=redact_command(list(command))), clock=clock)
    return plan


def queue(
    folder: WorkingFolder,
    seeds: Sequence[int],
    wanted: Queued,
    config: Config,
    *,
    clock: Clock = system_clock,
) -> Queue:
    """Write down that these seeds belong together, and that a run of each waits for this process to start it.

    Raises:
        CannotWrite: read-only or full; nothing is written.
    """
    bench = folder.bench
    plan = last = new_id(clock(), after=highest_id(bench))
    process = process_of(os.getpid(), bench.surroundings.host)
    waiting: list[Waiting] = []
    said: list[Data] = [PlanMade(plan=plan, seeds=list(seeds), command=redact_command(wanted.command))]
    for seed in seeds:
        last = new_id(clock(), after=last)
        waiting.append(Waiting(last, f"{wanted.name}-{seed}" if wanted.name else name_of(last), seed))
        said.append(
            RunQueued(
                run=last,
                name=waiting[-1].name,
                command=redact_command(seeded(wanted.command, seed, config)),
                process=process,
                cwd=bench.surroundings.cwd,
                folder=folder.key,
                seed=seed,
                plan=plan,
                replicate_of=wanted.replicate_of,
                question=wanted.question,
                idea=wanted.idea,
            )
        )
    append_many(bench, said, clock=clock, after=last)
    return Queue(plan, waiting)


def still_waits(bench: Workbench, run: str) -> bool:
    """Whether nobody took a queued run out of the queue, or away. Where that cannot be told, it waits."""
    from hunch.journal.index import Index

    try:
        with Index.open(bench) as index:
            return not {"run.stopping", "run.removed"} & {event.kind for event in index.events(run=run)}
    except (HunchError, OSError):
        return True


def take_out(bench: Workbench, runs: Sequence[str], *, clock: Clock = system_clock) -> None:
    """Take runs that have not begun out of the queue.

    Raises:
        CannotWrite: read-only or full; they are lost when their queuer is gone.
    """
    if runs:
        append_many(bench, [RunStopping(run=run) for run in runs], clock=clock)


def leave_out(
    folder: WorkingFolder, index: "Index", plan: str, seeds: Sequence[int], *, clock: Clock = system_clock
) -> None:
    """A plan is over: what of it has not begun never will. It is written down as if it had waited in the queue.

    Raises:
        CannotWrite: read-only or full.
    """
    begun = [row.seed for row in index.light() if row.plan == plan]
    never = [seed for seed in seeds if seed not in begun][: max(0, len(seeds) - len(begun))]
    bench, last = folder.bench, highest_id(folder.bench)
    process = process_of(os.getpid(), bench.surroundings.host)
    said: list[Data] = []
    for seed in never:
        last = new_id(clock(), after=last)
        queued = RunQueued(
            run=last, name=name_of(last), command=[], process=process, cwd=bench.surroundings.cwd,
            folder=folder.key, seed=seed, plan=plan,
        )  # fmt: skip
        said += [queued, RunStopping(run=last)]
    if said:
        append_many(bench, said, clock=clock, after=last)


def seeded(command: Sequence[str], seed: int, config: Config) -> list[str]:
    """The command with its seed: in place of `{seed}`, else by the configured argument, else as it was.

    >>> seeded(["python", "t.py", "--seed={seed}"], 3, Config())
    ['python', 't.py', '--seed=3']
    >>> seeded(["python", "t.py"], 3, Config(seed_argument="seed={seed}"))
    ['python', 't.py', 'seed=3']
    """
    if any("{seed}" in word for word in command):
        return [word.replace("{seed}", str(seed)) for word in command]
    if config.seed_argument:
        return [*command, *config.seed_argument.replace("{seed}", str(seed)).split()]
    return list(command)


def reads_seed(command: Sequence[str], config: Config) -> bool:
    """Whether the seed goes into the command; else only HUNCH_SEED carries it."""
    return bool(config.seed_argument) or any("{seed}" in word for word in command)
