"""Which run each run came from.

A run's parent is the run that its working folder last came from: the latest start there, or the run that
was restored there. Replicates are siblings: a run of the same variant as its predecessor has the same parent.
Two questions, then: what came before here (`predecessors`, by the order of steps in one folder), and which
of those is the parent (`parent_of`, by variants).
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Step(NamedTuple):
    """A start or a restore in a working folder."""

    id: str
    """Of the event."""
    run: str | None
    """The run that started, or that was restored; None where a snapshot of no run was."""
    started: bool
    within: str | None = None
    snapshot: str | None = None
    saved: str | None = None
    """The snapshot that a restore made of what had been there."""


class Folder(NamedTuple):
    """What a working folder came from at some moment; `predecessors` walks it through time."""

    latest: dict[str | None, str | None]
    """The run that the folder is at, by the run that surrounds it (None for none)."""
    saved: dict[str, str | None]
    """The run that the folder was at when a restore saved this snapshot of it."""


class Kin(NamedTuple):
    """What decides about a run's parent."""

    start_id: str
    before: str | None
    """Its predecessor."""
    parent: str | None
    variant: str | None
    """None until it has ended."""
    plan: str | None
    removed: bool
    replicate_of: str | None = None


def predecessors(steps: Iterable[Step], folder: Folder) -> dict[str, str | None]:
    """For each step, the run that the folder was at when it came: `{step id: run or None}`.

    A run within another one never becomes the predecessor of a run outside of it; the first within takes its
    container's predecessor.

    Args:
        steps: those of one working folder, sorted by id.
        folder: where the folder was before them; afterwards, where it was behind them.
    """
    before: dict[str, str | None] = {}
    latest, saved = folder
    for step in steps:
        if step.started:
            here = latest[step.within] if step.within in latest else latest.get(None)
            latest[step.within] = step.run
            latest[step.run] = here
        else:
            here = latest.get(None)
            if step.saved is not None:
                saved[step.saved] = here
            latest[None] = step.run or saved.get(step.snapshot or "")
        before[step.id] = here
    return before


def parent_of(kin: Kin, look_up: Callable[[str], Kin | None]) -> str | None:
    """The run that a run is compared with; None for the first of its line.

    Removed runs are passed over. Runs of the same variant are siblings, a replicate of a run is its sibling from its
    start on, and so are runs of the same plan while one of them has not ended. Call it in the order of starts: it builds on the predecessor's parent.
    """
    here = kin.before
    while here is not None:
        other = look_up(here)
        if other is None or other.start_id >= kin.start_id:
            return None
        if not other.removed:
            return other.parent if kin.replicate_of == here or _are_siblings(kin, other) else here
        here = other.before
    return None


def _are_siblings(a: Kin, b: Kin) -> bool:
    if a.variant is not None and b.variant is not None:
        return a.variant == b.variant
    return a.plan is not None and a.plan == b.plan
