"""Predictions from Python: sealed before the run begins, late where it has begun, never in the way."""

import json
import sys
from pathlib import Path

from .conftest import Program

RUN = (sys.executable, "-m", "hunch", "run", "-q")
FIRST = "with hunch.run() as run: run.log({'acc': 0.5}, step=0)\n"


def told(project: Path, kind: str) -> list[dict]:
    """What the journal says of one kind, with the hash of its line."""
    paths = sorted((project / ".hunch" / "journal").iterdir())
    lines = [json.loads(line) for path in paths for line in path.read_text().splitlines()]
    return [line["data"] | {"sha256": line["sha256"]} for line in lines if line["kind"] == kind]


def test_a_hunch_is_sealed_before_the_run_that_names_it(program: Program, project: Path) -> None:
    ended = program(FIRST + "with hunch.run(hunch='+', idea='wider heads') as run: run.log({'acc': 0.6})")
    assert ended.code == 0
    (seal,), (idea,) = told(project, "hunch.sealed"), told(project, "idea.added")
    start = told(project, "run.started")[1]
    assert (seal["text"], seal["run"], seal["idea"]) == ("+", start["run"], idea["idea"])
    assert start["hunches"] == [{"id": seal["hunch"], "sha256": seal["sha256"]}]
    assert start["idea"] == idea["idea"]
    assert "hunch: acc: 70 % to beat the baseline" in ended.said


def test_a_hunch_may_be_a_number_or_what_json_would_hold(program: Program, project: Path) -> None:
    ended = program(
        FIRST
        + "for each in (70, 0.6, {'kind': 'win', 'probability': 0.55}, [{'kind': 'win', 'probability': 0.9}]):\n"
        "    with hunch.run(hunch=each) as run: run.log({'acc': 0.6})\n"
    )
    assert ended.code == 0
    chances = [seal["items"][0]["probability"] for seal in told(project, "hunch.sealed")]
    assert chances == [0.7, 0.6, 0.55, 0.9]


def test_a_hunch_that_cannot_be_meant_is_one_loud_line_and_the_training_goes_on(
    program: Program, project: Path
) -> None:
    ended = program(
        FIRST + "hunch.init(hunch='acc +2pp @40', idea='wider'); hunch.log({'acc': 0.6}); print('trained')"
    )
    assert (ended.code, ended.out) == (0, "trained\n")
    assert ended.said.count("NOT SEALED") == 1
    assert "Did you mean" in ended.said
    assert told(project, "hunch.sealed") == []
    assert told(project, "run.started")[1]["idea"] == told(project, "idea.added")[0]["idea"]


def test_an_idea_that_several_answer_to_is_told_and_the_hunch_is_sealed(
    program: Program, project: Path
) -> None:
    ended = program(
        "for idea in ('wider heads', 'wider body'):\n    with hunch.run(idea=idea): pass\n"
        "with hunch.run(idea='wider', hunch='t=40m'): pass\n"
    )
    assert ended.said.count("the idea is not named: 'wider' names 2 ideas") == 1
    assert len(told(project, "hunch.sealed")) == 1
    assert "idea" not in told(project, "run.started")[2]


def test_strict_raises_for_what_cannot_be_meant(program: Program, project: Path) -> None:
    ended = program("hunch.init(hunch='banana', strict=True)")
    assert ended.code == 1
    assert "InvalidHunch" in ended.said
    assert ended.runs == []
    ended = program("with hunch.plan(seeds=2, hunch='banana', strict=True) as seeds: print('in')")
    assert (ended.code, ended.out) == (1, "")
    assert "InvalidHunch" in ended.said


def test_a_plan_is_predicted_once_for_all_its_runs(program: Program, project: Path) -> None:
    ended = program(
        FIRST + "with hunch.plan(seeds=3, hunch='acc +2pp @70', idea='wider') as seeds:\n"
        "    for seed in seeds:\n"
        "        with hunch.run() as run: run.log({'acc': 0.5 + seed / 10})\n"
        "with hunch.run(idea='wider') as run: run.log({'acc': 0.5})\n"
    )
    assert ended.code == 0
    (seal,), (plan,) = told(project, "hunch.sealed"), told(project, "plan.made")
    assert (seal["plan"], seal["planned"]) == (plan["plan"], 3)
    first, *planned, last = told(project, "run.started")
    assert [start["hunches"][0]["sha256"] for start in planned] == [seal["sha256"]] * 3
    assert {start["idea"] for start in planned} == {seal["idea"]}
    assert ("hunches" in first, "hunches" in last) == (False, False)
    assert ended.said.count("70 % to beat the baseline") == 1


