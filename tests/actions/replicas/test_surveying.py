"""What a replica gets beside the snapshot, and what stays behind."""

import os
import time
from pathlib import Path

import pytest

from hunch.actions.replicas.bringing import Brought, bring, strip
from hunch.actions.replicas.surveying import Wanted, outside, survey
from hunch.snapshot.restore import found_at

TICK_S = 0.02
"""Longer than a file system's clock stands still."""


def write(home: Path, *paths: str) -> None:
    for path in paths:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(path)


@pytest.fixture
def looked(tmp_path):
    """`looked(old=[...], new=[...])`: what is found where files were there before the run, or written since."""

    def look(old=(), new=(), folders=(), held=(), declared=(), **more):
        home = tmp_path / "home" / "project"
        for folder in folders:
            (home / folder).mkdir(parents=True)
        write(home, *held, *old)
        time.sleep(TICK_S)
        began_s = time.time()
        time.sleep(TICK_S)
        write(home, *new)
        return survey(Wanted(home=str(home), held=held, since_s=began_s, declared=declared, **more))

    return look


def places(found):
    return [item.place for item in found.items]


def left(found):
    return {each.path: each.why for each in found.left}


def test_what_was_there_for_the_run_to_read_is_brought_whole(looked):
    found = looked(old=["data/a/1.csv", "data/b/2.csv", ".env"], held=["train.py", "src/x.py"])
    assert places(found) == [".env", "data"]
    assert found.left == []


def test_outputs_are_never_brought_and_what_lay_beside_them_is(looked):
    old, new = ["ckpt/pretrained.pt", "ckpt/deep/x.pt"], ["ckpt/last.pt", "out/log.txt", "model.pt"]
    found = looked(old=old, new=new, held=["train.py"])
    assert places(found) == ["ckpt/deep", "ckpt/pretrained.pt"]
    assert left(found) == {
        "ckpt/last.pt": "written since",
        "model.pt": "written since",
        "out": "written since",
    }


def test_a_folder_for_outputs_that_was_there_is_made_empty(looked, tmp_path):
    found = looked(folders=["results", "empty"], new=["results/acc.json"], held=["train.py"])
    assert sorted(found.folders) == ["empty", "results"]
    assert places(found) == []


def test_declared_data_are_brought_though_they_were_written_to(looked):
    found = looked(
        new=["data/raw/1.csv", "data/cache.bin"], held=["train.py", "data/README"], declared=["data"]
    )
    assert places(found) == ["data/cache.bin", "data/raw"]


def test_what_a_snapshot_holds_git_us_and_caches_is_passed_over(looked):
    old = [".git/config", ".hunch/format", "__pycache__/x.pyc", "src/__pycache__/y.pyc", "notes.txt~"]
    assert looked(old=old, held=["src/x.py"]).items == []


def test_an_environment_is_known_by_its_mark_and_comes_in_any_case(looked):
    files = [".venv/pyvenv.cfg", ".venv/bin/python"]
    found = looked(old=["data/x"], new=files, held=["train.py"], only_environments=True)
    assert [(item.place, item.is_environment) for item in found.items] == [(".venv", True)]


def test_what_lies_beside_the_project_is_put_beside_the_replica(tmp_path):
    write(tmp_path, "shared/x.csv", "project/train.py", "far/away.csv")
    home = str(tmp_path / "project")
    found = outside(["../shared", "../shared/x.csv", "../gone", "../../etc", "data"], home)
    assert [item.place for item in found] == ["../shared", "../shared/x.csv"]
    assert outside(["../shared"], home, since_s=0.0) == []


def test_what_was_brought_is_taken_out_again_and_what_was_written_stays(looked, tmp_path):
    found = looked(old=["data/1.csv", "data/2.csv", "big.bin"], held=["train.py", "src/x.py"])
    root = tmp_path / "replica"
    write(root, "train.py", "src/x.py", "src/__pycache__/x.pyc", ".hunch")
    held = {path: found_at(str(root), path) for path in ("train.py", "src/x.py")}
    brought, told = Brought({}, {}), []
    bring(str(root), found.items, brought, copy=True, progress=lambda *done: told.append(done))
    assert (root / "data" / "1.csv").read_text() == "data/1.csv"
    (root / "data" / "2.csv").write_text("written over")
    write(root, "out/acc.json")
    assert told[-1] == (sum(map(len, ["data/1.csv", "data/2.csv", "big.bin"])),) * 2
    assert strip(str(root), held, brought) == len("written over") + len("out/acc.json")
    assert sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()) == [
        ".hunch", "data/2.csv", "out/acc.json",
    ]  # fmt: skip


def test_where_nothing_was_written_nothing_is_left(looked, tmp_path):
    found = looked(old=["data/1.csv"], held=["train.py"])
    root = tmp_path / "replica"
    write(root, "train.py", ".hunch")
    held, brought = {"train.py": found_at(str(root), "train.py")}, Brought({}, {})
    bring(str(root), found.items, brought, copy=False, progress=lambda *done: None)
    assert (root / "data").is_symlink()
    assert strip(str(root), held, brought) == 0
    assert not root.exists()
    assert (tmp_path / "home" / "project" / "data" / "1.csv").exists()


def test_a_copy_that_is_stopped_half_way_is_taken_out(looked, tmp_path):
    found = looked(old=["data/1.csv", "data/2.csv"])
    brought, root = Brought({}, {}), tmp_path / "replica"

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(str(root), found.items, brought, copy=True, progress=stop)
    assert os.listdir(root / "data") == []
    strip(str(root), {}, brought)
    assert not root.exists()
