"""What runs measured, as predictions are resolved from it: each way of reading them is gone through once."""

import math
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple, final

from hunch.actions.verdicts.readings import Number, Way, common_step, reading, readings
from hunch.actions.verdicts.variants import fingerprint
from hunch.entities.run import Status
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench
from hunch.stats.arm import mean

from .past import Past, Record
from .scatter import Ended


class Line(NamedTuple):
    """A way of reading runs: `metrics` are one, or the tasks of a question that has several (their mean counts)."""

    metrics: tuple[str, ...]
    way: Way
    log_scale: bool = False


@final
class Measured:
    """The runs of a workbench, read as they are asked for."""

    def __init__(self, bench: Workbench, index: Index, past: Past) -> None:
        self.past = past
        self._bench, self._index = bench, index
        self._values: dict[Line, dict[str, float]] = {}
        self._baselines: dict[object, tuple[float | None, int]] = {}
        self._fingerprints: dict[str, object] = {}

    def values(self, line: Line) -> Mapping[str, float]:
        """The reading of each finished run that measured it, on the scale of the analysis; NaN where it is not finite."""
        if line not in self._values:
            self._values[line] = self._read_all(line)
        return self._values[line]

    def value(self, run: Record, line: Line, *, at_step: Number | None) -> float | None:
        """As `values`, of one run however it ended, as if nothing had been logged beyond a step."""
        if run.status == Status.FINISHED and at_step is None:
            return self.values(line).get(run.id)
        take, goal = line.way.take, line.way.goal
        return _combined(
            [
                reading(self._bench, run, metric=metric, take=take, goal=goal, at_step=at_step)
                for metric in line.metrics
            ],
            log_scale=line.log_scale,
        )

    def baseline(
        self, runs: Sequence[Record], line: Line, *, at_step: Number | None = None
    ) -> tuple[float | None, int]:
        """The mean of a baseline's runs, those without a finite value left out, and how many are left."""
        key = (line, at_step, *(run.id for run in runs))
        if key not in self._baselines:
            values = (self.value(run, line, at_step=at_step) for run in runs)
            held = [value for value in values if value is not None and math.isfinite(value)]
            self._baselines[key] = mean_of(held), len(held)
        return self._baselines[key]

    def common_step(self, runs: Iterable[Record], line: Line) -> Number | None:
        """The highest step that all these runs reached."""
        return common_step(runs, line.metrics)

    def ended(self, line: Line) -> list[Ended]:
        """All finished runs of known variants whose reading is finite."""
        found = []
        for run, value in self.values(line).items():
            record = self.past.records[run]
            if record.variant is not None and run in self.past.ends and math.isfinite(value):
                found.append(
                    Ended(
                        self.past.ends[run],
                        run,
                        record.variant,
                        record.question,
                        value,
                        record.seed,
                        self._fingerprint(record),
                    )
                )
        return found

    def _read_all(self, line: Line) -> dict[str, float]:
        runs = [
            run
            for run in self.past.records.values()
            if run.status == Status.FINISHED and all(metric in run.metrics for metric in line.metrics)
        ]
        columns = [readings(self._bench, self._index, runs, metric, line.way) for metric in line.metrics]
        found = {
            run.id: _combined([column[run.id] for column in columns], log_scale=line.log_scale)
            for run in runs
        }
        return {run: value for run, value in found.items() if value is not None}

    def _fingerprint(self, run: Record) -> object:
        if run.id not in self._fingerprints:
            self._fingerprints[run.id] = fingerprint(run)
        return self._fingerprints[run.id]


def tasks(pattern: str, runs: Sequence[Record]) -> tuple[str, ...]:
    """The metrics that a pattern takes in and that all runs measured; a name that is no pattern stands for itself."""
    if "*" not in pattern or not runs:
        return (pattern,)
    names = (name for name in sorted(runs[0].metrics) if fnmatchcase(name, pattern))
    return tuple(name for name in names if all(name in run.metrics for run in runs)) or (pattern,)


def mean_of(values: Iterable[float | None]) -> float | None:
    """None where one is missing, NaN where one is not finite.

    >>> mean_of([1.0, 2.0]), mean_of([1.0, None]), mean_of([1.0, math.inf])
    (1.5, None, nan)
    """
    held = list(values)
    known = [value for value in held if value is not None]
    if not held or len(known) < len(held):
        return None
    return mean(known) if all(map(math.isfinite, known)) else math.nan


def _combined(values: Sequence[float | None], *, log_scale: bool) -> float | None:
    return mean_of(value if value is None or not log_scale else _log(value) for value in values)


def _log(value: float) -> float:
    return math.log(value) if value > 0 else math.nan
