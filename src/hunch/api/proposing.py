"""What to try next: `hunch.proposals()`."""

from hunch.actions.proposals.ground import Asked
from hunch.actions.proposals.ranking import DEFAULT_MOST
from hunch.actions.proposals.ranking import proposals as found
from hunch.actions.questions.referring import find_question
from hunch.actions.questions.standpoint import standpoint
from hunch.entities.proposal import Proposal
from hunch.ids import system_clock
from hunch.journal.config import load_config
from hunch.journal.index import Index
from hunch.journal.workbench import find

from .surroundings import surroundings


def proposals(n: int = DEFAULT_MOST, *, question: str | None = None) -> list[Proposal]:
    """What is worth trying next here, the most value for its cost first. Nothing is written down.

    Each has what to do (`text`), why in a line (`reason`) and in full (`why`), its `value` in seed sd, `cost_s`,
    `belief` and what to type (`command`); docs/reference/proposals.md.

    Args:
        n: how many at most.
        question: its id, or a part of its text; the one that this folder is at where None.

    Raises:
        NoWorkbench: nothing was recorded here.
        UnknownQuestion: no question answers to that name.
        InvalidConfig: hunch.toml does not read.

    Example:
        for each in hunch.proposals(3):
            print(each.rank, each.text, each.reason)
    """
    folder = find(surroundings())
    objective = load_config(folder.root).objective
    asked = Asked(objective)
    if question is not None:
        at = standpoint(folder, objective)
        asked = Asked(objective, find_question(at.standing, question, at.focus))
    with Index.open(folder.bench) as index:
        return found(folder, index, asked, now_us=system_clock(), most=n)
