"""The same journal gives the same bytes: in another process, time zone, locale, on another machine, from a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hunch.testing import seal_hunch

from ..actions.verdicts.judged import noisy


@pytest.fixture
def filled(diary):
    """A week with a bit of everything."""
    question = diary.ask("Does it help?", log_scale=True)
    base = diary.runs("base", noisy(0.8, 4), question=question)
    idea = diary.idea("wider 测试", question)
    seal = seal_hunch(
        diary.folder, "70; t=2m", clock=diary.clock, idea=idea, question=question, baseline=base
    )
    diary.runs("wide", noisy(0.9, 6), question=question, idea=idea, hunches=[seal])
    diary.run(question=question, curve=[0.1 * step for step in range(1, 9)], variant="long")
    diary.run(question=question, curve=[0.2, float("nan"), 0.3], status="failed", exit_code=1, variant="odd")
    diary.note("**it** hums")
    diary.note("why not", report="week 2026-W48", field="why")
    diary.note("mine", "human:ben", report="week 2026-W48", field="why")
    return diary


def rendered(cwd: Path, *, kind: str, **environ: str) -> bytes:
    env = {**os.environ, **environ}
    command = [sys.executable, "-m", "hunch", "report", "--week", "2026-W48", "--format", kind]
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["md", "html"])
def test_in_other_processes_zones_and_locales(filled, project, kind):
    first = rendered(project, kind=kind, TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")
    second = rendered(
        project, kind=kind, TZ="Asia/Tokyo", PYTHONHASHSEED="77", LC_ALL="C", HUNCH_AUTHOR="human:ben"
    )
    assert first == second
    assert len(first) > 3000


def test_from_a_merged_copy_without_a_cache(filled, project, tmp_path):
    first = rendered(project, kind="html")
    elsewhere = tmp_path / "home" / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x.py").write_text("")
    made = subprocess.run(
        [sys.executable, "-m", "hunch", "run", "true"],
        cwd=elsewhere,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0
    # The copy's own run is of today, and no part of that week.
    merged = subprocess.run(
        [sys.executable, "-m", "hunch", "merge", str(project / ".hunch")],
        cwd=elsewhere,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert merged.returncode == 0, merged.stderr
    shutil.rmtree(elsewhere / ".hunch" / "cache", ignore_errors=True)
    assert rendered(elsewhere, kind="html", HUNCH_AUTHOR="human:eve") == first
