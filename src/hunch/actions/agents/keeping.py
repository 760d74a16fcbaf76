"""AGENTS.md and SKILL.md, written, held against what they should say, and taken away."""

import os
import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch.errors import Refused, UserError

from .block import find_block, with_block, without_block
from .instructions import FRONT_MATTER, SKILL_NAME, agents_text, skill_text
from .writing import check_writable, read_or_empty, replace_content

AGENTS, SKILLS, SKILL = "AGENTS.md", ".agents/skills", "SKILL.md"
OWN = {".claude": ".claude/skills"}
"""Folders whose agents look for skills nowhere else than in their own: where one is there, it gets a copy."""
_NAMED = re.compile(rb"`([^`\r\n]+)/hunch/SKILL\.md`")


class AgentFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file for agents, from the folder's root. `state`: written, up to date, out of date, missing or removed."""

    path: str
    state: str


class _Wanted(NamedTuple):
    path: str
    """From the root."""
    was: bytes
    content: bytes


def write_agent_files(root: str, *, file: str = AGENTS, skills: Sequence[str] = ()) -> list[AgentFile]:
    """Bring the files up to date; each is written whole, and none of them if one may not be.

    Args:
        skills: folders of skills, from `root`; without any those that the block names, else the usual ones.

    Raises:
        Refused: one is a link, leads out of `root`, or has damaged marks, or is somebody else's skill.
        CannotWrite: one is read-only, or cannot be written.
    """
    wanted = _wanted(root, file, skills)
    for each in wanted:
        if each.content != each.was:
            check_writable(os.path.join(root, each.path))
    return [_written(root, each) for each in wanted]


def check_agent_files(root: str, *, file: str = AGENTS, skills: Sequence[str] = ()) -> list[AgentFile]:
    """As `write_agent_files`, and nothing is written: each is up to date, out of date or missing."""

    def state(each: _Wanted) -> str:
        if each.content == each.was:
            return "up to date"
        return "out of date" if each.was else "missing"

    return [AgentFile(path=each.path, state=state(each)) for each in _wanted(root, file, skills)]


def remove_agent_files(root: str, *, file: str = AGENTS, skills: Sequence[str] = ()) -> list[AgentFile]:
    """Take the blocks out again; a file in which nothing else stands is deleted, and what is not ours stays."""
    places = _places(root, file, skills)
    found = []
    for path in [*places.skills, places.file]:
        whole = os.path.join(root, path)
        was = read_or_empty(whole)
        if find_block(was, whole) is None:
            continue
        rest = without_block(was, whole)
        if not rest or (path != places.file and _is_front_matter(rest)):
            check_writable(whole)
            os.unlink(whole)
            _remove_empty_folders(root, os.path.dirname(path))
        else:
            replace_content(whole, rest, was=was)
        found.append(AgentFile(path=path, state="removed"))
    return found


def _written(root: str, each: _Wanted) -> AgentFile:
    if each.content == each.was:
        return AgentFile(path=each.path, state="up to date")
    replace_content(os.path.join(root, each.path), each.content, was=each.was)
    return AgentFile(path=each.path, state="written")


class _Places(NamedTuple):
    """Paths from the root."""

    file: str
    skills: list[str]


def _places(root: str, file: str, skills: Sequence[str]) -> _Places:
    """Which files it is about."""
    path = _inside(root, file)
    whole = os.path.join(root, path)
    folders = [*skills] or _named(read_or_empty(whole), whole) or _usual(root)
    return _Places(
        path, _once(root, [os.path.join(_inside(root, each), SKILL_NAME, SKILL) for each in folders])
    )


def _wanted(root: str, file: str, skills: Sequence[str]) -> list[_Wanted]:
    """The skills first: AGENTS.md names them."""
    places = _places(root, file, skills)
    agents = os.path.join(root, places.file)
    was = read_or_empty(agents)
    told = _Wanted(places.file, was, with_block(was, agents_text(places.skills), agents))
    return [*(_skill(root, path) for path in places.skills), told]


def _skill(root: str, path: str) -> _Wanted:
    whole = os.path.join(root, path)
    was = read_or_empty(whole)
    if was and find_block(was, whole) is None:
        raise Refused(
            f"{path} is there and was not written by Hunch",
            hint="Another folder of skills: hunch init --agents --skills DIR",
        )
    return _Wanted(path, was, with_block(was or FRONT_MATTER.encode("ascii"), skill_text(), whole))


def _named(content: bytes, path: str) -> list[str]:
    """The folders of skills that the block names."""
    found = find_block(content, path)
    return (
        [os.fsdecode(each[1]) for each in _NAMED.finditer(content, found.start, found.end)] if found else []
    )


def _usual(root: str) -> list[str]:
    return [SKILLS, *(skills for folder, skills in OWN.items() if os.path.isdir(os.path.join(root, folder)))]


def _inside(root: str, path: str) -> str:
    """A path from the root that does not lead out of it, links of folders followed.

    Raises:
        UserError: it does.
    """
    whole = os.path.join(os.path.abspath(root), path)
    folder, top = os.path.realpath(os.path.dirname(whole)), os.path.realpath(root)
    if os.path.commonpath([folder, top]) != top:
        raise UserError(f"{path} leads out of {root}", hint="Give a path inside of the project.")
    return os.path.relpath(whole, os.path.abspath(root))


def _once(root: str, paths: Sequence[str]) -> list[str]:
    """Each file once, also where one folder is a link to another."""
    found: dict[str, str] = {}
    for path in paths:
        _inside(root, path)
        found.setdefault(os.path.realpath(os.path.join(root, os.path.dirname(path))), path)
    return list(found.values())


def _is_front_matter(content: bytes) -> bool:
    """Whether nothing is there but the head of a skill of this name."""
    lines = content.strip().splitlines()
    return (
        len(lines) > 2
        and lines[0] == lines[-1] == b"---"
        and lines.count(b"---") == 2
        and f"name: {SKILL_NAME}".encode() in lines
    )


def _remove_empty_folders(root: str, folder: str) -> None:
    while folder:
        try:
            os.rmdir(os.path.join(root, folder))
        except OSError:
            return
        folder = os.path.dirname(folder)
