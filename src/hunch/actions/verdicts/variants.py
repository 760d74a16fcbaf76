"""A variant's runs as numbers: which of them count, which are left out and why.

Nothing is left out silently, and what is left out keeps a comparison from claiming anything.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from hunch.entities.comparison import RunLeftOut
from hunch.entities.metric import SYSTEM_PREFIX, Summary, name_of_non_finite
from hunch.entities.quantities import count, number
from hunch.entities.question import Question
from hunch.entities.run import Status
from hunch.stats.arm import LARGEST, Arm, mean

from .readings import Measured, Number, last_step

Values = tuple[float, ...]
"""A reading for each task, on the scale of the analysis."""


class Lean(msgspec.Struct, frozen=True, kw_only=True):
    """What of a run's record is needed to compare it."""

    id: str
    name: str
    status: Status
    seed: int | None = None
    variant: str | None = None
    metrics: dict[str, Summary] = {}
    duration_s: float | None = None
    environment: str | None = None
    files: dict[str, int] = {}
    snapshot: str | None = None


class Variant(NamedTuple):
    """A variant's ended runs, oldest first; `arms` holds the values of those that count, by metric.

    A value is that of an independent run: runs under one seed are one, their mean.
    """

    runs: Sequence[Lean]
    counted: Sequence[Lean]
    arms: Mapping[str, Arm]
    left_out: Sequence[RunLeftOut] = ()
    remarks: Sequence[str] = ()
    capped: bool = False
    """Whether what is left out, or how it was read, forbids a claim."""

    @property
    def n(self) -> int:
        """How many independent runs count."""
        return next((arm.n for arm in self.arms.values()), 0)

    @property
    def measured(self) -> list[Lean]:
        """The runs that count by what they measured, and not by what a failure counts as."""
        return [run for run in self.counted if any(name in run.metrics for name in self.arms)]

    @property
    def run(self) -> Lean:
        """The run that stands for the variant: the first that counts, else the first."""
        return (self.counted or self.runs)[0]

    @property
    def mean_duration_s(self) -> float | None:
        """How long a run that finished took."""
        took = [
            run.duration_s
            for run in self.runs
            if run.status == Status.FINISHED and run.duration_s is not None
        ]
        return math.fsum(took) / len(took) if took else None


class _Read(NamedTuple):
    """A run with its values, or with the reason why it has none."""

    run: Lean
    values: Values | None
    why: str = ""
    caps: bool = False
    failed: bool = False


def variant_of(
    runs: Sequence[Lean],
    readings: Mapping[str, Mapping[str, float | None]],
    question: Question,
    *,
    at_step: Number | None = None,
) -> Variant:
    """What a variant's ended runs say.

    Args:
        runs: oldest first.
        readings: by metric (one, or one for each task), then by run.
        at_step: where killed runs count, as all, by what they had at a step common to all.
    """
    metrics = list(readings)
    read = [
        _read(run, [readings[metric][run.id] for metric in metrics], metrics, question, at_step)
        for run in runs
    ]
    having = [each for each in read if each.values is not None]
    kept, remarks = _independent(having)
    units = _by_seed(kept)
    remarks += [_ONE_SEED.format(len(unit), unit[0].run.seed) for unit in units if len(unit) > 1]
    arms = {
        metric: Arm(
            tuple(_mean([each.values[at] for each in unit if each.values is not None]) for unit in units),
            tuple(unit[0].run.seed for unit in units),
        )
        for at, metric in enumerate(metrics)
    }
    left_out = [
        RunLeftOut(run=each.run.id, name=each.run.name, why=each.why, forbids=each.caps)
        for each in read
        if each.values is None
    ]
    return Variant(
        runs, [each.run for each in kept], arms, left_out, remarks, any(each.caps for each in read)
    )  # fmt: skip


