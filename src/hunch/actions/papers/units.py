"""The units of claims: points, % of the baseline, the metric's own; and how a comparison's differences read in them."""

import math
from collections.abc import Callable
from typing import NamedTuple

from hunch.entities.comparison import LOG, Comparison
from hunch.entities.grammar.known import Known
from hunch.entities.paper import Claim
from hunch.entities.words import BASELINE
from hunch.papers.claims import PERCENT, POINTS


class CannotSayError(Exception):
    """Why runs do not answer; for people."""


class Unit(NamedTuple):
    """From the comparison's scale to the claim's unit, and back."""

    name: str | None
    to: Callable[[float], float]
    back: Callable[[float], float]


def unit_of(claim: Claim, known: Known, one: Comparison) -> Unit:
    """How the comparison's differences read in the claim's unit.

    Raises:
        CannotSayError: there is no such reading.
    """
    kind, mean = known.kind_of(claim.metric), one.side_b.mean
    wanted = "pp" if claim.unit == POINTS else claim.unit
    if wanted == PERCENT:
        return _relative(one, mean)
    if wanted == "pp":
        if kind == "own":
            raise CannotSayError(
                f"points are of fractions and of %, and {claim.metric or one.metric} is neither"
            )
        return _own(one, mean, "pp", 100.0 if kind == "fraction" else 1.0)
    if wanted is not None and known.unit is not None and not _is_sameunit_of(wanted, known.unit, one.metric):
        raise CannotSayError(f"the claim is in {wanted}, and the question in {known.unit}")
    return _own(one, mean, wanted, 1.0)


def _own(one: Comparison, mean: float | None, name: str | None, scale: float) -> Unit:
    if one.scale != LOG:
        return Unit(name, lambda x: x * scale, lambda x: x / scale)
    if mean is None:
        raise CannotSayError(f"the {BASELINE} has not measured it")
    return Unit(name, lambda x: mean * _expm1(x) * scale, lambda x: _log1p(x / scale / mean))


def _relative(one: Comparison, mean: float | None) -> Unit:
    """In % of the baseline's mean, as it was measured."""
    if one.scale == LOG:
        return Unit(PERCENT, lambda x: 100 * _expm1(x), lambda x: _log1p(x / 100))
    if not mean:
        raise CannotSayError(f"the {BASELINE} has a mean of {mean}: nothing is a part of that")
    return Unit(PERCENT, lambda x: 100 * x / abs(mean), lambda x: x / 100 * abs(mean))


def _expm1(x: float) -> float:
    return math.expm1(x) if x < 700 else math.inf


def _log1p(x: float) -> float:
    return math.log1p(x) if x > -1 else -math.inf


def _is_sameunit_of(wanted: str, unit: str, metric: str | None) -> bool:
    """A metric may give its name to its unit: BLEU."""
    return wanted.casefold() in (unit.casefold(), (metric or "").rpartition("/")[2].casefold())
