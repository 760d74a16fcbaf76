"""How far runs of one variant scattered, as far as it was known when a prediction was sealed.

`docs/reference/statistics.md`, Noise, with the runs that had finished by then: nothing that comes later changes what a prediction was worth.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple, final

from hunch.stats.arm import spread
from hunch.stats.noise import OTHERS_COUNT


class Ended(NamedTuple):
    """A finished run with its reading, on the scale of the analysis."""

    end: str
    """The event that ended it."""
    run: str
    variant: str
    question: str | None
    value: float
    seed: int | None
    fingerprint: object
    """All that it measured: runs that are equal in it are one."""


class Asked(NamedTuple):
    """A moment at which the noise matters, and the baseline's runs as they stood."""

    order: str
    baseline: Sequence[str]


def noise_before(
    asked: Iterable[Asked], ended: Iterable[Ended], *, question: str | None
) -> list[float | None]:
    """The seed sd at each moment; None where nothing had been repeated, or no repetition had changed anything.

    The question's variants are those of which a run under it had finished; all finished runs of them count. Without
    a question, all variants are.

    Args:
        asked: in the order of time.
        ended: in any order.
    """
    coming = sorted(ended, key=lambda run: run.end, reverse=True)
    known = _Known(question)
    found = []
    for moment in asked:
        while coming and coming[-1].end < moment.order:
            known.add(coming.pop())
        found.append(known.noise(moment.baseline))
    return found


@final
class _Known:
    """The variants of a question at a moment."""

    def __init__(self, question: str | None) -> None:
        self._question = question
        self._variants: dict[str, list[Ended]] = {}
        self._scatters: dict[str, _Scatter] = {}
        """Of the question's variants that were repeated."""
        self._all = _NONE
        self._belongs: set[str] = set()
        self._runs: dict[str, Ended] = {}

    def add(self, run: Ended) -> None:
        """Take in a run that has finished."""
        self._runs[run.run] = run
        self._variants.setdefault(run.variant, []).append(run)
        if self._question is None or run.question == self._question:
            self._belongs.add(run.variant)
        if run.variant in self._belongs and len(self._variants[run.variant]) > 1:
            before = self._scatters.get(run.variant, _NONE)
            self._scatters[run.variant] = now = _scatter(self._variants[run.variant])
            self._all = self._all.without(before).with_(now)

    def noise(self, baseline: Sequence[str]) -> float | None:
        """s of the pooled variants: the baseline's runs, and at most ten degrees of freedom of the others."""
        held = [self._runs[run] for run in baseline if run in self._runs]
        others, base = self._all, _scatter(held)
        for variant in {run.variant for run in held}:
            others = others.without(self._scatters.get(variant, _NONE))
        lent = min(OTHERS_COUNT, others.df)
        df = lent + base.df
        if not df:
            return None
        borrowed = others.square * lent / others.df if lent else 0.0
        found = math.sqrt((borrowed + base.square) / df)
        return found if 0 < found < math.inf else None


class _Scatter(NamedTuple):
    """A sum of squares and its degrees of freedom."""

    square: float
    df: int

    def with_(self, other: "_Scatter") -> "_Scatter":
        return _Scatter(self.square + other.square, self.df + other.df)

    def without(self, other: "_Scatter") -> "_Scatter":
        return _Scatter(max(0.0, self.square - other.square), self.df - other.df)


_NONE = _Scatter(0.0, 0)


def _scatter(runs: Sequence[Ended]) -> _Scatter:
    values = _independent(runs)
    root = spread(values)
    return _Scatter(root * root, max(0, len(values) - 1))


def _independent(runs: Sequence[Ended]) -> list[float]:
    """Each run once: neither the same seed with the same value, nor the same in all that was measured."""
    values: list[float] = []
    seen: set[object] = set()
    for run in runs:
        keys = {run.fingerprint} | ({(run.seed, run.value)} if run.seed is not None else set())
        if not keys & seen:
            values.append(run.value)
        seen |= keys
    return values
