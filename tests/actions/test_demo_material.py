"""The script, its edits and its steps, as they lie in examples/digits."""

import os
import subprocess
import sys

import pytest

from hunch.actions.demo_material import (
    apply_patch,
    contents,
    copy_script,
    material_folder,
    patched_files,
    read_exploration,
)
from hunch.errors import GitFailed, Refused

MATERIAL = material_folder()
STEPS = read_exploration(MATERIAL).step


@pytest.fixture
def copied(tmp_path):
    folder = str(tmp_path / "a 'folder'; echo x")
    copy_script(MATERIAL, folder)
    return folder


def test_script_knows_nothing_of_hunch(copied):
    assert not [
        path for path, (_, code) in contents(copied).items() if path.endswith(".py") and b"hunch" in code
    ]


def test_only_the_script_is_copied(copied):
    assert sorted(contents(copied)) == ["README.md", "data.py", "model.py", "optim.py", "train.py"]


def test_every_edit_applies_where_the_exploration_makes_it(copied, tmp_path):
    """Whichever of the steps it may come back to turns out best."""
    code = {}
    for number, step in enumerate(STEPS):
        if not step.patch:
            before = (step.back_to or [STEPS[number - 1].name])[0]
            code[step.name] = contents(copied) if number == 0 or before == "*" else code[before]
            continue
        for origin in step.back_to or [STEPS[number - 1].name]:
            folder = tmp_path / f"{step.name} from {origin}"
            folder.mkdir()
            for path, (_, content) in code[origin].items():
                (folder / path).write_bytes(content)
            apply_patch(MATERIAL, step.patch, str(folder), environ=os.environ)
            for path in patched_files(MATERIAL, step.patch):
                compile((folder / path).read_text(), path, "exec")
            code[step.name] = contents(str(folder))
            assert code[step.name] != code[origin]


def test_every_patch_is_used_once():
    patches = {name for name in os.listdir(os.path.join(MATERIAL, "exploration")) if name.endswith(".patch")}
    assert sorted(step.patch for step in STEPS if step.patch) == sorted(patches)


def test_steps_only_come_back_to_finished_steps_before_them():
    done = set()
    for step in STEPS:
        assert step.back_to == ["*"] or set(step.back_to) <= done, step.name
        done |= {step.name} if step.ends == "finished" else set()


def test_what_cannot_help_only_looks(copied):
    """It adds two lines: one draws a batch that nothing is trained on, the other prints it."""
    (idle,) = [step for step in STEPS if step.cannot_help]
    before = contents(copied)["train.py"][1].decode().splitlines()
    apply_patch(MATERIAL, idle.patch, copied, environ=os.environ)
    after = contents(copied)["train.py"][1].decode().splitlines()
    added = [line.strip() for line in after if line not in before]
    assert [line for line in after if line in before and line] == [line for line in before if line]
    assert [line.split("(")[0] for line in added] == ["look = next", "print"]


def test_a_hunch_is_said_before_every_edit():
    assert [step.name for step in STEPS if not step.hunch and not step.again] == []


def test_a_dozen_edits_with_a_divergence_a_crash_and_several_seeds():
    assert len(STEPS) >= 12
    assert [step.name for step in STEPS if step.ends == "diverges"]
    assert [step.name for step in STEPS if step.ends == "crashes"]
    assert sum(len(step.seeds) for step in STEPS if len(step.seeds) > 1) >= 12


def test_an_edit_inside_a_git_repository_is_made_and_not_silently_left_out(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    folder = str(tmp_path / "inside")
    copy_script(MATERIAL, folder)
    before = contents(folder)
    apply_patch(MATERIAL, "02-leaky-relu.patch", folder, environ=os.environ)
    after = contents(folder)
    assert {path for path in after if after[path] != before[path]} == {"model.py"}


def test_an_edit_that_does_not_apply_changes_nothing(copied):
    before = contents(copied)
    with pytest.raises(GitFailed, match=r"07-layer-norm-per-image\.patch does not apply"):
        apply_patch(MATERIAL, "07-layer-norm-per-image.patch", copied, environ=os.environ)
    assert contents(copied) == before


def test_a_folder_with_something_in_it_is_refused_and_left_alone(project):
    (project / "mine.txt").write_text("mine")
    with pytest.raises(Refused) as refused:
        copy_script(MATERIAL, str(project))
    assert "hunch demo" in refused.value.hint
    assert os.listdir(project) == ["mine.txt"]


def test_an_empty_folder_is_taken(project):
    copy_script(MATERIAL, str(project))
    assert (project / "train.py").is_file()


THRICE = """\
import runpy, sys
for seed in "112":
    sys.argv = ["train.py", "--epochs", "2", "--seed", seed]
    runpy.run_path("train.py", run_name="__main__")
"""


def test_the_script_trains_and_only_its_seed_makes_a_difference(copied):
    pytest.importorskip("sklearn")
    said = subprocess.run(
        [sys.executable, "-c", THRICE],
        cwd=copied,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    first, again, other = said[:3], said[3:6], said[6:]
    assert [line.split()[0] for line in first] == ["epoch", "epoch", "test_acc:"]
    assert first == again
    assert len(other) == 3
    assert other != first
