"""Writing back: to the byte, nowhere else, and never over something that is kept nowhere."""

import os
import resource

import pytest

from hunch.errors import CannotWrite, Damaged, Refused, UnsafePath
from hunch.snapshot.keep import keep_commit, quote, unquote
from hunch.snapshot.objects import TreeItem, format_tree, object_path, prepare, write_object
from hunch.snapshot.restore import check_paths, differs, restore, restore_into
from hunch.snapshot.tree import files

from .conftest import everything_in


def test_restored_folder_points_home(lab, tmp_path):
    lab.write("train.py")
    home = lab.root / ".hunch"
    home.mkdir()

    restore(lab.store, lab.take(), str(tmp_path / "there" / "copy"), home=str(home))

    pointer = tmp_path / "there" / "copy" / ".hunch"
    assert (pointer.parent / pointer.read_text().rstrip("\n")).resolve() == home.resolve()


def test_folder_that_holds_something_is_refused(lab, tmp_path):
    lab.write("train.py")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("years")

    with pytest.raises(Refused):
        restore(lab.store, lab.take(), str(tmp_path / "mine"))

    assert os.listdir(tmp_path / "mine") == ["thesis.tex"]


def test_working_folder_goes_back_and_forth_and_ignored_files_stay(lab):
    lab.write(".gitignore", "*.log\n")
    lab.write("train.py", "lr = 1\n")
    lab.write("old/only.py")
    old = lab.take()
    lab.write("train.py", "lr = 2\n")
    (lab.root / "old" / "only.py").unlink()
    (lab.root / "old").rmdir()
    lab.write("new/only.py")
    (lab.root / "link").symlink_to("train.py")
    lab.write("run.log", "precious")
    new = lab.take()

    done = restore_into(lab.store, str(lab.root), old, current=new)

    assert (done.written, done.removed) == (2, 2)
    assert lab.take() == old
    assert not (lab.root / "new").exists()
    assert (lab.root / "run.log").read_text() == "precious"
    restore_into(lab.store, str(lab.root), new, current=old)
    assert lab.take() == new


def test_file_becomes_folder_and_folder_becomes_file(lab):
    lab.write("a", "file")
    lab.write("b/inner.py")
    first = lab.take()
    (lab.root / "a").unlink()
    lab.write("a/inner.py")
    (lab.root / "b" / "inner.py").unlink()
    (lab.root / "b").rmdir()
    lab.write("b", "file")
    second = lab.take()

    restore_into(lab.store, str(lab.root), first, current=second)

    assert lab.take() == first


def test_ignored_file_in_the_way_is_not_overwritten(lab):
    lab.write("local.yaml", "old: 1\n")
    old = lab.take()
    lab.write("local.yaml", "precious: 1\n")
    lab.write(".gitignore", "local.yaml\n")
    new = lab.take()

    with pytest.raises(Refused, match=r"local\.yaml"):
        restore_into(lab.store, str(lab.root), old, current=new)

    assert (lab.root / "local.yaml").read_text() == "precious: 1\n"
    assert (lab.root / ".gitignore").exists()


def test_file_edited_since_the_snapshot_is_not_overwritten(lab):
    lab.write("train.py", "lr = 1\n")
    old = lab.take()
    lab.write("train.py", "lr = 2\n")
    new = lab.take()
    lab.write("train.py", "lr = 3\n")

    with pytest.raises(Refused):
        restore_into(lab.store, str(lab.root), old, current=new)


def test_link_out_of_the_tree_gives_way_to_the_folder_that_was_there(lab, tmp_path):
    lab.write("data/table.py")
    old = lab.take()
    (lab.root / "data" / "table.py").unlink()
    (lab.root / "data").rmdir()
    (tmp_path / "outside").mkdir()
    (lab.root / "data").symlink_to(tmp_path / "outside")
    new = lab.take()

    restore_into(lab.store, str(lab.root), old, current=new)

    assert lab.take() == old
    assert os.listdir(tmp_path / "outside") == []


@pytest.mark.parametrize(
    "name",
    [
        b"..",
        b".",
        b".git",
        b".GIT",
        b".Git ",
        b".git.",
        b"git~1",
        b".g\xe2\x80\x8cit",
        b".hunch",
        b"a/b",
        b"..\xe2\x80\x8c",
    ],
)
def test_path_tricks_are_refused_before_anything_is_written(lab, tmp_path, name):
    prepare(lab.store)
    blob = write_object(lab.store, b"blob", b"evil")
    inner = write_object(lab.store, b"tree", format_tree([TreeItem(b"100644", name, blob)]))
    outer = format_tree([TreeItem(b"40000", b"zz", inner), TreeItem(b"100644", b"aa", blob)])
    snapshot = keep_commit(lab.store, write_object(lab.store, b"tree", outer), [])

    with pytest.raises((UnsafePath, Damaged)):
        restore(lab.store, snapshot, str(tmp_path / "copy"))

    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("folder", [b"../out", b"/etc/x", b"a/../../b", b".git/hooks"])
def test_empty_folders_play_no_tricks_either(lab, tmp_path, folder):
    prepare(lab.store)
    snapshot = keep_commit(lab.store, write_object(lab.store, b"tree", b""), [folder])

    with pytest.raises(UnsafePath):
        restore(lab.store, snapshot, str(tmp_path / "copy"))


def test_ordinary_names_are_no_tricks():
    check_paths(["..py", "a..b", ".gitignore", ".github/x.yml", "...", ". .", "git", "hunch/x"])


