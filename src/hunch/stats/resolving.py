"""What came of each item of a hunch, from what was measured: no disk, no clock, no scipy.

The same facts give the same resolution; `RULE` changes whenever the same facts would give another.
"""

import math
from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from hunch.entities.hunch import Cost, Happening, Item, Pick, Size, Threshold, Win

from .belief import Scale, Typical, Unfit, idea_belief, size_belief
from .happenings import cost, happening, pick
from .resolution import CRASHED, NAN, Course, Reading, Resolution

__all__ = ["NO_NOISE", "NO_TYPICAL", "RULE", "Course", "Reading", "Resolution", "resolve"]

RULE = 2
NO_NOISE = "no noise known"
NO_TYPICAL = "no typical effect known"


def resolve(
    item: Item,
    *,
    metric: str | None,
    readings: Mapping[str, Reading],
    course: Course,
    typical: Mapping[str, Typical],
    on_idea: bool = False,
    crash_is_loss: bool = False,
) -> Resolution:
    """What came of one item.

    Args:
        metric: the sealed metric, for items that name none.
        readings: by metric; one that is missing was not measured.
        typical: by metric; one that is missing is not known.
        on_idea: whether the hunch is about an idea rather than a run (or the runs of a plan).
        crash_is_loss: whether a reading that a crash or NaN took away counts as worse than any, instead of void.
    """
    match item:
        case Win() | Size() | Threshold():
            name = item.metric if isinstance(item, Size | Threshold) and item.metric else metric
            known = readings.get(name or "")
            lost = _lost(name, known, course)
            return _Measured(
                metric=name,
                reading=known or Reading(scale=Scale()),
                typical=typical.get(name or "", Typical()),
                lost=lost,
                counts_as_worse=crash_is_loss and lost in (CRASHED, NAN),
            ).resolved(item, on_idea=on_idea)
        case Cost():
            return cost(item, course)
        case Happening():
            return happening(item, course)
        case Pick():
            return pick(item, course)


def _lost(metric: str | None, reading: Reading | None, course: Course) -> str | None:
    """Why there is no reading."""
    if reading is not None and reading.void:
        return reading.void
    if reading is not None and reading.value is not None:
        return None if math.isfinite(reading.value) else NAN
    if course.crashed:
        return CRASHED
    if course.nan:
        return NAN
    return "killed" if course.killed else f"{metric or 'no metric'} was not measured"


class _Measured(msgspec.Struct, frozen=True, kw_only=True):
    """An item about a metric, on its way to a resolution."""

    metric: str | None
    reading: Reading
    typical: Typical
    lost: str | None
    counts_as_worse: bool

    def resolved(self, item: Win | Size | Threshold, *, on_idea: bool) -> Resolution:
        match item:
            case Threshold():
                return self._threshold(item)
            case Size():
                return self._size(item)
        return self._idea(item) if on_idea else self._bare(item)

    def _threshold(self, item: Threshold) -> Resolution:
        """A chance about the reading itself: scored as it stands."""
        found = Resolution(
            kind="threshold", metric=self.metric, stated=item.probability, probability=item.probability
        )
        return self._answered(found, happened=self._reached(item))

    def _reached(self, item: Threshold) -> bool | None:
        value, scale = self.reading.value, self.reading.scale
        if self.lost or value is None:
            if not self.counts_as_worse:
                return None
            value = -math.inf * scale.side()
        bound = scale.level(item.value, item.unit)
        return value >= bound if item.relation == ">=" else value <= bound

    def _bare(self, item: Win) -> Resolution:
        """A chance on a run is a forecast of its reading: scored as it stands."""
        return self._compared(
            Resolution(kind="win", metric=self.metric, stated=item.probability, probability=item.probability),
            side=self.reading.scale.side(),
        )

    def _idea(self, item: Win) -> Resolution:
        """A chance on an idea is a belief about its true effect."""
        sd, error = self.typical.belief_sd, self.reading.error
        flags = self._unsure + (() if sd else (NO_TYPICAL,))
        chance = item.probability
        if sd and error:
            side = self.reading.scale.side()
            chance = idea_belief(chance, side=side, sd=sd).blurred(error).chance_of(side)
        return self._compared(
            Resolution(
                kind="win", metric=self.metric, stated=item.probability, probability=chance, flags=flags
            ),
            side=self.reading.scale.side(),
        )

    def _size(self, item: Size) -> Resolution:
        """A belief about the true effect, blurred to a forecast of the reading."""
        scale = self.reading.scale
        found = Resolution(
            kind="win" if scale.goal else "move",
            metric=self.metric,
            stated=item.probability,
            flags=self._unsure + self._unsized(item),
        )
        try:
            belief = size_belief(item, scale=scale, typical=self.typical)
            forecast = belief.blurred(self.reading.error)
            low, high = map(scale.told, forecast.interval)
        except Unfit as unfit:
            return replace(found, void=self.lost or str(unfit))
        side = scale.side(item.change)
        found = replace(
            found,
            stated=belief.chance_of(side),
            probability=forecast.chance_of(side),
            interval=(low, high),
            forecast=forecast,
        )
        compared = self._compared(found, side=side)
        return compared if compared.change is None else replace(compared, outcome=scale.told(compared.change))

    def _compared(self, found: Resolution, *, side: int) -> Resolution:
        """With what the reading says of the baseline; equal is not better."""
        change = None if self.lost else self.reading.change
        if change is None:
            return self._answered(found, happened=None)
        found = replace(found, change=change, error=self.reading.error)
        return self._answered(found, happened=change * side > 0)

    def _answered(self, found: Resolution, *, happened: bool | None) -> Resolution:
        if happened is None and self.counts_as_worse:
            happened = False
        if happened is None:
            return replace(found, void=self.lost or "there is no baseline")
        flags = (*found.flags, *self.reading.flags)
        return replace(found, happened=happened, outcome=happened, flags=flags)

    def _unsized(self, item: Size) -> tuple[str, ...]:
        is_bare = item.low is None and item.probability is None
        return (NO_TYPICAL,) if is_bare and not self.typical.belief_sd else ()

    @property
    def _unsure(self) -> tuple[str, ...]:
        return () if self.reading.error else (NO_NOISE,)
