"""Taking snapshots away, and finding damage."""

import os
import subprocess
import time

import pytest

from hunch.errors import Damaged
from hunch.snapshot import tree
from hunch.snapshot.objects import object_path
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
