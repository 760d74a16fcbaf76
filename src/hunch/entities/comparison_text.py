"""The figures of a comparison as people read them: terminal and report alike."""

import math
from typing import Protocol

from .comparison import LOG, Comparison, Side
from .events import Evidence
from .paper import Answer
from .quantities import about, by_noise


def difference(one: Comparison, by: float | None, *, times: str = "×") -> str:
    """A difference in the metric's own unit, signed; on a log scale a ratio behind `times`; "" where there is none."""
    return "" if by is None else _by_scale(by, one.error, one.scale, one.unit, times)


def evidence_difference(one: Evidence, *, times: str = "×") -> str:
    """As `difference`, of what a finding stands on: the digits of every other page."""
    if one.estimate is None:
        return ""
    error = one.error
    if error is None and one.interval is not None:  # written down before its error was
        error = (one.interval[1] - one.interval[0]) / 3.92
    return _by_scale(one.estimate, error, one.scale, one.unit, times)


def _by_scale(by: float, error: float | None, scale: str, unit: str | None, times: str) -> str:
    if scale == LOG:
        ratio = math.exp(by)
        return f"{times}{by_noise(ratio, ratio * error if error else None)}"
    return f"{by_noise(by, error, signed=True)} {'pp' if unit == '%' else unit or ''}".rstrip()


def answer_text(told: Answer) -> str:
    """`+2.31 pp, anytime 95 % +0.92 to +3.70; n 6 v 6`; "" where nothing was measured."""
    if told.estimate is None:
        return ""
    error = (told.interval[1] - told.interval[0]) / 8 if told.interval else None
    parts = [f"{by_noise(told.estimate, error, signed=True)} {told.unit or ''}".rstrip()]
    if told.interval is not None:
        low, high = (by_noise(end, error, signed=True) for end in told.interval)
        parts.append(f"{told.interval_kind} {low} to {high}")
    return f"{', '.join(parts)}; n {told.n_a} v {told.n_b}"


def interval_text(one: Comparison) -> str:
    """`+0.006 to +0.020`."""
    return " to ".join(difference(one, end) for end in one.interval) if one.interval else ""


def mean_text(side: Side) -> str:
    """A variant's mean, with the digits that its error allows; "" where it has none."""
    error = side.sd / side.n**0.5 if side.sd else None
    return "" if side.mean is None else by_noise(side.mean, error)


def spread_text(side: Side) -> str:
    """The standard deviation of its runs, with as many digits; "" where it has none."""
    return "" if side.sd is None else by_noise(side.sd, side.sd / side.n**0.5)


class Advice(Protocol):
    """How many runs would tell, where more of them would: a comparison has it, and whatever one stands behind."""

    @property
    def needed_runs(self) -> int | None: ...
    @property
    def more_runs(self) -> int | None: ...
    @property
    def minutes(self) -> float | None: ...


def would_tell(one: Advice) -> str | None:
    """`11 runs a side would tell: 13 more, about 9 min`; None where there is nothing to advise."""
    if not one.more_runs:
        return None
    cost = f", {about(one.minutes)}" if one.minutes is not None else ""
    return f"{one.needed_runs} runs a side would tell: {one.more_runs} more{cost}"
