"""What is known of a paper, what makes two of them one, and what they are cited by."""

from hypothesis import given
from hypothesis import strategies as st

from hunch.papers.bibtex import key_fault, read_bibtex
from hunch.papers.facts import (
    Facts,
    authors_of,
    facts_of_entry,
    free_key,
    made_key,
    one_line,
    same_paper,
    tidied,
)


def facts(text: str) -> Facts:
    return facts_of_entry(read_bibtex(text).entries[0])


def test_an_entry_says_what_it_is_in_any_dialect() -> None:
    bibtex = facts(
        "@article{a, title={{A} T}, author={Lovelace, Ada}, journal={J}, year=1843, doi={https://doi.org/10.1000/X}}"
    )
    biblatex = facts(
        "@article{a, title={A T}, author={Ada Lovelace}, journaltitle={J}, date={1843-09}, doi={10.1000/x}}"
    )
    assert (
        bibtex
        == biblatex
        == Facts(title="A T", authors=["Ada Lovelace"], venue="J", year=1843, doi="10.1000/x")
    )


def test_arxiv_ids_are_found_wherever_people_put_them() -> None:
    for field in (
        "eprint={1706.03762v5}, archiveprefix={arXiv}", "url={https://arxiv.org/abs/1706.03762}",
        "journal={arXiv preprint arXiv:1706.03762}", "doi={10.48550/arXiv.1706.03762}",
    ):  # fmt: skip
        assert facts(f"@misc{{a, title={{T}}, {field}}}").arxiv == "1706.03762", field


def test_an_entry_takes_year_and_place_from_the_one_it_refers_to() -> None:
    found = read_bibtex(
        "@inproceedings{a, title={T}, crossref={p}}\n@proceedings{p, title={Proc.}, year=2001}"
    )
    child, parent = found.entries
    assert facts_of_entry(child, parent).year == 2001
    assert facts_of_entry(child, parent).venue == "Proc."


def test_names_are_people_and_groups() -> None:
    assert authors_of("{The {ATLAS} Collaboration and Friends} and Doe, Jr., Jane and others") == [
        "The ATLAS Collaboration and Friends",
        "Jane Doe Jr.",
    ]


def test_a_preprint_and_its_publication_are_one_paper_and_two_with_one_title_are_not() -> None:
    preprint = Facts(title="Wide Heads: Help!", authors=["Ada Lovelace"], year=2019, arxiv="1901.00001")
    assert same_paper(
        preprint, Facts(title="wide heads help", authors=["A. Lovelace"], year=2020, doi="10.1000/1")
    )
    assert not same_paper(preprint, Facts(title="Wide heads help", authors=["Bob Ross"], year=2019))
    assert not same_paper(preprint, Facts(title="Wide heads help", authors=["Ada Lovelace"], year=2009))
    assert not same_paper(preprint, Facts(title="Wide heads help", arxiv="2002.00002"))
    assert not same_paper(Facts(), Facts())


def test_keys_that_are_taken_get_a_letter_and_run_out_of_none() -> None:
    taken: set[str] = set()
    for _ in range(30):
        taken.add(free_key("a2020b", taken))
    assert len(taken) == 30


@given(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=3), st.text(max_size=20))
def test_any_paper_gets_a_key_that_bibtex_can_cite(title: str, authors: list[str], doi: str) -> None:
    key = made_key(tidied(Facts(title=title, authors=authors, doi=f"10.1000/{doi}")), set())
    assert key_fault(key) is None


@given(st.text(max_size=300))
def test_what_strangers_say_becomes_a_line_that_can_be_written(text: str) -> None:
    line = one_line(text, 100)
    assert len(line) <= 100
    assert not any(ord(c) < 32 for c in line)
    line.encode("utf-8")
