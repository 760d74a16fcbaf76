"""What one more run takes: as measured, else as somebody said, else a stated default."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hunch.entities.quantities import count
from hunch.journal.rows import LightRun

from .foreseen import Foreseen, Voice

DEFAULT_S = 600.0
LEAST_S = 1.0
"""What a run costs at least: starting it, too, takes somebody's time."""


class Cost(NamedTuple):
    """Seconds of one more run, and where they are from."""

    seconds: float
    how: str
    is_default: bool = False

    @property
    def minutes(self) -> float:
        """What indices are counted in."""
        return max(self.seconds, LEAST_S) / 60


class Took:
    """How long the runs of ideas and variants took."""

    def __init__(self, rows: Sequence[LightRun], *, before_s: float | None) -> None:
        self._ideas: dict[str, list[float]] = defaultdict(list)
        self._variants: dict[str, list[float]] = defaultdict(list)
        self._before_s = before_s
        for row in rows:
            if row.status == "finished" and row.duration_s is not None and not row.removed:
                if row.idea:
                    self._ideas[row.idea].append(row.duration_s)
                if row.variant:
                    self._variants[row.variant].append(row.duration_s)

    def of_variant(self, variant: str | None) -> Cost | None:
        """As its own runs took."""
        return _mean(self._variants.get(variant or ""), "its {}")

    def of_idea(self, idea: str | None) -> Cost | None:
        """As its own runs took, of whatever variant."""
        return _mean(self._ideas.get(idea or ""), "its {}")

    def otherwise(
        self, *, above: str | None, base: str | None, voices: Iterable[Voice], known: Foreseen
    ) -> Cost:
        """Of what has not run: as was said, as its parent (an idea, else the baseline's variant) took, as the last run here."""
        said = _said(voices, known.pace)
        if said is not None:
            return said
        parent = _mean(self._ideas.get(above or ""), "its parent's {}")
        if parent is None:
            parent = _mean(self._variants.get(base or ""), "the baseline's {}")
        if parent is not None:
            return parent
        if self._before_s is not None:
            return Cost(self._before_s, "as the last run here took")
        return Cost(DEFAULT_S, "nothing has run here: default", is_default=True)


def _mean(took: Sequence[float] | None, which: str) -> Cost | None:
    if not took:
        return None
    return Cost(math.fsum(took) / len(took), f"as {which.format(count(len(took), 'run'))} took")


def _said(voices: Iterable[Voice], pace: Mapping[str, float]) -> Cost | None:
    """What authors estimated, each by the factor that their estimates usually turn out by."""
    told = [(each.author, each.cost_s) for each in voices if each.cost_s is not None]
    if not told:
        return None
    seconds = [cost * pace.get(author, 1.0) for author, cost in told]
    names = ", ".join(
        author.partition(":")[2] + (f" (times {pace[author]:.2g}, as usual)" if author in pace else "")
        for author, _ in told
    )
    return Cost(math.fsum(seconds) / len(seconds), f"as {names} said")
