"""Deciding about ideas: keep, drop or park, with the reason. The last decision holds, and all of them stay."""

from typing import NamedTuple

from hunch.actions.questions.referring import label, short_of
from hunch.entities.decision import DROP, KEEP, PARK, Decision
from hunch.entities.events import DecisionMade
from hunch.entities.fold import Told
from hunch.entities.question import Idea
from hunch.entities.standing import Standing
from hunch.errors import UserError
from hunch.ids import Clock
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append

WORDS = (KEEP, DROP, PARK)
LONGEST_WHY = 1000


class Made(NamedTuple):
    """A decision that holds now; `is_new` where it was not there before."""

    decision: Decision
    is_new: bool


def decisions(index: Index) -> dict[str, Decision]:
    """The decision that holds on each idea that has one."""
    return {told.idea: told for told in history(index)}


def history(index: Index, idea: str | None = None) -> list[Decision]:
    """All decisions in the order in which they were made, those that do not hold any more among them."""
    return [
        found
        for told in index.told("decision.made")
        if (found := _decision(told)) and idea in (None, found.idea)
    ]


def decide(
    folder: WorkingFolder, index: Index, standing: Standing, idea: Idea, word: str, *, why: str, clock: Clock
) -> Made:
    """Keep, drop or park an idea. What holds already, for the same reason, is not written again.

    Raises:
        UserError: no such word, or no reason.
    """
    why = _checked(standing, idea, word, why)
    before = decisions(index).get(idea.id)
    if before is not None and (before.decision, before.why) == (word, why):
        return Made(before, False)
    runs = [row.id for row in index.light() if row.idea == idea.id and row.began and not row.removed]
    event = append(folder.bench, DecisionMade(idea=idea.id, decision=word, why=why, runs=runs), clock=clock)
    return Made(Decision(idea=idea.id, decision=word, why=why, at=event.at, by=event.by, runs=runs), True)


EXAMPLES = {KEEP: "ahead on every seed", DROP: "it diverges above 0.1", PARK: "no time this week"}


def _checked(standing: Standing, idea: Idea, word: str, why: str) -> str:
    """The reason, without what makes no difference."""
    if word not in WORDS:
        raise UserError(
            f"{word!r} is no decision on {label(standing, idea)}",
            hint=f'One of {", ".join(WORDS)}: hunch decide "{idea.text}" drop -m "it diverges above 0.1"',
        )
    why = " ".join(why.split())
    if not why or len(why) > LONGEST_WHY:
        raise UserError(
            "say why, in a line"
            if not why
            else f"a reason of {len(why):,} characters; at most {LONGEST_WHY:,}",
            hint=f'hunch decide {short_of(standing, idea)} {word} -m "{EXAMPLES[word]}"',
        )
    return why


def _decision(told: Told) -> Decision | None:
    said = told.data
    if not isinstance(said, DecisionMade):
        return None
    return Decision(
        idea=said.idea, decision=said.decision, why=said.why, at=told.at, by=told.by, runs=said.runs
    )  # fmt: skip
