"""Plans: runs decided beforehand, so that how many there are does not depend on how they turn out."""

from collections.abc import Sequence

from hunch.entities.config import Config
from hunch.entities.events import PlanMade
from hunch.entities.secrets import redact_command
from hunch.ids import Clock, new_id, system_clock
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append, highest_id


def make_plan(
    bench: Workbench, seeds: Sequence[int], command: Sequence[str] = (), *, clock: Clock = system_clock
) -> str:
    """Write down that these seeds belong together; the id of the plan."""
    plan = new_id(clock(), after=highest_id(bench))
    append(bench, PlanMade(plan=plan, seeds=list(seeds), command=redact_command(list(command))), clock=clock)
    return plan


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
