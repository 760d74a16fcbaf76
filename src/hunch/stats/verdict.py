"""What may be said of two variants: one of six words, with the figures behind it.

Looking often, adding seeds and adding variants are free: in a question, over its whole life, the chance of a false IMPROVES
or WORSENS is at most 5 %.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from hunch.entities.words import IMPROVES, INCONCLUSIVE, NO_DIFFERENCE, OBSERVED, SUGGESTS_UP, WORSENS, Word
from hunch.errors import UserError

from . import advice, anytime, quantiles
from .arm import Arm, mean
from .noise import RUNS_TO_BORROW, Noise
from .panel import Key, Panel

__all__ = ["ANYTIME", "ORDINARY", "RULE", "Arm", "Judged", "Panel", "Terms", "judge", "judged"]

RULE = 2
"""Version of the rules; what was derived under another one is derived anew."""

ANYTIME, ORDINARY = "anytime 95 %", "ordinary 95 %"
ORDINARY_LEVEL = 0.05
"""How often an ordinary interval leaves out zero where there is no difference."""

NOTHING_CHANGED = "the seed changed nothing"
TOO_SMALL = "a difference is sure, and within the min effect"
TOO_FEW = f"fewer than {RUNS_TO_BORROW} runs a side do not show whether they scatter as the others do"
STANDS_OUT = "the runs of one side scatter more than all others: by their own scatter alone it is not sure"
ENOUGH = "of ten differences as large as {}, eight would have shown by now"

Interval = tuple[float, float]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What the evidence allows to say of a against b.

    Lengths (`estimate`, the intervals, `noise_sd`) are on the scale of the values. `interval` is the one that belongs to
    the word, `interval_kind` says which; `bound` is in standard errors, None where no difference could be claimed yet.
    """

    verdict: str
    direction: int
    estimate: float | None
    interval: Interval | None = None
    interval_kind: str | None = None
    ordinary: Interval | None = None
    anytime: Interval | None = None
    n_a: int
    n_b: int
    noise_sd: float | None
    df: int | None
    pairing: str
    level: float | None
    bound: float | None = None
    log_e: float | None = None
    needed_runs: int | None
    reasons: list[str]


def judge(
    a: Arm,
    b: Arm,
    *,
    others: Sequence[Arm] = (),
    level: float | None,
    goal: str = "max",
    min_effect: float | None = None,
    capped: bool = False,
    t975: Callable[[int], float] | None = None,
    advise: bool = True,
) -> Judged:
    """The word for a against b, and everything that is printed beside it.

    Args:
        others: all other variants of the question, for the noise, and for who shares seeds with whom.
        level: a's own where b is the question's baseline (`multiplicity.levels`); None where it is not.
        goal: "max" or "min".
        min_effect: smallest difference that matters, on the scale of the values, above 0.
        capped: something (a failed run, runs left out) forbids more than SUGGESTS.
        t975: quantile of Student's t by degrees of freedom; scipy's where None. No claim needs it.
        advise: whether `needed_runs` is worked out, which needs scipy.

    Raises:
        InvalidMetric: a value is not finite.
        UserError: `min_effect` is not above 0.
        LookupError: `t975` raised it, and the word hangs on it.
    """
    terms = Terms(level, goal, min_effect, capped, t975, advise)
    return judged(Panel(dict(enumerate([a, b, *others]))), 0, 1, terms)


class Terms(NamedTuple):
    """What a comparison is judged by; as the arguments of `judge`."""

    level: float | None
    goal: str = "max"
    min_effect: float | None = None
    capped: bool = False
    t975: Callable[[int], float] | None = None
    advise: bool = True

    @property
    def may_claim(self) -> bool:
        """Whether more than SUGGESTS may be said at all."""
        return self.level is not None and not self.capped

    def check(self) -> None:
        """
        Raises:
            UserError: the min effect is not above 0.
        """
        assert self.goal in ("max", "min")
        least = self.min_effect
        if least is not None and not (least > 0 and math.isfinite(least)):
            raise UserError(f"a min effect of {least:g} tells nothing", hint="It must be a number above 0.")


def judged(panel: Panel[Key], a: Key, b: Key, terms: Terms) -> Judged:
    """As `judge`, of two arms of a panel: for the many comparisons of one question."""
    terms.check()
    one, two = panel.arms[a], panel.arms[b]
    noise = panel.noise(a, b)
    difference = mean(one.values) - mean(two.values) if one.n and two.n else None
    observed = _observed(one, two, difference, noise, terms)
    if observed.reasons or difference is None or noise is None:
        return observed
    return _told(observed, _Seen(difference, noise, terms.level), terms)


