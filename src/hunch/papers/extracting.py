"""Runs alone, in a process with limits: a PDF on stdin, what it says of itself and its text by page on stdout.

Nothing of Hunch is imported here: a PDF is a stranger's program for a reader, and whatever it does to this process is
done to it alone. One JSON object a line: what the document says of itself first, then one for each page.
"""

import io
import json
import signal
import sys
from collections.abc import Sequence
from typing import Any

MOST_PAGES = 3000
MOST_ON_A_PAGE, MOST_IN_ALL = 200_000, 20_000_000
"""Characters."""
MEMORY_BYTES = 3 << 30
NAMES = ("title", "author", "subject", "creation_date")


class TooSlow(Exception):
    """A page took longer than it may."""


def main(arguments: Sequence[str]) -> None:
    """Arguments: seconds for all, seconds for a page, then folders in which libraries lie."""
    all_s, page_s = float(arguments[0]), float(arguments[1])
    sys.path += [each for each in arguments[2:] if each not in sys.path]
    _bound(all_s)
    sys.setrecursionlimit(3000)
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read()))
        if reader.is_encrypted and not reader.decrypt(""):
            _say({"encrypted": True})
            return
        pages = len(reader.pages)
    except pypdf.errors.DependencyError:  # a cipher for which a library would be needed
        _say({"encrypted": True})
        return
    except Exception as error:  # noqa: BLE001  # pypdf: "broken PDF files might cause other Exceptions"
        _say({"broken": _what(error)})
        return
    _say({"pages": pages, "about": _about(reader)})
    _say_pages(reader, min(pages, MOST_PAGES), page_s)


def _bound(all_s: float) -> None:
    """No more time and memory than that, and no file is written."""
    try:
        import resource
    except ImportError:  # not on this system: the parent's deadline holds
        return
    for what, most in (
        (resource.RLIMIT_CPU, int(all_s) + 1),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (soft, hard))
        except (ValueError, OSError):  # macOS knows some only by name
            continue


def _about(reader: Any) -> dict[str, str]:
    """What the document says of itself."""
    try:
        info = reader.metadata or {}
        found = {
            name: info.get("/" + {"creation_date": "CreationDate"}.get(name, name.title())) for name in NAMES
        }
        return {name: str(value)[:2000] for name, value in found.items() if value}
    except Exception:  # noqa: BLE001  # as above: it says nothing that can be read
        return {}


def _say_pages(reader: Any, many: int, page_s: float) -> None:
    signal.signal(signal.SIGALRM, _too_slow)
    room = MOST_IN_ALL
    for at in range(many):
        said: dict[str, object] = {"page": at + 1}
        signal.setitimer(signal.ITIMER_REAL, page_s)
        try:
            heads: list[tuple[float, str]] = []
            page = reader.pages[at]
            text = page.extract_text(visitor_text=_listener(heads)) if at == 0 else page.extract_text()
            said |= {"text": text[: min(MOST_ON_A_PAGE, room)]} | ({"head": _head(heads)} if at == 0 else {})
            room -= len(text)
        except Exception as error:  # noqa: BLE001  # as above: the page is lost, the others are not
            said |= {"text": "", "broken": _what(error)}
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        _say(said)
        if room <= 0:
            return


def _too_slow(number: int, frame: object) -> None:
    raise TooSlow("it took too long")


def _listener(heads: list[tuple[float, str]]) -> Any:
    """Hears each piece of the page's text with the size in which it is set; what is set askew is no title."""

    def hear(text: str, outer: Sequence[float], inner: Sequence[float], font: object, size: float) -> None:
        upright = abs(inner[1] * outer[0]) < 1e-3 and abs(inner[2] * outer[3]) < 1e-3
        if text.strip() and upright and len(heads) < 5000:
            heads.append((round(abs(float(size) * inner[3] * outer[3]), 1), text))

    return hear


def _head(heads: list[tuple[float, str]]) -> str:
    """What is set largest near the top of the first page: most often the title. "" where all is of one size."""
    first = heads[:400]
    largest = max((size for size, text in first if len(text.strip()) > 2), default=0.0)
    if (
        sum(len(text) for size, text in first if size < largest * 0.98)
        < sum(len(text) for _, text in first) / 4
    ):
        return ""
    pieces, began = [], False
    for size, text in first:
        if size >= largest * 0.98:
            pieces.append(text)
            began = True
        elif began:
            break
    return "".join(pieces)[:1000]


def _what(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}"


def _say(said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
