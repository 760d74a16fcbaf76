"""Papers as BibTeX that any BibTeX reads, whatever they are called."""

import bibtexparser
from hypothesis import given
from hypothesis import strategies as st

from hunch.papers.bibtex import read_bibtex
from hunch.papers.facts import Facts, facts_of_entry
from hunch.papers.writing import Cited, bibliography, generated


def sources(text: str) -> list[Cited]:
    return [Cited(entry.key, facts_of_entry(entry), entry.source) for entry in read_bibtex(text).entries]


def test_entries_come_back_to_the_letter_with_the_macros_they_need() -> None:
    entry = '@Article ( a ,\n  title = {A {T}itle},\n  JOURNAL = jmlr # " X", month = jan )'
    text = bibliography(sources('@string{jmlr = "JMLR"}\n@string{unused = "U"}\n' + entry))
    assert text == '@string{jmlr = "JMLR"}\n\n' + entry.replace("( a ,", "(a,") + "\n"


def test_one_macro_that_means_two_things_is_spelled_out() -> None:
    one = sources("@string{j = {First}}\n@misc{a, title={A}, journal=j}")
    two = sources("@string{j = {Second}}\n@misc{b, title={B}, journal=j}")
    library = bibtexparser.parse_string(bibliography([*one, *two]))
    assert library.failed_blocks == []
    assert [entry["journal"] for entry in library.entries] == ["First", "Second"]


def test_each_key_stands_there_once_and_what_is_referred_to_behind() -> None:
    text = bibliography(
        sources("@proceedings{p, title={P}}\n@misc{a, title={A}}\n@misc{a, title={B}, crossref={p}}")
    )
    assert [entry.key for entry in read_bibtex(text).entries] == ["aa", "p", "a"]


def test_a_title_full_of_latex_is_only_text() -> None:
    text = generated(
        "a",
        Facts(title=r"\input{x} 100% of $5 {unbalanced", authors=["A & B, C", "Rock and Roll"], year=2020),
    )
    assert r"\input{" not in text
    found = read_bibtex(text)
    assert found.faults == []
    assert facts_of_entry(found.entries[0]).authors == ["A & B C", "Rock and Roll"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_what_was_made_from_any_title_reads_back(title: str) -> None:
    found = read_bibtex(
        generated("key", Facts(title=title, authors=["Ada"], year=2020, doi=title, url=title))
    )
    assert found.faults == []
    assert [entry.key for entry in found.entries] == ["key"]
