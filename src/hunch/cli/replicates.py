"""`hunch run --seeds`: the same command under several seeds.

Each replicate is a `hunch run` of its own, with its own snapshot: what a run says of its code stays true even
if somebody edits a file half-way. What is predicted of them is sealed once, before the first.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, final

from hunch.actions.hunches.cause import NOTHING_SAID, Said, WrongCallError, folder_for
from hunch.actions.lifecycle import config_of
from hunch.actions.plans import Queued, queue, reads_seed, still_waits, take_out
from hunch.entities.config import Config
from hunch.entities.events import HunchSeal
from hunch.entities.standing import Standing
from hunch.errors import HunchError
from hunch.ids import system_clock
from hunch.journal.standing import focus_here, standing
from hunch.journal.workbench import Workbench, WorkingFolder

from .crew import Crew, Job, Launch
from .run_call import Call
from .surroundings import is_off, loud, surroundings

if TYPE_CHECKING:  # most plans come without a prediction
    from hunch.actions.hunches.sealing import Considered
    from hunch.entities.question import Idea


class Plan(NamedTuple):
    """What was decided and written down before the first run of several."""

    bench: Workbench
    id: str
    jobs: list[Job]
    seals: Sequence[HunchSeal] = ()
    idea: str | None = None

    def options(self, job: Job) -> list[str]:
        """What tells a job's `hunch run` of the plan."""
        options = ["--within-plan", self.id, "--seed-of-plan", str(job.seed)]
        options += ["--queued", job.run] if job.run else []
        options += ["--name", job.name] if job.name else []
        if self.seals:
            options += ["--sealed", ",".join(f"{seal.id}:{seal.sha256}" for seal in self.seals)]
        return [*options, "--idea", self.idea] if self.idea else options

    def lets_begin(self, job: Job) -> bool:
        """Whether a job still waits; that it does not is said."""
        if job.run is None or still_waits(self.bench, job.run):
            return True
        loud(f"seed {job.seed} was taken out of the queue")
        return False

    def give_up(self, jobs: Sequence[Job]) -> None:
        """Take what will not begin out of the queue."""
        try:
            take_out(self.bench, [job.run for job in jobs if job.run])
        except HunchError as error:  # they are lost, then, as soon as we are gone
            loud(str(error))


def run_replicates(call: Call) -> int:
    """Run all of them; 0 if all ended well, else the first other exit code.

    Raises:
        UserError: what is predicted of them cannot be meant; nothing is started or written.
    """
    config, plan = (Config(), None) if is_off() else _planned(call)
    if not reads_seed(call.command, config):
        loud(
            "the command has no {seed}: only the variable HUNCH_SEED tells the replicates apart "
            "(else write {seed} where its seed goes: --seed {seed})"
        )
    jobs = plan.jobs if plan else [Job(seed, None, _name(call, seed)) for seed in call.seeds or []]
    work = _Replicates(call, plan)
    exit_code = Crew(call.jobs, os.environ, quiet=call.quiet).work_through(jobs, work)
    if call.json_to is not None and plan is not None:
        from hunch.journal.workbench import find

        from .json_file import write_plan

        write_plan(find(surroundings()), plan.id, call.json_to)
    return exit_code


def _planned(call: Call) -> tuple[Config, Plan | None]:
    """The configuration and the plan, written down; no plan, loudly, where nothing can be recorded."""
    config, said = Config(), Said(call.hunch, call.idea, call.vs)
    try:
        folder = folder_for(surroundings(), said, lambda root: config_of(root, []))
        config = config_of(folder.root, [])
        stands = standing(folder.bench) if said != NOTHING_SAID else Standing()
    except WrongCallError as wrong:
        raise wrong.error from wrong
    except (HunchError, OSError) as error:
        _not_planned(error, said)
        return config, None
    considered = _considered(folder, config, call, said, stands)
    try:
        return config, _written(folder, config, call, considered)
    except (HunchError, OSError) as error:
        _not_planned(error, said)
        return config, None


