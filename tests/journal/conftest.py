"""Builders for events: a run in as few words as a story needs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hunch.entities.events import Data, Event, Process, RunFinished, RunQueued, RunStarted
from hunch.ids import Clock, new_id
from hunch.journal.workbench import Surroundings, Workbench, WorkingFolder, find_or_make
from hunch.journal.writer import append, highest_id

PROCESS = Process(host="laptop", machine="m", pid=1)


@pytest.fixture
def bench(folder: WorkingFolder) -> Workbench:
    """A workbench of one's own."""
    return folder.bench


@pytest.fixture
def bench_of(tmp_path: Path) -> Callable[..., Workbench]:
    """Makes the workbench of a machine: `bench_of("laptop")`; another folder with `at`."""

    def make(host: str, *, at: str | None = None) -> Workbench:
        cwd = tmp_path / "home" / (at or host)
        cwd.mkdir(exist_ok=True)
        home = str(tmp_path / "home")
        return find_or_make(Surroundings(str(cwd), {}, home, host, "ada", "human:ada")).bench

    return make


def started(run: str, **more: object) -> RunStarted:
    """The start of a run, of which a test says only what matters to it."""
    said: dict[str, object] = {
        "run": run, "name": "brave-fox", "command": ["true"], "cwd": "/", "folder": "w:.", "process": PROCESS,
    }  # fmt: skip
    return RunStarted(**(said | more))  # type: ignore[arg-type]


def queued(run: str, **more: object) -> RunQueued:
    """A run that waits for its turn."""
    said: dict[str, object] = {
        "run": run, "name": "brave-fox", "command": ["true"], "cwd": "/", "folder": "w:.", "process": PROCESS,
    }  # fmt: skip
    return RunQueued(**(said | more))  # type: ignore[arg-type]


def finished(run: str, **more: object) -> RunFinished:
    """The end of a run that went well."""
    said: dict[str, object] = {
        "run": run, "status": "finished", "ended_at": "2025-11-22T16:00:01.000000Z", "duration_s": 1.0, "exit_code": 0,
    }  # fmt: skip
    return RunFinished(**(said | more))  # type: ignore[arg-type]


def tell(bench: Workbench, clock: Clock, *data: Data) -> list[Event]:
    """Append, one by one."""
    return [append(bench, each, clock=clock) for each in data]


def start(bench: Workbench, clock: Clock, **more: object) -> str:
    """Start a run in the journal, and make its folder; its id."""
    run = new_id(clock(), after=highest_id(bench))
    tell(bench, clock, started(run, **more))
    Path(bench.paths.run(run)).mkdir(parents=True, exist_ok=True)
    return run
