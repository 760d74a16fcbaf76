"""What `hunch demo` plays: a small training script, and edits of it with the reasons for them.

It is examples/digits of a source checkout; a wheel carries the same folder as hunch/demo/digits.
"""

import os
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Literal

import msgspec

from hunch.errors import Damaged, GitFailed, GitMissing, Refused, WorkbenchError

EXPLORATION = "exploration"
STEPS = "steps.toml"
NOT_CODE = (EXPLORATION, "__pycache__", ".hunch")
NEEDED = {"numpy": "numpy", "sklearn": "scikit-learn"}
"""Modules that the script imports, and the distributions they come in."""

Contents = dict[str, tuple[int, bytes]]
"""Permissions and bytes by path below a folder."""


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is tried. The fields are explained at the top of steps.toml."""

    name: str
    why: str
    seeds: list[int]
    idea: str | None = None
    hunch: str | None = None
    arguments: list[str] | None = None
    back_to: list[str] = []
    again: list[str] = []
    patch: str | None = None
    ends: Literal["finished", "crashes", "diverges"] = "finished"
    cannot_help: bool = False
    before: list[list[str]] = []
    then: list[list[str]] = []
    warned: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the exploration is to settle."""

    text: str
    metric: str
    goal: str
    min_effect: float


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A paper that an idea comes from."""

    key: str
    title: str
    author: str
    year: int
    pages: list[str]


class Exploration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question, and what was tried to answer it."""

    question: Asked
    paper: Source
    step: list[Step]


def material_folder() -> str:
    """Where the script and its exploration lie.

    Raises:
        Damaged: this installation does not hold them.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "demo", "digits")
    checkout = os.path.join(os.path.dirname(os.path.dirname(package)), "examples", "digits")
    for folder in (installed, checkout):
        if os.path.isfile(os.path.join(folder, EXPLORATION, STEPS)):
            return folder
    raise Damaged(
        f"this installation holds no demo: neither {installed} nor {checkout} is there",
        hint="Install it again: pip install --force-reinstall hunch-research",
    )


def check_needs(environ: Mapping[str, str]) -> None:
    """Whether the demo can be played by this Python.

    Raises:
        WorkbenchError: a package that the script imports is missing.
        GitMissing: there is no git program, by which edits are made and snapshots kept.
    """
    missing = [distribution for module, distribution in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise WorkbenchError(
            f"the demo trains a network and needs {' and '.join(missing)}, which this Python does not have",
            hint="pip install 'hunch-research[demo]'",
        )
    if shutil.which("git", path=environ.get("PATH")) is None:
        raise GitMissing("the demo needs git, and there is no such program", hint="Install git.")


def read_exploration(material: str) -> Exploration:
    """The exploration, its steps in order."""
    with open(os.path.join(material, EXPLORATION, STEPS), "rb") as file:
        return msgspec.convert(tomllib.load(file), Exploration)


def copy_script(material: str, folder: str) -> None:
    """Make `folder`, with the script and nothing else in it.

    Raises:
        Refused: there is something in it already.
    """
    if os.path.lexists(folder) and not (os.path.isdir(folder) and not os.listdir(folder)):
        raise Refused(
            f"{folder} is there already and is not an empty folder",
            hint="Name a new one: hunch demo ANOTHER_FOLDER",
        )
    os.makedirs(folder, exist_ok=True)
    for name in os.listdir(material):
        if name not in NOT_CODE:  # bytes alone: an installation may be read-only, the copy must not be
            shutil.copyfile(os.path.join(material, name), os.path.join(folder, name))
    # A workbench of the folder's own: without it, runs inside a project would go to that project's.
    os.mkdir(os.path.join(folder, ".hunch"))


def apply_patch(material: str, patch: str, folder: str, *, environ: Mapping[str, str]) -> None:
    """Edit the code in `folder` as `patch` says: wholly, or not at all.

    Raises:
        GitFailed: it does not apply.
    """
    # Inside a repository, `git apply` silently leaves out what lies outside the current folder and obeys
    # the repository's configuration; below this ceiling it finds no repository.
    own = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
    own["GIT_CEILING_DIRECTORIES"] = os.path.dirname(os.path.realpath(folder))
    path = os.path.join(material, EXPLORATION, patch)
    command = ["git", "-c", "apply.whitespace=nowarn", "-c", "core.autocrlf=false", "apply", path]
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise GitFailed(f"{patch} does not apply in {folder}: {done.stderr.strip()}")


def patched_files(material: str, patch: str) -> list[str]:
    """Which files an edit touches."""
    with open(os.path.join(material, EXPLORATION, patch), encoding="utf-8") as file:
        return [line.removeprefix("+++ b/").rstrip("\n") for line in file if line.startswith("+++ b/")]


def contents(folder: str) -> Contents:
    """Every file below `folder`, to the byte; `.hunch` and Python's own caches are left out."""
    found: Contents = {}
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in NOT_CODE]
        for name in files:
            if name in NOT_CODE:
                continue
            path = os.path.join(top, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = os.stat(path).st_mode & 0o777, file.read()
    return found
