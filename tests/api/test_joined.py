"""`import hunch` under `hunch run`: the program tells, the parent writes."""

import sys
from pathlib import Path

from .conftest import Program, runs_of

RUN = (sys.executable, "-m", "hunch", "run", "-q")


def test_the_first_init_joins_and_names_the_run(program: Program) -> None:
    ended = program(
        "run = hunch.init(params={'lr': 0.1}, name='mine', tags=['a'], seed=3)\n"
        "hunch.log({'loss': 1.0}, step=1)\nprint(run.id)\n",
        *RUN,
    )
    assert (ended.code, ended.said) == (0, "")
    assert ended.out.strip() == ended.run.id
    assert (ended.run.via, ended.run.name, ended.run.tags, ended.run.seed) == ("command", "mine", ["a"], 3)
    assert ended.run.params == {"lr": 0.1}
    assert ended.run.metrics["loss"].last == 1.0


def test_log_joins_by_itself(program: Program) -> None:
    ended = program("hunch.log({'loss': 1.0})", *RUN)
    assert ended.run.metrics["loss"].last == 1.0


def test_later_inits_are_runs_within(program: Program) -> None:
    ended = program(
        "for lr in (1, 2, 3):\n    with hunch.run(params={'lr': lr}): hunch.log({'loss': lr})\n",
        *RUN,
    )
    outer, *inner = ended.runs
    assert (outer.via, outer.params, outer.metrics["loss"].last) == ("command", {"lr": 1}, 1)
    assert [(run.within, run.params["lr"], run.metrics["loss"].last) for run in inner] == [
        (outer.id, 2, 2),
        (outer.id, 3, 3),
    ]


def test_runs_of_a_plan_are_runs_within(program: Program) -> None:
    ended = program(
        "with hunch.plan(seeds=[7, 8]) as seeds:\n"
        "    for seed in seeds:\n"
        "        with hunch.run() as run: run.log({'loss': seed})\n",
        *RUN,
    )
    outer, *inner = ended.runs
    assert "loss" not in outer.metrics
    assert [(run.within, run.seed) for run in inner] == [(outer.id, 7), (outer.id, 8)]


def test_ranks_share_the_run_each_with_a_file_and_the_params_of_the_first(
    program: Program, project: Path
) -> None:
    (project / "launch.py").write_text(
        "import os, subprocess, sys\n"
        "ranks = [subprocess.Popen([sys.executable, 'rank.py'], env={**os.environ, 'RANK': str(r)}) for r in range(3)]\n"
        "sys.exit(sum(rank.wait() for rank in ranks))\n"
    )
    (project / "rank.py").write_text(
        "import hunch, os\nrank = int(os.environ['RANK'])\n"
        "hunch.init(params={'lr': 0.1, 'rank': rank}); hunch.log({'loss': float(rank), f'only_{rank}': 1.0})\n"
    )
    ended = program("import runpy; runpy.run_path('launch.py', run_name='__main__')", *RUN)
    assert (ended.code, ended.said) == (0, "")
    assert sorted(name for name in ended.run.files if name[8].isdigit()) == [
        f"metrics.{n}.jsonl" for n in range(3)
    ]
    assert ended.run.metrics["loss"].last == 0.0, "rank 0 is trusted most"
    assert {"only_1", "only_2"} <= set(ended.run.metrics)
    assert ended.run.params == {"lr": 0.1, "rank": 0}


def test_a_long_run_tells_its_summaries_itself(program: Program, project: Path) -> None:
    ended = program("for i in range(3000): hunch.log({'loss': i / 7, 'acc': i / 3000}, step=i)", *RUN)
    assert ended.run.metrics["loss"].last == 2999 / 7
    told = (project / ".hunch" / "runs" / ended.run.id / "params.jsonl").read_text()
    assert '"type":"totals"' in told


def test_lost_calls_are_faults_of_the_run(program: Program, project: Path) -> None:
    ended = program("hunch.init(); hunch.log({'loss': 'high'}); hunch.log({'loss': 1.0})", *RUN)
    assert any("'loss' is 'high' (str), not a number (1 time)" in fault for fault in ended.run.faults)


def test_off_reaches_the_program_too(program: Program, project: Path) -> None:
    ended = program(
        "hunch.init(params={'lr': 1}); hunch.log({'loss': 1.0}); print('trained')", *RUN, HUNCH="off"
    )
    assert (ended.code, ended.out, ended.said) == (0, "trained\n", "")
    assert runs_of(project) == []
