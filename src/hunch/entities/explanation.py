"""What explains a run's metric: single changes between variants, and what they moved. What `hunch why --json` prints."""

import msgspec

from .change import ChangeGroup
from .comparison import Comparison


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """Two variants, one come from the other, what was changed between them, and what that moved.

    `groups` are the independent things that differ: where there is one, the comparison is about it. `comparison` holds
    the later variant (a) against the earlier (b).
    """

    run: str
    name: str
    parent: str
    parent_name: str
    on_line: bool
    """Whether it lies between the run that is asked about and the first of its line."""
    groups: list[ChangeGroup]
    comparison: Comparison
    needed_runs: int | None = None
    """So many runs a side would tell; None where they tell already, or no number would."""
    more_runs: int | None = None
    """So many more than there are, both sides together."""
    minutes: float | None = None
    """What these would take, one after the other."""


class Separation(msgspec.Struct, frozen=True, kw_only=True):
    """A run that would tell apart what an edge has changed at once.

    `command` is what to run in the restored code of `parent`, where the change is one of params alone.
    """

    run: str
    parent: str
    parent_name: str
    only: str
    """The change to make, and no other."""
    command: list[str] | None = None


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Every edge that bears on a run, by what may be said of it."""

    run: str
    name: str
    question: str | None
    metric: str
    goal: str
    moved: list[Edge] = []
    """One change, and a difference beyond noise."""
    unmoved: list[Edge] = []
    """One change, and a difference that is smaller than the smallest that matters."""
    undecided: list[Edge] = []
    """One change, and too few runs to tell."""
    confounded: list[Edge] = []
    """Several changes at once."""
    unknown: int = 0
    """Edges of which the code of a side is not known, or in which nothing is known to differ."""
    left_out: int = 0
    """Edges that there was no time or room to look at."""
    by_luck: float = 0.0
    """So many of the single changes would stand out by luck alone, if none of them did anything; 0 for a single one."""
    separations: list[Separation] = []
