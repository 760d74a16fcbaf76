"""What a run is for: its question and idea, the baseline, and the predictions that count for it.

This is on the way to the user's process. Where nothing was said, and nobody has ever asked or foretold anything,
all the rest stays unread and unimported (`foreseeing.py`, `sealing.py`). Structs stand where named tuples would:
they are made six times as fast.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from hunch.entities.config import Config
from hunch.entities.events import HunchSeal
from hunch.errors import NoWorkbench, UserError
from hunch.ids import Clock
from hunch.journal.quiet import is_quiet
from hunch.journal.workbench import Surroundings, WorkingFolder, find, find_or_make, root_of_project

if TYPE_CHECKING:
    from hunch.actions.tree.reminding import Reminder
    from hunch.entities.replica import Replica

    from .foreseeing import Occasion
    from .sealing import Considered


class Said(msgspec.Struct, frozen=True):
    """What somebody says before a run."""

    hunch: object | None = None
    """A prediction: a text, a number, or what JSON would hold."""
    idea: str | None = None
    """What an idea answers to, else the text of a new one."""
    vs: str | None = None
    """The run whose variant the prediction is held against, instead of the question's baseline."""


NOTHING_SAID = Said()


class Face(msgspec.Struct, frozen=True):
    """How a person is spoken to before a run begins: only faces print and ask."""

    echo: "Callable[[Considered], None]" = lambda considered: None
    """Says what was understood."""
    ask: "Callable[[Occasion], str | None] | None" = None
    """Asks for a prediction: None where it does not, "" where none came. May raise NoAnswerError."""
    remind: "Callable[[Reminder], None] | None" = None
    """Says what is known of what is about to be tried; None: nobody is told."""


class WrongCallError(Exception):
    """What was said before the run cannot be meant: nothing is written, and nothing may be spawned."""

    def __init__(self, error: UserError) -> None:
        super().__init__(str(error))
        self.error = error


class NoAnswerError(Exception):
    """Asked for a prediction, somebody wants the command to end: nothing may be spawned."""


class Subject(msgspec.Struct, frozen=True):
    """The run that is about to begin."""

    run: str
    plan: str | None = None
    sealed: Sequence[HunchSeal] = ()
    """Predictions that were sealed already, for its whole plan."""
    replica: "Replica | None" = None
    """What it repeats, and is therefore for."""


class Cause(msgspec.Struct, frozen=True):
    """What the start of a run names."""

    question: str | None = None
    idea: str | None = None
    baseline: Sequence[str] = ()
    """The runs of the asked question's baseline."""
    hunches: Sequence[HunchSeal] = ()


def folder_for(about: Surroundings, said: Said, config_of: Callable[[str], Config]) -> WorkingFolder:
    """The working folder. Its workbench is made where there is none, but not for what cannot be meant.

    Raises:
        WrongCallError: what was said cannot be meant.
        HunchError: nothing can be recorded here.
    """
    if said == NOTHING_SAID:
        return find_or_make(about)
    try:
        return find(about)
    except NoWorkbench:
        from .sealing import consider_first

        try:
            consider_first(said, config=config_of(root_of_project(about)))
        except UserError as error:
            raise WrongCallError(error) from error
    return find_or_make(about)


def settler(
    folder: WorkingFolder, config: Config, subject: Subject, said: Said, *, face: Face, faults: list[str]
) -> Callable[[Clock], Cause]:
    """Hold what was said against what stands, and say what was understood. What comes back seals it and tells what the
    start is to name: it is to be called right before that is written.

    Raises:
        WrongCallError: what was said cannot be meant. Nothing is written.
        NoAnswerError: the command is to end.
    """
    is_silent = said == NOTHING_SAID and not config.hunches.ask
    if is_silent and not subject.sealed and subject.replica is None and is_quiet(folder.bench):
        return lambda clock: Cause()
    from .foreseeing import foresee, settle

    foreseen = foresee(folder, config, subject, said, face=face, faults=faults)
    return lambda clock: settle(folder, foreseen, clock=clock, faults=faults)
