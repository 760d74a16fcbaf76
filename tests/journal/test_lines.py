"""A line is written, read and checked to the byte."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.events import KINDS, NoteAdded
from hunch.errors import Damaged, NewerFormat
from hunch.ids import content_hash
from hunch.journal.lines import check_line, data_of, decode_line, encode_line, recorded_hash
from hunch.journal.skim import skim_line, tell

ID = "1j0pqr9ez9gabw82svpk"


def line_of(data=NoteAdded(text="wider heads"), prev: str = "") -> bytes:  # noqa: B008
    return encode_line(ID, data, at="2025-11-22T16:00:00.000001Z", by="human:ada", prev=prev)


def test_a_line_is_one_object_whose_keys_stand_in_their_order():
    line = line_of()
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert list(json.loads(line)) == ["v", "id", "at", "by", "kind", "data", "prev", "sha256"]


def test_the_hash_is_that_of_the_bytes_before_it_which_any_program_can_take():
    line = line_of()
    before, _, after = line.partition(b',"sha256":"')
    assert after == content_hash(before).encode() + b'"}\n'


@given(st.text(), st.lists(st.text(max_size=5), max_size=3))
def test_what_is_written_is_read(text, runs):
    line = line_of(NoteAdded(text=text, runs=runs)).rstrip(b"\n")
    event = decode_line(line)
    said = data_of(event)
    assert check_line(line) is None
    assert b"\n" not in line
    assert isinstance(said, NoteAdded)
    assert said.runs == [run.encode("utf-8", "backslashreplace").decode() for run in runs]
    assert tell(line, event.kind).data == said


def test_an_argument_that_is_not_unicode_is_spelled_out():
    line = line_of(NoteAdded(text="caf\udce9 \ud800"))
    assert check_line(line[:-1]) is None
    assert data_of(decode_line(line)) == NoteAdded(text="caf\\udce9 \\ud800")


def test_integers_beyond_64_bits_and_tiny_floats_stay_exact():
    from .conftest import finished

    params = {"big": 2**60 + 1, "huge": 2**100, "tiny": 1e-320, "third": 1 / 3}
    said = data_of(decode_line(line_of(finished("r", params=params))))
    assert said.params == params


@given(st.data())
def test_no_changed_byte_goes_unseen(data):
    line = bytearray(line_of(prev="a" * 64)[:-1])
    at = data.draw(st.integers(0, len(line) - 1))
    line[at] ^= data.draw(st.integers(1, 255))
    assert check_line(bytes(line)) is not None


@pytest.mark.parametrize("cut", [1, 2, 40, 77, 78, 100])
def test_a_line_that_lost_its_end_is_torn(cut):
    assert check_line(line_of()[:-1][:-cut]).startswith("torn")


def test_an_empty_line_is_named():
    assert check_line(b"") == "an empty line"


def test_the_recorded_hash_is_read_from_an_edited_line():
    line = line_of()[:-1]
    edited = line.replace(b"wider", b"wilder")
    assert recorded_hash(edited) == recorded_hash(line) == decode_line(line).sha256
    assert recorded_hash(b"{}") is None


@pytest.mark.parametrize("read", [decode_line, skim_line])
def test_a_line_of_a_newer_format_is_refused_with_the_way_out(read):
    with pytest.raises(NewerFormat) as caught:
        read(line_of().replace(b'{"v":1', b'{"v":2'))
    assert "pip install --upgrade" in caught.value.hint


@pytest.mark.parametrize("bad", [b"", b"{}", b"null", b"{", b"\xff\xfe", b'{"v":1,"id":3}', b'"\\udcff"'])
@pytest.mark.parametrize("read", [decode_line, skim_line])
def test_what_is_not_a_line_is_damaged(read, bad):
    with pytest.raises(Damaged):
        read(bad)


def test_a_kind_of_another_version_is_kept_without_data():
    line = line_of().replace(b'"kind":"note.added"', b'"kind":"paper.read"')
    event = decode_line(line)
    assert data_of(event) is None
    assert tell(line, "paper.read").data is None
    assert event.id == ID


def test_data_of_an_unknown_kind_may_use_our_names_for_other_things():
    line = (
        line_of().replace(b'"kind":"note.added"', b'"kind":"x.y"').replace(b'{"text":', b'{"run":7,"text":')
    )
    assert skim_line(line).data.subjects == []


def test_data_that_are_not_what_their_kind_says_are_damaged():
    line = line_of().replace(b'"text":"wider heads"', b'"text":7')
    with pytest.raises(Damaged, match=r"note\.added"):
        data_of(decode_line(line))
    with pytest.raises(Damaged, match=r"note\.added"):
        tell(line, "note.added")


def test_every_kind_has_one_struct_and_every_struct_one_kind():
    assert len(set(KINDS.values())) == len(KINDS)
