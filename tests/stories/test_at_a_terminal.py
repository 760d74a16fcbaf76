"""`hunch run` typed at a terminal: Ctrl-C, colours, size, tmux."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HUNCH = [sys.executable, "-m", "hunch"]


def at_terminal(project: Path, *command: str) -> tuple[int, int]:
    """The pid and the terminal of a command that a person has just typed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(project)
        os.execv(command[0], command)
    return pid, terminal


def read_until(terminal: int, wanted: bytes, seconds: float = 30) -> bytes:
    """What the terminal shows up to `wanted`."""
    shown, end = b"", time.monotonic() + seconds
    while wanted not in shown:
        assert time.monotonic() < end, shown
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # the other side is gone
            break
    return shown


def test_ctrl_c_interrupts_once_and_ends_both(project, shown) -> None:
    code = (
        "import time\ntimes = 0\n"
        "try:\n    print('ready', flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    times += 1\n"
        "time.sleep(0.5)\nprint('interrupted', times, flush=True)\nraise KeyboardInterrupt\n"
    )
    pid, terminal = at_terminal(project, *HUNCH, "run", sys.executable, "-c", code)
    read_until(terminal, b"ready")
    os.write(terminal, b"\x03")
    assert b"interrupted 1" in read_until(terminal, b"interrupted 1")
    read_until(terminal, b"killed")
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.WTERMSIG(status) == signal.SIGINT
    assert (shown()["status"], shown()["signal"]) == ("killed", "SIGINT")


def test_second_ctrl_c_reaches_a_child_that_cleans_up_slowly(project, shown) -> None:
    code = (
        "import time\n"
        "try:\n    print('ready', flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('cleaning', flush=True)\n    time.sleep(60)\n"
    )
    pid, terminal = at_terminal(project, *HUNCH, "run", sys.executable, "-c", code)
    read_until(terminal, b"ready")
    os.write(terminal, b"\x03")
    read_until(terminal, b"cleaning")
    os.write(terminal, b"\x03")
    read_until(terminal, b"killed")
    os.waitpid(pid, 0)
    os.close(terminal)
    assert (shown()["status"], shown()["signal"]) == ("killed", "SIGINT")


def test_child_sees_a_terminal_of_the_right_size(project, shown) -> None:
    code = "import os, sys; print(sys.stdout.isatty(), sys.stderr.isatty(), os.get_terminal_size(1).columns)"
    pid, terminal = at_terminal(
        project, "/bin/sh", "-c", "stty cols 97; exec \"$@\"", "sh", *HUNCH, "run", "-q", sys.executable, "-c", code
    )  # fmt: skip
    assert b"True True 97" in read_until(terminal, b"97")
    os.waitpid(pid, 0)
    os.close(terminal)
    assert shown()["status"] == "finished"


@pytest.mark.skipif(shutil.which("tmux") is None, reason="no tmux here")
def test_inside_tmux(project: Path, tmp_path: Path) -> None:
    socket = str(tmp_path / "tmux")
    line = " ".join([*HUNCH, "run", "sh", "-c", "'test -t 1 && echo loss: 0.5'"])
    tmux = ["tmux", "-S", socket, "-f", "/dev/null"]
    subprocess.run(
        [*tmux, "new-session", "-d", "-c", str(project), "-x", "100", "-y", "30", line], check=True
    )
    end = time.monotonic() + 30
    while subprocess.run([*tmux, "has-session"], capture_output=True).returncode == 0:
        assert time.monotonic() < end
        time.sleep(0.1)
    said = subprocess.run([*HUNCH, "show", "@", "--json"], cwd=project, capture_output=True, text=True).stdout
    assert json.loads(said)["status"] == "finished"
    assert json.loads(said)["metrics"]["loss"]["last"] == 0.5


def test_ctrl_c_while_the_snapshot_is_taken_is_not_swallowed(project, shown) -> None:
    for number in range(3000):
        (project / f"file{number}.py").write_text("x = 1\n" * 50)
    pid, terminal = at_terminal(project, *HUNCH, "run", "sh", "-c", "sleep 3; echo ran on")
    while not (project / ".hunch" / "code").exists():
        time.sleep(0.01)
    os.write(terminal, b"\x03")
    assert b"ran on" not in read_until(terminal, b"ran on")
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.WTERMSIG(status) == signal.SIGINT


def test_hashing_large_data_shows_how_far_it_is(project) -> None:
    with (project / "data.bin").open("wb") as file:
        file.truncate(1_500_000_000)  # sparse: quick to make, long to hash
    pid, terminal = at_terminal(project, *HUNCH, "run", "--data", "data.bin", "true")
    assert b"hashing data [" in read_until(terminal, b"%")
    read_until(terminal, b"finished")
    os.waitpid(pid, 0)
    os.close(terminal)
