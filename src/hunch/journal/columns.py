"""A run's metrics as columns: from its files while it lives, from a Parquet copy in the cache afterwards.

The copy is made by the first reader, never in the user's process: a wide table with the columns `source`,
`step`, `t` and `m/<metric>`, a row a call of log(). Where several sources report a name, the table holds the
most trusted one's. It is used as long as the metrics files have the sizes that it was made from.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, final

import msgspec

from hunch.entities.run import Run, Status

from .metric_lines import Block, MetricsFile, blocks, metrics_files, public_name, read_lines
from .workbench import Workbench

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
PREFIX = "m/"
ENDED = (Status.FINISHED, Status.FAILED, Status.KILLED)
_ABOUT = b"hunch"

Array = Any
"""A numpy array; numpy is imported only by readers of curves."""


class Curve(NamedTuple):
    """One metric over a run, in the order it was logged; NaN and infinities as they were.

    `steps` and `values` are int64 where all of them are whole, float64 else; `times_ns` are nanoseconds
    since 1970-01-01 UTC. All have the shape (call,).
    """

    steps: Array
    times_ns: Array
    values: Array


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a Parquet copy says of itself: the files it was made from, and where each metric comes from."""

    format: int
    sizes: dict[str, int]
    sources: dict[str, str]


@final
class Columns:
    """The metrics of one run, a column read when it is asked for."""

    def __init__(self, about: About, table: "pa.Table | None", parquet: Any = None) -> None:
        self._about = about
        self._table = table
        self._parquet = parquet

    @property
    def sources(self) -> dict[str, str]:
        """Every metric's name, with the source it is taken from."""
        return self._about.sources

    @property
    def names(self) -> list[str]:
        """The metrics of the run."""
        return list(self._about.sources)

    def curve(self, name: str) -> Curve | None:
        """One metric; None where the run has none of that name."""
        if name not in self._about.sources:
            return None
        columns = ["step", "t", PREFIX + name]
        if self._table is not None:
            table = self._table.select(columns)
        else:
            table = self._parquet.read(columns=columns, use_threads=False)
        column = table.column(2)
        if column.null_count:
            table = table.filter(column.is_valid())
        return Curve(*[table.column(i).to_numpy() for i in range(3)])

    def table(self) -> "pa.Table":
        """All of it, as an Arrow table with the columns `source`, `step`, `t` and `m/<metric>`."""
        return self._table if self._table is not None else self._parquet.read()


def columns(bench: Workbench, run: Run) -> Columns:
    """The metrics of a run. Of an ended one, a Parquet copy is made where there is none yet."""
    files = metrics_files(bench, run.id)
    path = bench.paths.columns(run.id)
    kept = _kept(path, files)
    if kept is not None:
        return kept
    made = from_files(files)
    if run.status in ENDED:
        _keep(path, made)
    return made


def from_files(files: Sequence[MetricsFile]) -> Columns:
    """Columns read from metrics files, the most trusted first."""
    import pyarrow as pa

    sources: dict[str, str] = {}
    tables = []
    for file in files:
        found = blocks(read_lines(file.path).lines)
        mine = _claimed(sources, file.source, found)
        if mine:
            tables.append(_table(file.source, found, mine))
    about = About(format=FORMAT, sizes=_sizes(files), sources=sources)
    table = pa.concat_tables(tables, promote_options="permissive") if tables else _empty()
    return Columns(about, table.replace_schema_metadata({_ABOUT: msgspec.json.encode(about)}))


def _claimed(sources: dict[str, str], source: str, found: Sequence[Block]) -> dict[str, str]:
    """The names of this source that no more trusted one has, with what readers call them."""
    mine = {}
    for block in found:
        for name in block.names:
            public = public_name(source, name)
            if sources.setdefault(public, source) == source:
                mine[name] = public
    return mine


