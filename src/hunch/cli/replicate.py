"""`hunch replicate`: a run again under other seeds, each in a folder of its own with the run's exact code."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, final

import click
import msgspec

from hunch.actions.lifecycle import config_of
from hunch.actions.plans import Queued, queue
from hunch.actions.replicas.folder import (
    Made,
    check_modules,
    clear,
    command_in,
    data_in,
    make_replica,
    replica_of,
)
from hunch.actions.replicas.modules import Found
from hunch.actions.replicas.replicating import (
    POLICIES,
    Asked,
    Repeat,
    environment_changes,
    repeat,
    unlike,
)
from hunch.entities.quantities import count, size
from hunch.entities.reference import short_id
from hunch.errors import HunchError, Refused, UserError
from hunch.ids import system_clock
from hunch.journal.index import Index
from hunch.journal.standing import focus_here, standing

from .crew import Crew, Job, Launch
from .dead_ends import say_dead_end
from .opened import opened
from .render import plain, talk
from .replicates import Plan
from .run_call import seeds_of
from .surroundings import is_off, loud

BAR = 30
MOST_NAMED = 5
HELP = """\
Run a run again, exactly, under other seeds: its snapshot is restored into a folder of its own for each, and its
command is called there with another seed. `--seeds 3` takes three that no run of the variant has had yet.

What the snapshot does not hold is linked where nothing has written to it since the run began, and where it is
declared as data (hunch.toml: [data] paths, replicate); outputs never are. Whether the program's own modules are
found in the new folder is checked before anything runs. What the replicates write stays in .hunch/replicas/.

\b
Examples:
  hunch replicate @ --seeds 4
  hunch replicate calm-otter --seeds 7,8,9 -j 3
  hunch replicate best --seeds 5 --data copy
