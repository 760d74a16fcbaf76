"""A small PDF made from nothing: pages of text, in the one font that every reader has. The same text, the same bytes."""

from collections.abc import Sequence

LINE_HEIGHT, TITLE_SIZE, TEXT_SIZE = 14, 18, 10
WIDTH, HEIGHT, MARGIN = 612, 792, 72
CHARACTERS_A_LINE = 88


def pdf_of(pages: Sequence[str], *, title: str | None = None, author: str | None = None) -> bytes:
    """A PDF of these pages; the first line of the first page is set large where `title` is its text.

    Characters beyond Windows' Latin alphabet become question marks: nothing is embedded.
    """
    contents = [_content(text, title=title if number == 0 else None) for number, text in enumerate(pages)]
    first_page = 4
    kids = " ".join(f"{first_page + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {first_page + 2 * at + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    about = {"Title": title, "Author": author}
    said = b" ".join(b"/%s (%s)" % (name.encode(), _literal(text)) for name, text in about.items() if text)
    objects.append(b"<< " + said + b" >>")
    return _file(objects)


def _content(text: str, *, title: str | None) -> bytes:
    """The drawing of a page: one line below the other, each in a place of its own."""
    drawn, below = [], HEIGHT - MARGIN
    for number, line in enumerate(_lines(text)):
        large = number == 0 and title is not None and line == title
        size = TITLE_SIZE if large else TEXT_SIZE
        drawn.append(b"BT /F1 %d Tf 1 0 0 1 %d %d Tm (%s) Tj ET" % (size, MARGIN, below, _literal(line)))
        below -= 2 * LINE_HEIGHT if large else LINE_HEIGHT
    return b"\n".join(drawn)


def _lines(text: str) -> list[str]:
    """Lines as they are, broken between words where they are long."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > CHARACTERS_A_LINE:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines


def _literal(text: str) -> bytes:
    """What stands between the brackets of a text in a PDF."""
    bare = text.encode("cp1252", "replace")
    return bare.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r")


def _file(objects: Sequence[bytes]) -> bytes:
    """The objects, the first the catalogue and the last the document's info, with the table of where they begin."""
    content = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    begins = []
    for number, each in enumerate(objects, 1):
        begins.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (len(objects) + 1, len(objects))
    return bytes(content + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, table))
