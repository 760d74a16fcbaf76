"""What people write is Markdown of their own, and no more."""

import re

from hypothesis import given
from hypothesis import strategies as st

from hunch.report.prose import as_html, as_markdown

TAGS = re.compile(r"</?([a-z0-9]+)[^<>]*>")
KNOWN = {
    "p",
    "em",
    "strong",
    "a",
    "ul",
    "ol",
    "li",
    "code",
    "pre",
    "blockquote",
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "s",
}
nasty = st.text(st.sampled_from("<>!\"'()[]:/#`*_~|&;\n -ajscriptonhref=0."), max_size=80)


@given(st.text(max_size=60) | nasty)
def test_only_tags_of_plain_text_come_out(text):
    made = as_html(text)
    assert set(TAGS.findall(made)) <= KNOWN
    rest = TAGS.sub("", made)
    assert "<" not in rest
    assert not re.search(r'href="(?!https?://)', made)


def test_emphasis_lists_and_links_are_kept():
    made = as_html("**bold** and `code` and [link](https://example.org)\n\n- one\n- two")
    assert "<strong>bold</strong>" in made
    assert '<a href="https://example.org" rel="noopener noreferrer nofollow">link</a>' in made
    assert "<li>one</li>" in made


def test_a_heading_is_none_of_the_page():
    assert as_html("# big") == '<p class="heading">big</p>'


def test_an_image_is_a_link_and_a_script_is_text():
    assert "<img" not in as_html("![x](https://example.org/x.png)")
    assert "&lt;script&gt;" in as_html("<script>alert(1)</script>")


def test_harmless_markdown_stays_as_it_is_and_other_is_escaped():
    assert as_markdown("**a**\n\n- b") == ["**a**", "", "- b"]
    assert as_markdown("<b>a</b>\n# c") == ["\\<b>a\\</b>", "\\# c"]