def test_damaged_content_is_not_written(lab, tmp_path):
    lab.write("train.py")
    snapshot = lab.take()
    sha = lab.git("-C", lab.store.code, "rev-parse", f"{snapshot}:train.py").strip()
    os.unlink(object_path(lab.store, sha))
    fake = write_object(lab.store, b"blob", b"other")
    os.link(object_path(lab.store, fake.hex()), object_path(lab.store, sha))

    with pytest.raises(Damaged):
        restore(lab.store, snapshot, str(tmp_path / "copy"))


def test_store_that_somebody_packed_still_restores(lab):
    lab.write("train.py")
    lab.write("nets/block.py")
    snapshot = lab.take()

    lab.git("-C", lab.store.code, "gc", "-q", "--prune=now")

    assert not os.path.exists(object_path(lab.store, snapshot))
    lab.restored(snapshot)
    lab.write("new.py")
    lab.round_trip()


def test_differs_names_what_is_not_the_same(lab):
    lab.write("same.py")
    lab.write("edited.py")
    lab.write("gone.py")
    lab.write("mode.sh")
    (lab.root / "empty").mkdir()
    snapshot = lab.take()
    lab.write("edited.py", "x = 2\n")
    (lab.root / "gone.py").unlink()
    (lab.root / "mode.sh").chmod(0o755)
    (lab.root / "empty").rmdir()

    assert differs(lab.store, snapshot, str(lab.root)) == ["edited.py", "empty/", "gone.py", "mode.sh"]


@pytest.mark.parametrize("path", [b"plain", b"100%", b"%41", b"caf\xc3\xa9", b"latin-\xe9", b"\xff%\xfe"])
def test_quoted_paths_come_back(path):
    assert unquote(quote(path)) == path


def refused_and_untouched(lab, old, new):
    before = everything_in(lab.root)
    with pytest.raises(Refused):
        restore_into(lab.store, str(lab.root), old, current=new)
    assert everything_in(lab.root) == before


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_no_snapshot_holds_does_not_give_way_to_an_empty_folder(lab, kind):
    lab.write("train.py", "lr = 1\n")
    (lab.root / "out" / "plots").mkdir(parents=True)
    old = lab.take()
    (lab.root / "out" / "plots").rmdir()
    (lab.root / "out").rmdir()
    if kind == "file":
        lab.write("out", "precious")
    else:
        (lab.root / "out").symlink_to("/mnt/precious")
    lab.write("train.py", "lr = 2\n")
    lab.write(".gitignore", "out\n")

    refused_and_untouched(lab, old, lab.take())


def test_link_above_a_path_that_no_snapshot_holds_stays_even_if_the_contents_are_equal(lab, tmp_path):
    lab.write("data/table.py")
    old = lab.take()
    (lab.root / "data").rename(tmp_path / "disk")
    (lab.root / "data").symlink_to(tmp_path / "disk")
    lab.write(".gitignore", "data\n")

    refused_and_untouched(lab, old, lab.take())


def test_special_file_is_in_no_snapshot_and_so_not_replaced(lab):
    lab.write("queue", "a file once")
    lab.write("train.py", "lr = 1\n")
    old = lab.take()
    (lab.root / "queue").unlink()
    os.mkfifo(lab.root / "queue")
    lab.write("train.py", "lr = 2\n")
    new = lab.take()

    with pytest.raises(Refused, match="queue"):
        restore_into(lab.store, str(lab.root), old, current=new)

    assert (lab.root / "queue").is_fifo()
    assert (lab.root / "train.py").read_text() == "lr = 2\n"


def test_link_to_a_folder_below_one_that_gives_way_is_looked_at_too(lab, tmp_path):
    lab.write("nets", "a file once")
    old = lab.take()
    (lab.root / "nets").unlink()
    lab.write("nets/block.py")
    (lab.root / "nets" / "weights").symlink_to(tmp_path)
    lab.write(".gitignore", "weights\n")

    refused_and_untouched(lab, old, lab.take())


def test_folder_made_where_a_file_was_just_now_is_found_before_anything_is_written(lab):
    lab.write("train.py", "lr = 1\n")
    old = lab.take()
    lab.write("train.py", "lr = 2\n")
    lab.write("new.py")
    new = lab.take()
    (lab.root / "new.py").unlink()
    (lab.root / "new.py").mkdir()

    refused_and_untouched(lab, old, new)


@pytest.mark.parametrize("whose", ["wanted", "replaced", "removed"])
@pytest.mark.parametrize("harm", ["missing", "other content"])
def test_damage_in_what_is_wanted_or_would_be_come_back_to_stops_it_before_anything_is_touched(
    lab, whose, harm
):
    lab.write("train.py", "lr = 1\n")
    old = lab.take()
    lab.write("train.py", "lr = 2\n")
    lab.write("new.py", "new\n")
    new = lab.take()
    where, name = {"wanted": (old, "train.py"), "replaced": (new, "train.py"), "removed": (new, "new.py")}[
        whose
    ]
    path = object_path(lab.store, files(lab.store, where)[name].sha)
    os.unlink(path)
    if harm == "other content":
        os.link(object_path(lab.store, write_object(lab.store, b"blob", b"other").hex()), path)
    before = everything_in(lab.root)

    with pytest.raises(Damaged):
        restore_into(lab.store, str(lab.root), old, current=new)

    assert everything_in(lab.root) == before


def test_full_disk_leaves_no_half_written_file(lab):
    lab.write("table.py", "x" * 100_000)
    old = lab.take()
    lab.write("table.py", "short\n")
    new = lab.take()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(CannotWrite):
            restore_into(lab.store, str(lab.root), old, current=new)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert os.listdir(lab.root) == ["table.py"]
    assert (lab.root / "table.py").read_text() == "short\n"
