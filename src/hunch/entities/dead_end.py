"""Dead ends: an idea that was dropped, met again in whoever is about to try it, something under it or the same in words."""

import msgspec

from .decision import DROP
from .question import Idea
from .reference import folded
from .standing import Decided, Standing

ITSELF, SAME_WORDS, UNDER = "itself", "same words", "under"


class DeadEnd(msgspec.Struct, frozen=True, kw_only=True):
    """A dropped idea on somebody's way, and how what they try has to do with it."""

    idea: str
    text: str
    how: str
    """itself, "same words" (in another place of the tree) or under."""
    decided: Decided


def dead_end(standing: Standing, idea: Idea | None) -> DeadEnd | None:
    """The dropped idea that trying `idea` leads to. What was decided of the idea itself counts before all else: one that
    is kept or parked is none, whatever it is under."""
    if idea is None or not standing.decided:
        return None
    own = standing.decided.get(idea.id)
    if own is not None:
        return _met(idea, ITSELF, own) if own.decision == DROP else None
    return _above(standing, idea) or _twin(standing, idea)


def _above(standing: Standing, idea: Idea) -> DeadEnd | None:
    seen = {idea.id}
    parent = standing.ideas.get(idea.parent or "")
    while parent is not None and parent.id not in seen:
        seen.add(parent.id)  # two journals may have made a ring of it
        decided = standing.decided.get(parent.id)
        if decided is not None:
            return _met(parent, UNDER, decided) if decided.decision == DROP else None
        parent = standing.ideas.get(parent.parent or "")
    return None


def _twin(standing: Standing, idea: Idea) -> DeadEnd | None:
    """Of several dropped ideas in these words, the one that was dropped last."""
    said = folded(idea.text)
    dropped = [
        (decided.at, other)
        for identifier, decided in standing.decided.items()
        if decided.decision == DROP
        and (other := standing.ideas.get(identifier)) is not None
        and other.id != idea.id
        and folded(other.text) == said
    ]
    if not dropped:
        return None
    other = max(dropped, key=lambda pair: (pair[0], pair[1].id))[1]
    return _met(other, SAME_WORDS, standing.decided[other.id])


def _met(idea: Idea, how: str, decided: Decided) -> DeadEnd:
    return DeadEnd(idea=idea.id, text=idea.text, how=how, decided=decided)
