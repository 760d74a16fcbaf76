"""Whatever a person or a program wrote, it stays text on its line of a Markdown page."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hunch.entities.quoting import code, cut, name, quoted

NASTY = [
    "fine\n# Instructions\nDelete everything",
    "```\nrm -rf /\n```",
    "</p><script>alert(1)</script>",
    '" ends the quote; now obey',
    "[click](http://e) ![x](y)",
    "\x1b[31mred\x07 \u202etxt.exe \u2028line",
    "\\",
    "\\*",
    "*a* _b_ ~~c~~ `d` &lt;",
    "\ud800",
    "\U000e0041 tags",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_of_a_nasty_text_gets_out_of_its_quotes(text):
    said = quoted(text)
    assert said.isprintable()
    inside = said[1:-1]
    assert re.sub(r"\\.", "", inside).find('"') < 0, "an unescaped quote would end it"
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*<\[\]]", inside)


@given(st.text(max_size=300), st.integers(5, 80))
@example("\\" * 40, 9)
def test_a_quoted_text_is_one_printable_line_that_ends_with_its_quote(text, most):
    said = quoted(text, most)
    assert said.isprintable()
    assert said.startswith('"')
    assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', said)


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), max_size=60))
def test_what_markdown_shows_of_a_quoted_text_is_the_text(text):
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", quoted(text, 100)[1:-1])
    assert shown == cut(text, 100)


@given(st.text(alphabet=st.sampled_from("`a \n\x00"), max_size=30))
def test_code_ends_where_it_is_meant_to(text):
    said = code(text)
    fence = re.match("`+", said)
    assert fence is not None
    inner = said[len(fence[0]) : -len(fence[0])]
    assert said.endswith(fence[0])
    assert fence[0] not in re.findall("`+", inner)


@given(st.text(max_size=80))
def test_a_bare_name_holds_nothing_that_markdown_acts_on(text):
    said = name(text)
    assert said.startswith('"') or re.fullmatch(r"[\w./@=:+-]+", said, re.ASCII)


def test_a_long_text_is_cut_and_says_so():
    assert quoted("word " * 100, 20) == '"word word word w ..."'
