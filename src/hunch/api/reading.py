"""Runs read back: `hunch.runs("val/acc > 0.9")`, their params, summaries and curves, live ones too."""

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, final, overload

from hunch.actions.listing import Wanted, listed
from hunch.entities.matching import Now
from hunch.entities.params import flatten
from hunch.entities.plain import with_non_finite
from hunch.entities.run import Run as Record
from hunch.ids import system_clock
from hunch.journal.columns import Columns, Curve, columns
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench, find

from .surroundings import surroundings

if TYPE_CHECKING:
    import pandas as pd

FIELDS = ("id", "name", "status", "started_at", "duration_s", "seed")
"""What a data frame says of every run, beside params and metrics."""


def runs(filter: str | None = None, *, sort: str | None = None) -> "Runs":  # noqa: A002 - the word users know
    """The runs of this folder's workbench, newest first.

    Args:
        filter: an expression over names: `val/acc > 0.9 and lr < 1e-2 and status == "finished"`.
        sort: a name; `-name` puts the highest first.

    Raises:
        NoWorkbench: nothing was recorded here.
        InvalidFilter: the filter does not read.
    """
    folder = find(surroundings())
    now = Now(us=system_clock(), utc_offset_s=time.localtime().tm_gmtoff)
    with Index.open(folder.bench) as index:
        found = listed(folder, index, Wanted(filter=filter, sort=sort, hunches=True), now=now)
    return Runs([RecordedRun(folder.bench, run) for run in found.runs])


@final
class RecordedRun:
    """A run as it stands in the workbench; every field of `hunch.entities.run.Run` is an attribute."""

    def __init__(self, bench: Workbench, record: Record) -> None:
        self._bench = bench
        self._columns: Columns | None = None
        self.record = record

    def __getattr__(self, name: str) -> Any:
        return getattr(self.record, name)

    def __repr__(self) -> str:
        return f"<{self.record.name} {self.record.status.value} {self.record.id}>"

    @property
    def params(self) -> dict[str, Any]:
        """The params, nested, NaN and infinities as they were."""
        record = self.record
        told = with_non_finite(record.params, record.params_nf or {})
        assert isinstance(told, dict)
        return told

    @property
    def metrics(self) -> dict[str, float | int | None]:
        """The last value of every metric: at the highest step."""
        return {name: summary.value for name, summary in self.record.metrics.items()}

    def curve(self, name: str) -> Curve:
        """Steps, times and values of a metric, as numpy arrays of one length.

        Raises:
            KeyError: the run has no such metric.
        """
        found = self._read().curve(name)
        if found is None:
            raise KeyError(
                f"{self.record.name} has no metric {name!r}; it has {', '.join(self.curves) or 'none'}"
            )
        return found

    @property
    def curves(self) -> list[str]:
        """The names that `curve` knows."""
        return self._read().names

    def _read(self) -> Columns:
        if self._columns is None:
            self._columns = columns(self._bench, self.record)
        return self._columns


@final
class Runs(Sequence[RecordedRun]):
    """Runs in their order."""

    def __init__(self, found: Sequence[RecordedRun]) -> None:
        self._found = list(found)

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[RecordedRun]:
        return iter(self._found)

    @overload
    def __getitem__(self, at: int) -> RecordedRun: ...
    @overload
    def __getitem__(self, at: slice) -> "Runs": ...
    def __getitem__(self, at: int | slice) -> "RecordedRun | Runs":
        return Runs(self._found[at]) if isinstance(at, slice) else self._found[at]

    def __repr__(self) -> str:
        return f"<{len(self)} runs>"

    def to_pandas(self) -> "pd.DataFrame":
        """A row a run: its fields, params by dotted name, and the last value of every metric.

        A metric that is called like a param or field stands as `metric:name`, a param like a field as `param:name`.
        """
        import pandas as pd

        return pd.DataFrame([_row(run) for run in self._found])


def _row(run: RecordedRun) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(run.record, name) for name in FIELDS}
    row["status"] = run.record.status.value
    for scope, values in (("param", flatten(run.params)), ("metric", run.metrics)):
        for name, value in values.items():
            row[f"{scope}:{name}" if name in row else name] = value
    return row
