"""LaTeX in titles becomes text, and whatever it says, nothing happens."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.papers.latex import plain_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"{B}{\'e}zier and G{\"o}del", "Bézier and Gödel"),
        (r"Erd{\H{o}}s, {\v{C}}ech, \c{c}a, {\c c}a", "Erdős, Čech, ça, ça"),
        (r"{\AA}ngstr\"om, \o{}re, Stra{\ss}e, {\L}ukasiewicz", "Ångström, øre, Straße, Łukasiewicz"),
        (r"na\"{\i}ve \'\i", "naïve í"),
        (r"50\% of A \& B, \#1, a\_b", "50% of A & B, #1, a_b"),
        ("a--b --- ``said''", "a–b — “said”"),
        (r"\emph{very} \textbf{{bold}}~text", "very bold text"),
        (r"of $O(n^2)$ and $\alpha$-nets", r"of $O(n^2)$ and $\alpha$-nets"),
        ("two\n  lines", "two lines"),
        (r"\input{/etc/passwd} \write18{rm}", r"\input/etc/passwd \write18rm"),
    ],
)
def test_a_title_reads_as_it_is_printed(source: str, text: str) -> None:
    assert plain_text(source) == text


def test_a_hundred_thousand_braces_are_no_deeper_than_one() -> None:
    assert plain_text("{" * 100_000 + "deep" + "}" * 100_000) == "deep"
    assert plain_text("\\'" * 50_000).count("\\'") == 50_000


@given(st.text(alphabet="\\{}$'\"`^~-=.aeciouHvrkdbt \n%&#é\u202e", max_size=80))
def test_whatever_it_is_it_becomes_one_line(source: str) -> None:
    assert "\n" not in plain_text(source)


@given(st.text(alphabet="abcdefg éüß,.:;()", max_size=40))
def test_what_is_no_latex_stays_as_it_is(text: str) -> None:
    assert plain_text(text) == " ".join(text.split())


@pytest.mark.parametrize("accent", list("`'^~\"=."))
@pytest.mark.parametrize("letter", list("aeouAEOUnc"))
def test_accents_are_those_of_an_independent_reader(accent: str, letter: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pylatexenc.latex2text import LatexNodes2Text

        theirs = LatexNodes2Text().latex_to_text(f"\\{accent}{{{letter}}}")
    import unicodedata

    assert plain_text(f"\\{accent}{{{letter}}}") == unicodedata.normalize("NFC", theirs)
