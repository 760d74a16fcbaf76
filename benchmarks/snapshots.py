"""What keeping the exact code of a run costs, in projects of 2,000 and 20,000 files, beside git's own ways.

The project has committed, modified and untracked files. The floor is a walk that looks at every file's status.
"""

import os
import random
import shutil
import time
from collections.abc import Iterator

import floor
from figures import Row, Sheet, at_most
from projects import git, make_project
from setting import Setting, interleaved, seconds

from hunch.entities.config import SnapshotGuards
from hunch.snapshot.store import Store, take

SETTLING_S = 3.0
"""Files written this recently could change again without their times showing it; git looks at them again too."""

sheet = Sheet("snapshots")


def measure(setting: Setting) -> Iterator[Row]:
    """A small and a large project."""
    os.environ.update({"GIT_CONFIG_NOSYSTEM": "1", "HOME": setting.environment()["HOME"]})
    for files in (2_000, setting.sized(20_000, 5_000)):
        with setting.folder("snapshots") as folder:
            yield from _measure_project(setting, folder, files)


def _measure_project(setting: Setting, folder: str, files: int) -> Iterator[Row]:
    root = os.path.join(folder, "project")
    os.mkdir(root)
    env = setting.environment()
    tracked = make_project(root, files, env)
    for path in random.Random(0).sample(tracked, 20):
        _append(path)
    stores = (
        Store(os.path.join(folder, f"store{i}", "code"), os.path.join(folder, f"store{i}", "cache"))
        for i in range(99)
    )
    firsts = interleaved(
        {"first": lambda: _take_ms(next(stores), root), "git": lambda: _git_first_ms(root, folder, env)},
        setting.sized(3, 1),
    )
    store = Store(os.path.join(folder, "code"), os.path.join(folder, "cache"))
    time.sleep(SETTLING_S)
    take(store, root, SnapshotGuards())
    yield from _unchanged(setting, store, root, folder, files)
    yield sheet.ratio(
        f"snapshot, the first, {files:,} files, over `git add -A; git write-tree` into an empty repository",
        ("first snapshot", firsts["first"]),
        ("git", firsts["git"]),
        "ms",
    )
    yield from _one_changed(setting, store, root, folder, files, tracked[0])


def _unchanged(setting: Setting, store: Store, root: str, folder: str, files: int) -> Iterator[Row]:
    env = setting.environment()
    index = os.path.join(folder, "kept.index")
    shutil.copyfile(os.path.join(root, ".git", "index"), index)
    git(root, "add", "-A", env=env, index=index)
    values = interleaved(
        {
            "stat walk": lambda: seconds(lambda: floor.stat_walk(root)) * 1e3,
            "hunch": lambda: _take_ms(store, root),
        },
        setting.sized(25, 7),
    )
    walk = ("stat walk", values["stat walk"])
    what = f"snapshot, nothing changed, {files:,} files, over a stat walk"
    yield sheet.ratio(what, ("snapshot", values["hunch"]), walk, "ms", limit=at_most(2, "x"))
    ways = {
        "git add -A; git write-tree, index kept": lambda: _add_and_write(root, index, env),
        "git diff HEAD (wandb's patch; misses untracked files)": lambda: git(root, "diff", "HEAD", env=env),
        "git stash create (misses untracked files)": lambda: git(root, "stash", "create", env=env),
        "git status": lambda: git(root, "status", "--porcelain", env=env),
        "git rev-parse HEAD (all that mlflow keeps)": lambda: git(root, "rev-parse", "HEAD", env=env),
    }
    theirs = interleaved(
        {name: lambda way=way: seconds(way) * 1e3 for name, way in ways.items()}, setting.sized(5, 2)
    )
    for name, samples in theirs.items():
        yield sheet.value(f"{name}, {files:,} files", samples, "ms")


def _one_changed(
    setting: Setting, store: Store, root: str, folder: str, files: int, path: str
) -> Iterator[Row]:
    env = setting.environment()
    index = os.path.join(folder, "kept.index")

    def ours() -> float:
        _append(path)
        return _take_ms(store, root)

    def gits() -> float:
        _append(path)
        return seconds(lambda: _add_and_write(root, index, env)) * 1e3

    values = interleaved({"hunch": ours, "git": gits}, setting.sized(9, 3))
    yield sheet.ratio(
        f"snapshot, one file changed, {files:,} files, over `git add -A; git write-tree`, index kept",
        ("snapshot", values["hunch"]),
        ("git", values["git"]),
        "ms",
    )


def _take_ms(store: Store, root: str) -> float:
    return seconds(lambda: take(store, root, SnapshotGuards())) * 1e3


def _git_first_ms(root: str, folder: str, env: dict[str, str]) -> float:
    objects = os.path.join(folder, "objects")
    shutil.rmtree(objects, ignore_errors=True)
    os.makedirs(objects)
    index = os.path.join(folder, "first.index")
    if os.path.exists(index):
        os.unlink(index)
    return seconds(lambda: _add_and_write(root, index, {**env, "GIT_OBJECT_DIRECTORY": objects})) * 1e3


def _add_and_write(root: str, index: str, env: dict[str, str]) -> None:
    git(root, "add", "-A", env=env, index=index)
    git(root, "write-tree", env=env, index=index)


def _append(path: str) -> None:
    with open(path, "a") as file:
        file.write("changed = True\n")
