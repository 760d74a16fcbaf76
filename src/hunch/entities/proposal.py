"""A proposal: something worth trying next, with its value, its cost and its reason."""

import msgspec


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal as readers see it. Values are in seed standard deviations, costs in seconds."""

    id: str | None = None
    """None until it is written down."""
    action: str
    """try, repeat, baseline, combine, split, answer, revisit, close or stop."""
    text: str
    """One line that says what to do."""
    reason: str
    """One line that says why, in numbers."""
    command: str | None = None
    """What to type."""
    then: str | None = None
    """What to type after that, where the code is to be changed in between."""
    question: str | None = None
    ideas: list[str] = []
    runs: list[str] = []
    claim: str | None = None
    finding: str | None = None
    rank: int = 1
    index: float | None = None
    """Value per minute."""
    value: float | None = None
    cost_s: float | None = None
    belief: float | None = None
    """The chance that it is ahead of what it is held against, 0 to 1."""
    drawn: bool = False
    """Whether it was drawn at random among the untried ideas."""
    status: str = "open"
    """open, taken, declined or expired."""
    made_at: str | None = None
    """When it was written down."""
    why: list[str] = []
    """The numbers, the formula and the runs, a line each: what --why prints."""


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """The first readings of ideas that were come to in one way: how many there are, and how many lie ahead of the baseline."""

    n: int = 0
    ahead: int = 0
    interval: tuple[float, float] | None = None
    """Of the share ahead, 95 %."""


class Fared(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a workbench's proposals, and how ideas turned out that were tried because of one.

    A reading belongs to the proposal that was open on its idea when its run began: `ranked` by value, or `drawn` at
    random; `others` were tried without one.
    """

    open: int = 0
    taken: int = 0
    declined: int = 0
    expired: int = 0
    ranked: Fate = Fate()
    drawn: Fate = Fate()
    others: Fate = Fate()
    over_drawn: float | None = None
    """The share ahead among ranked ones less that among drawn ones; None where there are too few to say."""
    over_drawn_interval: tuple[float, float] | None = None
    over_others: float | None = None
    over_others_interval: tuple[float, float] | None = None
    note: str | None = None
    """What is to be said instead."""
