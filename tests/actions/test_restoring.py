"""The exact code of a run, back; nothing that was here is lost."""

import os
import resource

import pytest

from hunch.actions.code import store_of
from hunch.actions.restoring import restore_here, restore_to, target
from hunch.entities.config import Objective
from hunch.errors import AmbiguousRun, CannotWrite, Damaged, Refused, UnknownRun
from hunch.journal.workbench import find
from hunch.snapshot.objects import object_path
from hunch.snapshot.tree import files


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def wanted(folder, index, reference):
    return target(folder, index(), reference, objective=Objective())


def test_here_what_was_not_recorded_is_kept_and_one_comes_back_to_it(folder, recorded, index, clock, project):
    recorded(name="first", files={"train.py": "a = 1\n", "old.py": ""})
    os.remove(project / "old.py")
    (project / "train.py").write_text("a = 2  # never run\n")
    (project / "new.py").write_text("new\n")

    done = restore_here(folder, wanted(folder, index, "first"), clock=clock)

    assert read(project, "train.py") == "a = 1\n"
    assert sorted(os.listdir(project)) == [".hunch", "old.py", "train.py"]
    assert (done.written, done.removed) == (2, 1)
    restore_here(folder, wanted(folder, index, done.saved[:7]), clock=clock)
    assert read(project, "train.py") == "a = 2  # never run\n"
    assert sorted(os.listdir(project)) == [".hunch", "new.py", "train.py"]


def test_the_next_run_comes_from_the_one_that_was_restored(folder, recorded, index, clock):
    first = recorded(name="first", files={"train.py": "a = 1\n"})
    recorded(files={"train.py": "a = 2\n"})
    restore_here(folder, wanted(folder, index, "first"), clock=clock)
    recorded(name="third", files={"train.py": "a = 3\n"})
    assert index().runs(newest=1)[0].parent == first


def test_into_a_folder_of_its_own_that_belongs_to_this_workbench(
    folder, recorded, index, clock, project, surroundings
):
    recorded(name="first", files={"train.py": "a = 1\n"})
    recorded(name="second", files={"train.py": "a = 2\n"})
    done = restore_to(folder, wanted(folder, index, "first"), "../there", clock=clock)
    there = find(surroundings._replace(cwd=done.folder))
    assert os.path.samefile(there.bench.top, folder.bench.top)
    assert there.root == done.folder

    (project.parent / "there" / "train.py").write_text("a = 9\n")
    again = restore_to(folder, wanted(folder, index, "second"), "../there", clock=clock)
    assert read(done.folder, "train.py") == "a = 2\n"
    assert again.saved is not None
    assert read(project, "train.py") == "a = 2\n"


def test_a_folder_with_something_in_it_is_refused(folder, recorded, index, clock, tmp_path):
    recorded(name="first", files={"train.py": "a = 1\n"})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years")
    with pytest.raises(Refused, match="not empty"):
        restore_to(folder, wanted(folder, index, "first"), str(tmp_path / "mine"), clock=clock)
    assert os.listdir(tmp_path / "mine") == ["thesis.txt"]


def test_a_run_without_a_snapshot_and_names_of_nothing_are_refused(folder, recorded, index):
    recorded(name="first")
    recorded(name="first")
    with pytest.raises(AmbiguousRun):
        wanted(folder, index, "first")
    with pytest.raises(Refused, match="no snapshot"):
        wanted(folder, index, "@")
    with pytest.raises(UnknownRun):
        wanted(folder, index, "abcdef1")


def test_what_was_here_is_named_before_anything_is_touched(folder, recorded, index, clock, project):
    recorded(name="first", files={"train.py": "x" * 100_000})
    second = recorded(name="second", files={"train.py": "a = 2\n"})
    (project / "train.py").write_text("a = 9  # never run\n")
    first = wanted(folder, index, "first")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))  # as a full disk
    try:
        with pytest.raises(CannotWrite) as failed:
            restore_here(folder, first, clock=clock)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    (project / "train.py").write_text("what a crash left\n")
    *_, reference = failed.value.hint.split()
    restore_here(folder, wanted(folder, index, reference), clock=clock)
    assert read(project, "train.py") == "a = 9  # never run\n"
    recorded(name="third", files={})
    assert index().runs(newest=1)[0].parent == second


def test_damage_touches_nothing_and_names_the_way_back(folder, recorded, index, clock, project):
    recorded(name="first", files={"train.py": "a = 1\n"})
    recorded(name="second", files={"train.py": "a = 2\n"})
    first, store = wanted(folder, index, "first"), store_of(folder.bench)
    os.unlink(object_path(store, files(store, first.snapshot)["train.py"].sha))

    with pytest.raises(Damaged) as failed:
        restore_here(folder, first, clock=clock)

    assert read(project, "train.py") == "a = 2\n"
    assert wanted(folder, index, failed.value.hint.split()[-1]).snapshot in index().snapshots()


def test_coming_back_to_what_was_saved_comes_back_to_its_parent(folder, recorded, index, clock, project):
    recorded(name="first", files={"train.py": "a = 1\n"})
    second = recorded(name="second", files={"train.py": "a = 2\n"})
    (project / "train.py").write_text("a = 9  # never run\n")
    saved = restore_here(folder, wanted(folder, index, "first"), clock=clock).saved
    restore_here(folder, wanted(folder, index, saved[:12]), clock=clock)
    recorded(name="third", files={})
    assert index().runs(newest=1)[0].parent == second
