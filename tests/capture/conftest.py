"""Real Pythons that run under the hook."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hunch.capture.hook_environment import hook_environment
from hunch.entities.observed import Loaded, Observation, Params, Python

INTERPRETERS = Path(os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))) / "versions"


class Seen:
    """How a program ended and what the hook saw of it."""

    def __init__(self, done: "subprocess.CompletedProcess[str]", observed: Path) -> None:
        self.done = done
        lines = observed.read_bytes().splitlines() if observed.exists() else []
        self.all = [msgspec.json.decode(line, type=Observation) for line in lines]  # type: ignore[arg-type]
        self.params = [seen for seen in self.all if isinstance(seen, Params)]
        self.pythons = [seen for seen in self.all if isinstance(seen, Python)]
        self.loaded = [seen for seen in self.all if isinstance(seen, Loaded)]

    @property
    def only(self) -> Params:
        """The params line, of which there must be one."""
        assert len(self.params) == 1, self.all
        return self.params[0]


Look = Callable[..., Seen]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """Runs a command in `tmp_path/project` under the hook, as `hunch run` does."""
    project = tmp_path / "project"
    project.mkdir(exist_ok=True)
    observed = tmp_path / "params.jsonl"

    def run(
        *words: str, python: str = sys.executable, environ: dict[str, str] | None = None, **more: Any
    ) -> Seen:
        environ = {**os.environ, **(environ or {})}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        own = hook_environment(environ, "0" * 20, str(observed), str(project))
        more = {"cwd": project, **more}
        done = subprocess.run(
            [python, *words], env={**environ, **own}, capture_output=True, text=True, timeout=60, **more
        )
        return Seen(done, observed)

    return run


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., str]:
    """Writes a file of the project and gives its name."""

    def write(source: str, name: str = "train.py") -> str:
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
        return name

    return write
