"""What lies in a working folder beside a run's snapshot, and what of it a replica of the run needs.

What was declared as data is brought in any case. Of the rest, all that nothing has written to since the run
began: it was there for the run to read, and is none of its outputs, which must never be written through a link.
"""

import os
import stat as stat_module
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

MOST_LOOKED_AT = 200_000
"""Files of one folder; what holds more must be declared."""
MOST_BROUGHT = 10_000
CACHES = frozenset(
    [
        "__pycache__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".DS_Store",
        ".coverage",
        ".hg",
        ".svn",
        ".idea",
        ".vscode",
    ]
)
OURS = frozenset([".git", ".hunch"])
ENVIRONMENT_MARK = "pyvenv.cfg"


class Item(NamedTuple):
    """Something that a replica gets."""

    place: str
    """Where it goes, seen from the replica's root."""
    source: str
    is_environment: bool = False
    """A Python environment: it is never copied, for its programs name the place where they are."""


class Left(NamedTuple):
    """Something that a replica does not get, and why."""

    path: str
    why: str


class Survey(NamedTuple):
    """What a replica gets beside the snapshot, and what it does not."""

    items: list[Item]
    left: list[Left]
    folders: list[str]
    """Folders that were there when the run began and whose contents are its outputs: a replica gets them empty."""


class Wanted(NamedTuple):
    """What to look for."""

    home: str
    """The root of the folder in which the run ran."""
    held: Collection[str]
    """The files of its snapshot."""
    since_s: float
    """When it began, seconds since 1970."""
    declared: Collection[str]
    """Paths below `home` that were declared as data."""
    only_environments: bool = False


def survey(wanted: Wanted) -> Survey:
    """Look through a working folder; nothing is changed."""
    folders = {folder for path in [*wanted.held, *wanted.declared] for folder in _above(path)}
    look = _Look(wanted, folders)
    look.into("")
    items = look.items[:MOST_BROUGHT]
    filled = {folder for item in items for folder in _above(item.place)}
    older = _older([path for path in look.written if path not in filled], wanted)
    return Survey(items, look.left + _too_many(look.items), look.empty + older)


def outside(paths: Iterable[str], home: str, *, since_s: float | None = None) -> list[Item]:
    """What relative paths into the folder around `home` stand for, to be put beside the replica.

    What leads further up is out of reach: replicas share the folders there.

    Args:
        since_s: leave out what was written to after this moment, seconds since 1970.
    """
    found = {}
    for path in paths:
        normal = os.path.normpath(path)
        source = os.path.abspath(os.path.join(home, normal))
        near = normal.startswith("../") and normal[3:].split("/")[0] not in ("", "..")
        if near and os.path.lexists(source) and (since_s is None or _is_older(source, since_s)):
            found[normal] = Item(normal, source)
    return list(found.values())


def is_cache(name: str) -> bool:
    """Whether a file or folder may be made again at any time by what wrote it."""
    return name in CACHES or name.endswith((".pyc", ".pyo", "~", ".swp"))


def leaving_links(links: Sequence[tuple[str, bytes]]) -> list[str]:
    """Where links lead, seen from the root, given the path and target of each: `outside` keeps those that leave it."""
    targets = (os.path.join(os.path.dirname(path), os.fsdecode(target)) for path, target in links)
    return [target for target in targets if not os.path.isabs(target)]


class _Look:
    """One walk through a working folder."""

    def __init__(self, wanted: Wanted, folders: set[str]) -> None:
        self.wanted, self.folders = wanted, folders
        self.held, self.declared = set(wanted.held), set(wanted.declared)
        self.items: list[Item] = []
        self.left: list[Left] = []
        self.written: list[str] = []
        """Folders to which something was written since."""
        self.empty: list[str] = []
        """Folders without a file: for outputs, most likely."""

    def into(self, folder: str) -> None:
        """Look at what lies in a folder that the replica has, too."""
        for entry in _entries(os.path.join(self.wanted.home, folder)):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name in OURS or is_cache(entry.name) or path in self.held:
                continue
            self._at(path, entry)

    def _at(self, path: str, entry: "os.DirEntry[str]") -> None:
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and os.path.exists(os.path.join(entry.path, ENVIRONMENT_MARK)):
            self.items.append(Item(path, entry.path, is_environment=True))
        elif self.wanted.only_environments:
            if is_folder and path in self.folders:
                self.into(path)
        elif is_folder and path in self.folders:
            self.into(path)
        elif path in self.declared or not self.declared.isdisjoint(_above(path)):
            self.items.append(Item(path, entry.path))
        else:
            self._perhaps(path, entry, is_folder)

    def _perhaps(self, path: str, entry: "os.DirEntry[str]", is_folder: bool) -> None:
        age = _newest_s(entry, self.wanted.since_s)
        if age.looked_at > MOST_LOOKED_AT:
            self.left.append(Left(path, f"more than {MOST_LOOKED_AT:,} files"))
        elif is_folder and not age.files:
            self.empty.append(path)
        elif age.newest_s < self.wanted.since_s:
            self.items.append(Item(path, entry.path))
        elif is_folder and age.some_are_older:
            self.written.append(path)
            self.into(path)
        else:
            self.left.append(Left(path, "written since"))
            self.written += [path] if is_folder else []


