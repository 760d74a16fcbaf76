"""BibTeX files, entry by entry: a broken one costs only itself, and is named with its line.

The blocks are told apart by bibtexparser; what stands in them is text of other people, taken as data.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from .latex import plain_text

if TYPE_CHECKING:
    from bibtexparser.model import Block
    from bibtexparser.model import Entry as Parsed

MOST_BYTES = 64_000_000
LONGEST_KEY = 200
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NO_KEY = re.compile(r'[\s{}"#%~\\=,()]')
_MACRO = re.compile(r"[^\s\"#%'(),={}]+")


class Fault(NamedTuple):
    """What is wrong with a part of a file, where, and what would help."""

    line: int
    what: str
    hint: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it stands in a file. `fields` are in lower case, macros put in, still LaTeX.

    `source` is the entry as it was typed, behind the macros that it uses.
    """

    line: int
    kind: str
    key: str
    fields: dict[str, str]
    source: str

    def said(self, *names: str) -> str | None:
        """The first of these fields that says something, as plain text."""
        for name in names:
            text = plain_text(self.fields.get(name, ""))
            if text:
                return text
        return None


class File(NamedTuple):
    """What a file holds."""

    entries: list[Entry]
    faults: list[Fault]


MOST_OF_MACROS, MOST_SOURCES = 10_000, 200
"""Characters that macros may put into a value, and definitions that one may lean on: ten that each hold the one before
ten times are a page of text that fills a memory."""


class _Macro(NamedTuple):
    value: str
    sources: tuple[str, ...] = ()
    """Its definition, behind those of the macros that it uses."""


class _Broken(Exception):
    """Why an entry cannot be taken; `line` where that shows, if not at its start."""

    def __init__(self, what: str, hint: str, line: int | None = None) -> None:
        super().__init__(what)
        self.what, self.hint, self.line = what, hint, line


