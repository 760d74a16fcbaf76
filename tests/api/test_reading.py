"""`hunch.runs(...)`: what was recorded, read back."""

import math
from pathlib import Path

import pytest

import hunch
from hunch.errors import InvalidFilter, NoWorkbench

from .conftest import Program

SWEEP = (
    "for lr in (0.1, 0.2, 0.3):\n"
    "    with hunch.run(params={'lr': lr, 'model': {'width': 3}, 'clip': float('inf')}, name=f'lr-{lr}'):\n"
    "        for step in range(4): hunch.log({'loss': 1 - lr * step, 'val/acc': lr}, step=step)\n"
)


@pytest.fixture
def sweep(program: Program, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert program(SWEEP).code == 0
    monkeypatch.chdir(project)


@pytest.mark.usefixtures("sweep")
def test_runs_are_a_list_newest_first() -> None:
    runs = hunch.runs()
    assert [run.name for run in runs] == ["lr-0.3", "lr-0.2", "lr-0.1"]
    assert (len(runs), runs[-1].name, runs[:2][1].name, repr(runs)) == (3, "lr-0.1", "lr-0.2", "<3 runs>")


@pytest.mark.usefixtures("sweep")
def test_a_filter_is_an_expression_over_names() -> None:
    assert [run.name for run in hunch.runs("val/acc > 0.15 and lr < 0.25")] == ["lr-0.2"]
    assert [run.params["lr"] for run in hunch.runs(sort="lr")] == [0.1, 0.2, 0.3]
    with pytest.raises(InvalidFilter):
        hunch.runs("lr >")


@pytest.mark.usefixtures("sweep")
def test_a_run_has_params_metrics_and_curves() -> None:
    run = hunch.runs()[0]
    assert run.params == {"lr": 0.3, "model": {"width": 3}, "clip": math.inf}
    assert run.metrics["val/acc"] == 0.3
    curve = run.curve("loss")
    assert curve.steps.tolist() == [0, 1, 2, 3]
    assert curve.values.tolist() == [1 - 0.3 * step for step in range(4)]
    assert run.curves == ["loss", "val/acc"]
    with pytest.raises(KeyError, match="no metric 'acc'; it has loss, val/acc"):
        run.curve("acc")


@pytest.mark.usefixtures("sweep")
def test_a_frame_has_a_row_a_run() -> None:
    frame = hunch.runs().to_pandas()
    assert frame["lr"].tolist() == [0.3, 0.2, 0.1]
    assert frame["model.width"].tolist() == [3, 3, 3]
    assert frame["val/acc"].tolist() == [0.3, 0.2, 0.1]
    assert set(frame["status"]) == {"finished"}


def test_a_metric_called_like_a_param_stands_apart(
    program: Program, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("hunch.init(params={'lr': 0.1, 'name': 'x'}); hunch.log({'lr': 0.05})")
    monkeypatch.chdir(project)
    (row,) = hunch.runs().to_pandas().to_dict("records")
    assert (row["lr"], row["metric:lr"], row["param:name"]) == (0.1, 0.05, "x")


def test_where_nothing_was_recorded_it_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    with pytest.raises(NoWorkbench, match=r"no \.hunch"):
        hunch.runs()


def test_a_live_run_is_read_while_it_writes(program: Program) -> None:
    ended = program(
        "run = hunch.init(params={'lr': 1}); hunch.log({'loss': 0.5}, step=3)\n"
        "(seen,) = hunch.runs()\n"
        "print(seen.status, seen.metrics, seen.params, seen.curve('loss').values.tolist())\n"
    )
    assert ended.out == "running {'loss': 0.5} {'lr': 1} [0.5]\n"


def test_the_public_names_are_these() -> None:
    assert hunch.__all__ == [
        "Run", "__version__", "artifact", "figure", "finish", "gut", "image", "init", "log", "plan", "proposals", "run", "runs", "summary",
        "table", "text",
    ]  # fmt: skip
    for name in hunch.__all__:
        assert getattr(hunch, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'experiment'"):
        hunch.experiment  # noqa: B018
