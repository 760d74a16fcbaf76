"""Do things happen as often as somebody says? What so many resolved hunches allow to show, and the figures.

Each `error` is half of a 95 % interval. `practice.py` has what takes more: topics, the trend, costs.
"""

import math
from collections.abc import Sequence

import msgspec

from .quantiles import t975, t_cdf
from .scoring import bits, miss

Z95 = 1.959963984540054
_EDGES = (0.0, 0.4, 0.6, 1.0)


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """What `n` resolved hunches allow to show; each hunch beside its result and surprise always may be."""

    n: int
    gap: bool = False
    bins: bool = False
    coverage: bool = False
    skill: bool = False
    curve: bool = False
    bits: bool = False
    topics: bool = False
    peers: bool = False
    trend: bool = False
    note: str | None = None
    """What is to be said instead of a score. Nobody is ever ranked in public."""


def gate(n: int) -> Gate:
    """
    >>> gate(7).note
    '7 of about 20 before this can judge'
    """
    some, many = n >= 10, n >= 50
    return Gate(
        n=n,
        gap=some,
        bins=some,
        coverage=some,
        skill=some,
        curve=many,
        bits=many,
        topics=many,
        peers=many,
        trend=n >= 200,
        note=None if some else f"{n} of about 20 before this can judge",
    )


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """ "You say 62 %, 45 % happened: +17 +- 12 points", as shares."""

    n: int
    said: float
    happened: float
    gap: float
    """said - happened: above 0, more is said than happens."""
    error: float


def gap(p: Sequence[float], y: Sequence[bool]) -> Gap | None:
    """How far what is said lies above what happens; None below two hunches.

    Half a hunch's worth of spread is added, so that ten hunches that went alike do not come out as certain.
    """
    n = len(p)
    if n < 2:
        return None
    said, happened = math.fsum(p) / n, sum(y) / n
    apart = said - happened
    spread = math.fsum((one - hit - apart) ** 2 for one, hit in zip(p, y, strict=True)) + 0.5
    return Gap(
        n=n, said=said, happened=happened, gap=apart, error=t975(n - 1) * math.sqrt(spread / (n - 1) / n)
    )


class Bin(msgspec.Struct, frozen=True, kw_only=True):
    """What happened where a chance within `low` to `high` was said; None where it never was."""

    low: float
    high: float
    n: int
    said: float | None = None
    happened: float | None = None
    interval: tuple[float, float] | None = None
    """Of `happened`, 95 %."""


def bins(p: Sequence[float], y: Sequence[bool]) -> list[Bin]:
    """Three: rather not (below 40 %), even, rather so (above 60 %)."""
    cells: list[list[tuple[float, bool]]] = [[], [], []]
    for one, hit in zip(p, y, strict=True):
        cells[(one >= _EDGES[1]) + (one > _EDGES[2])].append((one, hit))
    return [_bin(low, high, cell) for low, high, cell in zip(_EDGES, _EDGES[1:], cells, strict=False)]


def _bin(low: float, high: float, cell: Sequence[tuple[float, bool]]) -> Bin:
    n, hits = len(cell), sum(hit for _, hit in cell)
    if not n:
        return Bin(low=low, high=high, n=0)
    said = math.fsum(one for one, _ in cell) / n
    return Bin(low=low, high=high, n=n, said=said, happened=hits / n, interval=share_interval(hits, n))


def share_interval(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share, `n` at least 1.

    Source:
        Wilson (1927), JASA 22.

    >>> [round(end, 4) for end in share_interval(8, 10)]
    [0.4902, 0.9433]
    """
    square = Z95**2
    centre = (hits + square / 2) / (n + square)
    half = Z95 / (n + square) * math.sqrt(hits * (n - hits) / n + square / 4)
    return max(0.0, centre - half), min(1.0, centre + half)


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How often the reading lay inside the 80 % interval."""

    n: int
    share: float
    interval: tuple[float, float]
    expected: float = 0.8


def coverage(inside: Sequence[bool]) -> Coverage | None:
    """None for no intervals."""
    n, hits = len(inside), sum(inside)
    return Coverage(n=n, share=hits / n, interval=share_interval(hits, n)) if n else None


class Skill(msgspec.Struct, frozen=True, kw_only=True):
    """Mean bits over the base rate, and the chance that they are above 0 in the long run."""

    n: int
    bits: float
    error: float
    chance: float


def skill(p: Sequence[float], y: Sequence[bool], *, b: Sequence[float]) -> Skill | None:
    """Does it say more than the base rate does? None below two hunches.

    For `chance` and `error` two hunches are added that stand for the average one, one that happened and one that did
    not: who never missed yet is not taken to never miss.

    Args:
        p: shape (hunch,), the chances that were scored.
        y: shape (hunch,), whether it happened.
        b: shape (hunch,), the base rates as of then.
    """
    n = len(p)
    if n < 2:
        return None
    earned = [bits(one, hit, base=base) for one, hit, base in zip(p, y, b, strict=True)]
    added = [
        math.fsum(bits(one, hit, base=base) for one, base in zip(p, b, strict=True)) / n
        for hit in (True, False)
    ]
    mean, error = mean_error([*earned, *added])
    return Skill(
        n=n,
        bits=math.fsum(earned) / n,
        error=t975(n + 1) * error,
        chance=t_cdf(mean / error, n + 1) if error > 1e-12 else 0.5,
    )


def with_voids(scored: Sequence[float], void_p: Sequence[float], *, void_b: Sequence[float]) -> float | None:
    """Mean bits where each void hunch counts as the outcome that was given less chance.

    Args:
        scored: shape (hunch,), bits of those that were scored.
        void_p: shape (void,), what the others said.
        void_b: shape (void,), and their base rates.
    """
    missed = [miss(one, base=base) for one, base in zip(void_p, void_b, strict=True)]
    return _mean([*scored, *missed])


def certainties(p: Sequence[float]) -> float | None:
    """The share of chances of at least 90 % or at most 10 %: the way to game a score; None for none."""
    return _mean([one >= 0.9 or one <= 0.1 for one in p])


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def mean_error(values: Sequence[float]) -> tuple[float, float]:
    """Mean and its standard error, of at least two."""
    n = len(values)
    mean = math.fsum(values) / n
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1) / n)
