"""Numbers that a run reports, and how the ones that JSON cannot say are written.

NaN and infinities are `null` plus a side key that names them, the one form that duckdb, polars, pyarrow,
orjson and the standard library all read with nothing lost: `{"m": {"loss": null}, "nf": {"loss": "NaN"}}`.
"""

import math

import msgspec

NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
CURVE = 3
"""So many values make a curve; programs echo a configuration once or twice."""
SYSTEM_PREFIX = "system/"
"""Metrics that Hunch itself takes of the machine."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a curve in one line.

    `last` is the value at the highest step (the last line on ties); `min` and `max` are over the finite
    values, None where there are none. `nf` names a `last` that is not finite; `not_finite` counts such values.
    """

    last: float | int | None = None
    min: float | int | None = None
    max: float | int | None = None
    count: int = 0
    step: int | float | None = None
    not_finite: int = 0
    nf: dict[str, str] | None = None

    @property
    def value(self) -> float | int | None:
        """`last` with NaN and infinities as the floats they were."""
        if self.nf and "last" in self.nf:
            return NON_FINITE[self.nf["last"]]
        return self.last


class MetricLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of `runs/<id>/metrics.<source>.jsonl`: one call of log().

    `t` is the wall time of that call, nanoseconds since 1970-01-01 UTC.
    """

    step: int | float
    t: int
    m: dict[str, float | int | bool | None]
    nf: dict[str, str] | None = None


def name_of_non_finite(value: float) -> str | None:
    """ "NaN", "Infinity" or "-Infinity"; None for a finite number."""
    if isinstance(value, int) or math.isfinite(value):  # a whole number may be too large for math.isfinite
        return None
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"
