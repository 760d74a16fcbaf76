"""A project with a store beside it, and a real git."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hunch.entities.config import SnapshotGuards
from hunch.snapshot import tree
from hunch.snapshot.objects import Store
from hunch.snapshot.restore import differs, restore
from hunch.snapshot.store import Taken, take


class Lab:
    """A project's folder, its store, and what one does with them."""

    def __init__(self, root: Path, top: Path) -> None:
        self.root, self.top = root, top
        self.store = Store(str(top / "hunch" / "code"), str(top / "hunch" / "cache"), dict(os.environ))

    def write(self, path: str, content: str | bytes = "x = 1\n") -> Path:
        """A file of the project, folders made."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """The user's own git."""
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always")
        done = subprocess.run(
            ["git", *who, *arguments], cwd=cwd or self.root, capture_output=True, text=True, check=True
        )
        return done.stdout

    def init(self) -> None:
        """Make the project a repository."""
        self.git("init", "-q", "-b", "main")

    def commit(self, message: str = "work") -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def taken(self, *, later_s: int = 0, without_git: bool = False, **guards: object) -> Taken:
        """What `take` answers; `later_s` sets the clock forward, so that fresh files count as settled."""
        store = self.store._replace(environ={"PATH": "/nowhere"}) if without_git else self.store
        settings = SnapshotGuards(**guards)  # type: ignore[arg-type]
        return take(store, str(self.root), settings, clock_ns=lambda: time.time_ns() + later_s * 10**9)

    def take(self, *, later_s: int = 0, **guards: object) -> str:
        """A snapshot, which must succeed."""
        taken = self.taken(later_s=later_s, **guards)
        assert taken.fault is None
        assert taken.snapshot is not None
        return taken.snapshot

    def files(self, **guards: object) -> list[str]:
        """Paths in a snapshot taken now."""
        return list(tree.files(self.store, self.take(**guards)))

    def left_out(self, **guards: object) -> dict[str, str]:
        """Reasons by path."""
        return {left.path: left.reason for left in self.taken(**guards).left_out}

    def restored(self, snapshot: str) -> Path:
        """The snapshot in a new folder, verified."""
        target = self.top / f"restored-{snapshot[:8]}-{len(os.listdir(self.top))}"
        restore(self.store, snapshot, str(target))
        assert differs(self.store, snapshot, str(target)) == []
        return target

    def round_trip(self) -> Path:
        """A snapshot of now, restored elsewhere and compared with the project itself."""
        snapshot = self.take()
        assert differs(self.store, snapshot, str(self.root)) == []
        return self.restored(snapshot)


@pytest.fixture
def lab(project: Path, tmp_path: Path) -> Lab:
    """An empty project without git."""
    return Lab(project, tmp_path)


@pytest.fixture
def repo(lab: Lab) -> Lab:
    """A project in git with one commit of one file."""
    lab.init()
    lab.write("train.py", "lr = 0.04\n")
    lab.commit()
    return lab


def everything_in(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Mode, time and content of all that is in a folder, empty folders and links included."""
    out = {}
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        what = os.readlink(path) if path.is_symlink() else "" if path.is_dir() else path.read_bytes().hex()
        out[str(path.relative_to(folder))] = (
            stat.st_mode,
            stat.st_mtime_ns,
            hashlib.sha256(what.encode()).hexdigest(),
        )
    return out


AS_NOBODY = """
import os, sys
import fcntl, hashlib, select
import hunch.snapshot.anew, hunch.snapshot.git
from hunch.entities.config import SnapshotGuards
from hunch.snapshot.store import Store, take
from hunch.snapshot.tree import files
if os.geteuid() == 0:  # the modules above may lie where only root can read
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
store = Store(sys.argv[1], sys.argv[2], {**os.environ, "HOME": "/nowhere"})
"""


def as_nobody(lab: Lab, program: str) -> str:
    """What a program prints that runs as a user for whom permissions hold, given `store` and the project as argv[3]."""
    folder = lab.root
    while (
        os.geteuid() == 0
        and folder.stat().st_uid == 0
        and folder.stat().st_mode & 0o7777 != 0o1777
        and folder != folder.parent
    ):
        folder.chmod(folder.stat().st_mode | 0o055)
        folder = folder.parent
    command = [sys.executable, "-c", AS_NOBODY + program, lab.store.code, lab.store.cache, str(lab.root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
