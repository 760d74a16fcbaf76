"""A run again, under other seeds: its exact code in a folder of its own, its command, its data.

What is repeated is decided once, here; each replicate then gets a folder (`replicas.py`).
"""

import os
from collections.abc import Sequence
from typing import NamedTuple

from hunch.actions.code import store_of
from hunch.actions.plans import seeded
from hunch.capture.environment import interpreter
from hunch.entities.config import Config
from hunch.entities.events import PlanMade
from hunch.entities.observed import Python
from hunch.entities.reference import short_id
from hunch.entities.replica import moved
from hunch.entities.run import Run, Status
from hunch.entities.secrets import REDACTED, redact_command
from hunch.entities.seeding import HOLE, fresh, option_for, with_hole
from hunch.entities.values import flat_params
from hunch.entities.variant import Rule, ignored, rule_of, shared_command
from hunch.errors import HunchError, Refused, UserError
from hunch.ids import microseconds
from hunch.journal import runfolder
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench, WorkingFolder
from hunch.snapshot.ignores import is_source
from hunch.snapshot.tree import Entry, files, read_content

from .surveying import Survey, Wanted, leaving_links, outside, survey

VARIABLE = "HUNCH_SEED"
LINK = "120000"
POLICIES = ("link", "copy", "own")


class Asked(NamedTuple):
    """What somebody wants repeated, and how."""

    seeds: Sequence[int] | int
    """These, or how many fresh ones."""
    policy: str | None = None
    """How data come into the replicas: link, copy or own; None: as configured."""
    command: Sequence[str] = ()
    """The run's command typed again, where it cannot be taken from the record."""


class Repeat(NamedTuple):
    """What is to be repeated. Nothing is written or made yet."""

    run: Run
    folder: WorkingFolder
    """The folder that `hunch replicate` was called in."""
    home: str
    """The root of the folder in which the run ran."""
    cwd: str
    """Where it ran, seen from `home`."""
    command: list[str]
    """With `{seed}` in its place, where the seed stands in it."""
    seeds: list[int]
    used: list[int]
    """Those of `seeds` that a run of the variant has had already."""
    held: dict[str, Entry]
    """The files of its snapshot."""
    survey: Survey
    copies: bool
    python: Python | None
    """The interpreter that ran it."""
    warnings: list[str]

    @property
    def bench(self) -> Workbench:
        """Where all of it is recorded."""
        return self.folder.bench


def repeat(folder: WorkingFolder, index: Index, run: Run, config: Config, asked: Asked) -> Repeat:
    """What repeating a run takes.

    Raises:
        Refused: it cannot be repeated exactly, or nothing would tell its replicates apart.
    """
    warnings: list[str] = []
    run = _original(index, run, warnings)
    if run.snapshot is None:
        why = run.snapshot_fault or ("none was taken" if run.began else "it has not begun")
        raise Refused(f"{run.name} has no snapshot: {why}")
    home = folder.bench.root_of(run.folder)
    held = files(store_of(folder.bench), run.snapshot)
    cwd = _cwd(run, home, warnings)
    command = _command(folder.bench, index, run, config, asked, held, warnings)
    seeds, used = _seeds(index, run, asked.seeds)
    policy = asked.policy or config.data.replicate
    if policy not in POLICIES:
        raise UserError(f"data cannot be brought by {policy!r}", hint=f"One of: {', '.join(POLICIES)}.")
    return Repeat(
        run=run, folder=folder, home=home, cwd=cwd, command=command, seeds=seeds, used=used, held=held,
        survey=_survey(folder.bench, run, home, cwd, config, held, policy), copies=policy == "copy",
        python=interpreter(runfolder.observations(folder.bench, run.id).observations), warnings=warnings,
    )  # fmt: skip


def _original(index: Index, run: Run, warnings: list[str]) -> Run:
    """What a replicate repeats: its own folder may be gone."""
    repeated = index.run(run.replicate_of) if run.replicate_of else None
    if repeated is None:
        return run
    warnings.append(f"{run.name} is a replicate of {repeated.name}, which is repeated")
    return _original(index, repeated, warnings)


def _cwd(run: Run, home: str, warnings: list[str]) -> str:
    inside = os.path.relpath(run.cwd or home, home)
    if inside.split(os.sep)[0] == "..":
        warnings.append(f"{run.name} ran in {run.cwd}, which is not in {home}: its top is taken")
        return "."
    return inside


def _seeds(index: Index, run: Run, asked: Sequence[int] | int) -> tuple[list[int], list[int]]:
    """The seeds to run, and which of them are used."""
    runs = index.light()
    kin = {each.id for each in runs if each.variant is not None and each.variant == run.variant} | {run.id}
    of_kin = [each for each in runs if each.id in kin or each.replicate_of in kin]
    used = {each.seed for each in of_kin if each.seed is not None}
    if isinstance(asked, int):
        return fresh(asked, used), []
    return list(asked), sorted(used & set(asked))


