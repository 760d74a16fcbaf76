"""The user's own repository, read and never run: where its files lie, its HEAD and its branch."""

import os

from hunch.entities.events import Git


def head(root: str) -> Git | None:
    """HEAD and branch of the repository whose work tree is `root`; None where there is none.

    `head` is None before the first commit, `branch` is None when HEAD is detached.
    """
    folder = git_folder(root)
    said = _first_line(folder, "HEAD") if folder else None
    if folder is None or said is None:
        return None
    if not said.startswith("ref: "):
        return Git(head=said if _is_commit(said) else None)
    name = said[5:].strip()
    if name == "refs/heads/.invalid":  # the reftable format says nothing to those who read files
        return Git()
    return Git(head=_resolve(folder, name), branch=name.removeprefix("refs/heads/"))


def git_folder(root: str) -> str | None:
    """The git folder of a work tree: `.git`, or what a `.git` file (worktrees, submodules) names."""
    path = os.path.join(root, ".git")
    if os.path.isdir(path):
        return path
    said = _first_line(root, ".git")
    if said is None or not said.startswith("gitdir: "):
        return None
    folder = os.path.normpath(os.path.join(root, said[8:]))
    return folder if os.path.isdir(folder) else None


def common_folder(folder: str) -> str:
    """Where the git folder of a linked worktree keeps what it shares with the others."""
    said = _first_line(folder, "commondir")
    return os.path.normpath(os.path.join(folder, said)) if said else folder


def _resolve(folder: str, name: str) -> str | None:
    for place in dict.fromkeys((folder, common_folder(folder))):
        said = _first_line(place, name)
        if said and _is_commit(said):
            return said
    return _packed(common_folder(folder), name)


def _packed(folder: str, name: str) -> str | None:
    try:
        with open(os.path.join(folder, "packed-refs"), encoding="utf-8", errors="surrogateescape") as file:
            for line in file:
                if line.rstrip("\n").endswith(" " + name):
                    return line.split(" ", 1)[0]
    except OSError:
        return None
    return None


def _first_line(folder: str, name: str) -> str | None:
    try:
        with open(os.path.join(folder, name), encoding="utf-8", errors="surrogateescape") as file:
            return file.readline(5000).rstrip("\n")
    except (OSError, ValueError):
        return None


def _is_commit(text: str) -> bool:
    return len(text) in (40, 64) and all(c in "0123456789abcdef" for c in text)
