"""Files that careless programs lose: links, names, modes, folders, files that move while they are read."""

import os
import subprocess
import threading
import unicodedata

import pytest

from hunch.snapshot import tree
from hunch.snapshot.keep import read_steadily

from .conftest import as_nobody

NAMES = ["a b.py", "it's.py", 'say "hi".py', "new\nline.py", "tab\there.py", "naïve-Δ-测试.py", "-rf.py", ":(top)x.py",
         "!not.py", "#hash.py", "*.py", "[a].py", "back\\slash.py", " lead.py", "trail .py", "%41.py", "$(x).py", "..py", "a" * 245]  # fmt: skip


def test_links_dangling_links_and_links_out_of_the_tree(lab, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("not ours")
    lab.write("train.py")
    for name, target in [
        ("inner", "train.py"),
        ("dangling", "nowhere/at/all"),
        ("out", str(tmp_path / "outside")),
        ("loop", "loop"),
    ]:
        (lab.root / name).symlink_to(target)

    target = lab.round_trip()

    assert {p.name: os.readlink(p) for p in target.iterdir() if p.is_symlink()} == {
        "inner": "train.py", "dangling": "nowhere/at/all", "out": str(tmp_path / "outside"), "loop": "loop",
    }  # fmt: skip
    assert "not ours" not in str([lab.git("-C", lab.store.code, "ls-tree", "-r", lab.take())])


def test_executable_bit_is_kept_and_its_change_is_seen(lab):
    script = lab.write("run.sh", "#!/bin/sh\n")
    plain = lab.take(later_s=10)
    script.chmod(0o755)

    executable = lab.take()

    assert executable != plain
    assert os.access(lab.restored(executable) / "run.sh", os.X_OK)
    assert not os.access(lab.restored(plain) / "run.sh", os.X_OK)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_survives(lab, name):
    lab.write(name, "x = 1\n")
    lab.write(f"folder {name}/inner.py")

    target = lab.round_trip()

    assert (target / name).read_text() == "x = 1\n"
    assert (target / f"folder {name}" / "inner.py").exists()


def test_tree_deeper_than_any_path_may_be_is_named_where_it_ends(lab):
    lab.write("train.py")
    here = os.open(lab.root, os.O_RDONLY)
    for _ in range(45):
        os.mkdir("d" * 100, dir_fd=here)
        below = os.open("d" * 100, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)

    taken = lab.taken()

    assert taken.fault is None
    assert list(tree.files(lab.store, str(taken.snapshot))) == ["train.py"]
    assert {left.reason for left in taken.left_out} == {"unreadable"}
    subprocess.run(["rm", "-rf", str(lab.root / ("d" * 100))], check=True)


def test_names_that_are_no_utf8_survive(lab):
    name = os.fsdecode(b"latin-\xe9.py")
    try:
        lab.write(name)
    except OSError:
        pytest.skip("this file system has no such names")
    (lab.root / os.fsdecode(b"empty-\xe9")).mkdir()

    target = lab.round_trip()

    assert sorted(os.listdir(os.fsencode(target))) == [b"empty-\xe9", b"latin-\xe9.py"]


def test_composed_and_decomposed_names_are_two_files(lab):
    names = [unicodedata.normalize(form, "café.py") for form in ("NFC", "NFD")]
    for name in names:
        lab.write(name)
    if len(os.listdir(lab.root)) == 1:
        pytest.skip("this file system folds them")

    assert sorted(lab.files()) == sorted(names)


def test_case_only_rename_is_seen(lab):
    lab.write("Model.py")
    assert lab.files(later_s=10) == ["Model.py"]

    os.rename(lab.root / "Model.py", lab.root / "model.py")

    assert lab.files() == ["model.py"]


def test_empty_folders_are_restored(lab):
    lab.write("train.py")
    (lab.root / "results" / "deep").mkdir(parents=True)
    (lab.root / "100% sure").mkdir()

    target = lab.round_trip()

    assert (target / "results" / "deep").is_dir()
    assert (target / "100% sure").is_dir()


def test_folder_with_only_ignored_files_is_restored_empty(lab):
    lab.write(".gitignore", "*.csv\n")
    lab.write("tables/a.csv")

    assert list((lab.round_trip() / "tables").iterdir()) == []


def test_empty_project_has_a_snapshot(lab):
    assert list(lab.round_trip().iterdir()) == []


def test_notebook_is_kept_to_the_byte(lab):
    notebook = (
        b'{"cells": [{"cell_type": "code", "source": ["x = 1\\n"], "outputs": [{"data": "\xc3\xa9"}]}]}\n'
    )
    lab.write("explore.ipynb", notebook)

    assert (lab.round_trip() / "explore.ipynb").read_bytes() == notebook


def test_file_that_changes_while_it_is_read_is_left_out_and_named(lab, monkeypatch):
    lab.write("train.py")
    file = lab.write("growing.txt", "0")
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            with file.open("ab", buffering=0) as out:
                out.write(b"x" * 1000)
            if file.stat().st_size > 5_000_000:
                os.truncate(file, 1)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        outcomes = [lab.taken() for _ in range(20)]
    finally:
        stop.set()
        writer.join()

    for taken in outcomes:
        assert taken.fault is None
        held = tree.files(lab.store, str(taken.snapshot))
        named = {(left.path, left.reason) for left in taken.left_out}
        assert "train.py" in held
        assert ("growing.txt" in held) != (("growing.txt", "unstable") in named)


def test_files_that_come_and_go_meanwhile_do_no_harm(lab):
    for n in range(50):
        lab.write(f"steady{n}.py")
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            for n in range(5):
                lab.write(f"tmp{n}/x/file.py")
            for n in range(5):
                subprocess.run(["rm", "-rf", str(lab.root / f"tmp{n}")], check=True)

    writer = threading.Thread(target=churn)
    writer.start()
    try:
        outcomes = [lab.taken() for _ in range(15)]
    finally:
        stop.set()
        writer.join()

    for taken in outcomes:
        assert taken.fault is None
        assert {f"steady{n}.py" for n in range(50)} <= set(tree.files(lab.store, str(taken.snapshot)))


def test_file_that_is_gone_when_it_is_read_is_unstable(lab):
    assert read_steadily(os.fsencode(lab.root / "gone"), 100) == "unstable"


def test_pipe_in_the_project_does_not_hang(lab):
    lab.write("train.py")
    os.mkfifo(lab.root / "pipe")

    assert lab.files() == ["train.py"]
    assert lab.left_out() == {"pipe": "special file"}


def test_file_and_folder_without_read_permission_are_named(lab):
    lab.write("train.py")
    lab.write("locked.py").chmod(0)
    lab.write("closed/inner.py")
    (lab.root / "closed").chmod(0)
    (lab.top / "hunch").mkdir(mode=0o777)
    (lab.top / "hunch").chmod(0o777)
    try:
        said = as_nobody(
            lab,
            "for _ in range(2):\n"
            "    taken = take(store, sys.argv[3], SnapshotGuards())\n"
            "    print(list(files(store, taken.snapshot)), {l.path: l.reason for l in taken.left_out})",
        )
    finally:
        (lab.root / "closed").chmod(0o755)

    assert said == "['train.py'] {'closed/': 'unreadable', 'locked.py': 'unreadable'}\n" * 2
