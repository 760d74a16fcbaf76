"""A workbench (`.hunch/`) and a working folder: found by walking up, made by the first run.

Faces read the environment and the home folder and hand them in as `Surroundings`; nothing below does.
"""

import os
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from hunch.entities.events import FORMAT
from hunch.errors import CannotWrite, Damaged, NewerFormat, NoWorkbench, UserError
from hunch.ids import new_id, system_clock

from .paths import FOLDER, Paths, safe_name


class Surroundings(NamedTuple):
    """Who acts, where, in which environment: read once by a face, handed down."""

    cwd: str
    environ: Mapping[str, str]
    home: str | None
    host: str
    user: str
    author: str
    """`human:ada`, `agent:name@version`, `optimiser:tpe`."""

    @property
    def machine_user(self) -> str:
        """`<machine>-<user>`, a safe file name."""
        return f"{safe_name(self.host)}-{safe_name(self.user)}"

    @property
    def writer(self) -> str:
        """`<person>@<machine>`, a safe file name: whose journal is written."""
        return f"{safe_name(self.author.partition(':')[2] or self.author)}@{safe_name(self.host)}"


class FormatFile(msgspec.Struct, frozen=True, kw_only=True):
    """`.hunch/format`: the format of everything beside it, and an id of this workbench."""

    format: int
    workbench: str
    written_by: str = ""


class Workbench(NamedTuple):
    """A `.hunch` folder that exists and whose format we know."""

    paths: Paths
    id: str
    surroundings: Surroundings

    @property
    def top(self) -> str:
        """The `.hunch` folder."""
        return self.paths.top

    def folder_key(self, root: str) -> str:
        """What names a working folder in the journal: `<workbench id>:<path from the workbench's parent>`."""
        return f"{self.id}:{os.path.relpath(root, os.path.dirname(self.top))}"

    def root_of(self, folder_key: str) -> str:
        """Where the working folder of a key of this workbench lies: the inverse of `folder_key`."""
        return os.path.normpath(os.path.join(os.path.dirname(self.top), folder_key.partition(":")[2]))


class WorkingFolder(NamedTuple):
    """Where code is worked on: a project's root, or a folder that a run was restored into."""

    root: str
    bench: Workbench

    @property
    def key(self) -> str:
        """What names this folder in the journal."""
        return self.bench.folder_key(self.root)


def find(surroundings: Surroundings) -> WorkingFolder:
    """The working folder and workbench that `surroundings.cwd` belongs to.

    Raises:
        NoWorkbench: there is none up to the project's top.
        NewerFormat: a newer Hunch wrote it.
    """
    place = _locate(surroundings)
    if place.top is None or not os.path.isdir(place.top):
        raise NoWorkbench(
            f"no {FOLDER} in {surroundings.cwd} or above it",
            hint="`hunch run COMMAND...` makes one and records the run.",
        )
    return WorkingFolder(place.root, open_workbench(place.top, surroundings))


def find_or_make(surroundings: Surroundings) -> WorkingFolder:
    """As `find`; where there is none, one is made at the project's top.

    Raises:
        CannotWrite: it cannot be made (read-only, full).
        NewerFormat: a newer Hunch wrote it.
    """
    place = _locate(surroundings)
    top = place.top or os.path.join(place.root, FOLDER)
    if not os.path.exists(os.path.join(top, "format")):
        _make(top)
    return WorkingFolder(place.root, open_workbench(top, surroundings))


def root_of_project(surroundings: Surroundings) -> str:
    """The root of the working folder, whether there is a workbench or not."""
    return _locate(surroundings).root


