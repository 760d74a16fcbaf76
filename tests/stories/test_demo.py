"""Someone who has just installed Hunch types `hunch demo`."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture
def without_scikit_learn(tmp_path):
    """A Python in which scikit-learn cannot be found."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'sklearn' else find(name, package)\n"
    )
    return {**os.environ, "PYTHONPATH": str(tmp_path)}


def test_first_step_is_really_trained_recorded_listed_and_got_back(hunch, project):
    pytest.importorskip("sklearn")
    done = hunch("demo", "--steps", "1")
    assert done.returncode == 0, done.stderr
    assert "1/1 a first look" in done.stderr
    assert "$ hunch runs --all" in done.stdout
    assert "byte for byte what ran as baseline-0" in done.stdout

    runs = json.loads(hunch("runs", "--all", "--json", cwd=project / "hunch-demo").stdout)
    assert sorted(run["seed"] for run in runs) == [0, 1, 2]
    assert {run["status"] for run in runs} == {"finished"}
    assert all(run["metrics"]["val_acc"]["count"] == 40 for run in runs)
    assert not (project / ".hunch").exists()

    assert (
        "two images blended into one"
        in done.stdout.partition("$ hunch tree")[2].partition("$ hunch compare")[0]
    )
    assert 'undetermined  "raised the accuracy' not in done.stdout, (
        "nobody has claimed anything after one step"
    )
    page = (project / "hunch-demo" / "week.html").read_text()
    assert "what lifts accuracy when images are few?" in page
    assert "<script" not in page


def test_a_second_demo_does_not_write_over_the_first(hunch, project):
    pytest.importorskip("sklearn")
    (project / "hunch-demo").mkdir()
    (project / "hunch-demo" / "thesis.tex").write_text("years of work")
    done = hunch("demo")
    assert done.returncode == 2
    assert "not an empty folder" in done.stderr
    assert "hint: Name a new one" in done.stderr
    assert os.listdir(project / "hunch-demo") == ["thesis.tex"]


def test_without_scikit_learn_it_says_what_to_install(project, without_scikit_learn):
    done = subprocess.run(
        [sys.executable, "-m", "hunch", "demo"],
        cwd=project,
        env=without_scikit_learn,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "scikit-learn" in done.stderr
    assert "hint: pip install 'hunch-research[demo]'" in done.stderr
    assert not (project / "hunch-demo").exists()
