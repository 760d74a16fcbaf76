"""Scripts of real libraries, untouched, under `hunch run`. `make test-ecosystem` has the libraries."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent / "scripts"
pytestmark = pytest.mark.ecosystem


@pytest.fixture
def project(project: Path) -> Path:
    shutil.copytree(SCRIPTS, project, dirs_exist_ok=True)
    return project


def recorded(project: Path, *command: str) -> dict[str, Any]:
    """The record of one command; the command must end well and the record be whole."""
    program = [sys.executable, "-m", "hunch"]
    done = subprocess.run(
        [*program, "run", "-q", *command], cwd=project, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    shown = subprocess.run([*program, "show", "@", "--json"], cwd=project, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    run: dict[str, Any] = json.loads(shown.stdout)
    assert run["status"] == "finished"
    assert run["snapshot"]
    assert run["faults"] == []
    return run


def test_torch_script_gives_its_params_metrics_and_flags(project: Path) -> None:
    run = recorded(project, sys.executable, "torch_train.py", "--lr", "0.05")
    assert run["params"] == {"lr": 0.05, "epochs": 3, "workers": 0, "seed": 0}
    assert run["metrics"]["train_loss"]["count"] == 3
    assert "torch_train.py" in run["loaded"]


def test_data_loader_workers_do_not_become_runs(project: Path) -> None:
    run = recorded(project, sys.executable, "torch_train.py", "--workers", "2", "--epochs", "1")
    assert run["params"]["workers"] == 2
    assert len(list((project / ".hunch" / "runs").iterdir())) == 1


def test_tensors_are_logged_as_they_are(project: Path) -> None:
    run = recorded(project, sys.executable, "torch_logged.py")
    assert run["metrics"]["loss"]["count"] == 20
    assert run["metrics"]["loss"]["last"] == pytest.approx(0.9**20, rel=1e-5)
    assert run["metrics"]["nested/grad"]["count"] == 20
    assert run["params"] == {"lr": 0.1, "model": {"width": 16}}


def test_jax_scalars_are_logged_as_they_are(project: Path) -> None:
    run = recorded(project, sys.executable, "jax_train.py")
    assert run["metrics"]["loss"]["count"] == 10
    assert run["metrics"]["loss"]["last"] < run["metrics"]["loss"]["max"]


def test_scikit_learn_with_worker_processes(project: Path) -> None:
    run = recorded(project, sys.executable, "sklearn_search.py")
    assert 0.5 < run["metrics"]["cv_accuracy"]["last"] <= 1


def test_hydra_overrides_keep_their_types(project: Path) -> None:
    run = recorded(project, sys.executable, "hydra_app.py", "optimiser.lr=0.5", "+extra=true")
    assert run["params"]["optimiser"] == {"lr": 0.5}
    assert run["params"]["extra"] is True
    assert run["metrics"]["final_loss"]["last"] == 0.2


def test_lightning_progress_bar_is_read(project: Path) -> None:
    run = recorded(project, sys.executable, "lightning_train.py")
    assert run["metrics"]["train_loss"]["count"] >= 1


def test_transformers_trainer_prints_are_read(project: Path) -> None:
    run = recorded(project, sys.executable, "transformers_train.py")
    assert run["metrics"]["loss"]["count"] == 3
    assert run["metrics"]["learning_rate"]["last"] < 5e-5


def test_scripts_of_other_trackers_run_unharmed(project: Path) -> None:
    for script, metric in (("wandb_script.py", "done_loss"), ("tensorboard_script.py", "final_loss")):
        run = recorded(project, sys.executable, script)
        assert run["metrics"][metric]["last"] == 0.2
        assert not any(path["path"].startswith(("wandb/run", "tb/")) for path in run["left_out"])


def test_notebook_is_recorded_with_its_kernel(project: Path) -> None:
    import nbclient
    import nbformat

    cells = [
        "import hunch\nrun = hunch.init(params={'lr': 0.1})\nrun",
        "for i in range(3): hunch.log({'loss': 1 / (i + 1)})",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(notebook, resources={"metadata": {"path": str(project)}})
    client.execute()
    assert any("text/html" in output.get("data", {}) for output in notebook.cells[0].outputs)
    shown = subprocess.run(
        [sys.executable, "-m", "hunch", "show", "@", "--json"], cwd=project, capture_output=True, text=True
    )
    run = json.loads(shown.stdout)
    assert run["status"] == "finished"
    assert run["metrics"]["loss"]["count"] == 3