def open_workbench(top: str, surroundings: Surroundings) -> Workbench:
    """The workbench whose `.hunch` folder is `top`, its format checked.

    Raises:
        NewerFormat: a newer Hunch wrote it.
        Damaged: the format file does not read.
    """
    paths = Paths(top, surroundings.machine_user)
    try:
        with open(paths.format, "rb") as file:
            said = msgspec.json.decode(file.read(), type=FormatFile)
    except FileNotFoundError:
        raise NoWorkbench(f"{top} holds no `format` file", hint="Is it a Hunch workbench?") from None
    except PermissionError as error:
        raise CannotWrite(f"cannot read {paths.format}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise Damaged(f"{paths.format} does not read: {error}", hint="Restore it from a copy.") from error
    if said.format > FORMAT:
        raise NewerFormat(
            f"{top} has format {said.format}; this Hunch reads up to {FORMAT}",
            hint="Upgrade: pip install --upgrade hunch-research",
        )
    return Workbench(paths, said.workbench, surroundings)


class _Place(NamedTuple):
    root: str
    top: str | None


def _locate(surroundings: Surroundings) -> _Place:
    given = surroundings.environ.get("HUNCH_DIR")
    project = _project_root(surroundings)
    if given:
        return _Place(project.root, os.path.abspath(os.path.join(surroundings.cwd, given)))
    return project


def _project_root(surroundings: Surroundings) -> _Place:
    """Walk up to a `.hunch`, stopping at the git top level, else below home or at another owner's folder."""
    cwd = os.path.abspath(surroundings.cwd)
    home = os.path.abspath(surroundings.home) if surroundings.home else None
    here, owner = cwd, _owner(cwd)
    while True:
        candidate = os.path.join(here, FOLDER)
        if os.path.isdir(candidate):
            return _Place(here, candidate)
        if os.path.isfile(candidate):
            return _Place(here, _points_home(candidate))
        git = os.path.join(here, ".git")
        if os.path.exists(git):
            return _Place(here, _of_main_worktree(git))
        above = os.path.dirname(here)
        if above in (here, home) or here == home or _owner(above) != owner:
            return _Place(cwd, None)
        here = above


def _owner(path: str) -> int | None:
    try:
        return os.stat(path).st_uid
    except OSError:
        return None


def _points_home(pointer: str) -> str:
    with open(pointer, encoding="utf-8", errors="surrogateescape") as file:
        target = file.readline().rstrip("\n")
    top = os.path.join(os.path.dirname(pointer), target)
    if not os.path.isdir(top):
        raise UserError(
            f"{pointer} points to {target!r}, which is gone",
            hint=f"Delete {pointer} to record into a workbench of this folder's own.",
        )
    return top


def _of_main_worktree(git: str) -> str | None:
    """Where a linked worktree (`.git` is a file) shares the main one's workbench, if that has one."""
    if not os.path.isfile(git):
        return None
    try:
        with open(git, encoding="utf-8", errors="surrogateescape") as file:
            said = file.readline().rstrip("\n")
        folder = os.path.join(os.path.dirname(git), said.removeprefix("gitdir: "))
        with open(os.path.join(folder, "commondir"), encoding="utf-8", errors="surrogateescape") as file:
            common = os.path.normpath(os.path.join(folder, file.readline().rstrip("\n")))
    except OSError:
        return None
    return os.path.join(os.path.dirname(common), FOLDER)


def _make(top: str) -> None:
    paths = Paths(top, "")
    try:
        for folder in (paths.journal, paths.runs, paths.blobs, paths.caches):
            os.makedirs(folder, exist_ok=True)
        _write_once(os.path.join(top, ".gitignore"), b"*\n")
        said = FormatFile(format=FORMAT, workbench=new_id(system_clock()), written_by="hunch")
        _write_once(paths.format, msgspec.json.encode(said) + b"\n")
    except OSError as error:
        raise CannotWrite(
            f"cannot make {top}: {error.strerror}",
            hint="Set HUNCH_DIR to a folder that can be written.",
        ) from error


def _write_once(path: str, content: bytes) -> None:
    """Write a file whole or not at all; of two writers at once, the first wins."""
    beside = f"{path}.{os.getpid()}"
    with open(beside, "wb") as file:
        file.write(content)
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        if not os.path.exists(path):
            os.replace(beside, path)
            return
    finally:
        if os.path.exists(beside):
            os.unlink(beside)
