"""Make the frozen workbench of format 1, by the real program.

    python -m venv /tmp/format     python tests/formats/make_format_1.py tests/formats/1    python tests/formats/make_format_1.py tests/formats/1 /tmp/format/bin/pip install . && /tmp/format/bin/python tests/formats/make_format_1.py /tmp/format/1

It was run once, when format 1 was released, and its result is kept as it is: every later Hunch must read it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

TRAIN = """\
import argparse, math
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
loss = 4.0
for step in range(3):
    loss *= 1 - args.lr
    print(f"step {step} loss: {loss:.4f}")
if args.lr > 1:
    raise ValueError(f"lr {args.lr} diverges")
"""
LOGGED = """\
import hunch, math
run = hunch.init(params={"lr": 0.1, "clip": math.inf}, name="logged by hand")
for step, loss in enumerate([1.0, math.nan, 0.25]):
    hunch.log({"loss": loss, "count": 2**60 + step}, step=step)
run.text("remark", "naïve Δ")
"""


def main(target: Path) -> None:
    """Record a small history and keep its workbench (without caches) as `target/workbench`."""
    project = target / "project"
    shutil.rmtree(target, ignore_errors=True)
    project.mkdir(parents=True)
    (project / "empty").mkdir()
    (project / "train.py").write_text(TRAIN)
    (project / "logged.py").write_text(LOGGED)
    hunch(project, "run", "--name", "first", "-m", "a first look", sys.executable, "train.py")
    hunch(project, "run", "--name", "second", "--tag", "faster", sys.executable, "train.py", "--lr", "0.5")
    hunch(project, "run", "--name", "diverged", sys.executable, "train.py", "--lr", "2", expected=1)
    hunch(project, "run", "--name", "third", sys.executable, "logged.py")
    hunch(
        project,
        "run",
        "--seeds",
        "2",
        "--name",
        "seeds",
        "--",
        sys.executable,
        "train.py",
        "--seed",
        "{seed}",
    )
    hunch(project, "note", "half the loss", "--on", "second")
    hunch(project, "tag", "second", "keep")
    hunch(project, "run", "--name", "gone", "true")
    hunch(project, "rm", "gone")
    hunch(project, "restore", "first")
    shutil.rmtree(project / ".hunch" / "cache")
    shutil.move(project / ".hunch", target / "workbench")
    (target / "workbench" / ".gitignore").unlink()  # it would hide the rest from git
    shutil.rmtree(project)


def hunch(project: Path, *arguments: str, expected: int = 0) -> None:
    """One command, as a person would type it."""
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(project), "HUNCH_AUTHOR": "human:ada", "PYTHONDONTWRITEBYTECODE": "1"
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "hunch", *arguments],
        cwd=project,
        env=environ,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == expected, arguments


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
