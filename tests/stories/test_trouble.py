"""Hunch in trouble: the user's command runs all the same, and it is said loudly."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HUNCH = [sys.executable, "-m", "hunch"]
ROOT = os.geteuid() == 0


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small disk in memory at `folder`; only root can mount one."""
    if not ROOT or shutil.which("mount") is None:
        pytest.skip("needs root, to mount a disk of its own")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", folder], capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"cannot mount here: {done.stderr}")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Nobody can write in `folder`: root is stopped by a read-only disk, others by the folder's mode."""
    if not ROOT:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    with mounted(folder, "size=1m"):
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        yield


def test_read_only_folder(hunch, project: Path) -> None:
    with unwritable(project):
        done = hunch("run", "sh", "-c", "echo trained; exit 5")
    assert (done.returncode, done.stdout) == (5, "trained\n")
    assert "NOT RECORDED" in done.stderr
    assert ".hunch" in done.stderr


def test_full_disk_from_the_start(hunch, project: Path) -> None:
    with mounted(project, "size=64k"):
        _fill(project / "filler")
        done = hunch("run", "sh", "-c", "echo trained; exit 5")
    assert (done.returncode, done.stdout) == (5, "trained\n")
    assert "NOT RECORDED" in done.stderr
    assert "No space left" in done.stderr


def test_disk_that_fills_up_while_the_run_goes_on(hunch, project: Path) -> None:
    code = "import sys\nfor _ in range(300): sys.stdout.write('x' * 10_000)"
    with mounted(project, "size=1m"):
        done = hunch("run", sys.executable, "-c", code)
        (project / ".hunch").stat()
        assert (done.returncode, len(done.stdout)) == (0, 3_000_000), done.stderr
        assert "No space left" in done.stderr
        assert hunch("runs").returncode in (0, 1)  # readable, or said why not; never a traceback
        assert "Traceback" not in hunch("runs").stderr


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


def test_newer_format(hunch, project: Path) -> None:
    hunch("run", "-q", "true")
    said = json.loads((project / ".hunch" / "format").read_text())
    (project / ".hunch" / "format").write_text(json.dumps({**said, "format": 99}))
    done = hunch("run", "echo", "trained")
    assert (done.returncode, done.stdout) == (0, "trained\n")
    assert "format 99" in done.stderr
    assert "pip install --upgrade" in done.stderr
    reading = hunch("runs")
    assert reading.returncode == 1
    assert "pip install --upgrade" in reading.stderr


def test_no_home_and_no_user_name(project: Path) -> None:
    environ = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [*HUNCH, "run", "echo", "trained"], cwd=project, env=environ, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "trained\n")
    assert "NOT RECORDED" not in done.stderr


def test_file_size_limit_stands_for_a_full_disk(hunch, project: Path) -> None:
    """The limit is inherited, so the child sees it as well: it writes nothing but to its stdout."""
    hunch("run", "-q", "true")
    code = "import sys; sys.stdout.write('x' * 3_000_000)"
    limited = "ulimit -f 1024; exec " + shlex.join([*HUNCH, "run", sys.executable, "-c", code])
    done = subprocess.run(["bash", "-c", limited], cwd=project, capture_output=True, text=True)
    assert (done.returncode, len(done.stdout)) == (0, 3_000_000), done.stderr
    run = json.loads(hunch("show", "@", "--json").stdout)
    assert run["status"] == "finished"
    assert any("console.log" in fault for fault in run["faults"])


def test_broken_hunch_toml_is_named_and_does_not_stop_the_run(hunch, project: Path) -> None:
    (project / "hunch.toml").write_text("objectiv = {")
    done = hunch("run", "echo", "trained")
    assert (done.returncode, done.stdout) == (0, "trained\n")
    assert "hunch.toml" in done.stderr


def test_no_git_program(hunch, project: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sh").symlink_to("/bin/sh")
    done = hunch("run", "sh", "-c", "echo trained", env={**os.environ, "PATH": str(tmp_path / "bin")})
    assert (done.returncode, done.stdout) == (0, "trained\n")
    run = json.loads(hunch("show", "@", "--json").stdout)
    assert run["snapshot"] is None
    assert "git" in run["snapshot_fault"]


def test_working_folder_that_vanishes_under_the_run(hunch, project: Path, tmp_path: Path) -> None:
    done = hunch("run", "sh", "-c", f"rm -rf '{project}'; echo trained", cwd=project)
    assert (done.returncode, done.stdout) == (0, "trained\n")
    assert "hunch:" in done.stderr


def test_path_tricks_in_names_stay_in_their_folder(hunch, project: Path) -> None:
    hunch("run", "-q", "--name", "../../evil", "true", env={**os.environ, "HUNCH_AUTHOR": "../../ada"})
    assert not list(project.parent.rglob("evil*"))
    (journal,) = (project / ".hunch" / "journal").iterdir()
    assert journal.name.startswith("ada@")
    assert hunch("show", "../../evil", "--json").returncode == 0


@pytest.mark.parametrize("jobs", [[], ["-j", "2"]], ids=["one by one", "side by side"])
def test_replicates_that_cannot_be_recorded_have_their_seeds_and_are_heard(
    hunch, project: Path, jobs
) -> None:
    command = ["run", "--seeds", "2", *jobs, "--", "sh", "-c", "echo arg={seed} env=$HUNCH_SEED"]
    for environ in ({"HUNCH_DIR": "/proc/nope"}, {"HUNCH": "off"}):
        done = hunch(*command, env={**os.environ, **environ})
        assert sorted(done.stdout.split()) == ["arg=0", "arg=1", "env=0", "env=1"]
        assert ("NOT RECORDED" in done.stderr) == ("HUNCH_DIR" in environ)


def test_numbers_beyond_all_floats_cost_nothing_but_themselves(hunch, project: Path) -> None:
    code = (
        "import hunch\nhunch.init()\nhunch.log({'n': 1})\n"
        "for i in range(600): hunch.log({'n': 10**400, 'loss': 0.5}, step=i)\nhunch.log({'n': 1}, step=10**400)\n"
    )
    for command in ([sys.executable, "-c", code], [*HUNCH, "run", "-q", sys.executable, "-c", code]):
        done = subprocess.run(command, cwd=project, capture_output=True, text=True)
        assert done.returncode == 0
        assert "Traceback" not in done.stderr
        run = json.loads(hunch("show", "@", "--json").stdout)
        assert run["status"] == "finished"
        assert run["metrics"]["loss"]["count"] == 600


def test_broken_config_does_not_spill_its_secrets_into_the_journal(hunch, project: Path) -> None:
    (project / "c.yaml").write_text("api_key: hunter2verysecret: x\n")
    hunch("run", "true", "--config", "c.yaml")
    (journal,) = (project / ".hunch" / "journal").iterdir()
    assert "c.yaml" in journal.read_text()
    assert "hunter2" not in journal.read_text()
