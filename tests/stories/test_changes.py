"""What changed, said before a run, behind it, and on request: with real processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = sys.executable
TRAIN = """\
import argparse, random
p = argparse.ArgumentParser()
p.add_argument("--lr", type=float, default=0.04)
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

def step(x):
    return x - 0.1

def train(lr):
    random.seed(a.seed)
    print("loss:", step(1.0) + lr * random.random())

train(a.lr)
"""
MUON = TRAIN.replace("def step", "def muon_step(x):\n    return x * 0.5\n\ndef step").replace("print(\"loss:\", step(", "print(\"loss:\", muon_step(")  # fmt: skip
SAID = (
    "hunch: this run changes 2 independent things since calm-otter: (1) lr 0.04 -> 0.05  "
    "(2) body of `train`, new `muon_step`: what comes of it will not say which\n"
)


@pytest.fixture
def script(project: Path) -> Path:
    """A program that was run once."""
    path = project / "train.py"
    path.write_text(TRAIN)
    return path


@pytest.fixture
def first(hunch, script) -> None:
    assert hunch("run", "--name", "calm-otter", PYTHON, "train.py").returncode == 0


def test_a_hunch_about_two_things_at_once_is_warned_of_and_not_refused(hunch, script, first) -> None:
    script.write_text(MUON)
    done = hunch("run", "--hunch", "loss -0.1 @70", PYTHON, "train.py", "--lr", "0.05")

    assert done.returncode == 0
    assert SAID in done.stderr
    assert done.stdout.startswith("loss: ")


def test_quietly_and_without_a_hunch_nothing_is_said(hunch, script, first) -> None:
    script.write_text(MUON)
    quiet = hunch("run", "-q", "--hunch", "loss -0.1 @70", PYTHON, "train.py", "--lr", "0.05")
    script.write_text(TRAIN)
    without = hunch("run", PYTHON, "train.py", "--lr", "0.06")

    assert "independent" not in quiet.stderr + without.stderr


def test_one_thing_is_as_it_should_be(hunch, script, first) -> None:
    done = hunch("run", "--idea", "a larger step", PYTHON, "train.py", "--lr", "0.05")

    assert "independent" not in done.stderr


def test_of_several_seeds_it_is_said_once(hunch, script, first) -> None:
    script.write_text(MUON)
    done = hunch(
        "run", "--idea", "muon", "--seeds", "2", PYTHON, "train.py", "--lr", "0.05", "--seed", "{seed}"
    )

    assert done.stderr.count("these runs change 2 independent things since calm-otter") == 1
    assert "this run changes" not in done.stderr


def test_several_seeds_of_the_current_idea_are_told_it_too(hunch, script, first) -> None:
    hunch("idea", "muon", "--hunch", "70")
    script.write_text(MUON)
    done = hunch("run", "--seeds", "2", PYTHON, "train.py", "--lr", "0.05", "--seed", "{seed}")

    assert done.stderr.count("these runs change 2 independent things since calm-otter") == 1


def test_the_units_of_a_run_come_with_its_params(hunch, script, first) -> None:
    script.write_text(MUON)
    hunch("run", PYTHON, "train.py", "--lr", "0.05")
    listed = hunch("diff", "@", "--units").stdout
    told = json.loads(hunch("diff", "@", "--units", "--json").stdout)

    assert [line.split() for line in listed.splitlines()] == [
        ["params"],
        ["~", "param", "lr", "0.04", "->", "0.05"],
        ["train.py"],
        ["+", "added", "function", "muon_step"],
        ["~", "body", "function", "train", "-step(1.0)", "+muon_step(1.0)"],
    ]
    assert [(each["kind"], each["what"], each["name"]) for each in told] == [
        ("param", "param", "lr"),
        ("added", "function", "muon_step"),
        ("body", "function", "train"),
    ]
    assert {each["loaded"] for each in told} == {None, True}


def test_why_names_what_is_confounded_and_how_to_tell(hunch, script, first) -> None:
    hunch("ask", "does it help?", "--metric", "loss", "--goal", "min")
    hunch("run", "--name", "bold-heron", PYTHON, "train.py")
    script.write_text(MUON)
    hunch("run", "--name", "brave-gull", PYTHON, "train.py", "--lr", "0.05")
    done = hunch("why", "brave-gull")

    assert done.returncode == 0
    assert "several changes at once" in done.stdout
    assert "(1) lr 0.04 -> 0.05\n" in done.stdout
    assert "hunch run" in done.stdout
    assert "--lr 0.05" in done.stdout
    found = json.loads(hunch("why", "brave-gull", "--json").stdout)
    assert [len(each["groups"]) for each in found["confounded"]] == [2]


def test_why_where_nothing_was_measured_says_what_is_missing(hunch, project) -> None:
    hunch("run", "true")
    done = hunch("why")

    assert done.returncode == 2
    assert "no run has measured anything yet" in done.stderr


def test_what_would_tell_changes_apart_is_typed_only_where_the_command_sets_it(hunch, script) -> None:
    code = "import hunch\nhunch.init(params={{'lr': {lr}}})\nfor step in range(3):\n    hunch.log({{'loss': {loss}}})\n"
    script.write_text(code.format(lr=0.1, loss="1 / (step + 1)"))
    hunch("run", PYTHON, "train.py")
    script.write_text(code.format(lr=0.2, loss="2 / (step + 3)"))
    hunch("run", PYTHON, "train.py")

    told = " ".join(hunch("why", "@").stdout.split())

    assert "only lr 0.1 -> 0.2: hunch restore" in told
    assert "and change that alone" in told
    assert "--lr" not in told


def test_a_locked_index_holds_the_talk_up_and_never_the_command(hunch, script, first, project) -> None:
    script.write_text(MUON + "print('x' * 1_000_000)\nopen('done', 'w').close()\nraise SystemExit(7)\n")
    released = (
        "import os, sqlite3, sys, time\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('BEGIN EXCLUSIVE')\n"
        "print('locked', flush=True)\n"
        "while not os.path.exists('done'): time.sleep(0.01)\n"
    )
    index = next(project.glob(".hunch/cache/*/index.sqlite"))
    with subprocess.Popen(
        [PYTHON, "-c", released, str(index)], cwd=project, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        done = hunch("run", "--hunch", "loss -0.1 @70", PYTHON, "train.py", "--lr", "0.05", timeout=60)

    assert done.returncode == 7
    assert len(done.stdout) > 1_000_000
    assert "independent things since calm-otter" in done.stderr
    assert "cannot be used" not in done.stderr, (
        "the lock was held for as long as the command ran, and it ran on"
    )
