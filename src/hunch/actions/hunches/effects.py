"""How large a metric's effects have usually been, as far as it was known when a prediction was sealed."""

from collections import defaultdict, deque
from heapq import heappop, heappush
from typing import NamedTuple, final

from hunch.stats.belief import Typical, typical

LAST = 100
"""So many of a metric's effects count, those that were resolved last."""


class Effect(NamedTuple):
    """What one reading was away from its baseline, on the scale of the analysis, and its standard error."""

    end: str
    """The event by which it was there."""
    run: str
    """The first of its runs: several predictions about one reading are one effect."""
    change: float
    error: float


@final
class Effects:
    """Effects that were resolved, by a metric and whether its logarithm counts. Ask in the order of sealing."""

    def __init__(self) -> None:
        self._coming: dict[tuple[str, bool], list[Effect]] = defaultdict(list)
        self._last: dict[tuple[str, bool], deque[Effect]] = defaultdict(lambda: deque(maxlen=LAST))
        self._seen: set[tuple[str, bool, str]] = set()

    def add(self, metric: str, effect: Effect, *, log_scale: bool) -> None:
        """Take in what a prediction found, in the order of sealing."""
        if (metric, log_scale, effect.run) not in self._seen:
            self._seen.add((metric, log_scale, effect.run))
            heappush(self._coming[metric, log_scale], effect)

    def typical(self, metric: str, order: str, *, log_scale: bool, noise_sd: float | None) -> Typical:
        """The typical effect of a metric by what had been resolved before the event `order`."""
        coming, last = self._coming[metric, log_scale], self._last[metric, log_scale]
        while coming and coming[0].end < order:
            last.append(heappop(coming))
        return typical([each.change for each in last], [each.error for each in last], noise_sd=noise_sd)
