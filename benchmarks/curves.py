"""Reading one curve of each of 200 runs of 1,000 steps, beside reading as many Parquet files with pyarrow."""

import os
from collections.abc import Iterator

import floor
from figures import Row, Sheet, at_most
from payloads import payloads
from setting import Setting, interleaved, seconds
from synthetic import fill, write_metrics

from hunch.journal.columns import columns
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

METRIC = "metric_003"
STEPS = 1_000

sheet = Sheet("curves")


def measure(setting: Setting) -> Iterator[Row]:
    """Ten metrics in each run; the first reading makes the Parquet copies, which has a row of its own."""
    runs = setting.sized(200, 50)
    rows = payloads(10, STEPS)
    with setting.folder("curves") as root, setting.folder("parquet") as beside:
        folder = fill(root, runs)
        ids = sorted(os.listdir(folder.bench.paths.runs))
        paths = [os.path.join(beside, f"{run}.parquet") for run in ids]
        for run, path in zip(ids, paths, strict=True):
            write_metrics(folder, run, rows)
            floor.write_parquet(path, rows)
        first_s = seconds(lambda: _ours(folder, ids))
        yield sheet.value(f"one curve of {runs} runs x {STEPS:,} steps, the first time", [first_s], "s")
        values = interleaved(
            {
                "hunch": lambda: seconds(lambda: _ours(folder, ids)) * 1e3,
                "pyarrow": lambda: seconds(lambda: _floor(paths)) * 1e3,
            },
            3 * setting.repeats,
        )
        yield sheet.ratio(
            f"one curve of {runs} runs x {STEPS:,} steps, over reading as many Parquet files",
            ("hunch", values["hunch"]),
            ("pyarrow", values["pyarrow"]),
            "ms",
            limit=at_most(2, "x"),
        )


def _floor(paths: list[str]) -> None:
    import pyarrow.parquet as pq

    tables = [pq.read_table(path, columns=["step", METRIC]) for path in paths]
    assert sum(table.num_rows for table in tables) == STEPS * len(paths)


def _ours(folder: WorkingFolder, ids: list[str]) -> None:
    with Index.open(folder.bench) as index:
        runs = index.runs(ids)
    curves = [columns(folder.bench, run).curve(METRIC) for run in runs]
    assert sum(len(curve.values) for curve in curves if curve) == STEPS * len(ids)
