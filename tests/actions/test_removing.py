"""Taking away: what others use stays, what was started just now stays, a tombstone stays."""

import hashlib
import os
import time

import msgspec
import pytest

from hunch.actions.code import store_of
from hunch.actions.removing import LEFT_ALONE, collect, remove
from hunch.actions.restoring import restore_here, target
from hunch.capture.blobs import keep_bytes
from hunch.entities.config import Objective, SnapshotGuards
from hunch.entities.events import RunRemoved
from hunch.entities.observed import Medium
from hunch.errors import Refused
from hunch.journal.verify import verify
from hunch.journal.writer import append
from hunch.snapshot.remove import snapshots
from hunch.snapshot.store import take
from hunch.testing import write_files

DAY_S = 86_400


def keep_blob(folder, run, content):
    """An artifact of a run, as capture keeps it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder.bench.paths.blob(sha256)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    medium = Medium(
        t=1, name="model", kind="artifact", sha256=sha256, size_bytes=len(content), media_type="x/y"
    )
    with open(folder.bench.paths.media(run), "ab") as file:
        file.write(msgspec.json.encode(medium) + b"\n")
    return path


def by_name(opened, *names):
    return [run for run in opened.runs() if run.name in names]


@pytest.fixture
def later(clock):
    """A day after everything on disk was written."""
    clock.now_us = int((time.time() + DAY_S) * 1e6)
    return clock


def test_a_removed_run_is_gone_and_what_others_use_stays(folder, recorded, index, later):
    first = recorded(name="first", files={"a.py": "1"}, curves={"loss": [1.0]})
    second = recorded(name="second", files={"a.py": "2"})
    shared, own = keep_blob(folder, first, b"shared"), keep_blob(folder, first, b"own")
    keep_blob(folder, second, b"shared")
    later.on(DAY_S)

    opened = index()
    done = remove(folder.bench, opened, by_name(opened, "first"), clock=later)

    assert [run.name for run in index().runs()] == ["second"]
    assert not os.path.exists(folder.bench.paths.run(first))
    assert (os.path.exists(shared), os.path.exists(own)) == (True, False)
    assert snapshots(store_of(folder.bench)) == [index().runs()[0].snapshot]
    assert done.freed_bytes > 0
    assert verify(folder.bench) == []


def test_a_dry_run_tells_the_same_and_touches_nothing(folder, recorded, index, later):
    first = recorded(name="first", files={"a.py": "1"})
    recorded(files={"a.py": "2"})
    later.on(DAY_S)
    opened = index()
    told = remove(folder.bench, opened, by_name(opened, "first"), clock=later, dry_run=True)
    assert os.path.exists(folder.bench.paths.run(first))
    assert len(index().runs()) == 2
    done = remove(folder.bench, opened, by_name(opened, "first"), clock=later)
    assert told.snapshots == done.snapshots
    assert told.freed_bytes == done.freed_bytes > 0


def test_a_snapshot_that_another_run_shares_stays(folder, recorded, index, later):
    recorded(name="first", files={"a.py": "1"})
    recorded(name="second", files={"a.py": "1"})
    later.on(DAY_S)
    opened = index()
    assert remove(folder.bench, opened, by_name(opened, "first"), clock=later).snapshots == []


def test_a_running_run_is_refused(folder, recorded, index, clock):
    recorded(name="busy", end=False)
    with pytest.raises(Refused, match="running: busy"):
        remove(folder.bench, index(), index().runs(), clock=clock)


def test_collecting_goes_on_where_removing_was_killed(folder, recorded, index, later):
    run = recorded()
    append(folder.bench, RunRemoved(runs=[run]), clock=later)
    done = collect(folder.bench, index(), clock=later)
    assert [(piece.kind, piece.name) for piece in done.pieces] == [("folder of a removed run", run)]
    assert not os.path.exists(folder.bench.paths.run(run))


def test_collecting_leaves_alone_what_another_machine_may_still_speak_of(folder, recorded, index, later):
    recorded(files={"a.py": "1"})
    os.mkdir(folder.bench.paths.run("06egkj8m2f0abcd12345"))
    later.on(DAY_S)
    assert collect(folder.bench, index(), clock=later).pieces == []


def test_collecting_leaves_a_blob_and_a_snapshot_of_this_moment(folder, recorded, index, clock):
    run = recorded(files={"a.py": "1"})
    keep_blob(folder, run, b"content")
    os.unlink(folder.bench.paths.media(run))
    write_files(folder.root, {"a.py": "not yet run"})
    take(store_of(folder.bench), folder.root, SnapshotGuards())
    clock.now_us = int(time.time() * 1e6)
    done = collect(folder.bench, index(), clock=clock)
    assert (done.pieces, done.snapshots) == ([], [])
    clock.on(DAY_S)
    done = collect(folder.bench, index(), clock=clock)
    assert ([piece.kind for piece in done.pieces], len(done.snapshots)) == (["blob"], 1)


def test_what_a_restore_saved_stays_until_it_is_asked_for(folder, recorded, index, later, project):
    recorded(name="first", files={"a.py": "1"})
    (project / "a.py").write_text("never run")
    wanted = target(folder, index(), "first", objective=Objective())
    saved = restore_here(folder, wanted, clock=later).saved
    later.on(DAY_S)
    assert collect(folder.bench, index(), clock=later).snapshots == []
    assert collect(folder.bench, index(), clock=later, saved_too=True).snapshots == [saved]


def two_of_which_one_goes(folder, recorded, index, clock):
    """Removes the first of two runs; what is said of it."""
    recorded(name="first", files={"a.py": "1"})
    recorded(name="second", files={"a.py": "2"})
    clock.on(DAY_S)
    opened = index()
    return opened, by_name(opened, "first")


def test_a_line_that_does_not_read_may_name_any_snapshot_so_all_stay(folder, recorded, index, later):
    two_of_which_one_goes(folder, recorded, index, later)
    [journal] = [os.path.join(folder.bench.paths.journal, n) for n in os.listdir(folder.bench.paths.journal)]
    with open(journal, "ab") as file:
        file.write(b"what a bad disk made of a line\n")
    opened = index()

    removed = remove(folder.bench, opened, by_name(opened, "first"), clock=later)
    collected = collect(folder.bench, index(), clock=later)

    assert (removed.note, collected.note) == (LEFT_ALONE, LEFT_ALONE)
    assert (removed.snapshots, collected.snapshots) == ([], [])
    assert len(snapshots(store_of(folder.bench))) == 2


def test_a_run_folder_that_no_line_names_may_be_of_any_snapshot(folder, recorded, index, later):
    opened, first = two_of_which_one_goes(folder, recorded, index, later)
    os.mkdir(folder.bench.paths.run("06egkj8m2f0abcd12345"))

    assert remove(folder.bench, opened, first, clock=later).note == LEFT_ALONE
    os.rmdir(folder.bench.paths.run("06egkj8m2f0abcd12345"))
    done = collect(folder.bench, index(), clock=later)

    assert (done.note, len(done.snapshots)) == (None, 1)


def test_the_folder_of_a_removed_run_that_still_lives_elsewhere_stays(folder, recorded, index, clock):
    run = recorded(curves={"loss": [1.0]})
    append(folder.bench, RunRemoved(runs=[run]), clock=clock)
    clock.now_us = int(time.time() * 1e6)

    assert collect(folder.bench, index(), clock=clock).pieces == []

    assert os.path.exists(folder.bench.paths.run(run))
    clock.on(DAY_S)
    assert [piece.name for piece in collect(folder.bench, index(), clock=clock).pieces] == [run]


def test_a_line_about_media_that_does_not_read_still_keeps_its_blob(folder, recorded, index, later):
    first, second = recorded(name="first"), recorded(name="second")
    shared = keep_blob(folder, first, b"shared")
    keep_blob(folder, second, b"shared")
    with open(folder.bench.paths.media(second), "r+b") as file:
        file.write(b"#")
    later.on(DAY_S)
    opened = index()

    remove(folder.bench, opened, by_name(opened, "first"), clock=later)
    collect(folder.bench, index(), clock=later)

    assert os.path.exists(shared)


def test_what_is_no_blob_is_passed_over(folder, recorded, index, later):
    path = os.path.join(os.path.dirname(keep_blob(folder, recorded(), b"x")), "n" * 64)
    with open(path, "wb"):
        pass
    later.on(DAY_S)

    assert collect(folder.bench, index(), clock=later).pieces == []
    assert os.path.exists(path)


def test_removing_leaves_a_blob_that_somebody_has_just_kept_again(folder, recorded, index, clock):
    blob = keep_blob(folder, recorded(name="first"), b"content")
    os.utime(blob, (0, 0))
    keep_bytes(b"content", folder.bench.paths.blob)  # by a run that has not yet said so
    assert time.time() - os.stat(blob).st_mtime < 60
    clock.now_us = int(time.time() * 1e6)
    opened = index()

    remove(folder.bench, opened, opened.runs(), clock=clock)

    assert os.path.exists(blob)
    clock.on(DAY_S)
    assert [piece.kind for piece in collect(folder.bench, index(), clock=clock).pieces] == ["blob"]
