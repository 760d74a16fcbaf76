"""How far a gut steers: a stated chance recalibrated by its author's record.

q = expit(logit b + a + w (logit p - logit b)): w = 0 is the base rate alone, 1 the chance as stated.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from .scoring import clipped

HALF_LIFE = 50.0
"""So many later hunches halve what an observation weighs."""
_A_PRECISION = 2 / 0.98
"""Of the prior of a: sd .7 around 0."""
_W_PRECISION = 2 / 0.5
"""Of the prior of each w: sd .5 around .5."""
_NO_RECORD = 0.5


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """A forecaster's record as two numbers with their errors (one sd, from the curvature at the maximum).

    `weight` is what the record counts after the half-life, in hunches. `is_floored`: the record asks for w < 0; w
    is 0 then, and its error and `correlation` are those of the fit without a floor at this point.
    """

    a: float = 0.0
    w: float = _NO_RECORD
    a_error: float = math.sqrt(1 / _A_PRECISION)
    w_error: float = math.sqrt(1 / _W_PRECISION)
    correlation: float = 0.0
    """Of a and w."""
    n: int = 0
    weight: float = 0.0
    is_floored: bool = False


def trust(
    p: Sequence[float], y: Sequence[bool], *, b: Sequence[float], half_life: float | None = HALF_LIFE
) -> Trust:
    """What one forecaster's record says; oldest first.

    Args:
        p: shape (hunch,), the chances that were scored (`Resolution.probability`), 0 to 1.
        y: shape (hunch,), whether it happened.
        b: shape (hunch,), the base rate as of then, 0 to 1.
        half_life: in later hunches; None: all weigh the same.

    Source:
        docs/reference/statistics.md, Trust: logistic regression, a posteriori maximum by Newton.

    >>> trust([], [], b=[]).w
    0.5
    """
    found = pooled([{"": value} for value in p], y, b=b, half_life=half_life)
    return found.get("", Trust())


def pooled(
    p: Sequence[Mapping[str, float]],
    y: Sequence[bool],
    *,
    b: Sequence[float],
    half_life: float | None = HALF_LIFE,
) -> dict[str, Trust]:
    """The records of several forecasters: one w each, `a` shared; oldest first.

    Args:
        p: shape (thing,), what each forecaster gave it; who said nothing is left out, and adds nothing.
        y: shape (thing,), whether it happened.
        b: shape (thing,), the base rate as of then.
        half_life: in later things of the same forecaster. What several spoke about is as old as for the one of them
            who has spoken the least since.

    Returns:
        By forecaster, sorted.
    """
    names = sorted({name for given in p for name in given})
    if not names:
        return {}
    import numpy as np

    base = np.array([logit(value) for value in b])
    design = np.ones((len(p), len(names) + 1))
    for column, name in enumerate(names, start=1):
        design[:, column] = [
            logit(given[name]) - at if name in given else 0.0 for given, at in zip(p, base, strict=True)
        ]
    spoke = np.array([[name in given for name in names] for given in p])
    weights = _weights(spoke, half_life)
    fitted, floored = _fit(design, np.array(y, dtype=float), base, weights)
    covariance = np.linalg.inv(_curvature(design, base, weights, fitted))
    return {
        name: _trust(fitted, covariance, column, spoke[:, column - 1], weights, floored)
        for column, name in enumerate(names, start=1)
    }


def recalibrated(p: float, b: float, trust: Trust) -> float:
    """The chance q that a stated `p` is worth, with base rate `b`.

    >>> [round(recalibrated(0.9, 0.3, Trust(w=w)), 9) for w in (0.0, 1.0)]
    [0.3, 0.9]
    """
    return combined({"": p}, b, {"": trust})


def combined(p: Mapping[str, float], b: float, trusts: Mapping[str, Trust]) -> float:
    """As `recalibrated`, of what several forecasters said; whoever has no record is trusted by half."""
    shared = next(iter(trusts.values()), Trust()).a
    base = logit(b)
    moved = sum(trusts.get(name, Trust()).w * (logit(value) - base) for name, value in p.items())
    return 1 / (1 + math.exp(-(base + shared + moved)))


def logit(p: float) -> float:
    """Log-odds, of a chance that is neither 0 nor 1."""
    inside = clipped(p)
    return math.log(inside / (1 - inside))


def _weights(spoke: Any, half_life: float | None) -> Any:
    """Shape (thing,): 2^(-age / half-life), age = later things that the same forecaster spoke about."""
    import numpy as np

    if half_life is None:
        return np.ones(len(spoke))
    later = spoke[::-1].cumsum(axis=0)[::-1] - spoke
    age = np.where(spoke, later, len(spoke)).min(axis=1)
    return 2.0 ** (-age / half_life)


def _fit(design: Any, y: Any, base: Any, weights: Any) -> tuple[Any, Any]:
    """The maximum with every w >= 0 (a w that comes out below is set to 0, the rest fitted again), and which were."""
    import numpy as np

    free = np.ones(design.shape[1], dtype=bool)
    while True:
        fitted = _newton(design, y, base, weights, free)
        below = fitted < 0
        below[0] = False
        if not below.any():
            return fitted, ~free
        free &= ~below


def _newton(design: Any, y: Any, base: Any, weights: Any, free: Any) -> Any:
    """Newton from (0, .5, ...) over the free parameters, the others at 0; steps clipped to +-1, until < 1e-10."""
    import numpy as np

    centre = _centre(len(free))
    now = np.where(free, centre, 0.0)
    for _ in range(200):
        q = 1 / (1 + np.exp(-(base + design @ now)))
        slope = design.T @ (weights * (y - q)) - _precision(len(free)) * (now - centre)
        curvature = _curvature(design, base, weights, now)
        step = np.clip(np.linalg.solve(curvature[np.ix_(free, free)], slope[free]), -1, 1)
        now[free] += step
        if np.abs(step).max() < 1e-10:
            return now
    raise AssertionError("Newton's steps did not end on a concave function")


def _curvature(design: Any, base: Any, weights: Any, at: Any) -> Any:
    """Minus the second derivatives of the log posterior: shape (parameter, parameter)."""
    import numpy as np

    q = 1 / (1 + np.exp(-(base + design @ at)))
    return (design.T * (weights * q * (1 - q))) @ design + np.diag(_precision(design.shape[1]))


def _centre(parameters: int) -> Any:
    import numpy as np

    return np.array([0.0] + [_NO_RECORD] * (parameters - 1))


def _precision(parameters: int) -> Any:
    import numpy as np

    return np.array([_A_PRECISION] + [_W_PRECISION] * (parameters - 1))


def _trust(fitted: Any, covariance: Any, column: int, spoke: Any, weights: Any, floored: Any) -> Trust:
    a_error, w_error = math.sqrt(covariance[0, 0]), math.sqrt(covariance[column, column])
    return Trust(
        a=float(fitted[0]),
        w=float(fitted[column]),
        a_error=a_error,
        w_error=w_error,
        correlation=float(covariance[0, column]) / (a_error * w_error),
        n=int(spoke.sum()),
        weight=float(weights[spoke].sum()),
        is_floored=bool(floored[column]),
    )
