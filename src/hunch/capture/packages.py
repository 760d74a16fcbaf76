"""Which distributions an interpreter finds, read off the folders of its sys.path.

By the names of their metadata folders: asking `importlib.metadata` takes seconds where there are hundreds, and
it would answer for our own interpreter, not for the child's.
"""

import json
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hunch.entities.secrets import redact_text

MOST_FOLDERS = 200


class Distribution(NamedTuple):
    """One installed distribution; `url` where it was installed from, if not from an index by its name."""

    name: str
    version: str | None
    url: str | None = None


def distributions(sys_path: Sequence[str]) -> list[Distribution]:
    """What is installed on `sys_path`, by name; of two of one name the first is what an import finds."""
    found: dict[str, Distribution] = {}
    for folder in list(dict.fromkeys(sys_path))[:MOST_FOLDERS]:
        for distribution in _in_folder(folder):
            found.setdefault(distribution.name, distribution)
    return [found[name] for name in sorted(found)]


def conda_packages(prefix: str) -> list[str]:
    """`name-version-build` of what conda installed into `prefix`, libraries such as CUDA included."""
    names = _names(os.path.join(prefix, "conda-meta"))
    return sorted(name.removesuffix(".json") for name in names if name.endswith(".json"))


def _in_folder(folder: str) -> Iterator[Distribution]:
    if folder.endswith(".egg"):
        yield from _of_egg(os.path.basename(folder).removesuffix(".egg"))
    for name in _names(folder):
        if name.endswith(".dist-info"):
            yield from _of_dist_info(folder, name)
        elif name.endswith(".egg-info"):
            yield from _of_egg_info(folder, name)


def _of_dist_info(folder: str, name: str) -> Iterator[Distribution]:
    project, dash, version = name.removesuffix(".dist-info").partition("-")
    if project and dash and not project.startswith("~"):  # pip's leftovers begin with ~
        yield Distribution(_normal(project), version, _direct_url(os.path.join(folder, name)))


def _of_egg_info(folder: str, name: str) -> Iterator[Distribution]:
    stem = name.removesuffix(".egg-info")
    if "-" in stem:
        yield from _of_egg(stem)
        return
    # `pip install -e` of old: the folder beside the sources has no version in its name.
    yield Distribution(
        _normal(stem), _said_version(os.path.join(folder, name, "PKG-INFO")), f"file://{folder}"
    )


def _of_egg(stem: str) -> Iterator[Distribution]:
    project, dash, rest = stem.partition("-")
    if dash:
        yield Distribution(_normal(project), rest.partition("-py")[0])


def _direct_url(folder: str) -> str | None:
    """PEP 610: where it was installed from, with the commit of a repository; without what logs in there."""
    try:
        with open(os.path.join(folder, "direct_url.json"), "rb") as file:
            said = json.loads(file.read(100_000))
        url = str(said["url"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
    commit = said["vcs_info"].get("commit_id") if isinstance(said.get("vcs_info"), dict) else None
    editable = isinstance(said.get("dir_info"), dict) and said["dir_info"].get("editable")
    return redact_text(url) + (f"@{commit}" if commit else "") + (" (editable)" if editable else "")


def _said_version(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith("Version:"):
                    return line.partition(":")[2].strip()
                if not line.strip():
                    break
    except OSError:
        return None
    return None


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder)) if folder else []
    except OSError:  # a zip file, or not there
        return []


def _normal(name: str) -> str:
    """As package indexes compare names (PEP 503)."""
    return "-".join(piece for piece in name.lower().replace("_", "-").replace(".", "-").split("-") if piece)
