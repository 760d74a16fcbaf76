"""The folder of a run."""

import os
from pathlib import Path

import pytest

from hunch.entities.observed import Named
from hunch.errors import CannotWrite, Damaged, UnsafePath
from hunch.ids import content_hash, new_id
from hunch.journal import runfolder

RUN = new_id(0)


def test_it_is_made_once(bench):
    path = runfolder.make(bench, RUN)
    assert os.path.isdir(path)
    with pytest.raises(CannotWrite, match="exists"):
        runfolder.make(bench, RUN)


def test_the_folder_of_all_runs_is_made_again(bench):
    os.rmdir(bench.paths.runs)
    assert os.path.isdir(runfolder.make(bench, RUN))


@pytest.mark.parametrize("name", ["../../x", "", "a" * 1000, "0" * 19, "0" * 19 + "/", "0" * 19 + "U"])
def test_nothing_but_an_id_names_a_folder(bench, name):
    with pytest.raises(UnsafePath):
        runfolder.make(bench, name)


def test_a_run_that_told_nothing_has_nothing(bench):
    assert runfolder.observations(bench, RUN) == ([], [])
    assert runfolder.media(bench, RUN) == ([], [])
    assert runfolder.environment(bench, RUN) is None
    assert runfolder.files(bench, RUN) == {}
    assert runfolder.size_bytes(bench, RUN) == 0
    assert runfolder.measure(bench, RUN) == {}
    assert runfolder.heartbeat_age_s(bench, RUN, now_us=0) is None
    assert runfolder.remove(bench, RUN) == 0


def test_lines_that_do_not_read_are_named_and_the_others_count(bench):
    folder = runfolder.make(bench, RUN)
    good = b'{"type":"named","t":1,"name":"owl"}\n'
    Path(folder, "params.jsonl").write_bytes(good + b"{}\n\n\xff\n" + good + b'{"type":"na')
    told, faults = runfolder.observations(bench, RUN)
    assert told == [Named(t=1, name="owl")] * 2
    assert [fault.partition(":")[0] for fault in faults] == ["params.jsonl, line 2", "params.jsonl, line 4"]


def test_a_last_line_without_newline_counts_when_it_reads(bench):
    Path(runfolder.make(bench, RUN), "params.jsonl").write_bytes(b'{"type":"named","t":1}')
    assert runfolder.observations(bench, RUN) == ([Named(t=1)], [])


def test_the_environment_is_read_back_and_named_by_its_hash(bench):
    runfolder.make(bench, RUN)
    sha256 = runfolder.write_environment(bench, RUN, {"python": "3.11", "threads": 2})
    assert runfolder.environment(bench, RUN) == {"python": "3.11", "threads": 2}
    assert sha256 == content_hash(Path(bench.paths.environment(RUN)).read_bytes())
    assert os.listdir(bench.paths.run(RUN)) == ["environment.json"]
    Path(bench.paths.environment(RUN)).write_bytes(b"[1]")
    with pytest.raises(Damaged):
        runfolder.environment(bench, RUN)


def test_an_environment_without_a_folder_cannot_be_written(bench):
    with pytest.raises(CannotWrite):
        runfolder.write_environment(bench, RUN, {})


def test_metrics_files_are_told_from_the_others(bench):
    folder = runfolder.make(bench, RUN)
    Path(folder, "metrics.0.jsonl").write_bytes(b"abc")
    Path(folder, "metrics.console.jsonl").write_bytes(b"")
    Path(folder, "console.log").write_bytes(b"hello")
    assert runfolder.metrics_files(bench, RUN) == {"metrics.0.jsonl": 3, "metrics.console.jsonl": 0}
    assert runfolder.measure(bench, RUN)["metrics.0.jsonl"] == content_hash(b"abc")
    assert runfolder.size_bytes(bench, RUN) == 8


def test_the_heartbeat_ages(bench):
    runfolder.make(bench, RUN)
    runfolder.beat(bench, RUN)
    os.utime(bench.paths.heartbeat(RUN), (100, 100))
    assert runfolder.heartbeat_age_s(bench, RUN, now_us=130_000_000) == pytest.approx(30)
    runfolder.beat(bench, RUN)
    assert os.stat(bench.paths.heartbeat(RUN)).st_mtime > 100


def test_the_heart_of_a_removed_run_stops_without_a_word(bench):
    runfolder.beat(bench, RUN)
    assert not os.path.exists(bench.paths.run(RUN))


def test_a_removed_folder_frees_what_it_held_and_follows_no_link(bench, tmp_path):
    folder = runfolder.make(bench, RUN)
    (tmp_path / "keep").mkdir()
    (tmp_path / "keep" / "file").write_text("x" * 100)
    Path(folder, "console.log").write_bytes(b"hello")
    os.symlink(tmp_path / "keep", os.path.join(folder, "link"))
    assert runfolder.remove(bench, RUN) >= 5
    assert not os.path.exists(folder)
    assert (tmp_path / "keep" / "file").exists()
