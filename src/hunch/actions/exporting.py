"""Runs and curves as Parquet or CSV, for whatever else reads tables.

Two files: `runs`, a row a run, its columns named as in filters (`lr` is `param:lr`, the last loss `metric:loss`);
and `metrics`, a row a call of log(), with the columns `run`, `source`, `step`, `t` and `metric:<name>`.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from hunch.entities.run import Run
from hunch.entities.telling import flat
from hunch.errors import CannotWrite, Refused
from hunch.journal.columns import PREFIX, columns
from hunch.journal.workbench import Workbench

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("parquet", "csv")


class Exported(NamedTuple):
    """A file that was written."""

    path: str
    rows: int
    size_bytes: int


def export(
    bench: Workbench, runs: Sequence[Run], directory: str, *, kind: str, overwrite: bool = False
) -> list[Exported]:
    """Write `runs` and `metrics` into a folder, as Parquet or CSV (`kind`).

    Raises:
        Refused: one of the files is there already, and may not be overwritten.
        CannotWrite: the folder cannot be written.
    """
    paths = [os.path.join(directory, f"{name}.{kind}") for name in ("runs", "metrics")]
    there = [path for path in paths if os.path.lexists(path)]
    if there and not overwrite:
        raise Refused(f"{there[0]} is there already", hint="Another folder: -o DIR; or --overwrite.")
    try:
        _make(directory)
        return [
            _written(path, table, kind)
            for path, table in zip(paths, (runs_table(runs), metrics_table(bench, runs)), strict=True)
        ]
    except OSError as error:
        raise CannotWrite(f"cannot write {error.filename or directory}: {error.strerror}") from error


def _make(directory: str) -> None:
    """Make the folder; where it is new, git and snapshots leave it alone."""
    if not os.path.isdir(directory):
        os.makedirs(directory)
        with open(os.path.join(directory, ".gitignore"), "x", encoding="utf-8") as file:
            file.write("*\n")


def runs_table(runs: Sequence[Run]) -> "pa.Table":
    """A row a run; a column holds one type: numbers, texts, or the JSON of what is neither."""
    import pyarrow as pa

    rows = [flat(run) for run in runs]
    names = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: pa.array(_of_one_type([row.get(name) for row in rows])) for name in names})


def metrics_table(bench: Workbench, runs: Sequence[Run]) -> "pa.Table":
    """A row a call of log(), the runs one after the other; null where a call did not have the metric."""
    import pyarrow as pa

    tables = [_of_run(bench, run) for run in runs]
    return (
        pa.concat_tables(tables, promote_options="permissive")
        if tables
        else pa.table({"run": pa.array([], pa.string())})
    )


def _of_run(bench: Workbench, run: Run) -> "pa.Table":
    import pyarrow as pa

    table = columns(bench, run).table().replace_schema_metadata(None)
    names = ["run"]
    arrays = [pa.array([run.id] * table.num_rows, pa.string())]
    for name, column in zip(table.column_names, table.columns, strict=True):
        names.append(f"metric:{name.removeprefix(PREFIX)}" if name.startswith(PREFIX) else name)
        arrays.append(column.cast(pa.timestamp("ns", "UTC")) if name == "t" else column)
    return pa.table(arrays, names=names)


def _of_one_type(values: list[object]) -> list[object]:
    """Numbers as they are, or as floats where some are; texts; else the JSON of each."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int} and all(value is None or -(2**63) <= value < 2**63 for value in values):  # type: ignore[operator]
        return values
    if kinds in ({bool}, {str}, {float}):
        return values
    if kinds <= {int, float} and not any(isinstance(value, int) and abs(value) > 2**53 for value in values):
        return [None if value is None else float(value) for value in values]  # type: ignore[arg-type]
    return [None if value is None else _text(value) for value in values]


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _written(path: str, table: "pa.Table", kind: str) -> Exported:
    is_device = os.path.exists(path) and not os.path.isfile(path)
    beside = path if is_device else f"{path}.{os.getpid()}"  # a device must stay one, and not be replaced
    try:
        if kind == "parquet":
            import pyarrow.parquet as pq

            pq.write_table(table, beside, compression="zstd")
        else:
            import pyarrow.csv

            pyarrow.csv.write_csv(table, beside)
        if not is_device:
            os.replace(beside, path)
    finally:
        if not is_device and os.path.exists(beside):
            os.unlink(beside)
    return Exported(path, table.num_rows, os.stat(path).st_size)
