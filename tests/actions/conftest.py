"""A working folder with runs that were never run."""

from collections.abc import Callable
from typing import Any

import pytest

from hunch.actions.questions.asking import Asked, ask
from hunch.actions.questions.checks import Asking, ground
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.entities.config import Objective
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.testing import ToldClock, finish_run, log_curve, start_run, write_files

Recorded = Callable[..., str]


@pytest.fixture
def clock() -> ToldClock:
    """It starts on 2025-11-22 at 16:00 UTC."""
    return ToldClock()


@pytest.fixture
def recorded(folder: WorkingFolder, clock: ToldClock) -> Recorded:
    """Records a whole run: `recorded(name="a", params={"lr": 0.1}, curves={"loss": [2, 1]}, files={"a.py": ""})`."""

    def record(
        *,
        params: dict[str, Any] | None = None,
        curves: dict[str, list[float]] | None = None,
        files: dict[str, str] | None = None,
        status: str = "finished",
        exit_code: int | None = 0,
        end: bool = True,
        **started: Any,
    ) -> str:
        write_files(folder.root, files or {})
        clock.on(60)
        run = start_run(folder, clock=clock, snapshot=files is not None, **started)
        if curves:
            log_curve(folder, run, curves, clock=clock)
        if end:
            finish_run(folder, run, clock=clock, params=params, status=status, exit_code=exit_code)
        return run

    return record


@pytest.fixture
def index(folder: WorkingFolder, recorded: Recorded) -> Any:
    """Opens the index; call it again after writing."""
    opened: list[Index] = []

    def open_index() -> Index:
        opened.append(Index.open(folder.bench))
        return opened[-1]

    yield open_index
    for each in opened:
        each.close()


@pytest.fixture
def here(folder: WorkingFolder) -> Callable[..., Standpoint]:
    """Where Ada stands now; `here(Objective(metric="acc"))` with a hunch.toml."""

    def stand(objective: Objective | None = None) -> Standpoint:
        return standpoint(folder, objective or Objective())

    return stand


@pytest.fixture
def asked(folder: WorkingFolder, index: Any, clock: ToldClock) -> Callable[..., Asked]:
    """Asks a question as the command does: `asked("does it help?", metric="acc", goal="max")`."""

    def put(text: str = "does it help?", *, objective: Objective | None = None, **said: Any) -> Asked:
        objective = objective or Objective()
        standing = standpoint(folder, objective).standing
        asking = Asking(text=text, **({"metric": "acc", "goal": "max"} | said))
        known = ground(folder.bench, index(), standing, objective=objective, now_us=clock())
        return ask(folder, standing, asking, ground=known, clock=clock)

    return put