def _table(source: str, found: Sequence[Block], mine: dict[str, str]) -> "pa.Table":
    """One source's calls, a row each; null where a call did not have the metric."""
    import numpy as np
    import pyarrow as pa

    count = sum(len(block.rows) for block in found)
    steps: Array = np.empty(count, object)
    times: Array = np.empty(count, np.int64)
    values: dict[str, list[float | int | None]] = {name: [None] * count for name in mine}
    for block in found:
        steps[block.rows] = block.steps
        times[block.rows] = block.times
        for name, column in zip(block.names, zip(*block.values, strict=True), strict=True):
            if name in values:
                _place(values, name, block.rows, column)
    names = ["source", "step", "t", *(PREFIX + public for public in mine.values())]
    arrays = [
        pa.array([source] * count, pa.string()),
        _narrowest(steps.tolist()),
        pa.array(times),
        *(_narrowest(values[name]) for name in mine),
    ]
    return pa.table(arrays, names=names)


def _place(
    values: dict[str, list[float | int | None]], name: str, rows: list[int], column: Sequence[float | int]
) -> None:
    if len(rows) == len(values[name]):  # every call had it
        values[name] = list(column)
        return
    target = values[name]
    for row, value in zip(rows, column, strict=True):
        target[row] = value


def _narrowest(values: Sequence[float | int | None]) -> "pa.Array":
    """int64 where every value is whole and fits, so that 2**60 + 1 stays exact; float64 else."""
    import pyarrow as pa

    if all(isinstance(value, int) or value is None for value in values):
        try:
            return pa.array([None if value is None else int(value) for value in values], pa.int64())
        except OverflowError:
            pass
    return pa.array(
        [None if value is None else float(value) for value in values], pa.float64(), from_pandas=False
    )


def _empty() -> "pa.Table":
    import pyarrow as pa

    return pa.table(
        {"source": pa.array([], pa.string()), "step": pa.array([], pa.int64()), "t": pa.array([], pa.int64())}
    )


def _sizes(files: Sequence[MetricsFile]) -> dict[str, int]:
    return {file.source: file.size_bytes for file in files}


# --- the copy in the cache ---


def _kept(path: str, files: Sequence[MetricsFile]) -> Columns | None:
    """The copy, where it is of these files; a broken one is as good as none."""
    if not os.path.exists(path):
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        parquet = pq.ParquetFile(path)
        said = (parquet.schema_arrow.metadata or {}).get(_ABOUT, b"")
        about = msgspec.json.decode(said, type=About)
    except (OSError, pa.ArrowException, msgspec.MsgspecError):
        return None
    if about.format != FORMAT or about.sizes != _sizes(files):
        return None
    return Columns(about, None, parquet)


def _keep(path: str, made: Columns) -> None:
    """Write the copy beside and put it in place whole; a cache that cannot be written is done without."""
    import pyarrow.parquet as pq

    table = made.table()
    repetitive, encodings = _encodings(table)
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        pq.write_table(
            table, beside, compression="zstd", compression_level=3, use_dictionary=repetitive,
            column_encoding=encodings, write_statistics=False,
            row_group_size=max(1, table.num_rows), data_page_version="2.0",
        )  # fmt: skip
        os.replace(beside, path)
    except OSError:
        if os.path.exists(beside):
            os.unlink(beside)


def _encodings(table: "pa.Table") -> tuple[list[str], dict[str, str]]:
    """Dictionaries for what repeats itself, split bytes for other floats, differences for whole numbers."""
    import pyarrow as pa
    import pyarrow.compute as pc

    repetitive, encodings = [], {}
    for field in table.schema:
        column = table.column(field.name)
        if field.name.startswith(PREFIX) and _repeats(column, pc):
            repetitive.append(field.name)
        elif pa.types.is_int64(field.type):
            encodings[field.name] = "DELTA_BINARY_PACKED"
        elif pa.types.is_float64(field.type):
            encodings[field.name] = "BYTE_STREAM_SPLIT"
        else:
            repetitive.append(field.name)
    return repetitive, encodings


def _repeats(column: "pa.ChunkedArray", pc: Any) -> bool:
    return bool(pc.count_distinct(column).as_py() * 8 <= len(column))
