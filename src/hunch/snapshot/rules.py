"""What git would ignore and what git tracks, asked of git itself, and which files would change the answers."""

import os
from typing import NamedTuple

from hunch.entities.config import SnapshotGuards
from hunch.ids import sha1

from .git import git
from .head import common_folder, git_folder
from .ignores import IGNORED, Globs
from .objects import Store, replace_file
from .signature import NO_STAT, Signature, is_racy, pack, stat_of

OURS = b"./"  # keeps a name such as ":(top)x" from being read as a pathspec with magic


class Repository(NamedTuple):
    """A repository of the user's in the working folder; `folder` is relative to the root, b"" for the root."""

    folder: bytes
    git_folder: str

    @property
    def index_file(self) -> bytes:
        """The file that says what is tracked."""
        return os.fsencode(self.git_folder) + b"/index"


class Rules:
    """What decides whether a file of one working folder belongs to a snapshot, during one take."""

    def __init__(self, store: Store, root: bytes, guards: SnapshotGuards, now_ns: int) -> None:
        self.store, self.root = store, root
        self.include, self.exclude = Globs(guards.include), Globs(guards.exclude)
        self.files: dict[bytes, bytes] = {}
        self.own = _inside(root, os.path.dirname(os.path.abspath(store.code)))
        self._now_ns = now_ns
        self._exclude_file: str | None = None
        self._repositories: dict[bytes, Repository] = {}
        self._tracked: dict[bytes, tuple[bytes, bytes, bytes, bytes]] = {}
        self._names: set[bytes] = set()
        self._folders: set[bytes] | None = None
        self._loaded: set[bytes] = set()

    def take_over(self, old: Signature) -> bool:
        """Start from what an earlier take knew; False where that does not hold any more."""
        if any(stat_of(path) != stat for path, stat in old.rules):
            return False
        for folder, index, stat, digest in old.tracked:
            repository = Repository(folder, os.fsdecode(os.path.dirname(index)))
            self._repositories[folder] = repository
            self._tracked[folder] = (folder, index, stat, digest)
            if stat_of(index) != stat:  # `git status` rewrites an index without any change of what is tracked
                self._load(repository)
                if self._tracked[folder][3] != digest:
                    return False
        self.files = dict(old.rules)
        self._exclude_file = old.exclude_file if os.path.exists(old.exclude_file) else None
        return True

    def start_anew(self) -> None:
        """Find out which files hold ignore patterns."""
        self._repositories, self._tracked, self._names, self._loaded = {}, {}, set(), set()
        self.files, self._folders = {}, None
        self.found_repository(b"")
        self._write_exclude_file()

    def watch_absent(self, path: bytes) -> None:
        """The answers change when a file appears."""
        self.files[self.root + b"/" + path] = b""

    @property
    def exclude_file(self) -> str:
        """Where the patterns that are not the project's own were put together for git."""
        return self._exclude_file or ""

    def found_repository(self, folder: bytes) -> None:
        """A folder has a `.git`: what is tracked there stays in."""
        where = git_folder(os.fsdecode(self.root + b"/" + folder))
        if where is not None and folder not in self._repositories:
            self._repositories[folder] = Repository(folder, where)

    @property
    def tracked_indexes(self) -> list[tuple[bytes, bytes, bytes, bytes]]:
        """For the signature: folder, index, its stat, digest of the tracked names."""
        for folder, repository in self._repositories.items():
            if folder not in self._tracked:
                self._load(repository)
        return list(self._tracked.values())

    def is_tracked(self, path: bytes) -> bool:
        """Whether one of the user's repositories tracks a file."""
        self._load_all()
        return path in self._names

    def tracks_below(self, folder: bytes) -> bool:
        """Whether one of the user's repositories tracks something in a folder."""
        self._load_all()
        if self._folders is None:
            self._folders = set()
            for name in self._names:
                while (cut := name.rfind(b"/")) > 0:
                    name = name[:cut]
                    if name in self._folders:
                        break
                    self._folders.add(name)
        return folder in self._folders

    def ignored(self, paths: list[bytes]) -> dict[bytes, bool]:
        """Which paths patterns ignore; True where the pattern is one of our built-in ones."""
        if not paths:
            return {}
        if self._exclude_file is None:
            self._write_exclude_file()
        assert self._exclude_file is not None
        answer = git(
            self.store.environ,
            f"--git-dir={self.store.code}",
            b"--work-tree=" + self.root,
            b"-C",
            self.root,
            "-c",
            f"core.excludesFile={self._exclude_file}",
            *("check-ignore", "-z", "-v", "-n", "--no-index", "--stdin"),
            stdin=b"\0".join([OURS + path for path in paths]) + b"\0",
            fine=(0, 1),
        )
        fields, ours = answer.split(b"\0"), os.fsencode(self._exclude_file)
        out: dict[bytes, bool] = {}
        for source, line, pattern, path in zip(
            fields[::4], fields[1::4], fields[2::4], fields[3::4], strict=False
        ):
            if source and not pattern.startswith(b"!"):
                out[path[len(OURS) :]] = source == ours and int(line) <= IGNORED.count(b"\n")
        return out

    def take_back(self, folder: bytes) -> None:
        """A folder with a built-in ignored name is no such thing: git is told so with the next question."""
        if b"\n" in folder:  # no pattern can say such a name
            return
        escaped = b"".join([b"\\" + c if c in b"\\*?[" else c for c in _characters(folder)])
        content = _content(os.fsencode(self.exclude_file))
        self._keep_exclude_file(IGNORED + b"!/" + escaped + b"/\n" + content[len(IGNORED) :])

    def _write_exclude_file(self) -> None:
        """Built-in patterns, then the user's global ones, then the repository's own: the last that matches wins."""
        places = _pattern_files(self.store, self._repositories.get(b""))
        self.files |= {path: self._stat(path) for path in places.watched}
        self._keep_exclude_file(IGNORED + b"".join([b"\n" + _content(path) for path in places.patterns]))

    def _keep_exclude_file(self, content: bytes) -> None:
        name = f"exclude-{sha1(content).hexdigest()[:16]}"
        folder = os.path.join(self.store.cache, "snapshot")
        try:
            os.makedirs(folder, exist_ok=True)
            self._exclude_file = os.path.join(folder, name)
            replace_file(self._exclude_file, content)
        except OSError:
            self._exclude_file = os.path.join(self.store.code, name)
            replace_file(self._exclude_file, content)

    def _load_all(self) -> None:
        for folder, repository in self._repositories.items():
            if folder not in self._loaded:
                self._load(repository)

    def _load(self, repository: Repository) -> None:
        stat = self._stat(repository.index_file)
        work_tree = self.root + b"/" + repository.folder
        names = b""
        if stat:
            where = os.fsencode(repository.git_folder)
            names = git(
                self.store.environ,
                *(b"--git-dir=" + where, b"--work-tree=" + work_tree, b"-C", work_tree),
                *("ls-files", "-z", "-c"),
            )
        digest = sha1(names).digest()
        prefix = repository.folder + b"/" if repository.folder else b""
        self._names.update([prefix + name for name in names.split(b"\0") if name])
        self._tracked[repository.folder] = (repository.folder, repository.index_file, stat, digest)
        self._loaded.add(repository.folder)
        self._folders = None

    def _stat(self, path: bytes) -> bytes:
        try:
            stat = os.stat(path)
        except (OSError, ValueError):
            return b""
        return NO_STAT if is_racy(stat, self._now_ns) else pack(stat)


