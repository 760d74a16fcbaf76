"""How far somebody's predictions can be trusted: `hunch.gut()`."""

from hunch.actions.hunches.gut import Asked
from hunch.actions.hunches.gut import gut as found
from hunch.actions.hunches.record import Gut
from hunch.ids import system_clock
from hunch.journal.index import Index
from hunch.journal.workbench import find

from .surroundings import surroundings


def gut(author: str | None = None, *, topic: str | None = None) -> Gut:
    """The record of somebody's hunches in this folder's workbench, with what their number allows to say.

    Its `trust` comes with its uncertainty at any number; `worth(0.9)` is what a stated 90 % is worth.

    Args:
        author: whole ("human:ada", "agent:coder@2") or by name; your own where None.
        topic: only what is about it: a tag of runs, or a word of ideas.

    Raises:
        NoWorkbench: nothing was recorded here.
        UserError: nobody of that name has made a prediction here.

    Example:
        record = hunch.gut()
        record.trust.w, record.trust.w_error
    """
    folder = find(surroundings())
    with Index.open(folder.bench) as index:
        return found(folder, index, Asked(author, topic), now_us=system_clock())