class _Seen(NamedTuple):
    """A difference and the noise that it stands in."""

    difference: float
    noise: Noise
    level: float | None

    @property
    def plain_bound(self) -> float:
        """In standard errors, whatever the noise is made of."""
        return math.inf if self.level is None else anytime.bound(self.noise.df, self.noise.c2, self.level)

    @property
    def bound(self) -> float:
        """In standard errors; infinite where no difference could be claimed."""
        return self.plain_bound if self.noise.may_claim else math.inf

    @property
    def reach(self) -> float:
        """How far to each side the anytime interval reaches: a larger difference is sure."""
        reach = self.bound * self.noise.se
        if self.level is None or self.noise.doubt is None:
            return reach
        own = self.noise.doubt
        return max(reach, anytime.bound(own.df, self.noise.c2, self.level) * own.se)

    @property
    def log_e(self) -> float | None:
        """Evidence for a difference."""
        if self.level is None:
            return None
        held = [(self.noise.se, self.noise.df), *([self.noise.doubt] if self.noise.doubt else [])]
        return min(anytime.log_e(self.difference / se, df, self.noise.c2) for se, df in held)


def _observed(a: Arm, b: Arm, difference: float | None, noise: Noise | None, terms: Terms) -> Judged:
    """What holds before any word; with a reason where OBSERVED is all that may be said."""
    few = min(a.n, b.n) < 2
    still = noise is None or not noise.is_seen([*a.values, *b.values])
    reasons = []
    if few:
        reasons.append(f"a verdict needs 2 finished runs a side: there are {a.n} and {b.n}")
    elif still:
        reasons.append(NOTHING_CHANGED)
    sign = -1 if terms.goal == "min" else 1
    return Judged(
        verdict=OBSERVED.text,
        direction=sign * ((difference > 0) - (difference < 0)) if difference else 0,
        estimate=difference,
        n_a=a.n,
        n_b=b.n,
        noise_sd=noise.sd if noise else None,
        df=noise.df if noise else None,
        pairing=noise.pairing if noise else "unpaired",
        level=terms.level,
        needed_runs=_needed(a.n, b.n, None if still else noise, terms) if few else None,
        reasons=reasons,
    )


def _told(observed: Judged, seen: _Seen, terms: Terms) -> Judged:
    reach, bound = seen.reach, seen.bound
    word, reasons = _claim(seen.difference, reach, observed.direction, terms)
    ordinary = _ordinary(seen, terms, needed=word is None)
    by_anytime = _around(seen.difference, reach) if math.isfinite(reach) else None
    if word:
        interval, kind, needed = by_anytime, ANYTIME, None
    else:
        assert ordinary
        word = INCONCLUSIVE if ordinary[0] <= 0 <= ordinary[1] else SUGGESTS_UP
        interval, kind = ordinary, ORDINARY
        needed = _needed(observed.n_a, observed.n_b, seen.noise, terms)
        reasons = _withheld(seen, terms)
        if needed is not None and needed <= min(observed.n_a, observed.n_b):
            reasons.append(
                ENOUGH.format("the min effect" if terms.min_effect else f"{advice.ASSUMED_EFFECT:g} seed sd")
            )
    return msgspec.structs.replace(
        observed,
        verdict=word.text,
        interval=interval,
        interval_kind=kind,
        ordinary=ordinary,
        anytime=by_anytime,
        bound=bound if math.isfinite(bound) else None,
        log_e=seen.log_e,
        needed_runs=needed,
        reasons=reasons,
    )


def _claim(difference: float, reach: float, direction: int, terms: Terms) -> tuple[Word | None, list[str]]:
    """IMPROVES, WORSENS, NO DIFFERENCE or nothing: what only the anytime bound can give."""
    if not terms.may_claim or math.isinf(reach):
        return None, []
    sure = abs(difference) >= reach
    if terms.min_effect is not None and abs(difference) + reach <= terms.min_effect:
        return NO_DIFFERENCE, [TOO_SMALL] if sure else []
    if not sure:
        return None, []
    return IMPROVES if direction > 0 else WORSENS, []


def _around(difference: float, reach: float) -> Interval:
    return difference - reach, difference + reach


def _ordinary(seen: _Seen, terms: Terms, *, needed: bool) -> Interval | None:
    try:
        return _around(seen.difference, (terms.t975 or quantiles.t975)(seen.noise.df) * seen.noise.se)
    except LookupError:
        if needed:
            raise
        return None


def _needed(n_a: int, n_b: int, noise: Noise | None, terms: Terms) -> int | None:
    """Rule 5; None where nobody asks or no number of runs would allow a claim."""
    if not (terms.advise and terms.may_claim):
        return None
    assert terms.level is not None
    effect = advice.ASSUMED_EFFECT
    if terms.min_effect is not None and noise is not None:
        effect = advice.effect_in_sd(terms.min_effect, noise.sd, noise.df)
    return advice.needed_runs(
        level=terms.level, n_a=n_a, n_b=n_b, effect=effect, lent=noise.lent if noise else 0,
        paired=noise is not None and noise.pairing == "paired",
    )  # fmt: skip


def _withheld(seen: _Seen, terms: Terms) -> list[str]:
    """Why a difference that is beyond the plain bound is not claimed."""
    if not terms.may_claim or abs(seen.difference) < seen.plain_bound * seen.noise.se:
        return []
    return [STANDS_OUT if seen.noise.may_claim else TOO_FEW]
