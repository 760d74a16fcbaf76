"""A BibTeX file by somebody else: what reads is taken, what does not is named, and costs only itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.papers.bibtex import read_bibtex
from hunch.papers.facts import facts_of_entry

GOOD = "@article{{good{0}, title={{Paper {0}}}, author={{Ada Lovelace}}, year={{2020}}}}\n"
BROKEN = {
    "brace": "@article{bad, title={never closed, year=2020\n",
    "quote": '@article{bad, title="never closed, year=2020\n',
    "comma": "@article{bad, title={A}\n year={2020}}\n",
    "key": "@article{bad\n title={A}}\n",
    "twice": "@article{bad, title={A}, title={B}}\n",
    "macro": "@article{bad, title=nobody_said_so}\n",
    "nothing": "@article{bad}\n",
    "equals": "@article{bad, title {A}}\n",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_entry_costs_only_itself_and_is_named_with_its_line(kind: str) -> None:
    found = read_bibtex(GOOD.format(1) + "\n" + BROKEN[kind] + GOOD.format(2) + GOOD.format(3))
    assert [entry.key for entry in found.entries] == ["good1", "good2", "good3"]
    assert len(found.faults) == 1
    assert found.faults[0].line in (3, 4)
    assert "bad" in found.faults[0].what
    assert found.faults[0].hint


def test_a_broken_last_entry_takes_nothing_along() -> None:
    found = read_bibtex(GOOD.format(1) + "@article{bad, title={torn")
    assert [entry.key for entry in found.entries] == ["good1"]
    assert [fault.line for fault in found.faults] == [2]


def test_macros_are_put_in_and_go_with_the_entry() -> None:
    text = '@string{ml = "Machine " # learning}\n@string{learning = {Learning}}\n@string(j = ml # " J.")\n'
    found = read_bibtex(
        "@string{learning = {Learning}}\n" + text + '@article{a, journal = J, month = jan # "~1", title={T}}'
    )
    assert found.entries[0].fields["journal"] == "Machine Learning J."
    assert found.entries[0].fields["month"] == "jan~1"
    source = found.entries[0].source
    assert source.index("@string{learning") < source.index("@string{ml") < source.index("@string(j")
    again = read_bibtex(source)
    assert again.faults == []
    assert again.entries[0].fields == found.entries[0].fields


def test_what_stands_around_entries_is_no_entry() -> None:
    text = (
        '% a file by JabRef\n@comment{jabref-meta: x;}\n@preamble{"\\newcommand"}\nmail me @home\n'
        + GOOD.format(1)
    )
    found = read_bibtex("\ufeff" + text.replace("\n", "\r\n"))
    assert [entry.key for entry in found.entries] == ["good1"]
    assert found.faults == []


def test_quotes_within_braces_and_braces_within_quotes_are_text() -> None:
    found = read_bibtex(
        '@misc{a, title = "the {"}best{"} of", note = {5" disk}, author = "M{\\"u}ller, J.",}'
    )
    assert found.entries[0].fields == {
        "title": 'the {"}best{"} of',
        "note": '5" disk',
        "author": 'M{\\"u}ller, J.',
    }


def test_two_papers_of_one_key_are_both_there() -> None:
    found = read_bibtex("@misc{a, title={One}}\n@misc{a, title={Two}}")
    assert [(entry.key, entry.fields["title"], entry.line) for entry in found.entries] == [
        ("a", "One", 1),
        ("a", "Two", 2),
    ]


def test_the_parser_says_nothing_on_stderr_that_we_say_better(capfd: pytest.CaptureFixture[str]) -> None:
    read_bibtex(BROKEN["brace"] + GOOD.format(1))
    assert capfd.readouterr().err == ""


@given(st.text(alphabet='@articlestring{}(),="#\\%\n \t0aé\x00', max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read_bibtex(text)
    for entry in found.entries:
        facts_of_entry(entry)
    lines = text.count("\n") + 1
    assert all(1 <= fault.line <= lines for fault in found.faults)


@given(st.lists(st.sampled_from(["junk {", "@", 'text, = "', "}", "@misc{x, title={", "%"]), max_size=3))
def test_entries_at_the_start_of_a_line_survive_any_junk_before_them(junk: list[str]) -> None:
    found = read_bibtex("\n".join(junk) + "\n" + GOOD.format(1) + GOOD.format(2))
    assert "good2" in [entry.key for entry in found.entries]


def test_macros_that_multiply_are_named_and_fill_no_memory() -> None:
    tenfold = "\n".join(f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 10)}}}" for n in range(1, 12))
    found = read_bibtex(f"@string{{a0 = {{lol}}}}\n{tenfold}\n@misc{{bomb, title = a11}}\n{GOOD.format(1)}")
    assert [entry.key for entry in found.entries] == ["good1"]
    assert found.faults[0].line == 5
    assert "more than 10000 characters" in found.faults[0].what


def test_a_chain_of_macros_is_named_where_it_gets_long() -> None:
    chain = "\n".join(f"@string{{a{n} = a{n - 1}}}" for n in range(1, 300))
    found = read_bibtex(f"@string{{a0 = {{x}}}}\n{chain}\n{GOOD.format(1)}")
    assert [entry.key for entry in found.entries] == ["good1"]
    assert "leans on more than 200 macros" in found.faults[0].what
