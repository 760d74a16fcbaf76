"""Two workbenches become one, both ways, and say the same."""

import itertools
import os
import shutil
import subprocess
import time
from pathlib import Path

import msgspec
import pytest

from hunch.entities.config import SnapshotGuards
from hunch.entities.events import FolderRestored, NoteAdded, RunRemoved, RunsTagged
from hunch.errors import CannotWrite, NewerFormat, NoWorkbench, Refused
from hunch.ids import content_hash, system_clock
from hunch.journal.index import Index
from hunch.journal.merge import merge
from hunch.journal.verify import verify
from hunch.snapshot.diff import diff
from hunch.snapshot.objects import Store
from hunch.snapshot.restore import restore
from hunch.snapshot.store import take

from ..conftest import ToldClock
from .conftest import finished, start, tell

seconds = itertools.count(1)


def state(bench) -> bytes:
    with Index.open(bench) as index:
        assert index.faults == []
        return msgspec.json.encode(index.runs()) + msgspec.json.encode(index.notes())


def copy_of(bench, bench_of, host: str):
    """The same workbench on another machine, as a copy of the folder makes it."""
    other = bench_of(host)
    shutil.rmtree(other.top)
    shutil.copytree(bench.top, other.top, ignore=shutil.ignore_patterns("cache"))
    return bench_of(host)


def work(bench, clock, variants: str) -> list[str]:
    """Some runs, with all that can happen to them."""
    runs = []
    for variant in variants:
        run = start(bench, clock, name=f"{bench.surroundings.host}-{variant}")
        clock.on(1)
        tell(bench, clock, finished(run, variant=variant))
        (Path(bench.paths.run(run)) / "metrics.0.jsonl").write_text('{"step":0,"t":1,"m":{"a":1}}\n')
        runs.append(run)
    tell(
        bench,
        clock,
        RunsTagged(runs=runs, tag=bench.surroundings.host),
        NoteAdded(text="so far", runs=runs[:1]),
    )
    return runs


def both_ways(a, b) -> None:
    merge(a, b.top)
    merge(b, a.top)


def rsync_both_ways(a, b) -> None:
    for bench in (a, b):
        in_another_second(bench)
    for source, target in ((a, b), (b, a)):
        command = ["rsync", "-au", "--exclude", "cache/", f"{source.top}/", f"{target.top}/"]
        subprocess.run(command, check=True)


def in_another_second(bench) -> None:
    """As if it had been written a while after the last copy: rsync -u goes by whole seconds, tests are faster."""
    later = time.time() + 10 * next(seconds)
    own = bench.paths.journal_file(bench.surroundings.writer)
    os.utime(own, (later, later))


@pytest.mark.parametrize("bring", [both_ways, rsync_both_ways])
def test_clocks_an_hour_apart_and_both_sides_going_on_end_in_the_same_state(bench_of, bring):
    if bring is rsync_both_ways and shutil.which("rsync") is None:
        pytest.skip("there is no rsync here")
    # The times of files are real (rsync goes by them); those of events are told.
    now = system_clock()
    laptop_clock, cluster_clock = ToldClock(now), ToldClock(now + 3_600_000_000)
    laptop = bench_of("laptop")
    first = work(laptop, laptop_clock, "ab")
    cluster = copy_of(laptop, bench_of, "cluster")
    for round_number in range(3):
        work(laptop, laptop_clock, "ab")
        tell(cluster, cluster_clock, FolderRestored(folder="w:.", snapshot="s", run=first[0]))
        theirs = work(cluster, cluster_clock, "ba")
        tell(laptop, laptop_clock, NoteAdded(text=f"round {round_number}"))
        bring(laptop, cluster)
        assert state(laptop) == state(cluster)
        for bench in (laptop, cluster):
            shutil.rmtree(bench.paths.caches)
        assert state(laptop) == state(cluster)
        tell(laptop, laptop_clock, RunsTagged(runs=theirs, tag="seen"), RunRemoved(runs=theirs[:1]))
        shutil.rmtree(laptop.paths.run(theirs[0]))
    bring(laptop, cluster)
    assert state(laptop) == state(cluster)
    with Index.open(laptop) as index:
        assert index.count() == 2 + 3 * 4 - 3
        assert {"seen", "cluster"} <= {tag for run in index.runs() for tag in run.tags}