class _Age(NamedTuple):
    newest_s: float
    some_are_older: bool
    looked_at: int
    files: int


def _newest_s(entry: "os.DirEntry[str]", since_s: float) -> _Age:
    """When anything at or below a path was last changed, and whether something there is older than `since_s`."""
    newest, older, count, files = _changed_s(entry), False, 1, 0
    if not entry.is_dir(follow_symlinks=False):
        return _Age(newest, newest < since_s, 1, 1)
    for each in _below(entry.path):
        is_file = not each.is_dir(follow_symlinks=False)
        changed = _changed_s(each)
        newest, count, files = max(newest, changed), count + 1, files + is_file
        older = older or (changed < since_s and is_file)
        if count > MOST_LOOKED_AT:
            break
    return _Age(newest, older, count, files)


def _is_older(path: str, since_s: float) -> bool:
    folder, name = os.path.split(path)
    entry = next((each for each in _entries(folder) if each.name == name), None)
    if entry is None:
        return False
    age = _newest_s(entry, since_s)
    return age.newest_s < since_s and age.looked_at <= MOST_LOOKED_AT


def _below(folder: str) -> Iterator["os.DirEntry[str]"]:
    todo = [folder]
    while todo:
        for entry in _entries(todo.pop()):
            if is_cache(entry.name):
                continue
            yield entry
            if entry.is_dir(follow_symlinks=False):
                todo.append(entry.path)


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:  # not ours to read: the replica cannot have it either
        return []


def _changed_s(entry: "os.DirEntry[str]") -> float:
    """The later of two times: what was unpacked or copied keeps an old time of writing, and came to be later.

    A folder's own changes when something in it comes or goes.
    """
    try:
        stat = entry.stat(follow_symlinks=False)
    except OSError:
        return 0.0
    if stat_module.S_ISDIR(stat.st_mode):
        return stat.st_mtime
    return max(stat.st_mtime, stat.st_ctime)


def _older(folders: Sequence[str], wanted: Wanted) -> list[str]:
    """Of folders those that were there when the run began; where nothing tells, they were.

    A program may take a folder for its outputs as given; to most of those that make it, it may be there.
    """
    born = _births([os.path.join(wanted.home, folder) for folder in folders])
    return [folder for folder, born_s in zip(folders, born, strict=True) if (born_s or 0.0) < wanted.since_s]


def _births(paths: Sequence[str]) -> list[float | None]:
    """When files came to be, seconds since 1970; None where the file system does not say."""
    try:
        return [os.stat(path).st_birthtime for path in paths]  # type: ignore[attr-defined,unused-ignore]  # macOS
    except (AttributeError, OSError):
        pass
    import subprocess

    try:  # Linux knows, and Python does not ask
        done = subprocess.run(["stat", "-c", "%W", "--", *paths], capture_output=True, text=True, check=True)
        return [float(line) or None for line in done.stdout.split()]
    except (OSError, ValueError, subprocess.CalledProcessError):
        return [None for _ in paths]


def _above(path: str) -> Iterator[str]:
    while path := os.path.dirname(path):
        yield path


def _too_many(items: Sequence[Item]) -> list[Left]:
    rest = items[MOST_BROUGHT:]
    return (
        [Left(rest[0].place, f"and {len(rest) - 1} more: more than {MOST_BROUGHT:,} paths")] if rest else []
    )