def test_a_plans_hunch_that_cannot_be_meant_leaves_the_plan(program: Program, project: Path) -> None:
    ended = program(
        "with hunch.plan(seeds=2, hunch='banana') as seeds:\n"
        "    for seed in seeds:\n        with hunch.run() as run: run.log({'a': seed})\n"
    )
    assert ended.code == 0
    assert ended.said.count("NOT SEALED") == 1
    (plan,) = told(project, "plan.made")
    assert [start["plan"] for start in told(project, "run.started")] == [plan["plan"]] * 2


def test_joining_is_late_and_says_so_once(program: Program, project: Path) -> None:
    ended = program("hunch.init(hunch='++', idea='wider'); hunch.log({'acc': 0.6})", *RUN)
    assert ended.code == 0
    assert ended.said.count("is LATE: this run had begun") == 1
    assert ended.said.count("comes too late for this run") == 1
    (seal,), (start,) = told(project, "hunch.sealed"), told(project, "run.started")
    assert seal["run"] == start["run"]
    assert "hunches" not in start


def test_ranks_that_join_say_it_once(program: Program, project: Path) -> None:
    ended = program("hunch.init(hunch='++'); hunch.log({'acc': 0.6})", *RUN, RANK="1")
    assert (ended.code, ended.said) == (0, "")
    assert told(project, "hunch.sealed") == []


def test_a_program_that_says_nothing_imports_nothing_for_it(program: Program) -> None:
    ended = program(
        "hunch.init(params={'lr': 1}); hunch.log({'a': 1})\n"
        "print([name for name in sys.modules if 'standing' in name or 'sealing' in name or 'grammar' in name])"
    )
    assert ended.out == "[]\n"


def test_off_is_silent(program: Program, project: Path) -> None:
    ended = program("hunch.init(hunch='banana'); hunch.log({'a': 1}); print('trained')", HUNCH="off")
    assert (ended.code, ended.out, ended.said) == (0, "trained\n", "")
    assert not (project / ".hunch").exists()


BROKEN = "    for seed in seeds:\n        with hunch.run() as run: run.log({'acc': 0.6})\n        %s\n"


def test_a_plan_that_is_broken_off_ends_what_was_said_of_it(program: Program, project: Path) -> None:
    plan = "with hunch.plan(seeds=3, hunch='+') as seeds:\n"
    for how, code in (("break", 0), ("raise SystemExit(0)", 0), ("raise KeyError(1)", 1)):
        ended = program(FIRST + plan + BROKEN % how + "for each in hunch.gut().hunches: print(each.void)\n")
        assert ended.code == code
    ended = program("for each in hunch.gut().hunches: print(each.void)")
    assert ended.out == "2 of 3 planned runs never began\n" * 3


def test_a_plan_left_open_or_never_begun_is_over_with_the_program(program: Program, project: Path) -> None:
    program(FIRST + "seeds = hunch.plan(seeds=2, hunch='+').__enter__()\n")
    ended = program("print(hunch.gut().hunches[0].void)")
    assert ended.out == "none of its planned runs ever began\n"


def test_what_cannot_be_the_seeds_of_a_plan_is_one_loud_line(program: Program, project: Path) -> None:
    ended = program(
        "for bad in (0, -1, 'x', None, 1.5, [1, 1]):\n"
        "    with hunch.plan(seeds=bad, hunch='+') as seeds:\n"
        "        for seed in seeds:\n            with hunch.run() as run: run.log({'acc': seed})\n"
    )
    assert ended.code == 0, ended.said
    assert ended.said.count("the plan is NOT MADE, and its hunch is NOT SEALED: seeds=") == 6
    assert [(run.plan, run.seed) for run in ended.runs] == [(None, 1), (None, 1)]
    ended = program("hunch.plan(seeds=[1, 1], strict=True)")
    assert (ended.code, "the same seed twice" in ended.said) == (1, True)


def test_a_dropped_idea_is_told_once_for_a_run_and_once_for_a_plan(program: Program, project: Path) -> None:
    drop = "import subprocess, sys\ndef drop(): subprocess.run([sys.executable, '-m', 'hunch', 'decide', 'wider heads', 'drop', '-m', 'it diverges'])\n"
    ended = program(
        drop + FIRST + "with hunch.run(idea='wider heads'): pass\ndrop()\n"
        "with hunch.run(idea='Wider  heads') as run: run.log({'acc': 0.6})\n"
        "with hunch.plan(seeds=2, idea='wider heads') as seeds:\n"
        "    for seed in seeds:\n        with hunch.run(params={'seed': seed}) as run: run.log({'acc': 0.6})\n"
    )
    assert ended.code == 0
    assert ended.said.count("wider heads: dropped on ") == 2
    assert "ran already" not in ended.said, "what a program was told is not known yet when it begins"
