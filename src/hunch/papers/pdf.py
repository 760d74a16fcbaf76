"""A PDF's text by page and what it says of itself, taken by a process of its own with limits on time and memory."""

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from typing import IO, NamedTuple

import msgspec

from hunch.entities.quantities import count
from hunch.errors import InvalidPaper

from .facts import Facts, one_line, tidied
from .identifiers import doi_in, doi_of, stamp_in, year_of_arxiv

MOST_BYTES = 300_000_000
ALL_S, PAGE_S = 120.0, 10.0
MOST_OUTPUT = 200_000_000
HEAD_BYTES = 1024
SCANNED = "it has no text: most likely its pages are pictures. Nothing can be looked up in it"

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


class Extracted(NamedTuple):
    """What a PDF holds. `head` is what is set largest on its first page."""

    pages: list[str]
    facts: Facts
    faults: list[str]
    """What is missing, and why; in words for people."""
    total: int | None
    """How many pages it has, None where it keeps that to itself."""


class _Said(msgspec.Struct, frozen=True):
    """A line of the process that reads it."""

    pages: int | None = None
    about: dict[str, str] = {}
    encrypted: bool = False
    broken: str | None = None
    page: int | None = None
    text: str = ""
    head: str = ""


_decode = msgspec.json.Decoder(_Said).decode


class Limits(NamedTuple):
    """How long all of it, and one page, may take."""

    all_s: float = ALL_S
    page_s: float = PAGE_S


LIMITS = Limits()


def is_pdf(path: str) -> bool:
    """Whether a file says that it is one."""
    with open(path, "rb") as file:
        return b"%PDF-" in file.read(HEAD_BYTES)


def read_pdf(
    path: str, *, progress: Progress = lambda done, total: None, limits: Limits = LIMITS
) -> Extracted:
    """What a PDF holds, as far as it can be read within the limits.

    Raises:
        InvalidPaper: it is none, is torn, or is far too large.
        OSError: it cannot be read.
    """
    name = os.path.basename(path)
    if os.stat(path).st_size > MOST_BYTES:
        raise InvalidPaper(
            f"{name} has more than {MOST_BYTES // 10**6} MB", hint="Keep only the pages that matter."
        )
    if not is_pdf(path):
        raise InvalidPaper(f"{name} is no PDF", hint="A BibTeX file is known by its name: refs.bib")
    told = _Told(name)
    for said in _lines(path, limits, told):
        told.hear(said, progress)
    return told.done()


class _Told:
    """What the process has said so far."""

    def __init__(self, name: str) -> None:
        self.name, self.first = name, _Said()
        self.pages: list[str] = []
        self.broken: list[int] = []
        self.head = ""
        self.late = False

    def hear(self, said: _Said, progress: Progress) -> None:
        if said.page is None:
            self.first = said
            return
        self.pages.append(said.text)
        self.head = self.head or said.head
        if said.broken:
            self.broken.append(said.page)
        progress(len(self.pages), self.first.pages or len(self.pages))

    def done(self) -> Extracted:
        if self.first.broken is not None:
            raise InvalidPaper(
                f"{self.name} is torn, or no PDF: {self.first.broken}",
                hint="Get it again, or print it to a new PDF.",
            )
        if self.first.pages is None and not self.first.encrypted:
            why = "it took too long" if self.late else "it took more memory than it may, or broke its reader"
            raise InvalidPaper(f"{self.name} cannot be read: {why}", hint="Print it to a new PDF.")
        facts = _facts(self.first.about, self.pages[0] if self.pages else "", self.head)
        return Extracted(self.pages, facts, list(self._faults()), self.first.pages)

    def _faults(self) -> Iterator[str]:
        total = self.first.pages or 0
        if self.first.encrypted:
            yield "it is encrypted: its text cannot be read. Open it with its password, and print it to a new PDF"
        elif total == 0:
            yield "it has no pages"
        elif len(self.pages) < total:
            yield f"the text of {count(total - len(self.pages), 'page')} behind page {len(self.pages)} is left out: {self._why_short()}"
        if self.broken:
            shown = ", ".join(map(str, self.broken[:6])) + (" and more" if len(self.broken) > 6 else "")
            yield f"page {shown} cannot be read" if len(self.broken) == 1 else f"pages {shown} cannot be read"
        if self.pages and not self.broken and not any(text.strip() for text in self.pages):
            yield SCANNED

    def _why_short(self) -> str:
        return "it took too long" if self.late else "it is more than anybody reads, or broke its reader"


