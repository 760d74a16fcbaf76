"""The folder of one replicate: made, looked through before anything runs in it, cleared when it has ended."""

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec

from hunch.actions.lifecycle import config_of
from hunch.actions.restoring import Target, restore_to
from hunch.entities.reference import short_id
from hunch.entities.replica import Replica, moved, words_moved
from hunch.entities.run import Run
from hunch.ids import Clock
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench

from .bringing import Brought, Progress, bring, strip
from .modules import Found, Search, find_in, top_level
from .replicating import Repeat


class Made(NamedTuple):
    """A folder for one replicate."""

    root: str
    cwd: str
    """Where the replicate runs."""
    brought: Brought


def make_replica(wanted: Repeat, seed: int, *, clock: Clock, progress: Progress) -> Made:
    """Restore the run's code into a folder of its own, with its data.

    Raises:
        CannotWrite: read-only or full.
        Damaged: the store does not have the snapshot.
    """
    run, root = wanted.run, _new_folder(wanted, seed)
    assert run.snapshot is not None
    made = Made(root, os.path.normpath(os.path.join(root, wanted.cwd)), Brought({}, {}))
    try:
        restore_to(wanted.folder, Target(snapshot=run.snapshot, run=run), root, clock=clock)
        for folder in [*wanted.survey.folders, wanted.cwd]:
            os.makedirs(os.path.join(root, folder), exist_ok=True)
        bring(root, wanted.survey.items, made.brought, copy=wanted.copies, progress=progress)
    except BaseException:
        clear(wanted, made)
        raise
    return made


def _new_folder(wanted: Repeat, seed: int) -> str:
    """A folder named as the project, in one that is new: what lies beside the project may be linked there."""
    top = os.path.join(wanted.bench.paths.replicas, f"{short_id(wanted.run.id)}-{seed}")
    nest, number = top, 1
    while os.path.lexists(nest):
        number += 1
        nest = f"{top}.{number}"
    return os.path.join(nest, os.path.basename(wanted.home) or "project")


def clear(wanted: Repeat, made: Made) -> int:
    """Take out of a replica what was put there; the bytes of what its run wrote, which stays."""
    left = strip(made.root, wanted.held, made.brought)
    nest = os.path.dirname(made.root)
    beside = [
        os.path.dirname(os.path.join(nest, path)) for path in made.brought.links if path.startswith(nest)
    ]
    for folder in (*sorted({*beside} - {made.root}, reverse=True), nest, wanted.bench.paths.replicas):
        with suppress(OSError):  # something is left in it
            os.rmdir(folder)
    return left


def folder_left_by(bench: Workbench, run: Run) -> str | None:
    """The folder in which a replicate ran, where something of it is left."""
    nest = os.path.dirname(bench.root_of(run.folder))
    is_ours = run.replicate_of is not None and os.path.dirname(nest) == bench.paths.replicas
    return nest if is_ours and os.path.isdir(nest) else None


class _Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run ran."""

    id: str
    folder: str


def unused_replicas(bench: Workbench, index: Index) -> list[str]:
    """Folders of replicates that no run stands for any more, or ever did: their process was killed."""
    ids = [run.id for run in index.light() if run.replicate_of is not None]
    used = {os.path.dirname(bench.root_of(run.folder)) for run in index.docs(ids, _Placed)}
    try:
        there = [
            os.path.join(bench.paths.replicas, name) for name in sorted(os.listdir(bench.paths.replicas))
        ]
    except FileNotFoundError:
        return []
    return [folder for folder in there if folder not in used]


def command_in(wanted: Repeat, made: Made) -> list[str]:
    """The command, its paths into the home folder turned into those of the replica."""
    return words_moved(wanted.command, wanted.home, made.root)


def data_in(wanted: Repeat, made: Made) -> list[str]:
    """What is hashed as data beside what the restored configuration names."""
    known = config_of(made.root, []).data.paths
    return [moved(path, wanted.home, made.root) for path in wanted.run.data if path not in known]


def replica_of(wanted: Repeat, made: Made, entries: Sequence[str], *, question: str | None) -> Replica:
    """What the replicate's own process must know.

    Args:
        entries: folders in which its modules must be looked for, seen from the replica's root.
        question: what is asked now, where the run was under no question.
    """
    run = wanted.run
    assert run.snapshot is not None
    path = [*_python_path(wanted, made), *(os.path.join(made.root, entry) for entry in entries)]
    return Replica(
        run=run.id,
        snapshot=run.snapshot,
        home=wanted.home,
        question=run.question or question,
        idea=run.idea,
        left_out=run.left_out,
        environ={"PWD": made.cwd, **({"PYTHONPATH": os.pathsep.join(path)} if path else {})},
    )


def check_modules(wanted: Repeat, made: Made) -> Found | None:
    """Where the modules of a replica are found; None where that cannot be asked."""
    environ, python = wanted.bench.surroundings.environ, wanted.python
    names = top_level(wanted.run.loaded or wanted.held)
    if python is None or not names or not os.access(python.executable, os.X_OK):
        return None
    first, given = _first_on_path(wanted, made), _python_path(wanted, made)
    return find_in(made.root, wanted.home, names, Search(python.executable, first, given, environ))


def _python_path(wanted: Repeat, made: Made) -> list[str]:
    """What PYTHONPATH holds, turned to the replica."""
    given = wanted.bench.surroundings.environ.get("PYTHONPATH", "")
    return [moved(each, wanted.home, made.root) for each in given.split(os.pathsep) if each]


def _first_on_path(wanted: Repeat, made: Made) -> list[str]:
    """What Python itself puts first: the script's folder, or the working directory for `-m` and `-c`."""
    for word in command_in(wanted, made)[1:]:
        if word in ("-m", "-c"):
            return [made.cwd]
        if word.endswith(".py"):
            return [os.path.dirname(os.path.join(made.cwd, word))]
    return []
