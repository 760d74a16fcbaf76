"""Papers by what people call them."""

from typing import Any

import pytest

from hunch.actions.papers.referring import find_claim, find_paper
from hunch.entities.reference import short_id
from hunch.errors import AmbiguousName, UnknownPaper, UserError

from .conftest import BIB


def test_a_paper_has_many_names(library: Any) -> None:
    library.add(library.file("refs.bib", BIB))
    known = library.papers
    names = [
        "vaswani2017attention",
        "VASWANI2017attention",
        known[0].id,
        short_id(known[0].id),
        "arXiv:1706.03762",
        "all you",
        "vaswani2017",
    ]
    assert {find_paper(known, name).id for name in names} == {known[0].id}
    assert find_paper(known, "https://doi.org/10.1000/NOTES") is known[1]
    with pytest.raises(AmbiguousName, match="2 papers"):
        find_paper([*known, known[0]], "all you")
    with pytest.raises(UnknownPaper) as error:
        find_paper(known, "vaswani2107attention")
    assert error.value.hint == "Did you mean vaswani2017attention?"
    with pytest.raises(UserError, match="empty name"):
        find_paper(known, " ")
    with pytest.raises(UnknownPaper):
        find_claim([], "nothing")
