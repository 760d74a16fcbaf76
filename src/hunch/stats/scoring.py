"""How good a prediction was, by rules that honesty wins: no report earns more than what one believes.

Scores of many hunches are means, never sums: who predicts more does not score more.
"""

import bisect
import itertools
import math
from collections.abc import Sequence

import msgspec

from .belief import Belief
from .normal import cdf, density
from .resolution import Resolution

CLIP = 0.02
"""Chances are scored as if they were at least this far from 0 and 1, and that is said."""
_PRIOR_HAPPENED, _PRIOR_OF = 2, 8
"""Beta(2, 6), the base rate before anything is resolved."""
# What half a standard normal adds to its own CRPS on the side away from the reading: int_-inf^0 Phi^2.
_FAR_HALF = (math.sqrt(2) - 1) / (2 * math.sqrt(math.pi))


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What one resolved item earned; None: this kind has no such score, or it is void or open.

    `bits` and `surprise` are of the clipped chance, `brier` of the chance as it is. `crps` is on the scale of the
    analysis.
    """

    bits: float | None = None
    """Over the base rate; of a pick, over uniform."""
    base_rate: float | None = None
    brier: float | None = None
    crps: float | None = None
    surprise: float | None = None
    """-log2 of the chance given to what happened; at most 5.64."""
    is_clipped: bool = False


def score(found: Resolution, *, base: float) -> Score:
    """The score of an item whose kind happens at the rate `base` (a pick does not need it)."""
    p, y = found.probability, found.happened
    if p is None or y is None or found.void:
        return Score()
    change, forecast = found.change, found.forecast
    return Score(
        bits=pick_bits(p, found.options) if found.options else bits(p, y, base=base),
        base_rate=1 / found.options if found.options else base,
        brier=brier(p, y),
        crps=None if change is None or forecast is None else crps(forecast, change),
        surprise=surprise(p, y),
        is_clipped=clipped(p) != p,
    )


def clipped(p: float) -> float:
    """
    >>> clipped(0.0), clipped(0.5), clipped(0.99)
    (0.02, 0.5, 0.98)
    """
    return min(max(p, CLIP), 1 - CLIP)


def bits(p: float, y: bool, *, base: float) -> float:
    """log2 of how much more (or less) chance than the base rate was given to what happened.

    >>> bits(0.5, True, base=0.25), bits(0.25, False, base=0.25)
    (1.0, 0.0)
    """
    return surprise(base, y) - surprise(p, y)


def surprise(p: float, y: bool) -> float:
    """-log2 of the chance given to what happened.

    >>> surprise(0.25, True), round(surprise(1.0, False), 2)
    (2.0, 5.64)
    """
    inside = clipped(p)
    return -math.log2(inside if y else 1 - inside)


def brier(p: float, y: bool) -> float:
    """The squared distance between chance and outcome, 0 to 1; .25 is what always saying 50 % earns.

    Source:
        Brier (1950), Monthly Weather Review 78(1), for one of the two outcomes.
    """
    return (p - y) ** 2


def miss(p: float, *, base: float) -> float:
    """The bits of the outcome that was given less chance: what a void hunch counts where voids are misses."""
    return bits(p, p < 0.5, base=base)


def pick_bits(p: float, options: int) -> float:
    """log2 of the chance given to the winner, against giving all `options` the same."""
    return math.log2(clipped(p) * options)


def crps(forecast: Belief, x: float) -> float:
    """Continuous ranked probability score of a split normal: in the unit of `x`, 0 is perfect.

    Source:
        int (F(t) - 1(t >= x))^2 dt, each half by itself.
    """
    near, far = forecast.above, forecast.below
    if x < forecast.median:
        near, far = far, near
    return crps_normal(x, forecast.median, near) + (far - near) * _FAR_HALF


def crps_normal(x: float, mean: float, sd: float) -> float:
    """CRPS of a normal, in the unit of `x`; of a certainty (sd 0) the distance.

    Source:
        Gneiting & Raftery (2007), JASA 102, equation 21, with its sign turned.
    """
    if sd == 0:
        return abs(x - mean)
    z = (x - mean) / sd
    return sd * (z * (2 * cdf(z) - 1) + 2 * density(z) - 1 / math.sqrt(math.pi))


def base_rate(happened: int, of: int) -> float:
    """The chance of a kind of thing that happened so often: the mean of Beta(2, 6), updated.

    >>> base_rate(0, 0), base_rate(4, 4)
    (0.25, 0.5)
    """
    return (_PRIOR_HAPPENED + happened) / (_PRIOR_OF + of)


def base_rates(
    sealed: Sequence[str],
    resolved: Sequence[str],
    happened: Sequence[bool],
    until: Sequence[str | None] = (),
) -> list[float]:
    """The base rate each hunch of one author and kind was sealed at.

    It counts what had been resolved by then, so that it never changes afterwards.

    Args:
        sealed: shape (hunch,), moments or ids: anything whose order is that of time.
        resolved: shape (hunch,), of the same sort.
        happened: shape (hunch,).
        until: shape (hunch,), or none: when it became known that a hunch counts no more.

    >>> base_rates(["1", "3", "5"], ["2", "4", "6"], [True, True, False])
    [0.25, 0.3333333333333333, 0.4]
    """
    steps = [(moment, 1, int(hit)) for moment, hit in zip(resolved, happened, strict=True)]
    for moment, hit, end in zip(resolved, happened, until, strict=False):
        if end is not None:
            steps.append((max(moment, end), -1, -int(hit)))
    steps.sort(key=lambda step: step[0])
    moments = [moment for moment, _, _ in steps]
    counts = list(itertools.accumulate((count for _, count, _ in steps), initial=0))
    hits = list(itertools.accumulate((hit for _, _, hit in steps), initial=0))
    earlier = (bisect.bisect_left(moments, moment) for moment in sealed)
    return [base_rate(hits[at], counts[at]) for at in earlier]