def _survey(
    bench: Workbench, run: Run, home: str, cwd: str, config: Config, held: dict[str, Entry], policy: str
) -> Survey:
    """What the replicas get beside the snapshot."""
    declared = [os.path.normpath(os.path.join(cwd, path)) for path in [*config.data.paths, *run.data]]
    declared = [os.path.normpath(moved(path, home, ".")) for path in declared]
    below = [path for path in declared if not path.startswith((os.sep, ".."))]
    wanted = Wanted(
        home=home,
        held=held,
        since_s=microseconds(run.started_at) / 1e6,
        declared=below,
        only_environments=policy == "own",
    )
    found = survey(wanted)
    if policy == "own":
        return found
    store = store_of(bench)
    links = [(path, read_content(store, entry)) for path, entry in held.items() if entry.mode == LINK]
    beside = outside([*declared, *leaving_links(links)], home)
    named = [os.path.join(cwd, path) for path in _paths_named(run, rule_of(config))]
    beside += [each for each in outside(named, home, since_s=wanted.since_s) if each not in beside]
    return found._replace(items=found.items + beside)


def _paths_named(run: Run, rule: Rule) -> list[str]:
    """What may be a path in the command or the params, but for those that say where to write."""
    words = [word.rpartition("=")[2] for word in shared_command(run.command, run.params, rule)]
    texts = [value for name, value in flat_params(run).items() if not ignored(name, rule)]
    return [text for text in [*words, *texts] if isinstance(text, str) and "/" in text]


# ---- the command, with a place for the seed


def _command(
    bench: Workbench,
    index: Index,
    run: Run,
    config: Config,
    asked: Asked,
    held: dict[str, Entry],
    warnings: list[str],
) -> list[str]:
    """The command with `{seed}` in it; as it is where its seed comes by the variable.

    Raises:
        Refused: it is not all known, or nothing would tell the replicates apart.
    """
    rule = rule_of(config)
    command = _said(run, asked.command, rule)
    planned = None if asked.command else _planned(index, run, config)
    found = _with_hole(command, planned, run, config, rule)
    if found is not None:
        return found
    if planned is None and not _reads_variable(bench, held):
        raise Refused(
            f"the command of {run.name} has no seed, and its code does not read {VARIABLE}: its replicates would not differ",
            hint='Say in hunch.toml how the command takes a seed: seed_argument = "--seed={seed}"',
        )
    warnings.append(f"the command has no seed: only the variable {VARIABLE} tells the replicates apart")
    return command


def _said(run: Run, typed: Sequence[str], rule: Rule) -> list[str]:
    """The command as it was, secrets and all."""
    if typed:
        again, before = (
            shared_command(each, {}, rule) for each in (redact_command(list(typed)), run.command)
        )
        if again != before:
            raise Refused(
                f"that is another command than that of {run.name}", hint="To run it: hunch run COMMAND..."
            )
        return list(typed)
    if run.command[:1] == ["notebook"]:
        raise Refused(f"{run.name} is a notebook: it has no command that could be repeated")
    if any(REDACTED in word for word in run.command):
        raise Refused(
            f"a secret was left out of the command of {run.name}",
            hint=f"Type the command again: hunch replicate {short_id(run.id)} --seeds N -- COMMAND...",
        )
    return run.command


def _with_hole(
    command: list[str], planned: list[str] | None, run: Run, config: Config, rule: Rule
) -> list[str] | None:
    """The command with `{seed}` in it, by whatever tells where it goes; None where nothing does."""
    if planned is not None and any(HOLE in word for word in planned):
        return planned
    opened = with_hole(command, rule)
    if opened is not None and not (planned is not None and config.seed_argument):
        return opened
    if config.seed_argument:
        return [*(command if planned is None else planned), *config.seed_argument.split()]
    option = option_for(rule.seed_param, run.origins)
    return None if option is None else [*command, *option]


def _planned(index: Index, run: Run, config: Config) -> list[str] | None:
    """The command of the run's plan, in which the seed has its place; None where there is none."""
    if run.plan is None or run.seed is None:
        return None
    for told in index.told("plan.made"):
        if isinstance(told.data, PlanMade) and told.data.plan == run.plan and told.data.command:
            again = redact_command(seeded(told.data.command, run.seed, config))
            return told.data.command if again == run.command else None
    return None


def _reads_variable(bench: Workbench, held: dict[str, Entry]) -> bool:
    store = store_of(bench)
    sources = (entry for path, entry in held.items() if is_source(os.fsencode(path)) and entry.mode != LINK)
    return any(VARIABLE.encode() in read_content(store, entry) for entry in sources)


# ---- what is not as it was


def environment_changes(wanted: Repeat) -> list[str]:
    """How the packages that the replicates find differ from those of the run."""
    from hunch.capture.packages import distributions

    python = wanted.python
    if python is None:
        return []
    if not os.path.exists(python.executable):
        return [f"{python.executable} is gone"]
    try:
        said = (runfolder.environment(wanted.bench, wanted.run.id) or {}).get("packages")
    except HunchError:
        return []
    if not said:
        return []
    before = {each["name"]: each.get("version") for each in said}
    now = {each.name: each.version for each in distributions(python.sys_path)}
    return [
        f"{name} {before.get(name) or 'not there'} -> {now.get(name) or 'gone'}"
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]


def unlike(repeated: Run, replicate: Run) -> list[str]:
    """What makes a replicate that has ended none after all; nothing where all is well."""
    said = [fault for fault in replicate.faults if fault.startswith("NOT AN EXACT REPLICATE")]
    is_other = repeated.variant is not None and replicate.variant not in (None, repeated.variant)
    if is_other and replicate.status in (Status.FINISHED, Status.FAILED):
        said.append(f"it came out as another variant than {repeated.name}")
    return said
