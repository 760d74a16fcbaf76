"""Adding papers: what is the same is one paper, and what cannot be read costs only itself."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from hunch.actions.papers.adding import refresh
from hunch.actions.papers.known import claims, used
from hunch.actions.papers.pages import pages
from hunch.actions.removing import collect
from hunch.entities.events import NoteAdded, PaperClaimed
from hunch.errors import UnknownPaper, UserError
from hunch.journal.index import Index
from hunch.journal.merge import merge
from hunch.journal.verify import verify
from hunch.journal.workbench import find_or_make
from hunch.journal.writer import append
from hunch.papers.bibtex import read_bibtex
from hunch.papers.facts import Facts
from hunch.papers.web import Web

from ...conftest import surroundings_in
from .conftest import ATTENTION, BIB


def test_the_same_file_again_changes_nothing(library: Any) -> None:
    path = library.file("refs.bib", BIB)
    assert [each.how for each in library.add(path).added] == ["new", "new"]
    before = library.lines
    assert [each.how for each in library.add(path).added] == ["same", "same"]
    assert library.lines == before


def test_an_entry_with_a_corrected_title_is_the_same_paper(library: Any) -> None:
    library.add(library.file("refs.bib", BIB))
    done = library.add(library.file("refs.bib", BIB.replace("All You Need", "All One Needs")))
    assert [each.how for each in done.added] == ["filled", "same"]
    assert library.paper("vaswani2017attention").title == "Attention Is All One Needs"
    assert len(library.papers) == 2


def test_another_paper_of_a_key_that_is_taken_gets_one_of_its_own_and_it_is_said(library: Any) -> None:
    twice = BIB + "@misc{Lovelace1843notes, title={Something Else}, author={Byron, Anna}, year=1830}"
    path = library.file("refs.bib", twice)
    done = library.add(path)
    assert [paper.key for paper in library.papers][2] == "Lovelace1843notesa"
    assert [(fault.line, fault.lost) for fault in done.faults] == [(5, False)]
    before = library.lines
    library.add(path)
    assert library.lines == before


def test_one_paper_twice_in_a_file_is_one_and_stays_so(library: Any) -> None:
    preprint = (
        "@misc{v17, title={Attention is all you need}, author={Vaswani, A.}, year=2017, doi={10.1000/att}}"
    )
    path = library.file("refs.bib", BIB + preprint)
    library.add(path)
    assert len(library.papers) == 2
    assert library.paper("vaswani2017attention").doi == "10.1000/att"
    before = library.lines
    assert {each.how for each in library.add(path).added} == {"same"}
    assert library.lines == before


def test_thousands_of_entries_with_a_broken_one_among_them(library: Any) -> None:
    entries = [
        f"@misc{{k{n}, title={{Paper number {n}}}, author={{Doe, Jane}}, year=2020}}" for n in range(3000)
    ]
    entries.insert(1000, "@misc{bad, title={never closed")
    done = library.add(library.file("refs.bib", "\n".join(entries)))
    assert len(done.added) == 3000
    assert [(fault.line, fault.lost) for fault in done.faults] == [(1001, True)]


def test_a_pdf_finds_its_entry_and_brings_its_text(library: Any) -> None:
    library.add(library.file("refs.bib", BIB))
    done = library.add(
        library.pdf("a.pdf", ATTENTION), library.pdf("b.pdf", ["Notes on the Analytical Engine\nby A.A.L."])
    )
    assert [(each.how, each.paper.key) for each in done.added] == [
        ("filled", "vaswani2017attention"),
        ("filled", "lovelace1843notes"),
    ]
    paper = library.paper("vaswani2017attention")
    assert (paper.title, paper.pages) == ("Attention Is All You Need", 3)
    assert pages(library.folder.bench, paper)[1].strip() == ATTENTION[1]
    assert verify(library.folder.bench) == []


def test_a_pdf_that_is_there_is_not_read_again(library: Any) -> None:
    path = library.pdf("a.pdf", ATTENTION)
    library.add(path)
    before = library.lines
    assert [each.how for each in library.add(path).added] == ["same"]
    assert library.lines == before
    done = library.add(path, said=Facts(year=2016, authors=["A. Vaswani"]))
    assert (done.added[0].how, done.added[0].paper.year) == ("filled", 2016)


def test_another_pdf_takes_the_place_of_one_only_where_that_is_said(library: Any) -> None:
    first, second = library.pdf("a.pdf", ATTENTION), library.pdf("b.pdf", [*ATTENTION, "appendix"])
    library.add(first)
    key = library.papers[0].key
    refused = library.add(second)
    assert "has another PDF already" in refused.faults[0].what
    library.add(second, to=key)
    assert library.paper(key).pages == 4
    assert verify(library.folder.bench) == []


def test_a_pdf_attached_by_hand_keeps_the_title_that_was_known(library: Any) -> None:
    library.add(library.file("refs.bib", BIB))
    library.add(library.pdf("scan.pdf", ["Something illegible"]), to="lovelace1843notes")
    assert library.paper("lovelace1843notes").title == "Notes on the Analytical Engine"
    with pytest.raises(UnknownPaper):
        library.add(library.pdf("scan.pdf", ["x"]), to="nobody")


def test_without_a_web_an_id_is_added_with_what_is_known_and_how_to_fill_it(library: Any) -> None:
    done = library.add("https://arxiv.org/abs/1706.03762v3", "doi:10.1000/XYZ")
    assert [paper.key for paper in library.papers] == ["arXiv:1706.03762", "doi:10.1000/xyz"]
    assert library.papers[0].year == 2017
    assert "hunch paper add --refresh arXiv:1706.03762" in done.added[0].remarks[-1]
    library.add(library.file("refs.bib", BIB))
    assert library.paper("vaswani2017attention").arxiv == "1706.03762"
    assert len(library.papers) == 3


def test_the_web_fills_gaps_and_only_gaps(library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(
                b'{"title": "Another \\u202eTitle", "author": [{"given": "Ada", "family": "L"}], "issued": {"date-parts": [[1843]]}}'
            )

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/"
    try:
        done = library.add("10.1000/xyz", said=Facts(title="Mine"), web=Web(arxiv=base, doi=base))
        paper = done.added[0].paper
        assert (paper.title, paper.authors, paper.year, done.faults) == ("Mine", ["Ada L"], 1843, [])
        library.add("10.1000/abc")
        with Index.open(library.folder.bench) as index:
            again = refresh(library.folder.bench, index, [], Web(arxiv=base, doi=base), clock=library.clock)
        assert [each.paper.title for each in again.added] == ["Another \u202eTitle"]
    finally:
        server.shutdown()
        server.server_close()


def test_a_web_that_is_not_there_costs_one_word(library: Any) -> None:
    nowhere = Web(arxiv="http://127.0.0.1:1/", doi="http://127.0.0.1:1/", timeout_s=2.0)
    done = library.add("10.1000/a", "10.1000/b", "10.1000/c", web=nowhere)
    assert len(library.papers) == 3
    assert [fault.what.partition(":")[0] for fault in done.faults] == ["127.0.0.1"]


@pytest.mark.parametrize("name", ["", "nothing.pdf", "nonsense", "/dev/null", "10.1/x", "."])
def test_what_is_no_source_is_refused_and_the_others_are_added(library: Any, name: str) -> None:
    done = library.add(name, library.file("refs.bib", BIB))
    assert [fault.source for fault in done.faults] == [name]
    assert done.faults[0].hint
    assert len(library.papers) == 2


def test_files_that_are_not_what_they_are_called(library: Any) -> None:
    done = library.add(
        library.file("a.bib", "just text"), library.file("b.pdf", "@misc{b, title={It is BibTeX}}"),
        library.file("c.bib", b"\x00\x01@"), library.file("d.txt", b"@misc{d, title={caf\xe9}}"), library.file("e.bib", ""),
    )  # fmt: skip
    assert [paper.title for paper in library.papers] == ["It is BibTeX", "café"]
    assert [fault.lost for fault in done.faults] == [True, True, False, True]


def test_what_is_said_of_one_is_not_said_of_many(library: Any) -> None:
    path = library.file("refs.bib", BIB)
    with pytest.raises(UserError, match="one source"):
        library.add(path, "10.1000/a", key="x")
    assert "about one" in library.add(path, key="x").faults[0].what
    assert library.papers == []


def test_a_workbench_that_is_merged_in_brings_its_papers_with_their_files(
    library: Any, tmp_path: Any
) -> None:
    library.add(library.pdf("a.pdf", ATTENTION))
    other = tmp_path / "other"
    other.mkdir()
    theirs = find_or_make(surroundings_in(other, tmp_path, host="cluster", author="human:bob"))
    done = merge(theirs.bench, library.folder.root)
    assert done.papers == 2
    assert verify(theirs.bench) == []
    with Index.open(theirs.bench) as index:
        from hunch.actions.papers.known import papers

        assert pages(theirs.bench, papers(index)[0])[0].startswith("Attention")
    assert merge(theirs.bench, library.folder.root).papers == 0


def test_two_people_who_added_one_file_have_one_library_when_they_meet(library: Any, tmp_path: Any) -> None:
    library.add(library.file("refs.bib", BIB))
    other = tmp_path / "other"
    other.mkdir()
    theirs = find_or_make(surroundings_in(other, tmp_path, host="cluster", author="human:bob"))
    bobs = type(library)(theirs, library.clock, library.desk)
    bobs.add(library.file("refs.bib", BIB.replace("Vaswani, Ashish and Shazeer, Noam", "Vaswani, A.")))
    bobs.add(library.pdf("a.pdf", ATTENTION))
    later = bobs.paper("vaswani2017attention").id
    append(theirs.bench, NoteAdded(text="read this", on=[later]), clock=library.clock)
    append(theirs.bench, PaperClaimed(claim=later, paper=later, text="+2.0", delta=2.0), clock=library.clock)
    merge(library.folder.bench, str(other))
    assert [paper.key for paper in library.papers] == ["vaswani2017attention", "lovelace1843notes"]
    paper = library.papers[0]
    assert (paper.authors, paper.pages) == (["Ashish Vaswani", "Noam Shazeer"], 3)
    with Index.open(library.folder.bench) as index:
        assert used(index) == {paper.id}
        assert [claim.paper for claim in claims(index)] == [paper.id]
        collect(library.folder.bench, index, clock=library.clock)
    assert verify(library.folder.bench) == [], "and gc leaves their files"


def test_doctor_sees_an_edited_page_and_a_missing_pdf(library: Any) -> None:
    library.add(library.pdf("a.pdf", ATTENTION))
    paper, paths = library.papers[0], library.folder.bench.paths
    text = paths.paper_text(paper.text)
    with open(text, "r+b") as file:
        content = file.read()
        file.seek(0)
        file.write(content.replace(b"2.0", b"9.9"))
    (pdf := __import__("pathlib").Path(paths.paper_pdf(paper.file))).unlink()
    found = verify(library.folder.bench)
    assert sorted((problem.kind, problem.path.rpartition(".")[2]) for problem in found) == [
        ("edited", "jsonl"),
        ("missing", "pdf"),
    ]
    assert not pdf.exists()
    assert paper.key in next(problem.what for problem in found if problem.kind == "missing")


def test_used_is_what_inspired_was_claimed_of_or_noted_on(library: Any) -> None:
    library.add(library.file("refs.bib", BIB))
    paper = library.papers[1]
    with Index.open(library.folder.bench) as index:
        assert used(index) == set()
    append(library.folder.bench, NoteAdded(text="read this", on=[paper.id]), clock=library.clock)
    with Index.open(library.folder.bench) as index:
        assert used(index) == {paper.id}


def test_an_entry_that_is_too_long_to_keep_is_still_a_paper(library: Any) -> None:
    entry = f"@misc{{long, title={{T}}, year=2020, abstract={{{'word ' * 60_000}}}}}"
    library.add(library.file("refs.bib", entry))
    paper = library.paper("long")
    assert paper.bibtex is None
    assert len(paper.abstract) <= 20_000
    assert read_bibtex(entry).faults == []
