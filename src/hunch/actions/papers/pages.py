"""The text of papers, by page: kept beside their PDFs, a JSON object a line, and read back as data."""

import os

import msgspec

from hunch.entities.paper import Paper
from hunch.errors import CannotWrite, UnsafePath
from hunch.ids import content_hash
from hunch.journal.workbench import Workbench


class _Page(msgspec.Struct, frozen=True):
    page: int
    text: str


_decode = msgspec.json.Decoder(_Page).decode
MOST_PAGES = 100_000


def pages(bench: Workbench, paper: Paper) -> list[str]:
    """The text of each page of a paper; none where it has no text, or where that is gone."""
    if paper.text is None:
        return []
    try:
        with open(bench.paths.paper_text(paper.text), "rb") as file:
            lines = file.read().splitlines()
    except (OSError, UnsafePath):  # doctor names it
        return []
    found: dict[int, str] = {}
    for line in lines:
        try:
            page = _decode(line)
        except msgspec.MsgspecError:  # torn: what reads is read
            continue
        if 1 <= page.page <= MOST_PAGES:
            found[page.page] = page.text
    return [found.get(number, "") for number in range(1, max(found, default=0) + 1)]


def keep_pages(bench: Workbench, texts: list[str]) -> str | None:
    """Keep the text of a paper; the hash that names it, None where there is no text at all.

    Raises:
        CannotWrite: it cannot be written.
    """
    if not any(text.strip() for text in texts):
        return None
    content = b"".join(
        msgspec.json.encode(_Page(number, text)) + b"\n" for number, text in enumerate(texts, 1)
    )
    sha256 = content_hash(content)
    path = bench.paths.paper_text(sha256)
    beside = f"{path}.{os.getpid()}.new"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError as error:
        raise CannotWrite(f"cannot keep the text in {path}: {error.strerror}") from error
    return sha256


def keep_pdf(bench: Workbench, source: str) -> str:
    """Keep a PDF; the hash that names it.

    Raises:
        CannotWrite: it cannot be read, or its copy not written.
    """
    from hunch.capture.blobs import keep_file

    try:
        return keep_file(source, bench.paths.paper_pdf).sha256
    except OSError as error:
        raise CannotWrite(f"cannot keep {source}: {error.strerror}") from error
