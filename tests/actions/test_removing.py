"""Taking away: what others use stays, what was started just now stays, a tombstone stays."""

import hashlib
import os

import msgspec
import pytest

from hunch.actions.code import store_of
from hunch.actions.removing import collect, remove
from hunch.actions.restoring import restore_here, target
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
    import time

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
    import time

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
