"""`import hunch` in a program that nobody watches: the program owns its run."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Program, runs_of

HEAVY = {
    "rich",
    "dataclasses",
    "inspect",
    "asyncio",
    "numpy",
    "scipy",
    "pyarrow",
    "subprocess",
    "pathlib",
    "json",
    "logging",
    "tempfile",
    "click",
    "sqlite3",
    "threading",
    "psutil",
    "yaml",
}


def test_a_run_is_recorded_from_its_start_to_its_end(program: Program, project: Path) -> None:
    ended = program(
        "run = hunch.init(params={'lr': 0.1, 'model': {'width': 3}}, name='first', tags=['a'], why='to see', seed=4)\n"
        "for step in range(3): hunch.log({'loss': 1 / (step + 1)}, step=step)\n"
        "hunch.summary({'best': 0.25})\n"
    )
    assert (ended.code, ended.said) == (0, "")
    run = ended.run
    assert (run.status, run.name, run.seed, run.why, run.tags, run.via) == (
        "finished",
        "first",
        4,
        "to see",
        ["a"],
        "python",
    )
    assert run.params == {"lr": 0.1, "model": {"width": 3}}
    assert run.origins == {"lr": "init", "model.width": "init"}
    assert run.metrics["loss"].last == 1 / 3
    assert run.metrics["best"].last == 0.25
    assert run.command[-1] == "train.py"
    assert run.snapshot is not None
    assert run.environment is not None
    assert run.loaded == ["train.py"]
    assert run.faults == []
    assert list(run.files) == ["metrics.0.jsonl"]


def test_log_needs_no_init(program: Program) -> None:
    ended = program("hunch.log({'loss': 1.0}); hunch.log({'loss': 0.5}); hunch.finish()")
    assert ended.run.metrics["loss"].count == 2
    assert ended.run.status == "finished"


def test_params_set_later_are_kept_as_changes(program: Program) -> None:
    ended = program(
        "run = hunch.init(params={'lr': 0.1, 'n': 3})\n"
        "run.params.update({'lr': 0.2}, extra=True)\n"
        "run.params['n'] = 4\n"
        "assert run.params == {'lr': 0.2, 'n': 4, 'extra': True}\n"
    )
    assert ended.run.params == {"lr": 0.2, "n": 4, "extra": True}
    assert ended.run.origins["lr"] == "changed"
    assert {(lost.name, lost.value) for lost in ended.run.lost_params} == {("lr", 0.1), ("n", 3)}


@pytest.mark.parametrize(
    "made",
    [
        "import argparse; p = argparse.Namespace(lr=0.1, layers=[1, 2])",
        "import dataclasses as d; P = d.make_dataclass('P', ['lr', 'layers']); p = P(0.1, [1, 2])",
        "from types import SimpleNamespace; p = SimpleNamespace(lr=0.1, layers=[1, 2])",
        "class P:\n  def model_dump(self): return {'lr': 0.1, 'layers': [1, 2]}\np = P()",
        "from collections import UserDict; p = UserDict(lr=0.1, layers=(1, 2))",
        "p = [('lr', 0.1), ('layers', [1, 2])]",
    ],
)
def test_params_come_in_many_forms(program: Program, made: str) -> None:
    ended = program(f"{made}\nhunch.init(params=p)")
    assert (ended.code, ended.said) == (0, "")
    assert ended.run.params == {"lr": 0.1, "layers": [1, 2]}


def test_params_of_no_form_are_told_and_the_run_goes_on(program: Program) -> None:
    ended = program("hunch.init(params=3); hunch.log({'loss': 1.0})")
    assert ended.code == 0
    assert "params must be a dict" in ended.said
    assert ended.run.metrics["loss"].count == 1
    assert "params must be a dict" in ended.run.faults[0]


def test_secrets_in_params_are_written_nowhere(program: Program, project: Path) -> None:
    program("hunch.init(params={'api_key': 'hunter2hunter2', 'lr': 1})")
    for path in (project / ".hunch").rglob("*"):
        if path.is_file() and "code" not in path.parts:
            assert b"hunter2hunter2" not in path.read_bytes(), path


def test_an_exception_makes_the_run_fail_with_its_traceback(program: Program) -> None:
    ended = program("hunch.init(); hunch.log({'loss': 1.0}); 1 / 0")
    assert ended.code == 1
    assert ended.run.status == "failed"
    assert "ZeroDivisionError" in (ended.run.traceback or "")
    assert ended.run.metrics["loss"].count == 1


def test_an_exception_that_leaves_the_block_fails_that_run_only(program: Program) -> None:
    ended = program(
        "for bad in (True, False):\n"
        "    try:\n"
        "        with hunch.run(params={'bad': bad}) as run:\n"
        "            run.log({'loss': 1.0})\n"
        "            if bad: raise ValueError('no')\n"
        "    except ValueError: pass\n"
    )
    assert [run.status for run in ended.runs] == ["failed", "finished"]
    assert [run.params["bad"] for run in ended.runs] == [True, False]


def test_a_run_in_a_run_is_within_it(program: Program) -> None:
    ended = program(
        "with hunch.run(name='outer') as outer:\n"
        "    with hunch.run(name='inner') as inner: hunch.log({'loss': 1.0})\n"
        "    hunch.log({'all': 2.0})\n"
    )
    outer, inner = ended.runs
    assert (outer.name, inner.name, inner.within, outer.within) == ("outer", "inner", outer.id, None)
    assert (list(inner.metrics), list(outer.metrics)) == (["loss"], ["all"])


def test_a_second_init_ends_the_first_run(program: Program) -> None:
    ended = program("for lr in (1, 2):\n    hunch.init(params={'lr': lr})\n    hunch.log({'loss': lr})")
    assert [(run.status, run.params["lr"], run.metrics["loss"].last, run.within) for run in ended.runs] == [
        ("finished", 1, 1, None),
        ("finished", 2, 2, None),
    ]


def test_runs_of_a_plan_belong_together_and_know_their_seed(program: Program) -> None:
    ended = program(
        "with hunch.plan(seeds=3) as seeds:\n"
        "    for seed in seeds:\n"
        "        hunch.init(params={'lr': 0.1})\n"
        "        hunch.log({'loss': seed})\n"
        "hunch.init(); hunch.log({'loss': 9})\n"
    )
    *planned, free = ended.runs
    assert [run.seed for run in planned] == [0, 1, 2]
    assert len({run.plan for run in planned}) == 1
    assert planned[0].plan is not None
    assert free.plan is None
    assert len({run.variant for run in planned}) == 1


def test_log_after_the_end_is_told_and_begins_nothing(program: Program) -> None:
    ended = program("hunch.init(); hunch.finish(); hunch.log({'loss': 1.0}); hunch.log({'loss': 1.0})")
    assert ended.said.count("the run had finished") == 1
    assert ended.run.metrics == {}


def test_off_records_nothing_and_still_says_what_is_wrong(program: Program, project: Path) -> None:
    ended = program(
        "run = hunch.init(params={'lr': 1}); hunch.log({'loss': 'x'}); run.image('a', 3); run.summary({'b': 1})\n"
        "with hunch.plan(seeds=2) as seeds:\n"
        "    for seed in seeds: hunch.log({'loss': 1.0})\n"
        "print(run.id, run.params)\n",
        HUNCH="off",
    )
    assert (ended.code, ended.out) == (0, "None {'lr': 1}\n")
    assert "not a number" in ended.said
    assert not (project / ".hunch").exists()


def test_a_folder_that_cannot_be_written_stops_no_training(program: Program, project: Path) -> None:
    (project / "a file").write_text("")
    ended = program(
        "hunch.init(params={'lr': 1}); hunch.log({'loss': 1.0}); print('trained')", HUNCH_DIR="a file/x"
    )
    assert (ended.code, ended.out) == (0, "trained\n")
    assert "this run was not recorded: cannot make" in ended.said


def test_strict_raises_where_nothing_can_be_recorded(program: Program, project: Path) -> None:
    (project / "a file").write_text("")
    ended = program("hunch.init(strict=True)", HUNCH_DIR="a file/x")
    assert ended.code == 1
    assert "CannotWrite" in ended.said


def test_strict_raises_for_a_string_among_numbers(program: Program) -> None:
    ended = program("hunch.init(strict=True); hunch.log({'loss': 'x'})")
    assert ended.code == 1
    assert "InvalidMetric: metric 'loss' is 'x'" in ended.said
    assert ended.run.status == "failed"


def test_a_workbench_taken_away_meanwhile_stops_no_training(program: Program) -> None:
    ended = program(
        "import shutil\nrun = hunch.init(); hunch.log({'loss': 1.0}); shutil.rmtree('.hunch')\n"
        "hunch.log({'loss': 2.0}); run.text('a', 'b'); run.params['x'] = 1; hunch.finish(); print('trained')\n"
    )
    assert (ended.code, ended.out) == (0, "trained\n")
    assert "not recorded" in ended.said


def test_a_kill_leaves_what_was_logged(project: Path) -> None:
    (project / "train.py").write_text(
        "import hunch\nfor i in range(10**9):\n    hunch.log({'loss': i / 7}, step=i)\n    print(i, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "train.py"], cwd=project, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(200):
        last = int(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    child.communicate()
    (run,) = runs_of(project)
    assert run.ended_at is None
    lines = (project / ".hunch" / "runs" / run.id / "metrics.0.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["step"] for line in lines][: last + 1] == list(range(last + 1))


def test_forked_workers_log_beside_and_end_nothing(program: Program) -> None:
    ended = program(
        "hunch.init(params={'lr': 1}); hunch.log({'loss': 1.0})\n"
        "children = []\n"
        "for n in range(2):\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        hunch.init(); hunch.log({f'worker_{n}': 1.0}); sys.exit(0)\n"
        "    children.append(child)\n"
        "for child in children: assert os.waitpid(child, 0)[1] == 0\n"
        "hunch.log({'loss': 0.5})\n"
    )
    assert (ended.code, ended.said) == (0, "")
    assert sorted(ended.run.metrics) == ["loss", "worker_0", "worker_1"]
    assert ended.run.metrics["loss"].count == 2
    assert len(ended.run.files) == 3


def test_spawned_workers_join_the_run(program: Program) -> None:
    ended = program(
        "import multiprocessing\n"
        "def work(n): hunch.log({f'worker_{n}': float(n)}, step=n)\n"
        "if __name__ == '__main__':\n"
        "    hunch.init(params={'lr': 1})\n"
        "    with multiprocessing.get_context('spawn').Pool(2) as pool: pool.map(work, range(2))\n"
        "    hunch.log({'loss': 0.5})\n"
    )
    assert (ended.code, ended.said) == (0, "")
    assert sorted(ended.run.metrics) == ["loss", "worker_0", "worker_1"]


def test_a_descendant_with_params_of_its_own_is_a_run_within(program: Program) -> None:
    ended = program(
        "import subprocess\n"
        "hunch.init(name='sweep', params={'n': 2}); hunch.log({'best': 1.0})\n"
        "subprocess.run([sys.executable, '-c', \"import hunch; hunch.init(name='trial', params={'lr': 3}); hunch.log({'loss': 1.0})\"], check=True)\n"
    )
    sweep, trial = ended.runs
    assert (trial.name, trial.within, trial.params, list(trial.metrics)) == (
        "trial",
        sweep.id,
        {"lr": 3},
        ["loss"],
    )
    assert list(sweep.metrics) == ["best"]


def test_a_rank_that_no_run_gathers_is_told(program: Program) -> None:
    ended = program("hunch.init(params={'lr': 1}); hunch.log({'loss': 1.0})", RANK="3")
    assert ended.runs == []
    assert "rank 3 is not recorded" in ended.said


def test_nothing_heavy_is_imported_up_to_the_first_log(program: Program) -> None:
    ended = program(
        "hunch.init(params={'lr': 1}); hunch.log({'loss': 1.0})\nprint(*sorted(sys.modules))\n"
        "hunch.finish()\n"
    )
    program("")
    assert HEAVY & set(ended.out.split()) == set()


def test_import_alone_loads_nothing(program: Program) -> None:
    ended = program("print(*[name for name in sys.modules if name.split('.')[0] in ('hunch', 'msgspec')])")
    assert set(ended.out.split()) == {"hunch", "hunch._version"}


def test_our_own_fault_stops_no_training_and_is_kept_with_the_run(program: Program) -> None:
    ended = program(
        "run = hunch.init()\n"
        "class Figure:\n"
        "    def savefig(self, *a, **k): raise RuntimeError('no display')\n"
        "run.figure('curve', Figure()); run.figure('curve', Figure())\n"
        "hunch.log({'loss': 1.0})\n"
    )
    assert ended.code == 0
    assert ended.said.count("figure 'curve' was not recorded: no display") == 1
    assert any("figure 'curve' was not recorded" in fault for fault in ended.run.faults)
    assert ended.run.metrics["loss"].count == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_stops_no_training(program: Program, project: Path) -> None:
    program("")
    project.chmod(0o500)
    try:
        done = subprocess.run(
            [sys.executable, "train.py"], cwd=project, capture_output=True, text=True, timeout=60
        )
    finally:
        project.chmod(0o700)
    assert done.returncode == 0
