"""Files that were edited while a run was going on."""

from hunch.snapshot.since import changed_since, since


def test_edited_deleted_and_created_files_are_told_apart_from_untouched_ones(lab):
    for path in ("train.py", "pkg/edited.py", "gone.py", "touched.py"):
        lab.write(path)
    snapshot = lab.take(later_s=10)
    lab.write("pkg/edited.py", "x = 2\n")
    (lab.root / "gone.py").unlink()
    lab.write("touched.py")
    lab.write("results.json", "{}")
    lab.write("out/deep/summary.yaml")
    lab.write("weights.pt")

    found = since(lab.store, str(lab.root), snapshot)

    assert found.edited == ["gone.py", "pkg/edited.py"]
    assert found.created == ["out/deep/summary.yaml", "results.json"]


def test_another_run_that_started_meanwhile_does_not_confuse_it(lab):
    lab.write("train.py", "lr = 1\n")
    lab.write("same.py")
    first = lab.take(later_s=10)
    lab.write("train.py", "lr = 2\n")
    lab.write("extra.py")
    second = lab.take(later_s=10)

    assert changed_since(lab.store, str(lab.root), first) == ["train.py"]
    assert since(lab.store, str(lab.root), first).created == ["extra.py"]
    assert changed_since(lab.store, str(lab.root), second) == []

    lab.write("train.py", "lr = 1\n")
    assert changed_since(lab.store, str(lab.root), first) == []


def test_without_a_cache_the_contents_decide(lab, tmp_path):
    lab.write("train.py")
    lab.write("other.py")
    snapshot = lab.take()
    lab.store = lab.store._replace(cache=str(tmp_path / "another-machine"))
    lab.write("other.py", "x = 2\n")

    assert changed_since(lab.store, str(lab.root), snapshot) == ["other.py"]
