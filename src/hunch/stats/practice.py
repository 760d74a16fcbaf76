"""What shows after many hunches: topics, the trend, and by how much costs are misjudged.

Each `error` is half of a 95 % interval.
"""

import math
from collections.abc import Mapping, Sequence

import msgspec

from .calibration import Z95, mean_error
from .quantiles import t975, t_quantile


class Velocity(msgspec.Struct, frozen=True, kw_only=True):
    """By what factor costs come out larger than estimated."""

    n: int
    factor: float
    """The typical one: exp of the mean log."""
    error: float | None
    """Of the log of `factor`; None for one estimate."""
    interval: tuple[float, float] | None
    """Where the factor of the next estimate lies with 80 %."""


def velocity(log_ratios: Sequence[float]) -> Velocity | None:
    """From log(actual / estimate) of each; None for none."""
    n = len(log_ratios)
    if n < 2:
        return Velocity(n=1, factor=math.exp(log_ratios[0]), error=None, interval=None) if n else None
    mean, error = mean_error(log_ratios)
    half = t_quantile(0.9, n - 1) * error * math.sqrt(n + 1)
    return Velocity(
        n=n,
        factor=math.exp(mean),
        error=t975(n - 1) * error,
        interval=(math.exp(mean - half), math.exp(mean + half)),
    )


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A group of hunches: its own mean, and that mean drawn to the person's as far as its noise asks."""

    name: str
    n: int
    mean: float
    shrunk: float
    error: float
    """Of `shrunk`."""


def topics(values: Mapping[str, Sequence[float]], *, person: Sequence[float]) -> list[Topic]:
    """Each topic between its own mean and the person's, the most hunches first.

    Args:
        values: by topic, a number of each of its hunches (bits, or said - happened); topics may overlap.
        person: shape (hunch,), the same number of all hunches, at least two.

    Source:
        Normal means; the spread inside topics is that of all hunches, the spread between topics goes by moments
        (DerSimonian & Laird 1986).
    """
    mean, error = mean_error(person)
    within = error**2 * len(person)
    means = {name: (len(given), math.fsum(given) / len(given)) for name, given in values.items() if given}
    between = _between(list(means.values()), within=within)
    found = []
    for name, (n, own) in means.items():
        kept = between / (between + within / n) if between else 0.0
        doubt = math.sqrt(kept * within / n + ((1 - kept) * error) ** 2)
        found.append(Topic(name=name, n=n, mean=own, shrunk=mean + kept * (own - mean), error=Z95 * doubt))
    return sorted(found, key=lambda topic: (-topic.n, topic.name))


def _between(means: Sequence[tuple[int, float]], *, within: float) -> float:
    """Variance of topics' true means."""
    total = sum(n for n, _ in means)
    left = total - sum(n * n for n, _ in means) / total if total else 0.0
    if left <= 0:
        return 0.0
    centre = math.fsum(n * own for n, own in means) / total
    q = math.fsum(n * (own - centre) ** 2 for n, own in means)
    return max(0.0, (q - (len(means) - 1) * within) / left)


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """How bits move with practice."""

    n: int
    per_100: float
    """Slope of bits, for 100 more hunches."""
    error: float
    first_half: float
    last_half: float


def trend(earned: Sequence[float]) -> Trend | None:
    """A straight line through the bits of hunches, oldest first; None below ten."""
    n = len(earned)
    if n < 10:
        return None
    mean, middle = math.fsum(earned) / n, (n - 1) / 2
    spread = n * (n * n - 1) / 12
    slope = math.fsum((at - middle) * value for at, value in enumerate(earned)) / spread
    rest = math.fsum((value - mean - slope * (at - middle)) ** 2 for at, value in enumerate(earned))
    half = n // 2
    return Trend(
        n=n,
        per_100=100 * slope,
        error=100 * t975(n - 2) * math.sqrt(rest / (n - 2) / spread),
        first_half=math.fsum(earned[:half]) / half,
        last_half=math.fsum(earned[-half:]) / half,
    )
