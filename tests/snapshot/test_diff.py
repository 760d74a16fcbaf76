"""Files and lines between two snapshots."""

import os

import pytest

from hunch.errors import Damaged
from hunch.snapshot import tree
from hunch.snapshot.diff import diff
from hunch.snapshot.objects import write_object


def test_files_with_their_kinds_and_lines(lab):
    lab.write("edited.py", "a\nb\nc\n")
    lab.write("gone.py", "gone = 1\n")
    lab.write("moved here.py", "".join(f"line {n}\n" for n in range(50)))
    lab.write("weights.npy", b"\0\1")
    lab.write("run.sh")
    old = lab.take()
    lab.write("edited.py", "a\nB\nc\nd\n")
    (lab.root / "gone.py").unlink()
    os.rename(lab.root / "moved here.py", lab.root / "moved there.py")
    lab.write("moved there.py", "".join(f"line {n}\n" for n in range(51)))
    lab.write("weights.npy", b"\0\2")
    (lab.root / "run.sh").chmod(0o755)
    lab.write("new\nline.py")
    new = lab.take()

    found = diff(lab.store, old, new)

    assert {(f.path, f.kind, f.old_path, f.added, f.removed) for f in found.files} == {
        ("edited.py", "changed", None, 2, 1),
        ("gone.py", "removed", None, 0, 1),
        ("moved there.py", "renamed", "moved here.py", 1, 0),
        ("weights.npy", "changed", None, None, None),
        ("run.sh", "mode", None, 0, 0),
        ("new\nline.py", "added", None, 1, 0),
    }
    assert "-b\n+B\n c\n+d\n" in found.text
    assert "rename to moved there.py" in found.text


def test_nothing_differs(lab):
    lab.write("a.py")
    snapshot = lab.take()

    assert diff(lab.store, snapshot, snapshot).files == []
    assert diff(lab.store, snapshot, snapshot).text == ""


def test_everything_is_new_against_nothing(lab):
    lab.write("a.py", "x = 1\n")

    found = diff(lab.store, None, lab.take(), text=False)

    assert [(f.path, f.kind, f.added) for f in found.files] == [("a.py", "added", 1)]
    assert found.text == ""


def test_the_users_diff_programs_do_not_run(lab, tmp_path):
    proof = tmp_path / "it-ran"
    (tmp_path / "home" / ".gitconfig").write_text(
        f'[diff]\n\texternal = touch {proof}\n\tnoprefix = true\n[diff "python"]\n\ttextconv = touch {proof}; cat\n'
        f"[core]\n\tpager = touch {proof}\n\tattributesFile = {tmp_path}/attributes\n"
    )
    (tmp_path / "attributes").write_text("*.py diff=python\n")
    lab.write("a.py", "x = 1\n")
    old = lab.take()
    lab.write("a.py", "x = 2\n")

    text = diff(lab.store, old, lab.take()).text

    assert "-x = 1\n+x = 2\n" in text
    assert not proof.exists()


@pytest.mark.parametrize("crafted", ["--output={}", "HEAD", "../../x", "A" * 40, "a" * 39, ""])
def test_what_is_no_snapshot_never_reaches_git(lab, tmp_path, crafted):
    lab.write("a.py")
    snapshot = lab.take()
    crafted = crafted.format(tmp_path / "written")

    for old, new in ((crafted, snapshot), (snapshot, crafted)):
        with pytest.raises(Damaged, match="is no snapshot"):
            diff(lab.store, old, new)
    with pytest.raises(Damaged, match="is no snapshot"):
        tree.files(lab.store, crafted)

    assert not (tmp_path / "written").exists()


@pytest.mark.parametrize("folder", ["%zz", "a\\u0000b", "%00", "%"])
def test_an_empty_folder_with_an_impossible_name_is_damage(lab, folder):
    lab.write("a.py")
    whole = tree.root_of(lab.store, lab.take()).tree
    message = f'tree {whole}\n\n{{"empty_folders":["{folder}"]}}'.encode()
    snapshot = write_object(lab.store, b"commit", message).hex()

    with pytest.raises(Damaged, match="does not read"):
        tree.empty_folders(lab.store, snapshot)
