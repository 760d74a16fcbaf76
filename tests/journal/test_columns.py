"""Metrics files read back: torn ones, live ones, several sources, and the Parquet copy that readers make."""

import math
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hunch.entities.events import Process
from hunch.entities.metric import MetricLine, Summary
from hunch.entities.observed import Totals
from hunch.entities.run import Run, Status
from hunch.ids import new_id
from hunch.journal import runfolder
from hunch.journal.columns import Columns, columns
from hunch.journal.metric_lines import metrics_files, read_lines, summaries, trust
from hunch.journal.workbench import Workbench, WorkingFolder

T = 1_763_827_200_000_000_000


class Kept:
    """A run's folder in a workbench, filled by hand."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.id = new_id(T // 1000)
        runfolder.make(bench, self.id)

    def log(
        self, metrics: dict[str, float], *, step: float, source: str = "0", nf: dict[str, str] | None = None
    ) -> None:
        with open(self.bench.paths.metrics(self.id, source), "ab") as file:
            file.write(msgspec.json.encode(MetricLine(step=step, t=T + int(step), m=metrics, nf=nf)) + b"\n")

    def raw(self, content: bytes, *, source: str = "0") -> str:
        path = self.bench.paths.metrics(self.id, source)
        with open(path, "ab") as file:
            file.write(content)
        return path

    def run(self, status: Status = Status.FINISHED) -> Run:
        return Run(
            id=self.id,
            name="calm-otter",
            status=status,
            command=["true"],
            cwd="/",
            author="human:ada",
            started_at="",
            folder="w:.",
            process=Process(host="laptop", machine="m", pid=1),
        )

    def columns(self, status: Status = Status.FINISHED) -> Columns:
        return columns(self.bench, self.run(status))


@pytest.fixture
def kept(folder: WorkingFolder) -> Kept:
    return Kept(folder.bench)


def values(found: Columns, name: str) -> Sequence[float]:
    curve = found.curve(name)
    assert curve is not None
    return list(curve.values.tolist())


def test_a_curve_has_steps_times_and_values_of_the_calls_that_had_it(kept: Kept) -> None:
    kept.log({"loss": 1.0, "epoch": 0}, step=0)
    kept.log({"acc": 0.5}, step=0)
    kept.log({"loss": 0.5, "epoch": 1}, step=1)
    for _ in range(2):  # from the files, then from the copy
        curve = kept.columns().curve("loss")
        assert curve is not None
        assert (curve.steps.tolist(), curve.values.tolist()) == ([0, 1], [1.0, 0.5])
        assert curve.times_ns.tolist() == [T, T + 1]
        assert values(kept.columns(), "epoch") == [0, 1]
        assert kept.columns().curve("loss").values.dtype == np.float64  # type: ignore[union-attr]
        assert kept.columns().curve("no such thing") is None
    assert os.path.exists(kept.bench.paths.columns(kept.id))


def test_nan_is_not_missing_and_integers_stay_exact(kept: Kept) -> None:
    kept.log({"loss": None, "big": 2**60 + 1}, step=0, nf={"loss": "NaN"})  # type: ignore[dict-item]
    kept.log({"loss": None}, step=1, nf={"loss": "-Infinity"})  # type: ignore[dict-item]
    kept.log({"loss": 1e-320}, step=2)
    for _ in range(2):
        loss = values(kept.columns(), "loss")
        assert math.isnan(loss[0])
        assert loss[1:] == [-math.inf, 1e-320]
        assert values(kept.columns(), "big") == [2**60 + 1]


def test_the_most_trusted_source_of_a_name_wins_and_the_machine_stands_apart(kept: Kept) -> None:
    kept.log({"loss": 9.0, "it/s": 3.0}, step=0, source="console")
    kept.log({"loss": 5.0, "tag": 1.0}, step=0, source="wandb")
    kept.log({"loss": 7.0}, step=0, source="0-4711")
    kept.log({"loss": 1.0}, step=0, source="0")
    kept.log({"cpu": 50.0, "loss": 3.0}, step=0, source="system")
    for _ in range(2):
        found = kept.columns()
        assert found.sources == {
            "loss": "0",
            "tag": "wandb",
            "it/s": "console",
            "system/cpu": "system",
            "system/loss": "system",
        }
        assert values(found, "loss") == [1.0]
        assert values(found, "system/cpu") == [50.0]
    assert {name: summary.last for name, summary in summaries(kept.bench, kept.id).items()} == {
        "loss": 1.0,
        "tag": 1.0,
        "it/s": 3.0,
        "system/cpu": 50.0,
        "system/loss": 3.0,
    }


def test_sources_are_trusted_in_order() -> None:
    assert sorted(["console", "10", "system", "2", "tensorboard", "0-9", "0"], key=trust) == [
        "0",
        "0-9",
        "2",
        "10",
        "tensorboard",
        "console",
        "system",
    ]


def test_a_live_run_is_readable_while_its_last_line_is_being_written(kept: Kept) -> None:
    kept.log({"loss": 1.0}, step=0)
    kept.raw(b'{"step":1,"t":17638272000')
    assert values(kept.columns(Status.RUNNING), "loss") == [1.0]
    assert not os.path.exists(kept.bench.paths.columns(kept.id)), "a live run has no copy"
    assert read_lines(kept.bench.paths.metrics(kept.id, "0")).faults == ["metrics.0.jsonl: line 2 is torn"]


@pytest.mark.parametrize(
    "bad",
    [
        b"not json\n",
        b"\xff\xfe\n",
        b"[1]\n",
        b'{"step":1}\n',
        b'{"step":"x","t":1,"m":{}}\n',
        b"\0" * 40 + b"\n",
    ],
)
def test_a_bad_line_is_named_and_costs_only_itself(kept: Kept, bad: bytes) -> None:
    kept.log({"loss": 1.0}, step=0)
    path = kept.raw(bad)
    kept.log({"loss": 2.0}, step=1)
    lines = read_lines(path)
    assert [line.step for line in lines.lines] == [0, 1]
    assert lines.faults == ["metrics.0.jsonl: line 2 does not read"]


def test_the_line_behind_a_torn_beginning_is_taken(kept: Kept) -> None:
    path = kept.raw(b'{"step":1,"t":176')
    kept.log({"loss": 2.0}, step=2)
    assert [line.step for line in read_lines(path).lines] == [2]


def test_a_string_where_a_number_belongs_costs_only_itself(kept: Kept) -> None:
    path = kept.raw(b'{"step":1,"t":5,"m":{"loss":0.5,"note":"x"}}\n')
    assert [line.m for line in read_lines(path).lines] == [{"loss": 0.5}]


def test_the_copy_is_made_anew_when_a_file_has_grown(kept: Kept) -> None:
    kept.log({"loss": 1.0}, step=0)
    assert values(kept.columns(), "loss") == [1.0]
    kept.log({"loss": 2.0}, step=1)
    assert values(kept.columns(), "loss") == [1.0, 2.0]


@pytest.mark.parametrize("content", [b"", b"PAR1 no", b"\0" * 5000])
def test_a_broken_copy_is_made_anew(kept: Kept, content: bytes) -> None:
    kept.log({"loss": 1.0}, step=0)
    kept.columns()
    copy = Path(kept.bench.paths.columns(kept.id))
    copy.write_bytes(content)
    assert values(kept.columns(), "loss") == [1.0]
    assert pq.read_table(copy).num_rows == 1


def test_a_cache_that_cannot_be_written_is_done_without(kept: Kept) -> None:
    kept.log({"loss": 1.0}, step=0)
    os.makedirs(kept.bench.paths.cache)
    Path(os.path.dirname(kept.bench.paths.columns(kept.id))).write_text("a file where a folder should be")
    assert values(kept.columns(), "loss") == [1.0]


def test_a_run_without_metrics_has_no_columns(kept: Kept) -> None:
    for _ in range(2):
        assert kept.columns().names == []
    assert summaries(kept.bench, kept.id) == {}


def test_the_copy_is_no_larger_than_a_plain_one(kept: Kept) -> None:
    draw = np.random.default_rng(0)
    for step in range(2000):
        kept.log({f"metric_{i}": float(draw.random()) for i in range(10)}, step=step)
    table = kept.columns().table().drop_columns(["source"])
    plain = kept.bench.paths.cache + "/plain.parquet"
    pq.write_table(table, plain, compression="zstd")
    assert os.path.getsize(kept.bench.paths.columns(kept.id)) <= 1.1 * os.path.getsize(plain)


def test_what_a_process_told_of_its_file_spares_reading_it_while_the_size_is_the_same(kept: Kept) -> None:
    for step in range(3000):
        kept.log({"loss": float(step)}, step=step)
    (file,) = metrics_files(kept.bench, kept.id)
    told = Totals(t=T, source="0", size_bytes=file.size_bytes, metrics={"loss": Summary(last=-1.0, count=1)})
    Path(kept.bench.paths.observed(kept.id)).write_bytes(msgspec.json.encode(told) + b"\n")
    assert summaries(kept.bench, kept.id)["loss"].last == -1.0
    kept.log({"loss": 5.0}, step=3000)
    assert summaries(kept.bench, kept.id)["loss"].last == 5.0


def test_a_table_of_all_of_it_names_its_sources(kept: Kept) -> None:
    kept.log({"loss": 1.0}, step=0)
    kept.log({"cpu": 2.0}, step=0.5, source="system")
    table = kept.columns().table()
    assert table.column("source").to_pylist() == ["0", "system"]
    assert table.column("step").to_pylist() == [0, 0.5]
    assert isinstance(table, pa.Table)


LINES = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.dictionaries(st.sampled_from("abc"), st.floats(allow_nan=False, allow_infinity=False), min_size=1),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(lines=LINES)
def test_the_copy_says_what_the_files_say(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[int, dict[str, float]]]
) -> None:
    from hunch.journal.workbench import Surroundings, find_or_make

    home = str(tmp_path_factory.mktemp("bench"))
    bench = find_or_make(
        Surroundings(cwd=home, environ={}, home=home, host="h", user="u", author="human:a")
    ).bench
    kept = Kept(bench)
    for step, metrics in lines:
        kept.log(metrics, step=step)
    kept.columns()
    found = kept.columns()
    for name in "abc":
        expected = [(step, metrics[name]) for step, metrics in lines if name in metrics]
        curve = found.curve(name)
        got = [] if curve is None else list(zip(curve.steps.tolist(), curve.values.tolist(), strict=True))
        assert repr(got) == repr(expected)
        if expected:
            last = max(range(len(expected)), key=lambda i: (expected[i][0], i))
            summary = summaries(bench, kept.id)[name]
            assert (summary.last, summary.step) == (expected[last][1], expected[last][0])
            assert (summary.min, summary.max) == (min(v for _, v in expected), max(v for _, v in expected))
