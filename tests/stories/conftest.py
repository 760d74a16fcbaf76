"""What stories share: the record of the last run, read as a stranger would."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TRAIN = Path(__file__).parent / "train.py"
Shown = Callable[..., dict[str, Any]]


@pytest.fixture
def script(project: Path) -> Path:
    """A small training script that has never heard of Hunch, in the project's folder."""
    return Path(shutil.copy(TRAIN, project / "train.py"))


@pytest.fixture
def shown(project: Path) -> Shown:
    """`shown()` is the latest run, `shown("@~1")` the one before, as `hunch show --json` says."""

    def show(ref: str = "@", cwd: Path = project) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "hunch", "show", ref, "--json"], cwd=cwd, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        run: dict[str, Any] = json.loads(done.stdout)
        return run

    return show


@pytest.fixture
def listed(project: Path) -> Callable[..., list[dict[str, Any]]]:
    """All runs, newest first, as `hunch runs --json` says."""

    def runs(*arguments: str, cwd: Path = project) -> list[dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "-m", "hunch", "runs", "--json", "--all", *arguments],
            cwd=cwd, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    return runs
