"""Playing steps for real, on a script so small that nothing has to be trained."""

import os

import pytest

from hunch.actions.demo_material import Asked, Step, contents, copy_script
from hunch.actions.demonstrating import Demonstration
from hunch.errors import Damaged, WorkbenchError

SCRIPT = """\
import sys
GAIN = 1
lr, seed = float(sys.argv[2]), int(sys.argv[4])
loss = float("nan") if lr > 1 else lr
print(f"epoch 1  loss {loss:.4f}  val_acc {GAIN * lr + seed / 100:.4f}", flush=True)
sys.exit(lr > 1)
"""
PATCH = """\
--- a/train.py
+++ b/train.py
@@ -1,3 +1,3 @@
 import sys
-GAIN = 1
+GAIN = {gain}
 lr, seed = float(sys.argv[2]), int(sys.argv[4])
"""


@pytest.fixture
def demonstration(tmp_path):
    material = tmp_path / "material"
    (material / "exploration").mkdir(parents=True)
    (material / "train.py").write_text(SCRIPT)
    for name, gain in (("halve", "0.5"), ("break", "GAIN")):
        (material / "exploration" / f"{name}.patch").write_text(PATCH.format(gain=gain))
    folder = str(tmp_path / "demo's folder")
    copy_script(str(material), folder)
    return Demonstration(str(material), folder, environ=os.environ, jobs=2)


def step(name, lr=0.1, seeds=(0,), **more):
    arguments = None if lr is None else ["--lr", str(lr)]
    return Step(name=name, why=f"why {name}", seeds=list(seeds), arguments=arguments, **more)


def test_exploration_comes_back_to_what_was_measured_to_be_best(demonstration):
    demonstration.play(step("first", 0.2, seeds=[0, 1]))
    before = contents(demonstration.folder)
    demonstration.play(step("worse", 0.2, patch="halve.patch"))
    assert contents(demonstration.folder) != before

    again = demonstration.play(step("again", None, seeds=[4, 7], back_to=["*"]))

    assert again.origin == "first"
    assert again.arguments == ["--lr", "0.2"]
    assert sorted(again.scores) == [0.24, 0.27]
    assert contents(demonstration.folder) == before


def test_a_divergence_and_a_crash_are_seen_for_what_they_are(demonstration):
    diverged = demonstration.play(step("fast", 2.0, ends="diverges"))
    crashed = demonstration.play(step("broken", ends="crashes", patch="break.patch"))
    assert [run.status for run in diverged.runs + crashed.runs] == ["failed", "failed"]
    assert crashed.runs[0].traceback.strip().endswith("NameError: name 'GAIN' is not defined")


@pytest.mark.parametrize(
    ("lr", "more", "complaint"),
    [
        (2.0, {}, "it has to be finished and is failed"),
        (0.1, {"ends": "diverges"}, "it has to be failed and is finished"),
        (2.0, {"ends": "crashes"}, "no traceback is recorded"),
        (0.1, {"ends": "diverges", "patch": "break.patch"}, "the last loss recorded is a number or none"),
    ],
)
def test_a_step_that_falls_short_stops_the_demo(demonstration, lr, more, complaint):
    with pytest.raises(WorkbenchError, match=complaint):
        demonstration.play(step("short", lr, **more))


def test_restored_code_that_differs_by_a_bit_is_noticed(demonstration, tmp_path):
    outcome = demonstration.play(step("first"))
    assert demonstration.restored(outcome.runs[0], outcome, str(tmp_path / "one")) == 1
    mode, code = outcome.code["train.py"]
    altered = outcome._replace(code={"train.py": (mode ^ 0o100, code)})
    with pytest.raises(Damaged, match=r"train\.py"):
        demonstration.restored(outcome.runs[0], altered, str(tmp_path / "two"))


def test_runs_go_to_the_demo_even_inside_another_project(demonstration, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    environ = {**os.environ, "HUNCH_DIR": str(elsewhere), "HUNCH": "off"}
    inside = Demonstration(demonstration.material, demonstration.folder, environ=environ, jobs=1)
    assert len(inside.play(step("first", seeds=[0, 1])).runs) == 2
    assert not elsewhere.exists()


def test_who_tries_a_dropped_idea_again_is_told_so_or_the_demo_stops(demonstration):
    dropped = [
        ["decide", "too much", "drop", "-m", "no number any more"],
        ["finding", "2 is too much", "--supports", "{run}"],
    ]
    demonstration.ask(Asked(text="what helps?", metric="val_acc", goal="max", min_effect=0.01))
    demonstration.play(step("first"))
    demonstration.play(
        step("fast", 2.0, ends="diverges", before=[["idea", "too much"]], idea="too much", then=dropped)
    )
    again = demonstration.play(step("again", 2.0, ends="diverges", idea="too much", warned=True))
    assert "no number any more; run fast" in again.warning

    with pytest.raises(WorkbenchError, match="nobody is told so"):
        demonstration.play(step("other", 3.0, ends="diverges", idea="something else", warned=True))
