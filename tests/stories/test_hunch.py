"""`hunch run --hunch`: said before the command runs, sealed before it runs, named by its start."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .test_at_a_terminal import at_terminal, read_until

PYTHON = sys.executable
HUNCH = [sys.executable, "-m", "hunch"]
MEASURE = "for acc in (0.7, 0.8, {0}): print('acc:', acc)"


def journal(project: Path) -> list[dict]:
    """The lines of the one journal, as a stranger reads them."""
    (path,) = (project / ".hunch" / "journal").iterdir()
    return [json.loads(line) for line in path.read_text().splitlines()]


def kinds(project: Path) -> list[str]:
    return [line["kind"] for line in journal(project)]


def measure(hunch, value: float = 0.8, *options: str):
    return hunch("run", *options, PYTHON, "-c", MEASURE.format(value))


@pytest.fixture
def asked(hunch) -> None:
    """A question that is current, and a first run: its baseline."""
    assert hunch("ask", "does width help?", "--metric", "acc", "--goal", "max").returncode == 0
    measure(hunch)


def test_the_command_itself_reads_its_sealed_hunch(hunch, project, asked) -> None:
    code = (
        "import glob, json, os\n"
        "lines = [json.loads(line) for path in glob.glob('.hunch/journal/*') for line in open(path)]\n"
        "seal = next(line for line in lines if line['kind'] == 'hunch.sealed')\n"
        "start = next(l['data'] for l in lines if l['kind'] == 'run.started' and l['data']['run'] == os.environ['HUNCH_RUN'])\n"
        "print(seal['data']['text'], start['hunches'] == [{'id': seal['data']['hunch'], 'sha256': seal['sha256']}])\n"
    )
    done = hunch("run", "--hunch", "acc +2pp @70", PYTHON, "-c", code)
    assert done.stdout == "acc +2pp @70 True\n"
    assert "hunch: acc: +2 pp, 70 % to beat the baseline; 80 %: -2.9 to +6.9 pp" in done.stderr


def test_what_was_understood_is_said_before_the_command_speaks(hunch, asked) -> None:
    done = hunch("run", "--hunch", "+", "sh", "-c", "echo first words >&2")
    assert done.stderr.index("70 % to beat the baseline") < done.stderr.index("first words")
    assert hunch("run", "-q", "--hunch", "+", "true").stderr == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--hunch", "acc +2pp @40"), "Did you mean"),
        (("--hunch", "banana"), "hint:"),
        (("--hunch", "+", "--vs", "nobody"), "nobody"),
        (("--vs", "@"), "held against"),
        (("--idea", "@idea"), "idea"),
        (("--seeds", "3", "--hunch", "+++"), "hint:"),
    ],
)
def test_what_cannot_be_meant_spawns_nothing_and_writes_nothing(hunch, project, asked, options, said) -> None:
    before = journal(project)
    done = hunch("run", *options, "touch", "made")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "made").exists()
    assert journal(project) == before


def test_what_cannot_be_meant_makes_no_workbench_either(hunch, project) -> None:
    assert hunch("run", "--hunch", "banana", "touch", "made").returncode == 2
    assert hunch("run", "--hunch", "banana", "--seeds", "2", "touch", "made").returncode == 2
    assert list(project.iterdir()) == []


def test_first_run_of_all_says_that_it_is_the_baseline(hunch, project) -> None:
    done = measure(hunch, 0.8, "--hunch", "+")
    assert "no baseline yet: this run will be it, so the hunch cannot be scored" in done.stderr
    assert kinds(project)[:2] == ["hunch.sealed", "run.started"]


def test_without_a_question_it_says_which_metric_it_took(hunch) -> None:
    measure(hunch)
    done = hunch("run", "--hunch", "+", "true")
    assert "no question is asked: took acc, higher is better (most runs share it)" in done.stderr


def test_killed_right_after_the_seal_leaves_an_open_hunch_and_no_run(project) -> None:
    program = (
        "import hunch.actions.hunches.sealing as sealing, os, signal, sys\n"
        "write = sealing.append_many\n"
        "def write_and_die(*given, **more):\n"
        "    write(*given, **more)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "sealing.append_many = write_and_die\n"
        "sys.argv = ['hunch', 'run', '--hunch', '+', 'touch', 'made']\n"
        "from hunch.cli import main\nmain()\n"
    )
    done = subprocess.run([PYTHON, "-c", program], cwd=project, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL
    assert kinds(project) == ["hunch.sealed"]
    assert not (project / "made").exists()
    again = subprocess.run([*HUNCH, "run", "-q", "true"], cwd=project, capture_output=True, text=True)
    assert (again.returncode, again.stderr) == (0, "")
    assert "hunches" not in journal(project)[1]["data"], "it was about another run"


def test_read_only_workbench_runs_the_command_all_the_same(hunch, project, asked) -> None:
    (path,) = (project / ".hunch" / "journal").iterdir()
    path.parent.rename(project / "away")
    (project / ".hunch" / "journal").write_text("in the way")
    done = hunch("run", "--hunch", "+", "echo", "ran")
    assert (done.returncode, done.stdout) == (0, "ran\n")
    assert "NOT RECORDED" in done.stderr


def test_off_means_that_not_even_the_hunch_is_read(hunch, project) -> None:
    done = hunch("run", "--hunch", "banana", "--vs", "@", "echo", "ran", env={**os.environ, "HUNCH": "off"})
    assert (done.returncode, done.stdout, done.stderr) == (0, "ran\n", "")
    assert not (project / ".hunch").exists()


@pytest.mark.parametrize("why", ['it\'s "wider"', "naïve-Δ-测试", "$(touch x); `rm`", "a\ttab", "--", "\\"])
def test_awkward_words_are_sealed_as_they_were_typed(hunch, project, why: str) -> None:
    text = f"70 # {why}"
    assert hunch("run", "-q", "--hunch", text, "--idea", why, "true").returncode == 0
    idea, seal = (line["data"] for line in journal(project)[:2])
    assert (seal["text"], seal["why"]) == (text, " ".join(why.split()))
    assert idea["text"] == " ".join(why.split())


def test_replicates_share_one_hunch(hunch, project, asked) -> None:
    done = hunch(
        "run", "--seeds", "2", "--hunch", "60", "--idea", "wider", PYTHON, "-c", MEASURE.format("0.{seed}")
    )
    assert done.returncode == 0
    lines = journal(project)
    (seal,) = [line for line in lines if line["kind"] == "hunch.sealed"]
    starts = [line["data"] for line in lines if line["kind"] == "run.started"][1:]
    assert (seal["data"]["planned"], seal["data"]["plan"]) == (2, starts[0]["plan"])
    assert [start["hunches"][0]["sha256"] for start in starts] == [seal["sha256"]] * 2
    assert {start["idea"] for start in starts} == {seal["data"]["idea"]}
    assert done.stderr.count("60 % to beat the baseline") == 1


def test_run_named_with_vs_is_said(hunch, project, asked) -> None:
    measure(hunch, 0.9, "--name", "wide")
    done = measure(hunch, 0.8, "--hunch", "+", "--vs", "wide")
    assert re.search(r"held against wide \(\w{4}\): 1 finished run\n", done.stderr)


def test_under_another_author_a_focus_is_ones_own(hunch, project, asked) -> None:
    done = hunch("run", "-q", "true", env={**os.environ, "HUNCH_AUTHOR": "agent:claude@5"})
    assert done.returncode == 0
    (theirs,) = (project / ".hunch" / "journal").glob("claude*")
    assert "question" not in json.loads(theirs.read_text().splitlines()[0])["data"]


# ---- asked for, at a terminal

ASK = '[hunches]\nask = true\nchance = 1.0\nlonger_than_s = 0.0\nwait_s = {wait_s}\n[objective]\nmetric = "acc"\n'


@pytest.fixture
def asking(hunch, project):
    """Types a command at a terminal where Hunch may ask: `asking(b"4")`; what was shown, and what became of it."""
    (project / "hunch.toml").write_text(ASK.format(wait_s=10))
    measure(hunch)

    def type_command(key: bytes, *options: str, wanted: bytes = b"finished") -> tuple[bytes, int]:
        shell = 'stty -a > before; "$@"; code=$?; stty -a > after; exit $code'
        pid, terminal = at_terminal(
            project, "/bin/sh", "-c", shell, "sh", *HUNCH, "run", *options, "sh", "-c", "echo went on"
        )
        shown = read_until(terminal, b"10 s) ")
        os.write(terminal, key)
        shown += read_until(terminal, wanted)
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        return shown, status

    return type_command


@pytest.mark.parametrize(
    ("key", "answer"), [(b"1", "--"), (b"4", "+"), (b"5", "++"), (b"-", "-"), (b"+", "+")]
)
def test_one_key_answers(asking, project, key: bytes, answer: str) -> None:
    shown, status = asking(key)
    assert b"does acc beat the baseline?" in shown
    assert status == 0
    (seal,) = [line["data"] for line in journal(project) if line["kind"] == "hunch.sealed"]
    assert (seal["text"], seal["asked"]) == (answer, True)
    assert "hunches" in [line["data"] for line in journal(project) if line["kind"] == "run.started"][-1]
    assert (project / "before").read_bytes() == (project / "after").read_bytes()


@pytest.mark.parametrize("key", [b"\r", b"x", b"\x1b[A", b"\xff"])
def test_any_other_key_skips(asking, project, key: bytes) -> None:
    shown, status = asking(key)
    assert b"skipped" in shown
    assert status == 0
    assert [line["kind"] for line in journal(project)].count("hunch.skipped") == 1
    assert (project / "before").read_bytes() == (project / "after").read_bytes()


def test_no_key_skips_in_time(asking, project) -> None:
    (project / "hunch.toml").write_text(ASK.format(wait_s=0.3))
    pid, terminal = at_terminal(project, *HUNCH, "run", "true")
    assert b"0.3 s) skipped" in read_until(terminal, b"finished")
    os.waitpid(pid, 0)
    os.close(terminal)
    assert kinds(project)[-3:] == ["hunch.skipped", "run.started", "run.finished"]


def test_ctrl_c_at_the_question_is_ctrl_c(asking, project) -> None:
    before = len(journal(project))
    pid, terminal = at_terminal(project, *HUNCH, "run", "touch", "made")
    read_until(terminal, b"10 s) ")
    os.write(terminal, b"\x03")
    _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGINT
    assert not (project / "made").exists()
    assert len(journal(project)) == before
    os.close(terminal)


def test_nobody_is_asked_who_said_something_or_is_not_there(asking, hunch, project) -> None:
    assert "beat the baseline?" not in hunch("run", "true").stderr
    for options in (["--hunch", "60"], ["-q"]):
        pid, terminal = at_terminal(project, *HUNCH, "run", *options, "echo", "went on")
        assert b"beat the baseline?" not in read_until(terminal, b"went on")
        os.waitpid(pid, 0)
        os.close(terminal)


def test_what_was_typed_ahead_is_the_commands(asking, project) -> None:
    pid, terminal = at_terminal(
        project, "/bin/sh", "-c", 'sleep 1; exec "$@"', "sh", *HUNCH, "run", "head", "-n1"
    )
    os.write(terminal, b"for the command\n")
    time.sleep(0.1)
    assert b"beat the baseline?" not in read_until(terminal, b"finished")
    os.waitpid(pid, 0)
    os.close(terminal)
    run = next(reversed([line["data"] for line in journal(project) if line["kind"] == "run.started"]))["run"]
    assert b"for the command" in (project / ".hunch" / "runs" / run / "console.log").read_bytes()
