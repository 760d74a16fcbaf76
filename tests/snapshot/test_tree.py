"""What a snapshot holds, and what of it makes a variant."""

import json

import pytest

from hunch.errors import Damaged
from hunch.snapshot.tree import changes, empty_folders, files, read, source_digest


def test_files_with_modes_links_and_empty_folders(lab):
    lab.write("b.sh").chmod(0o755)
    lab.write("a/x.py")
    (lab.root / "link").symlink_to("b.sh")
    (lab.root / "void").mkdir()

    snapshot = lab.take()

    assert {path: entry.mode for path, entry in files(lab.store, snapshot).items()} == {
        "a/x.py": "100644", "b.sh": "100755", "link": "120000",
    }  # fmt: skip
    assert empty_folders(lab.store, snapshot) == ["void"]
    assert read(lab.store, snapshot, "link") == b"b.sh"


@pytest.mark.parametrize("path", ["gone.py", "a", "a/gone.py", "b.sh/x", ""])
def test_reading_what_is_not_there_says_so(lab, path):
    lab.write("b.sh")
    lab.write("a/x.py")

    with pytest.raises(Damaged):
        read(lab.store, lab.take(), path)


def test_unknown_snapshot_says_so(lab):
    lab.write("x.py")
    lab.take()

    with pytest.raises(Damaged, match="missing"):
        files(lab.store, "0" * 40)


def test_changes_of_files_folders_and_types(lab):
    for path in ("same/x.py", "edited.py", "gone/a.py", "swap"):
        lab.write(path)
    old = lab.take()
    lab.write("edited.py", "x = 2\n")
    (lab.root / "gone" / "a.py").unlink()
    (lab.root / "swap").unlink()
    lab.write("swap/inner.py")
    new = lab.take()

    found = {
        change.path: (change.old is not None, change.new is not None)
        for change in changes(lab.store, old, new)
    }

    assert found == {
        "edited.py": (True, True), "gone/a.py": (True, False), "swap": (True, False), "swap/inner.py": (False, True),
    }  # fmt: skip
    assert len(changes(lab.store, None, new)) == 3
    assert changes(lab.store, new, new) == []


def test_digest_is_of_code_and_configuration_only(lab):
    lab.write("train.py")
    lab.write("conf.yaml", "lr: 1\n")
    lab.write("notes.txt")
    before = source_digest(lab.store, lab.take())

    lab.write("notes.txt", "new thoughts")
    lab.write("table.csv")
    assert source_digest(lab.store, lab.take()) == before

    lab.write("written.json", "{}")
    assert source_digest(lab.store, lab.take(), ignore={"written.json"}) == before
    assert source_digest(lab.store, lab.take()) != before

    (lab.root / "written.json").unlink()
    lab.write("conf.yaml", "lr: 2\n")
    assert source_digest(lab.store, lab.take()) != before


def test_outputs_of_a_notebook_make_no_variant(lab):
    def notebook(source: str, output: str) -> str:
        return json.dumps(
            {"cells": [{"cell_type": "code", "source": [source], "outputs": [output]}], "nbformat": 4}
        )

    lab.write("explore.ipynb", notebook("x = 1", "a"))
    before = source_digest(lab.store, lab.take())

    lab.write("explore.ipynb", notebook("x = 1", "b"))
    assert source_digest(lab.store, lab.take()) == before

    lab.write("explore.ipynb", notebook("x = 2", "b"))
    assert source_digest(lab.store, lab.take()) != before


def test_script_without_a_suffix_counts_if_it_can_be_run(lab):
    script = lab.write("train", "#!/usr/bin/env python\nlr = 1\n")
    script.chmod(0o755)
    before = source_digest(lab.store, lab.take())

    script.write_text("#!/usr/bin/env python\nlr = 2\n")

    assert source_digest(lab.store, lab.take()) != before
