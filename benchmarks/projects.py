"""Made-up projects to record runs of: a git repository with so many source files."""

import os
import random
import subprocess
from collections.abc import Mapping

TRAIN = """\
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
arguments = parser.parse_args()
print("loss: 0.5")
"""


def make_project(root: str, files: int, env: Mapping[str, str]) -> list[str]:
    """A committed git repository of `files` Python files at `root`, with train.py and a few untracked files.

    Returns:
        Paths of the files that git tracks.
    """
    source = random.Random(0)
    lines = [f"name_{i} = func_{i * 7 % 101}(x, y)\n" for i in range(400)]
    paths = [
        os.path.join(root, f"pkg{i // 400:03d}", f"mod{i // 20 % 20:02d}", f"file{i:06d}.py")
        for i in range(files)
    ]
    for path in paths:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.writelines(source.choices(lines, k=source.randint(5, 250)))
    with open(os.path.join(root, "train.py"), "w") as file:
        file.write(TRAIN)
    git(root, "init", "-q", "-b", "main", env=env)
    git(root, "add", "-A", env=env)
    git(root, "commit", "-q", "-m", "first", env=env)
    git(root, "gc", "-q", env=env)
    os.makedirs(os.path.join(root, "scratch"))
    for i in range(min(200, files // 10)):
        with open(os.path.join(root, "scratch", f"new{i}.py"), "w") as file:
            file.writelines(source.choices(lines, k=50))
    return paths


def git(root: str, *arguments: str, env: Mapping[str, str], index: str | None = None) -> bytes:
    """The output of one git process in `root`."""
    name = {
        "GIT_AUTHOR_NAME": "bench",
        "GIT_AUTHOR_EMAIL": "b@e",
        "GIT_COMMITTER_NAME": "bench",
        "GIT_COMMITTER_EMAIL": "b@e",
    }
    where = {"GIT_INDEX_FILE": index} if index else {}
    command = ["git", "-c", "gc.auto=0", *arguments]
    return subprocess.run(
        command, cwd=root, env={**env, **name, **where}, check=True, capture_output=True
    ).stdout