def read_bibtex(text: str) -> File:
    """All entries of a BibTeX file, in their order, and what is wrong with the others."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    macros: dict[str, _Macro] = {name: _Macro(name) for name in MONTHS}
    for block in _blocks(text):
        line = (block.start_line or 0) + 1
        try:
            entry = _taken(block, line, macros)
        except _Broken as broken:
            faults.append(Fault(broken.line or line, broken.what, broken.hint))
        else:
            entries += [entry] if entry else []
    return File(entries, faults)


def _blocks(text: str) -> "list[Block]":
    import logging

    from bibtexparser.entrypoint import parse_string

    log = logging.getLogger("bibtexparser")
    if not log.handlers:  # what it has to say of broken blocks is said by us, with a hint
        log.addHandler(logging.NullHandler())
    return parse_string(text.removeprefix("\ufeff"), parse_stack=[]).blocks


def _taken(block: "Block", line: int, macros: dict[str, _Macro]) -> Entry | None:
    """The entry of a block, None where it is of another kind.

    Raises:
        _Broken: it does not read.
    """
    from bibtexparser import model

    if isinstance(block, model.DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        raise _Broken(f"{_called(block)}: the field {names} stands there twice", "Take one of them out.")
    if isinstance(block, model.DuplicateBlockKeyBlock):
        block = block.ignore_error_block or block  # two papers of one key are told apart elsewhere
    if isinstance(block, model.String):
        macros[block.key.lower()] = _macro(block.value, block.raw or "", macros)
    if isinstance(block, model.ParsingFailedBlock):
        raise _Broken(f"{_called(block)} does not read: {_why(block)}", _advice(block))
    return _entry(block, line, macros) if isinstance(block, model.Entry) else None


def _macro(value: str, source: str, macros: Mapping[str, _Macro]) -> _Macro:
    used: list[_Macro] = []
    said = _value(value, macros, used)
    sources = dict.fromkeys([*(each for macro in used for each in macro.sources), source])
    if len(sources) > MOST_SOURCES:
        raise _Broken(f"it leans on more than {MOST_SOURCES} macros", "Write out what it says.")
    return _Macro(said, tuple(sources))


def _entry(parsed: "Parsed", line: int, macros: Mapping[str, _Macro]) -> Entry:
    fields: dict[str, str] = {}
    used: list[_Macro] = []
    for field in parsed.fields:
        try:
            fields[field.key.lower()] = _value(str(field.value), macros, used)
        except _Broken as broken:
            hint = broken.hint.format(name=field.key)
            raise _Broken(
                f"{parsed.key or 'an entry'}: {field.key}: {broken.what}", hint, field.start_line + 1
            ) from None
    if not fields:
        raise _Broken(
            f"{parsed.key or 'an entry'} says nothing but its key",
            "title = {...}, author = {...}, year = ...",
        )
    before = dict.fromkeys(source for each in used for source in each.sources)
    source = "\n".join([*before, parsed.raw or ""])
    return Entry(line=line, kind=parsed.entry_type, key=parsed.key, fields=fields, source=source)


def _value(typed: str, macros: Mapping[str, _Macro], used: list[_Macro]) -> str:
    """A value with its macros put in: `{a} # jan # "b"`.

    Raises:
        _Broken: something in it is no value.
    """
    said, room = [], MOST_OF_MACROS
    for piece in _pieces(typed):
        if piece[:1] in ("{", '"'):
            said.append(piece[1:-1])
        elif piece.isdecimal():
            said.append(piece)
        elif _MACRO.fullmatch(piece):
            macro = macros.get(piece.lower())
            if macro is None:
                raise _Broken(
                    f"{piece!r} is a macro that nobody has defined",
                    f"{{name}} = {{{{{piece}}}}}, or @string{{{{{piece} = ...}}}} above it",
                )
            room -= len(macro.value)
            if room < 0:
                raise _Broken(
                    f"its macros put in more than {MOST_OF_MACROS} characters", "Write out what it says."
                )
            used.append(macro)
            said.append(macro.value)
        else:
            raise _Broken(
                "its value does not end where it should", "A comma may be missing behind {name}, or a brace."
            )
    return "".join(said)


def _pieces(typed: str) -> Iterator[str]:
    """The parts of a value between its `#`."""
    depth, quoted, start = 0, False, 0
    for at, sign in enumerate(typed):
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and depth == 0:
            quoted = not quoted
        elif sign == "#" and depth == 0 and not quoted:
            yield _whole(typed[start:at])
            start = at + 1
    yield _whole(typed[start:])


def _whole(piece: str) -> str:
    """A piece of a value, "" where it is more than one thing, or less."""
    piece = piece.strip()
    if piece[:1] == '"':
        return piece if len(piece) > 1 and _end_of_quoted(piece) == len(piece) - 1 else ""
    if piece[:1] != "{":
        return piece
    depth = 0
    for at, sign in enumerate(piece):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return piece if at == len(piece) - 1 else ""
    return ""


def _end_of_quoted(piece: str) -> int:
    """Where a quoted text ends: quotes within braces do not end it."""
    depth = 0
    for at, sign in enumerate(piece[1:], 1):
        depth += (sign == "{") - (sign == "}")
        if sign == '"' and depth <= 0:
            return at
    return -1


def key_fault(key: str) -> str | None:
    """Why a key cannot be cited by; None where it can."""
    if not key:
        return "it has no key"
    if len(key) > LONGEST_KEY:
        return f"its key has {len(key)} characters"
    if not key.isprintable() or _NO_KEY.search(key):
        return f"nothing can be cited by the key {key[:60]!r}"
    return None


def _called(block: "Block") -> str:
    """How a block begins: `@article{smith2020`."""
    begin = (block.raw or "").split(",", 1)[0].split("\n", 1)[0].strip()
    return begin[:60] or "an entry"


def _why(block: "Block") -> str:
    error = getattr(block, "error", None)
    said = str(getattr(error, "abort_reason", None) or error or "it is torn")
    return " ".join(said.replace("`", "").split()).rstrip(".")


def _advice(block: "Block") -> str:
    why = _why(block)
    if "block start" in why or "end of file" in why:
        return "A brace or quote that it opens is not closed."
    if "comma after entry key" in why:
        return "An entry begins with its key and a comma: @article{smith2020,"
    return "A comma may be missing behind the field before."
