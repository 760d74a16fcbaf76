"""A workbench in which things are looked for."""

from collections.abc import Callable
from typing import Any

import pytest

from hunch.actions.searching.finding import Found, find
from hunch.actions.searching.narrowing import Wanted
from hunch.entities.config import Objective
from hunch.entities.events import Data
from hunch.ids import new_id
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append, highest_id
from hunch.testing import ToldClock


@pytest.fixture
def look(folder: WorkingFolder) -> Callable[..., Found]:
    """Looks for something as the command does; `look("loss", kinds=("console",))`."""

    def call(text: str, **wanted: Any) -> Found:
        with Index.open(folder.bench) as index:
            return find(
                folder,
                index,
                Wanted(text, **wanted),
                objective=Objective(),
                progress=lambda done, total: None,
            )

    return call


@pytest.fixture
def found(look: Callable[..., Found]) -> Callable[..., list[str]]:
    """As `look`, only the kinds and titles of what was found."""

    def call(text: str, **wanted: Any) -> list[str]:
        return [f"{match.kind} {match.title}" for match in look(text, **wanted).matches]

    return call


@pytest.fixture
def say(folder: WorkingFolder, clock: ToldClock) -> Callable[..., str]:
    """Writes an event: `say(IdeaAdded, idea=None, text="wider")`; a field that is None gets a new id, which it returns."""

    def write(kind: type[Data], *, by: str | None = None, **fields: Any) -> str:
        clock.on(60)
        made = new_id(clock(), after=highest_id(folder.bench))
        fields = {name: made if value is None else value for name, value in fields.items()}
        append(folder.bench, kind(**fields), clock=clock, by=by)
        return made

    return write


@pytest.fixture
def printed(folder: WorkingFolder) -> Callable[[str, bytes], None]:
    """Adds to what a run printed."""

    def write(run: str, content: bytes) -> None:
        with open(folder.bench.paths.console(run), "ab") as file:
            file.write(content)

    return write