def _read(
    run: Lean,
    values: Sequence[float | None],
    metrics: Sequence[str],
    question: Question,
    at_step: Number | None,
) -> _Read:
    if run.status == Status.KILLED:
        return _killed(run, values, metrics, question, at_step)
    if run.status == Status.FINISHED:
        why = _unusable(values, metrics, question)
        if not why:
            return _Read(run, _scaled(values, question))
    else:
        why = "failed"
    instead = question.failure_value
    if instead is not None and (run.status == Status.FAILED or _is_beyond(values)):
        return _Read(run, _scaled([instead] * len(metrics), question), failed=True)
    return _Read(run, None, why, caps=True)


def _killed(
    run: Lean,
    values: Sequence[float | None],
    metrics: Sequence[str],
    question: Question,
    at_step: Number | None,
) -> _Read:
    """A killed run counts only at a step common to all, and never towards a claim: somebody may have seen enough."""
    steps = [step for metric in metrics if (step := last_step(run, metric)) is not None]
    if not any(metric in run.metrics for metric in metrics):
        return _Read(run, None, f"killed before {' and '.join(metrics)} was measured", caps=True)
    if at_step is not None and not _unusable(values, metrics, question):
        return _Read(run, _scaled(values, question), caps=True)
    return _Read(run, None, f"killed at step {number(max(steps))}" if steps else "killed", caps=True)


def _is_beyond(values: Sequence[float | None]) -> bool:
    """Whether a run was measured, and one of the numbers is none that can be compared."""
    return None not in values and any(_beyond(value) for value in values if value is not None)


def _beyond(value: float) -> str:
    """`NaN`, `Infinity`, `1e+301, too large to compare`; "" for a number that can be compared."""
    odd = name_of_non_finite(value)
    if odd is not None:
        return odd
    return f"{value:g}, too large to compare" if abs(value) > LARGEST else ""


def _unusable(values: Sequence[float | None], metrics: Sequence[str], question: Question) -> str:
    """Why readings cannot be compared; "" where they can."""
    for value, metric in zip(values, metrics, strict=True):
        if value is None:
            return f"has no {metric}"
        if beyond := _beyond(value):
            return beyond
        if question.log_scale and value <= 0:
            return f"{number(value)}, which has no logarithm"
    return ""


def _scaled(values: Sequence[float | None], question: Question) -> Values:
    numbers = [float(value) for value in values if value is not None]
    return tuple(math.log(value) for value in numbers) if question.log_scale else tuple(numbers)


def _independent(read: Sequence[_Read]) -> tuple[list[_Read], list[str]]:
    """Each run once: neither the same seed with the same value to the bit, nor the same in every metric."""
    kept: list[_Read] = []
    seen: set[object] = set()
    dropped: Counter[str] = Counter()
    for each in read:
        same_seed = (each.run.seed, each.values) if each.run.seed is not None else None
        same_metrics = None if each.failed else fingerprint(each.run)
        if same_seed is not None and same_seed in seen:
            dropped[_SAME_SEED] += 1
        elif same_metrics is not None and same_metrics in seen:
            dropped[_NOTHING_CHANGED] += 1
        else:
            kept.append(each)
        seen |= {key for key in (same_seed, same_metrics) if key is not None}
    return kept, [sentence.format(count(many, "run")) for sentence, many in dropped.items()]


def _by_seed(kept: Sequence[_Read]) -> list[list[_Read]]:
    """Independent runs, each with its repeats: a run whose seed is not known is one by itself."""
    units: dict[object, list[_Read]] = {}
    for each in kept:
        units.setdefault(each.run.id if each.run.seed is None else each.run.seed, []).append(each)
    return list(units.values())


def _mean(values: Sequence[float]) -> float:
    return values[0] if len(values) == 1 else mean(values)


_ONE_SEED = "{} runs under seed {} count as one: their mean"
_SAME_SEED = "{} with the seed and value of another: counted once"
_NOTHING_CHANGED = "{} equal to another in every metric: counted once (the seed changed nothing)"


def fingerprint(run: Measured) -> object:
    """Every metric but the machine's, to the bit."""
    return tuple(
        (name, said.last, said.min, said.max, said.count, said.step)
        for name, said in sorted(run.metrics.items())
        if not name.startswith(SYSTEM_PREFIX)
    )
