"""The smallest difference that matters, as it is typed: `0.005`, `0.5pp`, `5%`, `20ms`."""

import math
import re
from typing import NamedTuple

from hunch.errors import UserError

_NUMBER = re.compile(
    r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+]?inf(?:inity)?|nan)\s*(.*?)\s*", re.IGNORECASE
)


class Range(NamedTuple):
    """Between what the values of a metric have come to lie."""

    low: float
    high: float

    @property
    def is_fraction(self) -> bool:
        """Whether they may be shares: 0 to 1."""
        return self.low >= 0 and self.high <= 1


def min_effect_of(text: str, *, unit: str | None, log_scale: bool, metric: str, seen: Range | None) -> float:
    """The min effect in the metric's own unit; on a log scale relative (0.05 is 5 %).

    Args:
        unit: the metric's own, None where nothing was said of it.
        seen: between what its values have come to lie; None where nothing was measured.

    Raises:
        UserError: it is none, or its unit does not go with the metric's.

    >>> min_effect_of("0.5pp", unit=None, log_scale=False, metric="acc", seen=Range(0.8, 0.9))
    0.005
    >>> min_effect_of("5%", unit=None, log_scale=True, metric="loss", seen=None)
    0.05
    """
    read = _NUMBER.fullmatch(text)
    if read is None:
        raise UserError(
            f"--min-effect {text!r} is no number", hint="--min-effect 0.005, 0.5pp, or 5% with --log"
        )
    value, given = float(read[1]), read[2]
    if not (math.isfinite(value) and value > 0):
        raise UserError(
            f"--min-effect {text}: a difference that matters is finite and above 0",
            hint="Leave it away where any difference would matter.",
        )
    if log_scale:
        return _relative(text, value, given)
    if given == "pp":
        return _exactly(value, _points(text, unit, metric, seen))
    if given == "%":
        raise UserError(
            f"--min-effect {text}: % is relative, and {metric} is not compared by ratios",
            hint=f"In points: {read[1]}pp. By ratios: add --log. Else in the metric's own unit, as a bare number.",
        )
    if given and given != unit:
        own = f"{metric} is in {unit}" if unit else f"nothing is said of the unit of {metric}"
        raise UserError(
            f"--min-effect {text}: {own}",
            hint="Say it as a bare number, in the metric's own unit"
            + ("." if unit else f"; or add --unit {given}."),
        )
    if not given and unit in (None, "fraction") and seen is not None and seen.is_fraction and value >= 1:
        raise UserError(
            f"--min-effect {text}: {metric} has lain between {seen.low:g} and {seen.high:g}, where no difference is as large",
            hint=f"In points: --min-effect {read[1]}pp. As a fraction: --min-effect {value / 100:g}",
        )
    return value


def _relative(text: str, value: float, given: str) -> float:
    """On a log scale."""
    if given == "%":
        return _exactly(value, 0.01)
    if given:
        raise UserError(
            f"--min-effect {text}: with --log a difference is a ratio", hint="--min-effect 5% (or 0.05)"
        )
    if value >= 1:
        raise UserError(
            f"--min-effect {text}: with --log that is {100 * value:g} %",
            hint=f"--min-effect {value:g}% if per cent are meant, else {100 * value:g}%",
        )
    return value


def _points(text: str, unit: str | None, metric: str, seen: Range | None) -> float:
    """How much a point is in the metric's own unit."""
    if unit == "%":
        return 1.0
    if unit == "fraction":
        return 0.01
    if unit is not None:
        raise UserError(
            f"--min-effect {text}: pp are points of a percentage, and {metric} is in {unit}",
            hint="Say it as a bare number, in the metric's own unit.",
        )
    if seen is None:
        raise UserError(
            f"--min-effect {text}: is {metric} a fraction (0.93) or in % (93)? Nothing has measured it yet",
            hint="Add --unit fraction or --unit %, or say it as a bare number, in the metric's own unit.",
        )
    return 0.01 if seen.is_fraction else 1.0


def _exactly(value: float, factor: float) -> float:
    """0.5 points are 0.005, to the last digit as it would be typed."""
    return float(f"{value * factor:.15g}")
