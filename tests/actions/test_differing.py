"""Diffs between runs, and against the working folder."""

import shutil

import pytest

from hunch.actions.differing import Sides, code_diff, snapshot_here, snapshot_of, units
from hunch.errors import Refused

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="diffs are made by git")


def test_two_runs_and_the_folder_as_it_is_now(folder, recorded, index, project):
    recorded(files={"train.py": "a = 1\n"})
    recorded(files={"train.py": "a = 2\n"})
    (project / "new.py").write_text("x\n")
    second, first = index().runs()
    diff = code_diff(folder, Sides(snapshot_of(first), snapshot_of(second)))
    assert "-a = 1\n+a = 2\n" in diff.text
    (file,) = diff.files
    assert (file.path, file.added, file.removed) == ("train.py", 1, 1)
    now = code_diff(folder, Sides(snapshot_of(second), snapshot_here(folder)), text=False)
    assert [(file.path, file.kind) for file in now.files] == [("new.py", "added")]
    assert [each.name for each in units(folder, Sides(snapshot_of(first), snapshot_of(second)))] == ["a"]


def test_a_run_without_code_is_refused(recorded, index):
    recorded(name="bare")
    with pytest.raises(Refused, match="bare has no snapshot"):
        snapshot_of(index().runs()[0])
