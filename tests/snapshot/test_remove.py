"""Taking snapshots away, and finding damage."""

import fcntl
import os
import subprocess
import time

import pytest

from hunch.errors import CannotWrite, Damaged
from hunch.snapshot import remove, tree
from hunch.snapshot.keep import keep_commit
from hunch.snapshot.objects import EMPTY_TREE, object_path, prepare, write_object
from hunch.snapshot.remove import prune, size_bytes, snapshots, verify


@pytest.fixture
def two(lab):
    """Two snapshots that share a file."""
    lab.write("shared/same.py", "shared = 1\n")
    lab.write("train.py", os.urandom(3000).hex())
    first = lab.take()
    lab.write("train.py", os.urandom(3000).hex())
    return first, lab.take()


def test_pruning_frees_what_only_the_unused_hold(lab, two):
    first, second = two
    before = size_bytes(lab.store)

    foretold = prune(lab.store, [second], dry_run=True)
    assert size_bytes(lab.store) == before
    done = prune(lab.store, [second])

    assert done == foretold
    assert done.snapshots == [first]
    assert done.objects == 3
    assert snapshots(lab.store) == [second]
    assert before - size_bytes(lab.store) == done.freed_bytes + 41
    lab.restored(second)
    with pytest.raises(Damaged):
        tree.files(lab.store, first)


def test_pruned_snapshot_can_be_taken_again(lab, two):
    _, second = two
    prune(lab.store, [])

    assert lab.take() == second
    lab.restored(second)


def test_snapshot_that_a_run_has_just_been_given_is_spared(lab, two):
    _, second = two

    assert second not in prune(lab.store, [], unused_since=time.time() - 60).snapshots
    assert prune(lab.store, [], unused_since=time.time() + 60).snapshots == sorted(two)


def test_pruning_nothing_at_all(lab):
    assert prune(lab.store, []).snapshots == []
    assert snapshots(lab.store) == []


def test_damage_that_hides_what_is_needed_stops_the_pruning(lab, two):
    first, second = two
    os.unlink(object_path(lab.store, tree.root_of(lab.store, second).tree))

    with pytest.raises(Damaged):
        prune(lab.store, [second])

    lab.restored(first)


def test_sound_store_has_no_problems(lab, two):
    assert verify(lab.store, two) == []


@pytest.mark.parametrize("kind", ["commit", "tree", "blob"])
@pytest.mark.parametrize("harm", ["missing", "cut", "other content"])
def test_every_damage_is_found(lab, two, kind, harm):
    first, _ = two
    sha = {
        "commit": first,
        "tree": tree.root_of(lab.store, first).tree,
        "blob": tree.files(lab.store, first)["train.py"].sha,
    }[kind]
    path = object_path(lab.store, sha)
    subprocess.run(["chmod", "u+w", path], check=True)
    if harm == "missing":
        os.unlink(path)
    elif harm == "cut":
        os.truncate(path, 20)
    else:
        with (
            open(object_path(lab.store, tree.files(lab.store, first)["shared/same.py"].sha), "rb") as other,
            open(path, "wb") as file,
        ):
            file.write(other.read())

    assert {problem.object for problem in verify(lab.store, two)} == {sha}


def test_snapshot_whose_ref_somebody_packed_keeps_its_objects(lab, two):
    _, second = two
    lab.git("-C", lab.store.code, "pack-refs", "--all")
    assert snapshots(lab.store) == []

    prune(lab.store, [second])

    lab.restored(second)


def test_nothing_goes_while_another_process_writes(lab, two, monkeypatch):
    monkeypatch.setattr(remove, "PATIENCE_S", 0.0)
    with open(os.path.join(lab.store.code, "lock"), "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(CannotWrite, match="another process writes the store"):
            prune(lab.store, [])

    assert snapshots(lab.store) == sorted(two)


def test_object_of_this_moment_stays_whatever_its_content_says_of_its_age(lab, two):
    sha = write_object(lab.store, b"blob", b"of a snapshot that is just being taken").hex()
    os.utime(object_path(lab.store, sha), (0, 0))  # as a copied workbench has it; the change of it is of now

    assert prune(lab.store, two, unused_since=time.time() - 60).objects == 0
    assert os.path.exists(object_path(lab.store, sha))
    assert prune(lab.store, two, unused_since=time.time() + 60).objects == 1


def test_object_and_snapshot_that_are_needed_again_are_young_again(lab):
    prepare(lab.store)
    blob = write_object(lab.store, b"blob", b"again")
    snapshot = keep_commit(lab.store, EMPTY_TREE, [])
    paths = [object_path(lab.store, blob.hex()), lab.store.ref(snapshot)]
    for path in paths:
        os.utime(path, (0, 0))

    write_object(lab.store, b"blob", b"again")
    keep_commit(lab.store, EMPTY_TREE, [])

    assert all(time.time() - os.stat(path).st_mtime < 60 for path in paths)