def test_a_removed_run_does_not_come_back(bench_of, clock):
    laptop = bench_of("laptop")
    (run,) = work(laptop, clock, "a")
    cluster = copy_of(laptop, bench_of, "cluster")
    tell(laptop, clock, RunRemoved(runs=[run]))
    shutil.rmtree(laptop.paths.run(run))
    both_ways(laptop, cluster)
    assert not os.path.exists(laptop.paths.run(run))
    with Index.open(cluster) as index:
        assert index.runs() == []
    assert [problem.kind for problem in verify(laptop)] == []
    assert [problem.what for problem in verify(cluster)] == ["the folder of a run that was removed"]


def test_a_second_merge_has_nothing_to_do(bench_of, clock):
    laptop, cluster = bench_of("laptop"), bench_of("cluster")
    work(cluster, clock, "ab")
    first = merge(laptop, cluster.top)
    assert (first.journals, first.runs) == (1, 2)
    assert first.size_bytes > 0
    assert merge(laptop, cluster.top).size_bytes == 0


def test_a_project_may_be_named_instead_of_its_workbench(bench_of, clock):
    laptop, cluster = bench_of("laptop"), bench_of("cluster")
    work(cluster, clock, "a")
    assert merge(laptop, os.path.dirname(cluster.top)).runs == 1


def test_files_of_a_live_run_grow_to_the_longer_copy(bench_of, clock):
    laptop = bench_of("laptop")
    run = start(laptop, clock)
    metrics = Path(laptop.paths.metrics(run, "0"))
    metrics.write_text("one\n")
    cluster = copy_of(laptop, bench_of, "cluster")
    metrics.write_text("one\ntwo\n")
    merge(laptop, cluster.top)
    assert metrics.read_text() == "one\ntwo\n"
    merge(cluster, laptop.top)
    assert Path(cluster.paths.metrics(run, "0")).read_text() == "one\ntwo\n"


def test_a_journal_that_was_torn_while_it_was_copied_is_completed(bench_of, clock):
    laptop = bench_of("laptop")
    tell(laptop, clock, NoteAdded(text="a"), NoteAdded(text="b"))
    cluster = copy_of(laptop, bench_of, "cluster")
    copied = Path(cluster.paths.journal_file("ada@laptop"))
    os.truncate(copied, copied.stat().st_size - 10)
    merge(cluster, laptop.top)
    assert verify(cluster) == []
    assert state(laptop) == state(cluster)


def test_copies_that_went_different_ways_are_refused_and_nothing_is_written(bench_of, clock):
    laptop = bench_of("laptop")
    run = start(laptop, clock)
    cluster = copy_of(laptop, bench_of, "cluster")
    Path(laptop.paths.console(run)).write_text("here")
    Path(cluster.paths.console(run)).write_text("there")
    tell(laptop, clock, NoteAdded(text="on"))
    twin = cluster._replace(surroundings=laptop.surroundings)
    tell(twin, clock, NoteAdded(text="and on"))
    work(cluster, clock, "a")
    before = sorted(os.listdir(laptop.paths.runs))
    with pytest.raises(Refused) as caught:
        merge(laptop, cluster.top)
    assert "journal/ada@laptop.jsonl" in str(caught.value)
    assert f"runs/{run}/console.log" in str(caught.value)
    assert sorted(os.listdir(laptop.paths.runs)) == before


def test_the_newer_environment_wins(bench_of, clock):
    laptop = bench_of("laptop")
    run = start(laptop, clock)
    Path(laptop.paths.environment(run)).write_text('{"a": 1}')
    cluster = copy_of(laptop, bench_of, "cluster")
    Path(cluster.paths.environment(run)).write_text('{"b": 2}')
    later = Path(laptop.paths.environment(run)).stat().st_mtime_ns + 1_000_000
    os.utime(cluster.paths.environment(run), ns=(later, later))
    both_ways(laptop, cluster)
    assert Path(laptop.paths.environment(run)).read_text() == '{"b": 2}'