def _not_planned(error: Exception, said: Said) -> None:
    """Each run will say for itself that it is not recorded."""
    lost = "" if said == NOTHING_SAID else ", and what was said of it is NOT SEALED"
    loud(f"no plan recorded{lost}: {error}")


def _considered(
    folder: WorkingFolder, config: Config, call: Call, said: Said, stands: Standing
) -> "Considered | None":
    """What was said, held against what stands; None where nothing was."""
    if said == NOTHING_SAID:
        return None
    from hunch.actions.hunches.sealing import consider

    considered = consider(folder, said, config=config, standing=stands)
    if not call.quiet:
        from .echo import say_considered

        say_considered(considered)
    return considered


def _tell_bundle(folder: WorkingFolder, config: Config, command: Sequence[str]) -> None:
    """Whether the runs change several things at once; what keeps that from being known must not keep them from running."""
    from .bundle import say_bundle_of_plan

    try:
        say_bundle_of_plan(folder, config, command)
    except Exception as error:  # noqa: BLE001 - as it says above
        loud(f"how many things the runs change at once is not known: {_of(error)}")


def _written(folder: WorkingFolder, config: Config, call: Call, considered: "Considered | None") -> Plan:
    """The plan and its queue, and what is predicted of it, in the journal."""
    seeds = call.seeds or []
    focus = focus_here(standing(folder.bench), folder)
    question = considered.question.id if considered else focus.question
    idea = (considered.idea.id or None if considered.idea else None) if considered else focus.idea
    wanted = Queued(call.command, name=call.name, question=question, idea=idea)
    if not call.quiet:
        if considered or idea:
            _tell_bundle(folder, config, call.command)
        _remind(folder, considered.idea if considered else standing(folder.bench).ideas.get(idea or ""))
    queued = queue(folder, seeds, wanted, config, clock=system_clock)
    jobs = [Job(each.seed, each.run, each.name) for each in queued.waiting]
    plan = Plan(folder.bench, queued.plan, jobs)
    if considered is None:
        return plan
    from hunch.actions.hunches.sealing import seal_plan

    sealed = seal_plan(folder, considered, plan=queued.plan, planned=len(seeds), clock=system_clock)
    return plan._replace(seals=sealed.seals, idea=sealed.idea)


def _remind(folder: WorkingFolder, idea: "Idea | None") -> None:
    """Say that the idea was dropped, once for all runs of the plan; what keeps that from being known must not keep them
    from running."""
    stands = standing(folder.bench)
    if idea is None or not stands.decided:
        return
    try:
        from hunch.actions.tree.reminding import met

        from .echo import say_reminder

        found = met(folder.bench, stands, idea)
        if found is not None:
            say_reminder(found)
    except Exception as error:  # noqa: BLE001 - as it says above
        loud(f"what was decided before is not known: {_of(error)}")


def _of(error: Exception) -> str:
    return str(error) if isinstance(error, HunchError) else f"{type(error).__name__}: {error}"


def _name(call: Call, seed: int) -> str | None:
    return f"{call.name}-{seed}" if call.name else None


@final
class _Replicates:
    """The command of a call, under one seed after the other."""

    def __init__(self, call: Call, plan: Plan | None) -> None:
        self.call, self.plan = call, plan

    def prepare(self, job: Job) -> Launch | None:
        """Its options; None where it was taken out of the queue."""
        if self.plan and not self.plan.lets_begin(job):
            return None
        return Launch(self._options(job), self.call.command)

    def tidy(self, job: Job, *, ended_well: bool) -> None:
        """They run where they were called: there is nothing to clear up."""

    def give_up(self, jobs: Sequence[Job]) -> None:
        """As the plan does."""
        if self.plan:
            self.plan.give_up(jobs)

    def end(self) -> None:
        """There is nothing to say."""

    def _options(self, job: Job) -> list[str]:
        call = self.call
        options = self.plan.options(job) if self.plan else ["--seed-of-plan", str(job.seed)]
        if call.why:
            options += ["--why", call.why]
        if job.name and not self.plan:
            options += ["--name", job.name]
        for tag in call.tags:
            options += ["--tag", tag]
        for path in call.data:
            options += ["--data", path]
        return options
