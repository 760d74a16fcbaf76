"""Figures, images, tables, texts and artifacts, kept by content."""

import csv
import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.capture import media
from hunch.capture.blobs import keep_bytes, keep_file

from .conftest import Program


def decoded(png: bytes) -> np.ndarray:
    """A PNG of ours, read by the letter of its specification."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(name + data)
        chunks[name] = data
        at += 12 + length
    width, height, depth, kind = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    channels = {0: 1, 2: 3, 6: 4}[kind]
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, 1 + width * channels)
    assert depth == 8
    assert (rows[:, 0] == 0).all()
    return rows[:, 1:].reshape(height, width, channels)


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 1), (5, 7, 3), (5, 7, 4)])
def test_an_array_is_the_picture_that_it_says(shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    assert (decoded(media.image(array).data) == array.reshape(5, 7, -1)).all()


def test_channels_first_is_told_from_channels_last() -> None:
    array = np.random.default_rng(0).integers(0, 256, (3, 5, 7), dtype=np.uint8)
    assert (decoded(media.image(array).data) == array.transpose(1, 2, 0)).all()


def test_floats_from_0_to_1_are_spread_and_the_rest_is_clipped() -> None:
    array = np.array([[0.0, 0.5, 1.0, 2.0, -1.0, np.nan]])
    assert decoded(media.image(array).data).ravel().tolist() == [0, 128, 255, 255, 0, 0]


@pytest.mark.parametrize("wrong", [3, "a.png", np.zeros(4), np.zeros((2, 3, 5)), np.zeros((0, 3)), [["a"]]])
def test_what_is_no_image_is_not_understood(wrong: object) -> None:
    with pytest.raises(media.NotUnderstoodError):
        media.image(wrong)


def test_a_figure_is_what_can_be_saved() -> None:
    class Figure:
        def savefig(self, target: io.BytesIO, format: str) -> None:  # noqa: A002
            target.write(f"drawn as {format}".encode())

    class Axes:
        figure = Figure()

    assert media.figure(Figure()) == media.figure(Axes()) == media.Content(b"drawn as png", media.PNG)


def test_tables_come_as_frames_columns_or_rows() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    assert pd.read_parquet(io.BytesIO(media.table(frame).data)).equals(frame)
    columns = media.table({"a": [1, 2], "b": ["x", 'y, "z"']})
    rows = media.table([{"a": 1, "b": "x"}, {"a": 2, "b": 'y, "z"'}])
    assert columns == rows
    assert list(csv.reader(io.StringIO(columns.data.decode()))) == [["a", "b"], ["1", "x"], ["2", 'y, "z"']]
    assert media.table([{"a": 1}, {"b": 2}]).data == b"a,b\n1,\n,2\n"


@pytest.mark.parametrize("wrong", [3, "a,b", [1, 2], {"a": [1], "b": [1, 2]}])
def test_what_is_no_table_is_not_understood(wrong: object) -> None:
    with pytest.raises(media.NotUnderstoodError):
        media.table(wrong)


@given(text=st.text())
def test_any_text_is_kept(text: str) -> None:
    assert media.text(text).data.decode() == text


def test_equal_contents_are_kept_once_and_read_only(tmp_path: Path) -> None:
    def path_of(sha256: str) -> str:
        return str(tmp_path / "blobs" / sha256[:2] / sha256)

    (tmp_path / "weights").write_bytes(b"0" * 3_000_000)
    first = keep_file(str(tmp_path / "weights"), path_of)
    second = keep_bytes(b"0" * 3_000_000, path_of)
    assert first == second
    blobs = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert [path.name for path in blobs] == [first.sha256]
    assert blobs[0].stat().st_mode & 0o777 == 0o444


def test_a_blob_that_a_full_disk_cut_off_is_written_anew(tmp_path: Path) -> None:
    def path_of(sha256: str) -> str:
        return str(tmp_path / sha256[:2] / sha256)

    kept = keep_bytes(b"whole", path_of)
    os.chmod(path_of(kept.sha256), 0o600)
    Path(path_of(kept.sha256)).write_bytes(b"who")
    keep_bytes(b"whole", path_of)
    assert Path(path_of(kept.sha256)).read_bytes() == b"whole"


def test_media_and_artifacts_of_a_run_are_listed_with_it(program: Program, project: Path) -> None:
    (project / "out").mkdir()
    (project / "out" / "weights.bin").write_bytes(b"w" * 1000)
    (project / "out" / "deep").mkdir()
    (project / "out" / "deep" / "weights.bin").write_bytes(b"w" * 1000)
    ended = program(
        "run = hunch.init()\n"
        "hunch.text('../../escape', '<script>', step=3)\n"
        "hunch.table('confusion', {'a': [1]}); run.html('page', '<b>')\n"
        "hunch.artifact('out'); hunch.artifact('out/weights.bin', name='model')\n"
        "hunch.artifact('not there')\n"
        "print(run._repr_html_())\n"
    )
    assert ended.code == 0
    assert "there is no file or folder 'not there'" in ended.said
    import msgspec

    folder = project / ".hunch"
    lines = [
        msgspec.json.decode(line)
        for line in (folder / "runs" / ended.run.id / "media.jsonl").read_bytes().splitlines()
    ]
    assert [(line["kind"], line["name"]) for line in lines] == [
        ("text", "../../escape"), ("table", "confusion"), ("html", "page"),
        ("artifact", "out/weights.bin"), ("artifact", "out/deep/weights.bin"), ("artifact", "model"),
    ]  # fmt: skip
    assert len({line["sha256"] for line in lines}) == 4, "equal files are one blob"
    for line in lines:
        assert (folder / "blobs" / line["sha256"][:2] / line["sha256"]).stat().st_size == line["size_bytes"]
    assert not (project.parent / "escape").exists()


def test_a_card_in_a_notebook_holds_no_markup_of_others(program: Program) -> None:
    ended = program("run = hunch.init(name='<img>'); hunch.log({'<b>': 1.0}); print(run._repr_html_())")
    assert "<img>" not in ended.out
    assert "&lt;img&gt;" in ended.out
    assert "<td>&lt;b&gt;</td>" in ended.out