class _Places(NamedTuple):
    watched: list[bytes]
    patterns: list[bytes]


def _pattern_files(store: Store, repository: Repository | None) -> _Places:
    home, xdg = store.environ.get("HOME"), store.environ.get("XDG_CONFIG_HOME")
    xdg = xdg or (os.path.join(home, ".config") if home else None)
    configs = [os.path.join(home, ".gitconfig")] if home else []
    configs += [os.path.join(xdg, "git", "config")] if xdg else []
    patterns = []
    if (configured := _configured_excludes(store, repository)) is not None:
        patterns.append(configured)
    elif xdg:
        patterns.append(os.fsencode(os.path.join(xdg, "git", "ignore")))
    if repository is not None:
        common = common_folder(repository.git_folder)
        configs.append(os.path.join(common, "config"))
        patterns.append(os.fsencode(os.path.join(common, "info", "exclude")))
    return _Places([*[os.fsencode(c) for c in configs], *patterns], patterns)


def _configured_excludes(store: Store, repository: Repository | None) -> bytes | None:
    place = f"--git-dir={repository.git_folder}" if repository else f"--git-dir={store.code}"
    said = git(
        store.environ, place, "config", "-z", "--type=path", "--get", "core.excludesFile", fine=(0, 1, 128)
    )
    return said.rstrip(b"\0") or None


def _characters(text: bytes) -> list[bytes]:
    return [text[n : n + 1] for n in range(len(text))]


def _content(path: bytes) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _inside(root: bytes, path: str) -> bytes | None:
    """`path` relative to `root`, None where it is elsewhere."""
    real_root, real = os.path.realpath(root), os.path.realpath(os.fsencode(path))
    return real[len(real_root) + 1 :] if real.startswith(real_root.rstrip(b"/") + b"/") else None
