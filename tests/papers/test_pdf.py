"""PDFs of strangers: what can be read is, what cannot is said, and nothing takes longer or more than it may."""

import io
import zlib
from pathlib import Path

import pytest

from hunch.actions.demo_paper import pdf_of
from hunch.errors import InvalidPaper
from hunch.papers.pdf import SCANNED, Extracted, Limits, read_pdf

PAGES = [
    "Wide Heads Help Small Nets\nAda Lovelace, Grace Hopper\narXiv:2001.01234v2 [cs.LG]",
    "We gain +2.0 points.",
    "5% (or \\ more)",
]


def read(folder: Path, content: bytes, **more: object) -> Extracted:
    path = folder / "a paper's (copy).pdf"
    path.write_bytes(content)
    return read_pdf(str(path), **more)  # type: ignore[arg-type]


def objects(*bodies: bytes) -> bytes:
    """A PDF of these objects, the first its catalogue."""
    content = bytearray(b"%PDF-1.4\n")
    begins = []
    for number, body in enumerate(bodies, 1):
        begins.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(bodies) + 1,
        len(content),
    )
    return bytes(content + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(bodies) + 1, table, trailer))


def one_page(stream: bytes, *, filters: bytes = b"") -> bytes:
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def test_text_comes_by_page_with_what_the_first_says_of_the_paper(tmp_path: Path) -> None:
    found = read(
        tmp_path, pdf_of(PAGES, title="Wide Heads Help Small Nets", author="Ada Lovelace and Grace Hopper")
    )
    assert [page.split("\n")[0] for page in found.pages] == [
        "Wide Heads Help Small Nets",
        "We gain +2.0 points.",
        "5% (or \\ more)",
    ]
    assert found.facts.title == "Wide Heads Help Small Nets"
    assert found.facts.authors == ["Ada Lovelace", "Grace Hopper"]
    assert (found.facts.arxiv, found.facts.year) == ("2001.01234", 2020)
    assert (found.faults, found.total) == ([], 3)


def test_the_largest_line_is_the_title_where_the_document_has_none_of_its_own(tmp_path: Path) -> None:
    large = pdf_of(["A Large Title\nsmall print"], title="A Large Title")
    found = read(tmp_path, large.replace(b"/Title (A Large Title)", b"/Title (untitled.dvi )"))
    assert found.facts.title == "A Large Title"


def test_the_same_text_makes_the_same_file(tmp_path: Path) -> None:
    assert pdf_of(PAGES, title="T") == pdf_of(PAGES, title="T")


def test_a_page_without_text_is_most_likely_a_picture(tmp_path: Path) -> None:
    found = read(tmp_path, one_page(b"0 0 9 9 re f"))
    assert found.pages == [""]
    assert found.faults == [SCANNED]


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04", b"\x00" * 2000], ids=["empty", "text", "zip", "zeros"]
)
def test_what_is_no_pdf_is_told_apart(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InvalidPaper, match="is no PDF"):
        read(tmp_path, content)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.8])
def test_a_torn_pdf_is_refused_or_read_as_far_as_it_goes(tmp_path: Path, share: float) -> None:
    whole = pdf_of(PAGES)
    try:
        found = read(tmp_path, whole[: int(len(whole) * share)])
    except InvalidPaper as error:
        assert "torn" in str(error)  # noqa: PT017
    else:
        assert found.faults or found.pages


def test_an_encrypted_one_says_so_and_one_without_a_password_is_read(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    def encrypted(password: str) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(PAGES))))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    locked = read(tmp_path, encrypted("secret"))
    assert locked.pages == []
    assert "encrypted" in locked.faults[0]
    assert len(read(tmp_path, encrypted("")).pages) == 3


def test_a_page_that_breaks_its_reader_costs_only_itself(tmp_path: Path) -> None:
    broken = pdf_of(["one", "two", "three"]).replace(b"(two) Tj", b"<<(o)<<]")
    found = read(tmp_path, broken)
    assert len(found.pages) == 3
    assert (found.pages[0].strip(), found.pages[2].strip()) == ("one", "three")


def test_a_bomb_of_zeros_goes_off_elsewhere(tmp_path: Path) -> None:
    """A few hundred kB that unpack to a gigabyte: the page is lost, and we go on."""
    packed = zlib.compressobj(9)
    bomb = b"".join(packed.compress(b"(a) Tj\n" * (1 << 20)) for _ in range(140)) + packed.flush()
    found = read(tmp_path, one_page(bomb, filters=b"/Filter /FlateDecode"), limits=Limits(30.0, 5.0))
    assert sum(map(len, found.pages)) <= 200_000
    assert found.faults


def test_a_page_that_takes_for_ever_is_given_up(tmp_path: Path) -> None:
    slow = b"BT /F1 1 Tf " + b"[(a) 1 (b) 2 (c)] TJ T* " * 200_000 + b"ET"
    found = read(tmp_path, one_page(slow), limits=Limits(20.0, 0.2))
    assert found.faults == ["page 1 cannot be read"]


def test_when_time_is_up_the_pages_so_far_are_there_and_the_rest_is_named(tmp_path: Path) -> None:
    line = " ".join(["word"] * 2000)
    found = read(tmp_path, pdf_of([line] * 1000), limits=Limits(1.5, 5.0))
    assert 0 < len(found.pages) < 1000
    assert f"behind page {len(found.pages)} is left out: it took too long" in found.faults[0]


def test_a_tree_of_pages_that_bites_its_tail_is_no_trap(tmp_path: Path) -> None:
    loop = pdf_of(PAGES).replace(b"/Kids [4 0 R 6 0 R 8 0 R]", b"/Kids [2 0 R 2 0 R 2 0 R]")
    with pytest.raises(InvalidPaper):
        read(tmp_path, loop)


def test_five_hundred_pages_are_read_with_a_word_on_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = read(tmp_path, pdf_of([f"page {n}" for n in range(500)]), progress=lambda *how: told.append(how))
    assert [page.strip() for page in found.pages] == [f"page {n}" for n in range(500)]
    assert told == [(n, 500) for n in range(1, 501)]


def test_what_reads_strangers_runs_nothing_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `sitecustomize` on PYTHONPATH would be run by any other Python."""
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    read(tmp_path, pdf_of(PAGES))
    assert not (tmp_path / "ran").exists()
