"""Dead ends, told before anything is spent: that what somebody is about to try was dropped, and why.

It is on the way to the user's process, where something was decided: no index, no SQLite.
"""

from collections.abc import Sequence

import msgspec

from hunch.entities.dead_end import DeadEnd, dead_end
from hunch.entities.naming import name_of
from hunch.entities.question import Idea
from hunch.entities.standing import Standing
from hunch.journal.glance import Glance
from hunch.journal.workbench import Workbench

from .ran_already import Again

MOST_NAMED = 3


class Met(msgspec.Struct, frozen=True):
    """A dead end, with the names of its runs."""

    end: DeadEnd
    names: Sequence[str]


Reminder = Met | Again


def met(bench: Workbench, standing: Standing, idea: Idea | None) -> Met | None:
    """The dropped idea that trying `idea` leads to, where there is one."""
    end = dead_end(standing, idea)
    if end is None:
        return None
    journals = Glance(bench)
    return Met(end, [_called(journals, run) for run in end.decided.runs[:MOST_NAMED]])


def _called(journals: Glance, run: str) -> str:
    """What a run is called: its own name, where it can be found."""
    for event in reversed(journals.events_of(run)):
        try:
            said = msgspec.json.decode(event.data, type=_Named)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            continue
        if said.name:
            return said.name
    return name_of(run)


class _Named(msgspec.Struct, frozen=True):
    name: str | None = None
