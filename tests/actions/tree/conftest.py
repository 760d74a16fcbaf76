"""A grove: a question with a baseline of six runs."""

import pytest

from hunch.journal.workbench import WorkingFolder
from hunch.testing import ToldClock

from ..verdicts.judged import noisy
from .grove import Grove


@pytest.fixture
def grove(folder: WorkingFolder, clock: ToldClock) -> Grove:
    """A question about acc is current; its baseline has six runs around 0.8."""
    made = Grove(folder, clock)
    made.lab.ask(text="does it help?")
    made.lab.runs("base", noisy(0.8, 6))
    return made
