"""Running summaries of metrics, filled by blocks of values so that the loops run in C.

The recorder and the reader of metrics files both reduce with these rules, so a run's summary is the same
whoever makes it.
"""

import math
from collections.abc import Sequence
from typing import final

from .metric import Summary, name_of_non_finite

EXACT_BELOW = 2.0**53
"""Integers from here on are not all float64."""

Number = float | int


@final
class Tally:
    """What is known of one metric so far."""

    __slots__ = ("count", "exact", "high", "last", "low", "not_finite", "step", "t", "whole")

    def __init__(self, *, whole: bool = False) -> None:
        self.count = 0
        self.not_finite = 0
        self.low: Number | None = None
        self.high: Number | None = None
        self.last: Number = math.nan
        self.step: Number | None = None
        self.t: Number = 0
        self.whole = whole
        """Whether the metric began as an integer: integral values are then given back as integers."""
        self.exact = True
        """False once an integer came by as a float64 that may not be the one that was meant."""

    def add_block(self, values: Sequence[Number], top: int, step: Number, t: Number) -> None:
        """Add finite values.

        Args:
            values: at least one, in the order they were logged.
            top: index of the value at the highest step of the block (the last on ties).
            step, t: that step, and when it was logged (or its line's number), which settles ties between blocks.
        """
        low, high = min(values), max(values)
        if self.low is None or low < self.low:
            self.low = low
        if self.high is None or high > self.high:
            self.high = high
        self.count += len(values)
        self._see(values[top], step, t)

    def add(self, value: Number, step: Number, t: Number) -> None:
        """Add one value, finite or not."""
        value = +value  # True is 1 in a summary
        if math.isfinite(value):
            self.add_block((value,), 0, step, t)
            return
        self.count += 1
        self.not_finite += 1
        self._see(value, step, t)

    def summary(self) -> Summary:
        """The summary of what was added."""
        name = name_of_non_finite(self.last)
        return Summary(
            last=None if name else self._given_back(self.last),
            min=self._given_back(self.low),
            max=self._given_back(self.high),
            count=self.count,
            step=_whole(self.step),
            not_finite=self.not_finite,
            nf={"last": name} if name else None,
        )

    def absorb_rounding(self) -> None:
        """Note whether an integer that was handed in as float64 may have been rounded."""
        if not self.whole:
            return
        for value in (self.low, self.high, self.last, self.step):
            if value is not None and math.isfinite(value) and abs(value) >= EXACT_BELOW:
                self.exact = False

    def _see(self, value: Number, step: Number, t: Number) -> None:
        if self.step is None or step > self.step or (step == self.step and t >= self.t):
            self.last, self.step, self.t = value, step, t

    def _given_back(self, value: Number | None) -> Number | None:
        return _whole(value) if self.whole else value


def top_of(steps: Sequence[Number]) -> int:
    """Index of the highest step, the last one on ties.

    >>> top_of([1, 3, 3, 2])
    2
    """
    highest = max(steps)
    last = len(steps) - 1
    if steps[last] == highest:
        return last
    return next(i for i in range(last, -1, -1) if steps[i] == highest)


def _whole(value: Number | None) -> Number | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
