"""The managed block comes and goes, and every byte around it stays."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hunch.actions.agents.block import BEGIN, END, with_block, without_block
from hunch.errors import Refused

contents = st.one_of(
    st.binary(max_size=60).filter(lambda content: b"\0" not in content and b"hunch:" not in content),
    st.lists(st.sampled_from(["a", "# b", "", "\u00e9"]), max_size=6).flatmap(
        lambda parts: st.sampled_from(["\n", "\r\n"]).map(lambda end: end.join(parts).encode())
    ),
)


@given(contents)
@example(b"")
@example(b"no end")
@example(b"crlf\r\nno end")
@example(b"\r\n")
@example(b"ends\n\n\n")
@example(b"\r")
def test_taken_out_again_the_file_is_what_it_was_to_the_byte(content):
    assert without_block(with_block(content, "said\nmore", "A"), "A") == content


@given(contents)
@example(b"\r")
def test_put_in_twice_is_put_in_once(content):
    once = with_block(content, "said", "A")
    assert with_block(once, "said", "A") == once
    assert once.startswith(content)


@given(contents, contents)
def test_bringing_it_up_to_date_touches_nothing_before_or_behind(before, behind):
    before = before + b"\n" if before and not before.endswith(b"\n") else before
    old = before + f"{BEGIN}\nold\n{END}".encode() + b"\n" + behind
    new = with_block(old, "new", "A")
    assert new.startswith(before)
    assert new.endswith(b"\n" + behind)
    assert b"new" in new
    assert b"old\n" + END.encode() not in new


def test_line_ends_of_windows_are_taken_over():
    made = with_block(b"# Ours\r\n", "one\ntwo", "A")
    assert made.count(b"\n") == made.count(b"\r\n")


def test_a_beginning_of_an_older_version_is_known_by_its_mark():
    old = b"<!-- hunch:begin by hunch 0.1 -->\nold\n<!-- hunch:end -->\n"
    assert with_block(old, "new", "A") == f"{BEGIN}\nnew\n{END}\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        f"{BEGIN}\n",
        f"x\n{END}\n",
        f"{END}\n{BEGIN}\n",
        f"{BEGIN}\n{BEGIN}\n{END}\n",
        f"{BEGIN}\n{END}\n{END}\n",
    ],
)
def test_damaged_marks_are_refused_with_their_lines(content):
    with pytest.raises(Refused, match="marks of the managed block are damaged: hunch:begin in") as refused:
        with_block(content.encode(), "new", "AGENTS.md")
    assert "line" in str(refused.value)


def test_a_file_in_utf_16_is_refused():
    with pytest.raises(Refused, match="no text in UTF-8"):
        with_block("# Ours\n".encode("utf-16"), "new", "AGENTS.md")
