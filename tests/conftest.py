"""Fixtures for all tests: a working folder of one's own, awkward paths, a clock that is told the time."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from hunch.journal.workbench import Surroundings, WorkingFolder, find_or_make
from hunch.testing import ToldClock

# How long an example takes says more about the machine than about us; speed lives in benchmarks/.
settings.register_profile("hunch", deadline=None)
settings.load_profile("hunch")

AWKWARD = ["a 0", "a'; echo x", 'say "hi"', "naïve-Δ-测试", "-rf", "new\nline", "$(touch x)"]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the developer's own workbench, author, home or git configuration."""
    for name in list(os.environ):
        if name.startswith(("HUNCH", "GIT_")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HUNCH_AUTHOR", "human:ada")
    monkeypatch.setenv("HUNCH_OFFLINE", "1")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty folder for a project, below a home of its own."""
    path = tmp_path / "home" / "project"
    path.mkdir()
    return path


@pytest.fixture(params=AWKWARD)
def awkward_project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """As `project`, with a name that a careless program trips over."""
    path = tmp_path / "home" / str(request.param)
    path.mkdir()
    return path


@pytest.fixture
def surroundings(project: Path, tmp_path: Path) -> Surroundings:
    """Ada on her laptop, in the project's folder."""
    return surroundings_in(project, tmp_path / "home")


def surroundings_in(
    cwd: Path, home: Path, *, host: str = "laptop", author: str = "human:ada"
) -> Surroundings:
    """Someone, somewhere."""
    return Surroundings(
        cwd=str(cwd), environ={"HOME": str(home)}, home=str(home), host=host, user="ada", author=author
    )


@pytest.fixture
def folder(surroundings: Surroundings) -> WorkingFolder:
    """A working folder with a workbench of its own."""
    return find_or_make(surroundings)


@pytest.fixture
def clock() -> ToldClock:
    """A clock that starts on 2025-11-22 at 16:00 UTC."""
    return ToldClock()


Hunch = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def hunch(project: Path) -> Iterator[Hunch]:
    """Runs the real program: `hunch("run", "true")`, in the project's folder."""

    def call(*arguments: str, **more: object) -> "subprocess.CompletedProcess[str]":
        options: dict[str, object] = {
            "cwd": project,
            "capture_output": True,
            "text": True,
            "timeout": 120,
            "stdin": subprocess.DEVNULL,
        }
        options.update(more)
        return subprocess.run([sys.executable, "-m", "hunch", *arguments], **options)  # type: ignore[call-overload,no-any-return]

    return call
