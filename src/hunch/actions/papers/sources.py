"""What a person names when they add a paper: a BibTeX file, a PDF, an arXiv id or a DOI."""

import os
from enum import Enum
from typing import NamedTuple

from hunch.errors import InvalidPaper
from hunch.papers.bibtex import MOST_BYTES
from hunch.papers.identifiers import arxiv_of, doi_of
from hunch.papers.pdf import is_pdf

HINT = "A BibTeX file (refs.bib), a PDF, an arXiv id (arXiv:1706.03762) or a DOI (10.1145/3292500.3330701)."


class Kind(Enum):
    """What a source is."""

    BIBTEX = "bibtex"
    PDF = "pdf"
    ARXIV = "arxiv"
    DOI = "doi"


class Source(NamedTuple):
    """Something to add. `value` is a path, an id or a DOI."""

    kind: Kind
    value: str
    typed: str


def source_of(typed: str) -> Source:
    """What was named.

    Raises:
        InvalidPaper: it is nothing that a paper can be had from.
    """
    if os.path.isdir(typed):
        raise InvalidPaper(
            f"{typed} is a folder", hint=f"Its files: hunch paper add {os.path.join(typed, '*.pdf')}"
        )
    if os.path.exists(typed):
        return Source(_kind_of_file(typed), typed, typed)
    arxiv = arxiv_of(typed)
    if arxiv is not None:
        return Source(Kind.ARXIV, arxiv, typed)
    doi = doi_of(typed)
    if doi is not None:
        return Source(Kind.DOI, doi, typed)
    if typed.lower().endswith((".bib", ".pdf")):
        raise InvalidPaper(f"there is no file {typed}", hint=HINT)
    raise InvalidPaper(f"{typed!r} is neither a file, an arXiv id nor a DOI", hint=HINT)


def _kind_of_file(path: str) -> Kind:
    if not os.path.isfile(path):
        raise InvalidPaper(f"{path} is no ordinary file", hint=HINT)
    try:
        if is_pdf(path):
            return Kind.PDF
        with open(path, "rb") as file:
            begin = file.read(1 << 16)
    except OSError as error:
        raise InvalidPaper(f"{path} cannot be read: {error.strerror}") from error
    if path.lower().endswith((".bib", ".bibtex", ".biblatex")) or (b"@" in begin and b"\0" not in begin):
        return Kind.BIBTEX
    raise InvalidPaper(f"{path} is neither BibTeX nor a PDF", hint=HINT)


class Read(NamedTuple):
    """A text file; `fault` where its bytes are not what they should be."""

    text: str
    fault: str | None = None


def read_text(path: str) -> Read:
    """The text of a BibTeX file: UTF-8, else what most old files are.

    Raises:
        InvalidPaper: it is too large, or cannot be read.
    """
    try:
        if os.path.getsize(path) > MOST_BYTES:
            raise InvalidPaper(f"{path} has more than {MOST_BYTES // 10**6} MB", hint="Divide it.")
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise InvalidPaper(f"{path} cannot be read: {error.strerror}") from error
    try:
        return Read(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        text = content.decode("cp1252", "replace")
        return Read(text, f"line {line} is not UTF-8: the file is read as Windows' Latin alphabet")
