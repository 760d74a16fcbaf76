"""Words in papers."""

from typing import Any

import pytest

from hunch.actions.papers.searching import search
from hunch.errors import UserError

from .conftest import ATTENTION, BIB


def test_places_come_phrases_first_with_what_stands_around(library: Any) -> None:
    library.add(library.file("refs.bib", BIB))
    library.add(library.pdf("a.pdf", ATTENTION))
    library.add(
        library.pdf(
            "b.pdf", ["The art of state machines.", "State of the ART: 2.0 BLEU was the state of the art."]
        )
    )
    hits = search(library.folder.bench, library.papers, "State of the Art")
    assert [(hit.key, hit.page) for hit in hits[:2]] == [("art", 2), ("vaswani2017attention", 2)]
    assert {(hit.key, hit.page) for hit in hits[2:]} == {("art", None), ("art", 1)}, (
        "all words, and not the phrase"
    )
    assert "BLEU over the state of the art" in next(
        hit.snippet for hit in hits if hit.key == "vaswani2017attention"
    )


def test_titles_and_abstracts_are_searched_and_accents_do_not_matter(library: Any) -> None:
    library.add(
        library.file(
            "r.bib", '@misc{g, title={{\\"U}ber G{\\"o}del}, abstract={na{\\"\\i}ve proofs}, year=1931}'
        )
    )
    for text in ("uber godel", "Über", "NAIVE proof"):
        assert [(hit.key, hit.page) for hit in search(library.folder.bench, library.papers, text)] == [
            ("g", None)
        ]
    assert search(library.folder.bench, library.papers, "proofs of nothing") == []


@pytest.mark.parametrize("text", ["", " ", "!?", "w " * 300])
def test_nothing_is_looked_for_where_there_is_nothing_to_look_for(library: Any, text: str) -> None:
    with pytest.raises(UserError):
        search(
            library.folder.bench,
            library.papers,
            text + " ".join(f"x{n}" for n in range(30)) * (len(text) > 99),
        )


def test_a_text_that_is_gone_or_torn_is_no_error(library: Any) -> None:
    library.add(library.pdf("a.pdf", ATTENTION))
    path = library.folder.bench.paths.paper_text(library.papers[0].text)
    with open(path, "r+b") as file:
        file.truncate(200)
    assert [hit.page for hit in search(library.folder.bench, library.papers, "dominant sequence")] in (
        [1],
        [],
    )
    __import__("os").unlink(path)
    assert search(library.folder.bench, library.papers, "dominant sequence") == []
