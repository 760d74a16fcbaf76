"""Tables for other tools, read back by them."""

import csv
import math
import os

import pytest

from hunch.actions.exporting import export
from hunch.errors import Refused


def test_parquet_keeps_numbers_exact_and_nan_apart_from_missing(folder, recorded, index, tmp_path):
    import pyarrow.parquet as pq

    recorded(
        name="a",
        params={"lr": 0.1, "n": 2**60 + 1, "opt": "adam", "mix": 1},
        curves={"loss": [1.0, math.nan]},
    )
    recorded(name="b", params={"lr": 1, "mix": "one", "layers": [1, 2]}, curves={"acc": [0.5]})
    export(folder.bench, index().runs(), str(tmp_path / "out"), kind="parquet")

    b, a = pq.read_table(tmp_path / "out" / "runs.parquet").to_pylist()
    assert (a["param:n"], b["param:n"]) == (2**60 + 1, None)
    assert (a["param:lr"], b["param:lr"]) == (0.1, 1.0)
    assert (a["param:mix"], b["param:mix"]) == ("1", "one")
    assert b["param:layers"] == "[1,2]"
    assert math.isnan(a["metric:loss"])
    assert b["metric:loss"] is None

    rows = pq.read_table(tmp_path / "out" / "metrics.parquet").to_pylist()
    assert [(row["run"], row["step"]) for row in rows] == [(b["id"], 0), (a["id"], 0), (a["id"], 1)]
    assert math.isnan(rows[2]["metric:loss"])
    assert rows[2]["metric:acc"] is None
    assert rows[0]["t"].tzinfo is not None
    assert os.path.exists(tmp_path / "out" / ".gitignore")


def test_csv_reads_with_the_standard_library_and_is_not_overwritten(folder, recorded, index, tmp_path):
    recorded(name='say "hi", a', curves={"loss": [1.5]})
    export(folder.bench, index().runs(), str(tmp_path), kind="csv")
    with open(tmp_path / "runs.csv", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["metric:loss"]) == ('say "hi", a', "1.5")
    with pytest.raises(Refused, match="there already"):
        export(folder.bench, index().runs(), str(tmp_path), kind="csv")
    export(folder.bench, index().runs(), str(tmp_path), kind="csv", overwrite=True)


def test_no_runs_at_all_are_two_empty_tables(folder, index, tmp_path):
    written = export(folder.bench, [], str(tmp_path), kind="parquet")
    assert [each.rows for each in written] == [0, 0]
