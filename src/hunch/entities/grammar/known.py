"""What a hunch is held against: the question, the metrics seen, the ideas there are."""

import msgspec

Seen = tuple[int, float | None, float | None]
"""How many last values, the lowest and the highest (None where none is finite)."""
_KINDS = {"%": "%", "percent": "%", "1": "fraction", "fraction": "fraction"}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known before the run.

    `metric` (a name, or a pattern: `acc/*`), `goal`, `unit` and `log_scale` are the question's. `metrics` is empty
    where nothing was measured yet. `ideas`: texts by id. Where they are at hand, `baseline` is its mean reading and
    `spread` the sd of a change that says no width (of logs on a log scale).
    """

    metric: str | None = None
    goal: str = "max"
    unit: str | None = None
    log_scale: bool = False
    metrics: dict[str, Seen] = {}
    ideas: dict[str, str] = {}
    baseline: float | None = None
    spread: float | None = None

    @property
    def sign(self) -> int:
        """1 where more is better, -1 where less is."""
        return -1 if self.goal == "min" else 1

    def is_questions(self, metric: str | None) -> bool:
        """Whether this is the question's metric (None is), or one of those that its pattern takes in."""
        return metric is None or (self.metric is not None and _takes_in(self.metric, metric))

    def values_of(self, metric: str | None) -> tuple[float, float] | None:
        """The lowest and the highest value seen of a metric, None of the question's."""
        wanted = self.metric if metric is None else metric
        seen = [each for name, each in self.metrics.items() if wanted is not None and _takes_in(wanted, name)]
        lows = [low for _, low, _ in seen if low is not None]
        highs = [high for _, _, high in seen if high is not None]
        return (min(lows), max(highs)) if lows and highs else None

    def kind_of(self, metric: str | None) -> str:
        """What its values are: "%", "fraction", "own" (neither), or "" where none is known."""
        if self.is_questions(metric) and self.unit:
            return _KINDS.get(self.unit, "own")
        values = self.values_of(metric)
        if values is None:
            return ""
        return "fraction" if values[0] >= 0 and values[1] <= 1 else "own"


def _takes_in(pattern: str, name: str) -> bool:
    if "*" not in pattern:
        return name == pattern
    from fnmatch import fnmatchcase

    return fnmatchcase(name, pattern)
