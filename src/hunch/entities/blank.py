"""The blanks of a report: what only a person can judge."""

from typing import NamedTuple

from .period import DAY, QUESTION, SINCE, WEEK

WHY, SURPRISE, PLAN, BELIEF = "why", "surprise", "plan", "belief"


class Blank(NamedTuple):
    """A blank, and what it asks."""

    field: str
    asks: str


_WHEN = {
    DAY: ("today", "tomorrow"),
    WEEK: ("this week", "next week"),
    SINCE: ("in this time", "what comes next"),
}


def blanks(kind: str) -> list[Blank]:
    """The blanks of a report of that kind, but for the ones that each question has.

    >>> [blank.field for blank in blanks("week")], blanks("day")[2].asks
    (['why', 'surprise', 'plan'], 'The plan for tomorrow')
    """
    if kind == QUESTION:
        return [Blank(WHY, "Why does this question matter?"), Blank(PLAN, "What would settle it?")]
    now, then = _WHEN[kind]
    return [
        Blank(WHY, f"Why does what was done {now} matter?"),
        Blank(SURPRISE, f"What surprised you {now}?"),
        Blank(PLAN, f"The plan for {then}"),
    ]


BELIEVED = Blank(BELIEF, "What do you believe now?")
"""Every question has this one."""


def fields(kind: str) -> list[str]:
    """The names of all blanks of a report of that kind."""
    return [*(blank.field for blank in blanks(kind)), BELIEF]
