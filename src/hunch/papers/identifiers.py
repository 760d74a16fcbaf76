"""DOIs and arXiv ids, wherever they stand."""

import re

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]+", re.ASCII)
_WHOLE_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/[^\s\"<>{}|\\^`]+)", re.I | re.A
)
_ARXIV = r"(\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Za-z]{2})?/\d{7})(?:v\d+)?"
_WHOLE_ARXIV = re.compile(
    rf"(?:arxiv:\s*|(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/)?{_ARXIV}(?:\.pdf)?",
    re.I | re.A,
)
_STAMP = re.compile(rf"\barXiv:\s*{_ARXIV}", re.A)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.I | re.A)
LONGEST = 300


def doi_of(text: str) -> str | None:
    """The DOI that a text is, bare or as an address; in lower case, since capitals make no difference.

    >>> doi_of("https://doi.org/10.1145/3292500.3330701"), doi_of("10.1/x")
    ('10.1145/3292500.3330701', None)
    """
    found = _WHOLE_DOI.fullmatch(text.strip())
    return found[1].lower() if found and len(text) <= LONGEST else None


def arxiv_of(text: str) -> str | None:
    """The arXiv id that a text is, without its version; also of the DOI that arXiv gives.

    >>> arxiv_of("arXiv:1706.03762v5"), arxiv_of("https://arxiv.org/pdf/hep-th/9901001"), arxiv_of("1706.037")
    ('1706.03762', 'hep-th/9901001', None)
    """
    doi = doi_of(text)
    of_doi = _ARXIV_DOI.fullmatch(doi) if doi else None
    found = _WHOLE_ARXIV.fullmatch(of_doi[1] if of_doi else text.strip()) if len(text) <= LONGEST else None
    return found[1].lower() if found else None


def stamp_in(text: str) -> str | None:
    """The arXiv id that is stamped on a page."""
    found = _STAMP.search(text)
    return found[1].lower() if found else None


def doi_in(text: str) -> str | None:
    """The first DOI that stands in a text."""
    found = _DOI.search(text)
    return found[0].rstrip(".,;:)]'").lower() if found and len(found[0]) <= LONGEST else None


def year_of_arxiv(arxiv: str) -> int | None:
    """The year in which a paper came to arXiv.

    >>> year_of_arxiv("1706.03762"), year_of_arxiv("hep-th/9901001")
    (2017, 1999)
    """
    digits = arxiv.rpartition("/")[2][:2]
    if not digits.isdecimal():
        return None
    return (1900 if int(digits) > 90 else 2000) + int(digits)
