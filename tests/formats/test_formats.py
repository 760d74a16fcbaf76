"""Every format that was ever released is read by this Hunch: frozen workbenches, as their Hunch left them."""

import json
import math
import shutil
from pathlib import Path

import pytest

FROZEN = sorted(
    folder for folder in Path(__file__).parent.iterdir() if (folder / "workbench" / "format").exists()
)


@pytest.fixture(params=FROZEN, ids=lambda folder: f"format {folder.name}")
def frozen(request: pytest.FixtureRequest, project: Path) -> Path:
    """A project whose workbench is a frozen one."""
    shutil.copytree(request.param / "workbench", project / ".hunch")
    (project / ".hunch" / ".gitignore").write_text("*\n")
    return project


def test_runs_are_what_they_were(frozen, hunch) -> None:
    runs = {run["name"]: run for run in json.loads(hunch("runs", "--json", "--all").stdout)}
    assert set(runs) == {"first", "second", "diverged", "logged by hand", "seeds-0", "seeds-1"}
    assert {name: run["status"] for name, run in runs.items() if run["status"] != "finished"} == {
        "diverged": "failed"
    }
    assert runs["diverged"]["traceback"].endswith("ValueError: lr 2.0 diverges")
    assert runs["second"]["params"] == {"lr": 0.5, "seed": 0}
    assert runs["second"]["tags"] == ["faster", "keep"]
    assert runs["second"]["notes"][0]["text"] == "half the loss"
    assert runs["second"]["parent"] == runs["first"]["id"]
    assert runs["second"]["change"] == "lr 0.1 -> 0.5"
    assert runs["seeds-0"]["variant"] == runs["seeds-1"]["variant"]
    assert runs["seeds-0"]["plan"] == runs["seeds-1"]["plan"]


def test_numbers_that_json_cannot_say_are_what_they_were(frozen, hunch, monkeypatch) -> None:
    import hunch as face

    monkeypatch.chdir(frozen)
    (run,) = (each for each in face.runs() if each.name == "logged by hand")
    curve = run.curve("loss")
    assert [curve.values[0], curve.values[2]] == [1.0, 0.25]
    assert math.isnan(curve.values[1])
    assert run.metrics["count"] == 2**60 + 2
    assert run.params["clip"] == math.inf


def test_code_comes_back_and_every_hash_holds(frozen, hunch) -> None:
    assert hunch("doctor").returncode == 0
    assert hunch("restore", "first", "back").returncode == 0
    assert (frozen / "back" / "train.py").read_text().startswith("import argparse, math\n")
    assert (frozen / "back" / "empty").is_dir()
    assert "+" not in hunch("diff", "first", "second", "--stat").stdout
