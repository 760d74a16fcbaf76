"""Every path of a workbench, and names that try to leave it."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.errors import UnsafePath
from hunch.ids import new_id
from hunch.journal.paths import Paths, paper_hash_of, safe_name, source_of

PATHS = Paths("/p/.hunch", "box-ada")


def test_everything_lies_in_the_workbench():
    run = new_id(0)
    for path in (
        PATHS.format, PATHS.journal, PATHS.runs, PATHS.blobs, PATHS.code, PATHS.index, PATHS.run(run),
        PATHS.metrics(run, "0"), PATHS.blob("a" * 64), PATHS.paper_pdf("a" * 64), PATHS.paper_text("0" * 64), PATHS.columns(run), PATHS.journal_file("ada@box"),
    ):  # fmt: skip
        assert path.startswith("/p/.hunch/")


@pytest.mark.parametrize("bad", ["..", "../" + "a" * 61, "A" * 64, "a" * 63, "g" * 64, ""])
def test_nothing_but_a_hash_names_a_blob(bad):
    for path_of in (PATHS.blob, PATHS.paper_pdf, PATHS.paper_text):
        with pytest.raises(UnsafePath):
            path_of(bad)


def test_the_hash_of_a_papers_file_is_read_from_its_name():
    assert paper_hash_of(f"{'a' * 64}.pdf") == paper_hash_of(f"{'a' * 64}.pages.jsonl") == "a" * 64
    for other in ("a.pdf", f"{'a' * 64}.pdf.12.new", "a" * 64, ".pdf", f"{'A' * 64}.pdf"):
        assert paper_hash_of(other) is None


@given(st.text())
def test_a_safe_name_is_one_piece_of_a_path(text):
    name = safe_name(text)
    assert name
    assert len(name) <= 60
    assert not name.startswith((".", "-"))
    assert "/" not in name
    assert "\0" not in name
    assert os.path.basename(name) == name


def test_the_source_is_read_from_the_name_of_the_file():
    assert source_of("metrics.0.jsonl") == "0"
    assert source_of("metrics.rank.1.jsonl") == "rank.1"
    assert source_of("params.jsonl") is None
    assert source_of("metrics.jsonl") is None
