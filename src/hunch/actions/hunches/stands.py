"""Where a prediction stands before anything is measured: open, late, void, taken back, or complete and to be scored."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hunch.entities.hunch import HunchStatus, Pick
from hunch.stats.resolution import Reading, Resolution

from .past import Past, named_hash
from .seals import Planned, Seal, is_late, is_taken_out, planned_of

EDITED = "the line that sealed it is not the one that the run's start names"
NO_CHANCE = "a chance outside 0 to 1"
NEVER_BEGAN, NONE_BEGAN = "its run never began", "none of its planned runs ever began"
KNOWN_ALREADY = "all of them had been run"


class Stand(NamedTuple):
    """Where a prediction stands.

    `status` is open, late, void (`why` says why), retracted, or scored: all its runs have ended, and what came of it is
    to be found out. `end` is then the event by which the last of them did.
    """

    seal: Seal
    status: HunchStatus
    planned: Planned | None = None
    why: str | None = None
    end: str | None = None
    taken_back: str | None = None
    """The event that retracted it, before its runs had ended or after."""

    @property
    def is_complete(self) -> bool:
        """Whether the one reading that it is about is there."""
        return self.end is not None


class Found(NamedTuple):
    """A prediction and what came of its items, in their order; of none before it is complete."""

    stand: Stand
    resolutions: Sequence[Resolution] = ()
    readings: Mapping[str, Reading] = {}
    """By metric, as the items name it."""


def stand_of(seal: Seal, past: Past, plans: Mapping[str, int], *, taken_back: str | None) -> Stand:
    """Where a prediction stands.

    One that was taken back after its runs had ended is resolved all the same: the result was there to be seen.
    """
    planned = planned_of(seal, past, plans)
    if planned is None:
        status, why = _unnamed(seal, past)
        if is_about_ideas(seal):  # what they were found out to be is not known here
            return Stand(seal, status, taken_back=taken_back)
        if taken_back is not None and status in (HunchStatus.OPEN, HunchStatus.VOID):
            status, why = HunchStatus.RETRACTED, None
        return Stand(seal, status, why=why, taken_back=taken_back)
    if not seal.is_whole or any(named_hash(run, seal.said.hunch) != seal.sha256 for run in planned.runs):
        return Stand(seal, HunchStatus.VOID, planned, EDITED, taken_back=taken_back)
    if not all(0 <= chance <= 1 for chance in chances_of(seal)):
        return Stand(seal, HunchStatus.VOID, planned, NO_CHANCE, taken_back=taken_back)
    if planned.is_complete:
        end = max(past.ends.get(run.id, "") for run in planned.runs)
        if taken_back is None or end < taken_back:
            return Stand(seal, HunchStatus.SCORED, planned, end=end, taken_back=taken_back)
    status = HunchStatus.OPEN if taken_back is None else HunchStatus.RETRACTED
    return Stand(seal, status, planned, taken_back=taken_back)


def chances_of(seal: Seal) -> list[float]:
    """All chances that it states: what wrote the line may not have looked at them."""
    found: list[float] = []
    for item in seal.said.items:
        if isinstance(item, Pick):
            found += item.chances.values()
        elif item.probability is not None:
            found.append(item.probability)
    return found


def is_about_ideas(seal: Seal) -> bool:
    """Whether it only says which of several ideas wins, and so waits for no run of its own."""
    said = seal.said
    of_none = said.run is None and said.plan is None and said.idea is None
    return of_none and bool(said.items) and all(isinstance(item, Pick) for item in said.items)


def _unnamed(seal: Seal, past: Past) -> tuple[HunchStatus, str | None]:
    if is_about_ideas(seal):
        return HunchStatus.OPEN, None
    if is_taken_out(seal, past):
        return HunchStatus.VOID, NEVER_BEGAN if seal.said.run is not None else NONE_BEGAN
    return (HunchStatus.LATE if is_late(seal, past) else HunchStatus.OPEN), None