def _lines(path: str, limits: Limits, told: _Told) -> Iterator[_Said]:
    """What the process says, line by line, until it ends, is late, or says too much."""
    script = os.path.join(os.path.dirname(__file__), "extracting.py")
    command = [sys.executable, "-I", script, str(limits.all_s), str(limits.page_s), *_libraries()]
    with open(path, "rb") as pdf:
        child = subprocess.Popen(command, stdin=pdf, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdout is not None
    try:
        yield from map(_decode, _whole_lines(child.stdout, time.monotonic() + limits.all_s, told))
    except msgspec.MsgspecError:  # killed in the middle of a line, or no longer itself
        return
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _whole_lines(stream: IO[bytes], deadline: float, told: _Told) -> Iterator[bytes]:
    buffer, taken = b"", 0
    with selectors.DefaultSelector() as waiting:
        waiting.register(stream, selectors.EVENT_READ)
        while taken < MOST_OUTPUT:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                told.late = True
                return
            piece = os.read(stream.fileno(), 1 << 16)
            taken += len(piece)
            if not piece:
                return
            *lines, buffer = (buffer + piece).split(b"\n")
            yield from lines


def _libraries() -> list[str]:
    """Where pypdf lies, which a Python that heeds no environment may not find by itself."""
    spec = find_spec("pypdf")
    places = spec.submodule_search_locations if spec else None
    return [os.path.dirname(place) for place in places or ()]


# --- what is known of the paper ---

_MACHINE_MADE = ("microsoft word", "untitled", "paper title", "latex", "powerpoint", "slide 1", "document1")
_FILES = (".dvi", ".doc", ".docx", ".tex", ".pdf", ".ps", ".indd", ".qxd")


def _facts(about: Mapping[str, str], first_page: str, head: str) -> Facts:
    """What a document says of itself, and what its first page shows; the first page is a guess."""
    top = first_page[:6000]
    arxiv = stamp_in(top)
    title = about.get("title", "")
    return tidied(
        Facts(
            title=title if _is_title(title) else _first_lines(head, first_page),
            authors=_authors(about.get("author", "")),
            year=(year_of_arxiv(arxiv) if arxiv else None) or _year(about.get("creation_date", "")),
            arxiv=arxiv,
            doi=doi_of(about.get("subject", "").rpartition(" ")[2]) or doi_in(top.partition("References")[0]),
        )
    )


def _is_title(said: str) -> bool:
    lowered = said.strip().casefold()
    if len(lowered) < 5 or " " not in lowered or lowered.endswith(_FILES):
        return False
    return not lowered.startswith(_MACHINE_MADE)


def _first_lines(head: str, first_page: str) -> str | None:
    for text in (head, next((line for line in first_page.splitlines() if len(line.strip()) > 5), "")):
        line = one_line(text, 300)
        if len(line) > 5 and any(c.isalpha() for c in line):
            return line
    return None


def _authors(said: str) -> list[str]:
    if ";" in said:
        return [name.strip() for name in said.split(";")]
    names = [name.strip() for part in said.split(",") for name in part.split(" and ")]
    # "Lovelace, Ada" is one name; several names have a space each.
    return names if all(" " in name for name in names if name) else [said.strip()]


def _year(date: str) -> int | None:
    digits = date.removeprefix("D:")[:4]
    return int(digits) if len(digits) == 4 and digits.isascii() and digits.isdecimal() else None
