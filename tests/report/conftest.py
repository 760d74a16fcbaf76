"""A notebook's workbench: what happens is told at a moment of one's choice, in the weeks 2026-W47 to W49."""

from collections.abc import Sequence
from datetime import date
from typing import Any, final

import pytest

from hunch.entities.config import Objective
from hunch.entities.events import Data, NoteAdded
from hunch.entities.period import Period, week_of
from hunch.ids import microseconds
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append
from hunch.report.html import rendered as as_html
from hunch.report.markdown import rendered as as_markdown
from hunch.report.page import page
from hunch.report.said import Report
from hunch.report.telling import report
from hunch.testing import (
    ToldClock,
    add_idea,
    ask_question,
    finish_run,
    log_curve,
    record_variant,
    start_run,
)

MONDAY = "2026-11-23T09:00"
WEEK = week_of("2026-W48", date.min)


@final
class Diary:
    """Writes things down at told moments, and reads reports."""

    def __init__(self, folder: WorkingFolder) -> None:
        self.folder, self.clock = folder, ToldClock(microseconds(f"{MONDAY}:00.000000Z"))

    def at(self, moment: str) -> "Diary":
        """Now it is `2026-11-24T10:00`."""
        self.clock.now_us = microseconds(f"{moment}:00.000000Z")
        return self

    def say(self, data: Data, by: str | None = None) -> str:
        """Any event; its id."""
        return append(self.folder.bench, data, clock=self.clock, by=by).id

    def ask(self, text: str = "does it help?", **about: Any) -> str:
        return ask_question(self.folder, clock=self.clock, text=text, **{"metric": "acc", **about})

    def idea(self, text: str, question: str | None = None) -> str:
        return add_idea(self.folder, text, clock=self.clock, question=question)

    def runs(self, variant: str, values: Sequence[Any], **more: Any) -> list[str]:
        return record_variant(self.folder, variant, values, clock=self.clock, **more)

    def run(self, *, curve: Sequence[float] = (), ends: str | None = None, **ended: Any) -> str:
        """One run, with a curve of acc; it ends at another moment, where one is named."""
        started = {key: ended.pop(key) for key in ("name", "question", "idea", "seed") if key in ended}
        run = start_run(self.folder, clock=self.clock, **started)
        if curve:
            log_curve(self.folder, run, {"acc": curve}, clock=self.clock)
        if ends:
            self.at(ends)
        finish_run(self.folder, run, clock=self.clock, **ended)
        return run

    def note(self, text: str, by: str | None = None, **about: Any) -> str:
        return self.say(NoteAdded(text=text, **about), by)

    def told(self, period: Period = WEEK) -> Report:
        with Index.open(self.folder.bench) as index:
            return report(self.folder, index, period, objective=Objective())

    def markdown(self, period: Period = WEEK) -> str:
        said = self.told(period)
        return as_markdown(page(said), said.runs)

    def html(self, period: Period = WEEK) -> str:
        said = self.told(period)
        return as_html(page(said), said.runs)


@pytest.fixture
def diary(folder: WorkingFolder) -> Diary:
    """It is Monday morning, and nothing has happened yet."""
    return Diary(folder)
