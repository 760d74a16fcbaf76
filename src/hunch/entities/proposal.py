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
