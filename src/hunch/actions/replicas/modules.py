"""Whether a program's own modules are found in its replica, and not in the folder that it is a replica of.

An installed package that points into the project (`pip install -e`) is such a trap. The program's interpreter is
asked where it would find each name; none of them is imported.
"""

import os
import subprocess
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

PATIENCE_S = 30.0
MOST_NAMES = 300
PROBE = """
import sys
import importlib.util, json
names, first, given = (json.loads(each) for each in sys.argv[1:])
own = [path for path in sys.path if path]
at = next((n for n, path in enumerate(own) if path.endswith(".zip")), 0)  # an installation may stand before it
sys.path = first + own[:at] + given + own[at:]
found = {}
for name in names:
    try:
        spec = importlib.util.find_spec(name)
    except Exception:
        spec = None
    places = [] if spec is None else [spec.origin] if spec.has_location else list(spec.submodule_search_locations or [])
    found[name] = next((place for place in places if place), None)
found[""] = sys.version.split()[0]
json.dump(found, sys.stdout)
"""
"""Where names are found, with these folders where the program and PYTHONPATH would put them."""


class Search(NamedTuple):
    """Which interpreter looks for modules, and where first."""

    python: str
    first: Sequence[str]
    """What the program would have at the front of sys.path: the folder of its script, or the working directory."""
    given: Sequence[str]
    """What PYTHONPATH holds."""
    environ: Mapping[str, str]


class Found(NamedTuple):
    """Where a replica's modules are found."""

    entries: list[str]
    """Folders, seen from the replica's root, that must come first for its modules to be found in it."""
    strays: dict[str, str]
    """Names that are found outside of it all the same, and where."""
    version: str
    """The interpreter's."""


def find_in(root: str, home: str, names: Collection[str], search: Search) -> Found | None:
    """Where the top-level modules `names` of a project are found from its replica at `root`.

    Returns:
        None where the interpreter does not answer.
    """
    entries: list[str] = []
    for _ in range(2):
        at = [os.path.join(root, entry) for entry in entries]
        places = _ask(search._replace(given=[*search.given, *at]), names)
        if places is None:
            return None
        version = places.pop("", None) or ""
        strays = {
            name: place for name, place in places.items() if place and is_stray(place, root=root, home=home)
        }
        more = {os.path.relpath(_entry(place), os.path.realpath(home)) for place in strays.values()}
        fresh = sorted(each for each in more - set(entries) if os.path.isdir(os.path.join(root, each)))
        if not fresh:
            break
        entries += fresh
    return Found(entries, strays, version)


def is_stray(place: str, *, root: str, home: str) -> bool:
    """Whether a file is of the folder that a replica is of, and not of the replica; no environment's file is."""
    place, root, home = (os.path.realpath(each) for each in (place, root, home))
    if _is_below(place, root) or not _is_below(place, home):
        return False
    return not {"site-packages", "dist-packages"} & set(place.split(os.sep))


def top_level(files: Iterable[str]) -> list[str]:
    """The names by which a project's Python files are imported, as far as their folders tell.

    >>> top_level(["train.py", "src/core/__init__.py", "src/core/model.py", "tools/run.py"])
    ['core', 'run', 'train']
    """
    files = [file for file in files if file.endswith(".py")]
    packages = {os.path.dirname(file) for file in files if os.path.basename(file) == "__init__.py"} - {""}
    names = {_top(file.removesuffix("/__init__.py").removesuffix(".py"), packages) for file in files}
    return sorted(name for name in names if name.isidentifier())[:MOST_NAMES]


def _top(path: str, packages: Collection[str]) -> str:
    while os.path.dirname(path) in packages:
        path = os.path.dirname(path)
    return os.path.basename(path)


def _entry(place: str) -> str:
    """The folder on sys.path in which a top-level module was found."""
    place = os.path.realpath(place)
    folder = os.path.dirname(place)
    is_package = os.path.basename(place) == "__init__.py" or os.path.isdir(place)
    return os.path.dirname(folder if os.path.isfile(place) else place) if is_package else folder


def _ask(search: Search, names: Collection[str]) -> dict[str, str | None] | None:
    # Without PYTHONPATH, whose folders may hold a `sitecustomize` of the project's own.
    environ = {
        name: value for name, value in search.environ.items() if name not in ("PYTHONPATH", "HUNCH_OBSERVED")
    }
    asked = [msgspec.json.encode(list(each)).decode() for each in (names, search.first, search.given)]
    try:
        done = subprocess.run(
            [search.python, "-c", PROBE, *asked],
            env={**environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, timeout=PATIENCE_S, check=True, stdin=subprocess.DEVNULL, cwd=os.path.dirname(search.python) or "/",
        )  # fmt: skip
        return msgspec.json.decode(done.stdout, type=dict[str, str | None])
    except (OSError, subprocess.SubprocessError, msgspec.MsgspecError):
        return None


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
