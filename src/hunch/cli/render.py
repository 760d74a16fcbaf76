"""What is printed: text for the terminal at hand, and JSON.

stdout is data, stderr is talk. Names and values come from users' programs: their control characters are
shown escaped, never sent to the terminal.
"""

import os
import sys
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple, TextIO

import msgspec

from hunch.entities.escaping import escaped
from hunch.entities.words import STATUSES, Colour, Word

TRUE_COLOUR = 1 << 24
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
"""What Python itself puts into LC_CTYPE where the locale is C."""


class Terminal(NamedTuple):
    """What the stream that is written to can show; `width` is None where nothing needs to be cut."""

    colours: int = 0
    unicode: bool = True
    width: int | None = None

    @property
    def ellipsis(self) -> str:
        """Stands where something was cut."""
        return "…" if self.unicode else ".."


def terminal(stream: TextIO | None = None, environ: Mapping[str, str] = os.environ) -> Terminal:
    """What `stream` (stdout) can show."""
    stream = stream or sys.stdout
    is_tty = stream.isatty()
    return Terminal(
        colours=_colours(environ) if is_tty else 0,
        unicode=_is_unicode(stream, environ),
        width=_width(stream, environ) if is_tty else None,
    )


def _colours(environ: Mapping[str, str]) -> int:
    if environ.get("NO_COLOR") or environ.get("TERM", "dumb") == "dumb":
        return 0
    return TRUE_COLOUR if environ.get("COLORTERM", "") in ("truecolor", "24bit") else 256


def _is_unicode(stream: TextIO, environ: Mapping[str, str]) -> bool:
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE", "")
    if not locale or (not environ.get("LC_ALL") and locale in _COERCED):
        locale = environ.get("LANG", "")
    encoding = (stream.encoding or "ascii").lower().replace("-", "")
    return encoding.startswith("utf") and locale not in ("C", "POSIX")


def _width(stream: TextIO, environ: Mapping[str, str]) -> int:
    said = environ.get("COLUMNS", "")
    if said.isdigit() and int(said) > 0:
        return int(said)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def out(text: str) -> None:
    """Data, on stdout, with a newline."""
    _write(sys.stdout, text)


def talk(text: str) -> None:
    """Talk, on stderr, with a newline."""
    _write(sys.stderr, text)


def out_json(thing: object) -> None:
    """Data as JSON: compact for programs, indented for eyes."""
    encoded = msgspec.json.encode(thing)
    if sys.stdout.isatty():
        text = msgspec.json.format(encoded, indent=2).decode()
        encoded = "".join(c if c.isprintable() or c == "\n" else _as_json(c) for c in text).encode()
    sys.stdout.flush()
    sys.stdout.buffer.write(encoded + b"\n")
    sys.stdout.buffer.flush()


def _as_json(character: str) -> str:
    """What JSON would pass on and a terminal would act on, spelled out."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def plain(text: str) -> str:
    """`text` on one line, with everything escaped that a terminal would act on.

    >>> plain("a\\x1b[31mb\\n")
    'a\\\\x1b[31mb\\\\n'
    """
    return escaped(text)


def lines_of(text: str) -> list[str]:
    """The lines of a text, each made plain; tabs become spaces."""
    return [plain(line.expandtabs()) for line in text.splitlines()]


def complain(message: str, hint: str | None) -> None:
    """`error: ...`, an empty line, `hint: ...` on stderr; nothing in it is sent to the terminal as a command."""
    talk("error: " + "\n".join(lines_of(message)))
    if hint:
        talk("\nhint: " + "\n".join(lines_of(hint)))


def columns_of(text: str) -> int:
    """How many columns of a terminal `text` takes: wide characters two, combining ones none.

    >>> columns_of("naïve"), columns_of("测试"), columns_of("e\\u0301")
    (5, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(_columns_of_character(character) for character in text)


@lru_cache(maxsize=4096)
def _columns_of_character(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def cut(text: str, most: int, shown: Terminal) -> str:
    """`text` in at most `most` columns, with an ellipsis where something is missing."""
    if columns_of(text) <= most:
        return text
    room, kept = most - len(shown.ellipsis), ""
    for character in text:
        room -= _columns_of_character(character)
        if room < 0:
            break
        kept += character
    return (kept + shown.ellipsis)[: max(most, 0)]


def paint(text: str, colour: Colour | None, shown: Terminal, *, bold: bool = False, dim: bool = False) -> str:
    """`text` in a colour, where the terminal has any."""
    if not shown.colours or not text or not (colour or bold or dim):
        return text
    codes = ["1"] * bold + ["2"] * dim
    if colour:
        codes.append(
            f"38;2;{colour.red};{colour.green};{colour.blue}"
            if shown.colours == TRUE_COLOUR
            else f"38;5;{colour.of_256}"
        )
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m"


def sign(word: Word, shown: Terminal) -> str:
    """A word's sign, or its ASCII twin."""
    return word.sign if shown.unicode else word.ascii


def status_text(status: str, shown: Terminal) -> str:
    """The sign and the word of a status, in its colour."""
    word = next(word for known, word in STATUSES.items() if known == status)
    return paint(f"{sign(word, shown)} {word.text}", word.colour, shown)
