"""A run as JSON where stdout belongs to its command: into a file, or as the last line of stderr."""

import os
import sys
from collections.abc import Sequence

from hunch.entities.run import Run
from hunch.errors import CannotWrite, UserError
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder, root_of_project

from .surroundings import surroundings

STDERR = "-"


def prepare(path: str) -> str:
    """Where it will be written, checked by writing `null` there: what is read too early, or of a run that was not
    recorded, says nothing.

    Raises:
        UserError: no file can be written there, or it would become part of the next run's code.
    """
    if path == STDERR:
        return path
    whole = os.path.abspath(path)
    root = os.path.realpath(root_of_project(surroundings()))
    if os.path.commonpath([os.path.realpath(os.path.dirname(whole)), root]) == root:
        raise UserError(
            f"--json-to {path} lies in the project: the next run would take it for a part of its code",
            hint="--json-to /tmp/run.json, or `--json-to -` for the last line of stderr",
        )
    try:
        _write(whole, b"null")
    except CannotWrite as error:
        raise UserError(f"--json-to {path}: {error}", hint="--json-to /tmp/run.json") from error
    return whole


def write_run(folder: WorkingFolder, run: str, path: str) -> None:
    """One run, as `hunch show --json` prints it."""
    import msgspec

    with Index.open(folder.bench) as index:
        told = _told(folder, index, index.runs([run]))
    _give(path, msgspec.json.encode(told[0] if told else None))


def write_plan(folder: WorkingFolder, plan: str, path: str) -> None:
    """The runs of a plan, the first first."""
    import msgspec

    with Index.open(folder.bench) as index:
        ids = [row.id for row in index.light() if row.plan == plan and not row.removed]
        told = _told(folder, index, index.runs(ids))
    _give(path, msgspec.json.encode(told))


def _told(folder: WorkingFolder, index: Index, runs: Sequence[Run]) -> list[Run]:
    from hunch.actions.changes import with_changes
    from hunch.actions.hunches.resolving import with_hunches

    return with_hunches(folder, index, with_changes(folder, index, runs, budget_s=30).runs)


def _give(path: str, content: bytes) -> None:
    if path == STDERR:
        sys.stderr.flush()
        sys.stderr.buffer.write(content + b"\n")
        sys.stderr.buffer.flush()
    else:
        _write(path, content)


def _write(path: str, content: bytes) -> None:
    """Beside it first: whoever reads it finds all or what was there before. A device is written as it is."""
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as file:
                file.write(content + b"\n")
            return
        beside = f"{path}.{os.getpid()}"
        with open(beside, "wb") as file:
            file.write(content + b"\n")
        os.replace(beside, path)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