"""


@click.command("replicate", help=HELP, short_help="Run a run again, exactly, under other seeds.")
@click.argument("reference", metavar="RUN")
@click.argument("typed", metavar="[-- COMMAND...]", nargs=-1)
@click.option(
    "--seeds", required=True, metavar="N|LIST", help="How many fresh seeds; or which (1,2,3), `7,` for one."
)
@click.option(
    "-j", "--jobs", type=click.IntRange(min=1), default=1, metavar="J", help="How many run side by side (1)."
)
@click.option(
    "--data",
    "policy",
    type=click.Choice(POLICIES),
    help="How data come into the new folders (as hunch.toml says, else link).",
)
@click.option("--keep", is_flag=True, help="Keep the new folders as they are.")
@click.option("--anyway", is_flag=True, help="Also where modules are found outside of the new folder.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
def command(
    reference: str,
    typed: tuple[str, ...],
    seeds: str,
    jobs: int,
    policy: str | None,
    keep: bool,
    anyway: bool,
    quiet: bool,
) -> int:
    """Replicate a run."""
    if is_off():
        raise UserError("HUNCH=off: a replicate that is not recorded replicates nothing")
    said = seeds_of(seeds) or []
    asked = Asked(said if "," in seeds else len(said), policy, typed)
    with opened() as bench:
        wanted = repeat(bench.folder, bench.index, bench.run(reference), bench.config, asked)
        stands = standing(bench.folder.bench)
        question = focus_here(stands, bench.folder).question
        if not quiet:
            say_dead_end(bench, stands, stands.ideas.get(wanted.run.idea or ""))
    if not quiet:
        _say(wanted)
    return _replicate(wanted, Choice(jobs, keep, anyway, quiet), question)


class Choice(NamedTuple):
    """How it is to be done."""

    jobs: int
    keep: bool
    anyway: bool
    quiet: bool


def _replicate(wanted: Repeat, choice: Choice, question: str | None) -> int:
    """Check the first folder, write the plan down, run them all."""
    work = _Replicas(wanted, choice, question)
    try:
        jobs = work.begin()
        crew = Crew(choice.jobs, os.environ, quiet=choice.quiet)
        work.interrupted = lambda: crew.interrupted is not None
        return crew.work_through(jobs, work)
    finally:
        work.end()


@final
class _Replicas:
    """Makes a folder for each replicate, and clears it when its run has ended."""

    def __init__(self, wanted: Repeat, choice: Choice, question: str | None) -> None:
        self.wanted, self.choice, self.question = wanted, choice, question
        self.plan: Plan | None = None
        self.entries: list[str] = []
        """Folders of a replica in which its modules must be looked for first."""
        self.made: dict[int, Made] = {}
        self.left: list[tuple[str, int]] = []
        """What replicates wrote: where, and how many bytes."""
        self.interrupted: Callable[[], bool] = lambda: False

    def begin(self) -> list[Job]:
        """Make the first folder, look for its modules, and write the plan down.

        Raises:
            Refused: modules would come from elsewhere; nothing was planned.
        """
        wanted, run = self.wanted, self.wanted.run
        made = self._made(wanted.seeds[0])
        found = check_modules(wanted, made)
        if found is not None:
            self.entries = found.entries
            _check(wanted, found, anyway=self.choice.anyway)
        planned = Queued(
            wanted.command, replicate_of=run.id, question=run.question or self.question, idea=run.idea
        )
        queued = queue(wanted.folder, wanted.seeds, planned, config_of(made.root, []), clock=system_clock)
        jobs = [Job(each.seed, each.run, each.name) for each in queued.waiting]
        self.plan = Plan(wanted.bench, queued.plan, jobs)
        return jobs

    def prepare(self, job: Job) -> Launch | None:
        """The folder of one replicate, and how its run is called there."""
        assert self.plan is not None
        if not self.plan.lets_begin(job):
            self._clear(job.seed)
            return None
        made = self.made.get(job.seed) or self._made(job.seed)
        replica = replica_of(self.wanted, made, self.entries, question=self.question)
        options = [*self.plan.options(job), "--replica", msgspec.json.encode(replica).decode()]
        for path in data_in(self.wanted, made):
            options += ["--data", path]
        # A relative HUNCH_DIR would lead elsewhere from there.
        return Launch(options, command_in(self.wanted, made), made.cwd, {"HUNCH_DIR": self.wanted.bench.top})

    def tidy(self, job: Job, *, ended_well: bool) -> None:
        """Say what is wrong with it, and clear its folder."""
        self._clear(job.seed)
        try:
            with Index.open(self.wanted.bench) as index:
                replicate = index.run(job.run or "")
        except HunchError:  # readers say what is wrong with the journal; here others are waited for
            return
        for what in unlike(self.wanted.run, replicate) if replicate is not None else ():
            loud(f"seed {job.seed}: {what}")

    def give_up(self, jobs: Sequence[Job]) -> None:
        """Take what will not begin out of the queue."""
        if self.plan:
            self.plan.give_up(jobs)

    def end(self) -> None:
        """Clear what there is, and say what was kept; once."""
        for seed in list(self.made):
            self._clear(seed)
        if self.left:
            more = f" and {count(len(self.left) - 1, 'more folder')}" if len(self.left) > 1 else ""
            weight = size(sum(size_bytes for _, size_bytes in self.left))
            talk(f"what they wrote is kept ({weight}): {plain(os.path.relpath(self.left[0][0]))}{more}")
            self.left.clear()

    def _made(self, seed: int) -> Made:
        self.made[seed] = make_replica(self.wanted, seed, clock=system_clock, progress=self._progress)
        return self.made[seed]

    def _clear(self, seed: int) -> None:
        made = self.made.pop(seed, None)
        if made is None:
            return
        if self.choice.keep:
            talk(f"kept: {plain(os.path.relpath(made.root))}")
            return
        try:
            left = clear(self.wanted, made)
        except OSError as error:
            loud(f"{made.root} cannot be cleared: {error.strerror}")
            return
        if os.path.isdir(made.root):
            self.left.append((made.root, left))

    def _progress(self, done: int, total: int) -> None:
        if self.interrupted():
            raise KeyboardInterrupt
        if total and sys.stderr.isatty():
            filled = done * BAR // total
            bar = f"[{'#' * filled}{' ' * (BAR - filled)}] {100 * done // total} %"
            sys.stderr.write(f"\rcopying data {bar}\033[K\r" + ("\033[K" if done == total else ""))
            sys.stderr.flush()


def _check(wanted: Repeat, found: Found, *, anyway: bool) -> None:
    """Say what the interpreter finds elsewhere than it should.

    Raises:
        Refused: modules, and nobody said that it does not matter.
    """
    then = wanted.python.version if wanted.python else ""
    if found.version != then:
        loud(f"python is {found.version} now, and was {then}")
    if not found.strays:
        return
    name, place = next(iter(found.strays.items()))
    what = f"{name!r} would be imported from {place}, not from the replica"
    if not anyway:
        raise Refused(
            f"{what} ({count(len(found.strays), 'module')} in all): it would not be the code of {wanted.run.name}",
            hint="Install the project in another way, or add --anyway: the runs are marked then.",
        )
    loud(f"{what}: NOT AN EXACT REPLICATE")


def _say(wanted: Repeat) -> None:
    """What is going to be done, and what is not as it was."""
    run = wanted.run
    talk(f"replicating {plain(run.name)} ({short_id(run.id)}) under {_seeds(wanted.seeds)}")
    if wanted.used:
        talk(f"its variant has had {_seeds(wanted.used)} already: equal runs count once")
    for line in (*wanted.warnings, *_brought(wanted)):
        talk(plain(line))
    changed = environment_changes(wanted)
    if changed:
        talk(f"not as it was then: {plain(_few(changed))}")


def _seeds(seeds: Sequence[int]) -> str:
    """`seed 3`, `seeds 0 to 4`, `seeds 1, 5, 7`."""
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    if list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seeds {', '.join(map(str, seeds))}"


def _brought(wanted: Repeat) -> list[str]:
    survey = wanted.survey
    how = "copied" if wanted.copies else "linked"
    lines = [f"{how}, for the snapshot does not hold it: {_few([item.place for item in survey.items])}"]
    lines += [f"left behind: {_few([f'{left.path} ({left.why})' for left in survey.left])}"]
    return [line for line, there in zip(lines, (survey.items, survey.left), strict=True) if there]


def _few(words: Sequence[str]) -> str:
    more = len(words) - MOST_NAMED
    return ", ".join(words[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
