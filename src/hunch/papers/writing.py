"""Papers as BibTeX: entries as they were given where they read, else made from what is known, everything in them escaped."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .bibtex import MONTHS, Entry, read_bibtex
from .facts import Facts, free_key

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_HEAD = re.compile(r"^(@\w+[ \t]*[{(])[^,]*")
_STRING = re.compile(r"@string\s*[{(]\s*([^\s=]+)\s*=", re.I)


class Cited(NamedTuple):
    """A paper that is to be cited: by what, what is known of it, and its entry as it was given."""

    key: str
    facts: Facts
    source: str | None = None


def bibliography(papers: Sequence[Cited]) -> str:
    """A BibTeX file of these papers that any BibTeX reads: macros first, each key once."""
    macros: dict[str, str] = {}
    blocks: list[tuple[bool, str]] = []
    taken: set[str] = set()
    for paper in papers:
        key = free_key(paper.key, taken)
        taken.add(key.casefold())
        block, refers = _block(paper._replace(key=key), macros)
        blocks.append((not refers, block))
    blocks.sort(key=lambda each: each[0])  # BibTeX wants what is referred to behind what refers to it
    return "\n\n".join([*macros.values(), *(block for _, block in blocks)]) + "\n" if blocks else ""


def _block(paper: Cited, macros: dict[str, str]) -> tuple[str, bool]:
    """An entry, as given where that can be; its macros are added to the others. And whether it refers to another."""
    entry = _given(paper)
    if entry is None:
        return generated(paper.key, paper.facts), False
    refers = "crossref" in entry.fields
    mine = {found[1].lower(): block for block in _strings(entry) if (found := _STRING.match(block))}
    clashes = any(name in MONTHS or macros.get(name, block) != block for name, block in mine.items())
    if clashes:
        return _spelled_out(entry, paper.key), refers
    macros |= mine
    return _HEAD.sub(lambda head: head[1] + paper.key, _own(entry), count=1), refers


def _given(paper: Cited) -> Entry | None:
    """The entry as it was given, if it is one."""
    if paper.source is None:
        return None
    found = read_bibtex(paper.source)
    if found.faults or len(found.entries) != 1:
        return None
    return found.entries[0]


def _own(entry: Entry) -> str:
    """The entry without the macros that stand before it."""
    from bibtexparser.entrypoint import parse_string

    return parse_string(entry.source, parse_stack=[]).blocks[-1].raw or entry.source


def _strings(entry: Entry) -> list[str]:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.model import String

    return [
        block.raw or ""
        for block in parse_string(entry.source, parse_stack=[]).blocks
        if isinstance(block, String)
    ]


def _spelled_out(entry: Entry, key: str) -> str:
    """An entry with its macros put in: two files mean different things by one of them."""
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in entry.fields.items())
    return f"@{entry.kind}{{{key},\n{fields}\n}}"


def generated(key: str, facts: Facts) -> str:
    """An entry made from what is known."""
    is_preprint = facts.arxiv is not None and facts.venue is None
    kind = "article" if facts.venue and not is_preprint else "misc"
    fields = {
        "title": _escaped(facts.title, braces=True),
        "author": " and ".join(
            f"{{{_escaped(name)}}}" if " and " in name else _name(name) for name in facts.authors
        ),
        "year": str(facts.year or ""),
        "journal": _escaped(facts.venue),
        "doi": _bare(facts.doi),
        "eprint": _bare(facts.arxiv),
        "archiveprefix": "arXiv" if facts.arxiv else "",
        "url": _bare(facts.url),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@{kind}{{{key},\n" + ",\n".join(lines or ["  note = {nothing is known of it}"]) + "\n}"


def _name(name: str) -> str:
    return _escaped(name.replace(",", " "))


def _escaped(text: str | None, *, braces: bool = False) -> str:
    """Text as LaTeX that says the same and does nothing; in titles, words with capitals inside keep them."""
    spelled = ["".join(_ESCAPES.get(c, c) for c in word) for word in (text or "").split()]
    if braces:
        kept = [word[1:] != word[1:].lower() and "\\" not in word for word in spelled]
        spelled = [f"{{{word}}}" if keep else word for word, keep in zip(spelled, kept, strict=True)]
    return " ".join(spelled)


def _bare(text: str | None) -> str:
    """An address or number: taken to the letter by the packages that print it, so only what ends a field is left out."""
    return "".join(c for c in text or "" if c not in "{}\\" and c.isprintable() and c != " ")