def test_blobs_and_snapshots_come_along(bench_of):
    laptop, cluster = bench_of("laptop"), bench_of("cluster")
    blob = Path(cluster.paths.blob(content_hash(b"x")))
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"x")
    snapshot = "a" * 40
    for name in (
        "HEAD",
        f"objects/aa/{'b' * 38}",
        "objects/pack/pack-0a.idx",
        "objects/info/alternates",
        "objects/aa/bbb",
        "config",
        "hooks/post-checkout",
        "info/attributes",
        f"refs/snapshots/{snapshot}",
        "objects/aa/tmp_obj_1",
        "index.lock",
    ):
        path = Path(cluster.paths.code, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    packed = "b" * 40
    Path(cluster.paths.code, "packed-refs").write_text(
        f"# pack-refs\n{packed} refs/snapshots/{packed}\nx ../../y\n../x refs/snapshots/../x\n"
    )
    merged = merge(laptop, cluster.top)
    assert (merged.blobs, merged.code) == (1, 3)  # and a packed one, which is no file of theirs
    assert Path(laptop.paths.blob(content_hash(b"x"))).read_bytes() == b"x"
    code = Path(laptop.paths.code)
    assert sorted(path.name for path in code.rglob("*") if path.is_file()) == sorted(
        ["HEAD", "b" * 38, "pack-0a.idx", snapshot, packed]
    )
    assert (code / "HEAD").read_text() == "ref: refs/heads/none\n"


def test_snapshots_of_another_workbench_can_be_read_restored_and_added_to(bench_of, tmp_path):
    laptop, cluster = bench_of("laptop"), bench_of("cluster")
    project = tmp_path / "work"
    project.mkdir()
    (project / "train.py").write_text("lr = 1\n")
    snapshot = take(_store(cluster), str(project), SnapshotGuards()).snapshot
    merge(laptop, cluster.top)
    store = _store(laptop)
    assert [file.path for file in diff(store, None, snapshot).files] == ["train.py"]
    restore(store, snapshot, str(tmp_path / "restored"))
    assert (tmp_path / "restored" / "train.py").read_text() == "lr = 1\n"
    (project / "train.py").write_text("lr = 2\n")
    assert take(store, str(project), SnapshotGuards()).fault is None
    assert os.path.exists(os.path.join(laptop.paths.code, "config"))


def test_a_file_that_cannot_be_written_where_it_belongs_is_told(bench_of, clock):
    laptop, cluster = bench_of("laptop"), bench_of("cluster")
    run = start(cluster, clock)
    Path(cluster.paths.console(run)).write_text("x")
    os.makedirs(laptop.paths.runs, exist_ok=True)
    Path(laptop.paths.run(run)).write_text("a file where a folder belongs")
    with pytest.raises(CannotWrite, match="cannot bring in"):
        merge(laptop, cluster.top)


def _store(bench) -> Store:
    return Store(bench.paths.code, bench.paths.cache, dict(os.environ))


def test_two_projects_of_one_person_on_one_machine_are_merged_as_the_hint_says(bench_of, clock):
    laptop = bench_of("laptop")
    tell(laptop, clock, NoteAdded(text="here"))
    another = bench_of("another")._replace(surroundings=laptop.surroundings)
    tell(another, clock, NoteAdded(text="there"))
    with pytest.raises(Refused) as caught:
        merge(laptop, another.top)
    assert "no copies but two projects" in caught.value.hint
    subprocess.run(caught.value.hint.partition(": ")[2], shell=True, check=True)
    assert merge(laptop, another.top).journals == 1


def test_links_and_odd_names_are_left_where_they_are(bench_of, clock, tmp_path):
    laptop, cluster = bench_of("laptop"), bench_of("cluster")
    run = start(cluster, clock)
    (tmp_path / "secret").write_text("secret")
    os.symlink(tmp_path / "secret", os.path.join(cluster.paths.run(run), "link"))
    os.makedirs(os.path.join(cluster.paths.runs, "not a run"))
    Path(cluster.paths.runs, "not a run", "file").write_text("x")
    merge(laptop, cluster.top)
    assert os.listdir(laptop.paths.runs) == [run]
    assert os.listdir(laptop.paths.run(run)) == []


def test_a_workbench_is_not_merged_with_itself(bench_of):
    laptop = bench_of("laptop")
    with pytest.raises(Refused, match="is this workbench"):
        merge(laptop, os.path.dirname(laptop.top))


def test_where_there_is_no_workbench_it_says_so(bench_of, tmp_path):
    for other in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NoWorkbench):
            merge(bench_of("laptop"), str(other))


def test_a_newer_workbench_is_refused(bench_of):
    laptop, cluster = bench_of("laptop"), bench_of("cluster")
    Path(cluster.paths.format).write_text('{"format": 2, "workbench": "x"}')
    with pytest.raises(NewerFormat):
        merge(laptop, cluster.top)
