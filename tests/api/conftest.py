"""Real programs that `import hunch`, each in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from hunch.entities.run import Run
from hunch.journal.index import Index
from hunch.journal.workbench import Surroundings, open_workbench


class Ended(NamedTuple):
    """A program that has ended, and what it left."""

    code: int
    out: str
    said: str
    runs: list[Run]
    """Oldest first."""

    @property
    def run(self) -> Run:
        (run,) = self.runs
        return run


Program = Callable[..., Ended]


@pytest.fixture
def program(project: Path) -> Program:
    """Runs a script in the project's folder: `program("import hunch; hunch.log({'a': 1})")`."""

    def call(text: str, *before: str, **environ: str) -> Ended:
        (project / "train.py").write_text("import hunch, os, sys\n" + text)
        done = subprocess.run(
            [*before, sys.executable, "-W", "error", "train.py"],
            cwd=project,
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environ},
        )
        return Ended(done.returncode, done.stdout, done.stderr, runs_of(project))

    return call


def runs_of(project: Path) -> list[Run]:
    """All runs of a folder's workbench, oldest first; none where there is no workbench."""
    top = project / ".hunch"
    if not (top / "format").exists():
        return []
    about = Surroundings(
        cwd=str(project), environ={}, home=None, host="laptop", user="ada", author="human:ada"
    )
    with Index.open(open_workbench(str(top), about)) as index:
        return sorted(index.runs(), key=lambda run: run.id)
