"""What is known of a paper, from wherever; and what makes two of them the same."""

import re
import unicodedata
from collections.abc import Iterable, Set

import msgspec

from .bibtex import Entry
from .identifiers import arxiv_of, doi_of

LONGEST = {"title": 1000, "venue": 500, "url": 2000, "abstract": 20_000, "doi": 300, "arxiv": 60}
LONGEST_NAME, MOST_AUTHORS = 200, 5000
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b", re.ASCII)
_SMALL = frozenset((
    "a", "an", "the", "on", "of", "in", "for", "and", "or", "to", "with", "from", "by", "via", "is", "are",
    "be", "at", "as", "into", "how", "what", "why", "when", "do", "does", "can", "towards", "toward",
    "using", "new",
))  # fmt: skip


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a paper."""

    title: str | None = None
    authors: list[str] = []
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    url: str | None = None
    abstract: str | None = None

    def filled_by(self, other: "Facts") -> "Facts":
        """What is missing here taken from there."""
        mine = msgspec.structs.asdict(self)
        theirs = msgspec.structs.asdict(other)
        return Facts(**{name: mine[name] or theirs[name] for name in mine})

    @property
    def gaps(self) -> list[str]:
        """What every paper has, and is not known of this one."""
        return [name for name in ("title", "authors", "year") if not getattr(self, name)]


def tidied(facts: Facts) -> Facts:
    """Everything on one line, and no longer than anybody needs: it comes from strangers."""
    said = msgspec.structs.asdict(facts)
    texts = {name: one_line(said[name] or "", most) or None for name, most in LONGEST.items()}
    authors = [one_line(name, LONGEST_NAME) for name in facts.authors[:MOST_AUTHORS]]
    year = facts.year if facts.year is not None and 1000 <= facts.year <= 2999 else None
    return Facts(**{**said, **texts, "authors": [name for name in authors if name], "year": year})


def one_line(text: str, most: int) -> str:
    """A text on one line, its end left out where it is long; what is no text at all (half a character) is replaced.

    >>> one_line(" a\\n b\\x00 ", 100)
    'a b'
    """
    whole = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text[: most * 2])
    line = " ".join(whole.encode("utf-8", "replace").decode("utf-8").split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def facts_of_entry(entry: Entry, parent: Entry | None = None) -> Facts:
    """What an entry says of its paper; `parent` is the one that it refers to by `crossref`."""
    arxiv = _arxiv(entry)
    year = entry.said("year", "date") or (parent.said("year", "date") if parent else None) or ""
    found = _YEAR.search(year)
    venue = entry.said(
        "journal", "journaltitle", "booktitle", "publisher", "school", "institution", "howpublished"
    )
    return tidied(
        Facts(
            title=entry.said("title"),
            authors=authors_of(entry.fields.get("author") or entry.fields.get("editor") or ""),
            year=int(found[0]) if found else None,
            venue=venue or (parent.said("title", "booktitle") if parent else None),
            doi=doi_of(entry.said("doi") or "") or doi_of(entry.said("url") or ""),
            arxiv=arxiv,
            url=entry.said("url"),
            abstract=entry.said("abstract"),
        )
    )


def _arxiv(entry: Entry) -> str | None:
    kind = (entry.said("archiveprefix", "eprinttype") or "").casefold()
    said = entry.said("eprint")
    if said and (kind == "arxiv" or "arxiv" in said.casefold()):
        return arxiv_of(said)
    for name in ("arxiv", "arxivid", "url", "doi"):
        found = arxiv_of(entry.said(name) or "")
        if found:
            return found
    return arxiv_of((entry.said("journal") or "").removeprefix("arXiv preprint ").strip())


def authors_of(source: str) -> list[str]:
    """Names as they are said, `Ada Lovelace`, of a field that BibTeX divides by `and`.

    >>> authors_of(r"Lovelace, Ada and {M{\\"u}ller AG} and van Beethoven, Ludwig and others")
    ['Ada Lovelace', 'Müller AG', 'Ludwig van Beethoven']
    """
    from .latex import plain_text

    names = []
    for said in _divided(" ".join(source.split())):
        parts = [plain_text(part) for part in _commas(said)]
        name = (
            " ".join(part for part in (parts[-1], parts[0], *parts[1:-1]) if part)
            if len(parts) > 1
            else parts[0]
        )
        if name and name.casefold() != "others":
            names.append(name)
    return names


def _divided(source: str) -> list[str]:
    return _outside(source, " and ")


def _commas(source: str) -> list[str]:
    return [part.strip() for part in _outside(source, ",")]


def _outside(source: str, mark: str) -> list[str]:
    """`source` divided at `mark` where that stands in no braces."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(source):
        depth += (source[at] == "{") - (source[at] == "}")
        if depth <= 0 and source[at : at + len(mark)].casefold() == mark:
            parts.append(source[start:at])
            at += len(mark)
            start = at
            continue
        at += 1
    return [*parts, source[start:]]


def folded(text: str | None) -> str:
    """The letters and digits of a text, capitals and accents aside: by which titles are held against each other.

    >>> folded("The {B}ézier-Curve: 2nd")
    'thebeziercurve2nd'
    """
    bare = unicodedata.normalize("NFKD", text or "")
    return "".join(c for c in bare.casefold() if c.isalnum())


def surname(name: str) -> str:
    """The name by which somebody is cited.

    >>> surname("Ludwig van Beethoven"), surname("")
    ('Beethoven', '')
    """
    return name.split()[-1] if name.split() else ""


def same_paper(a: Facts, b: Facts) -> bool:
    """Whether two are the same: by DOI or arXiv id where both have one, else by title, and author and year if known."""
    if a.doi and b.doi and a.doi.lower() == b.doi.lower():
        return True
    if a.arxiv and b.arxiv:
        return a.arxiv.lower() == b.arxiv.lower()
    if not folded(a.title) or folded(a.title) != folded(b.title):
        return False
    if a.authors and b.authors and folded(surname(a.authors[0])) != folded(surname(b.authors[0])):
        return False
    # A preprint and its publication are a year or two apart.
    return not (a.year and b.year and abs(a.year - b.year) > 2)


def made_key(facts: Facts, taken: Set[str]) -> str:
    """A key of author, year and the first word of weight; one that is free. `taken` is in lower case.

    >>> made_key(Facts(title="Attention Is All You Need", authors=["Ashish Vaswani"], year=2017), {"vaswani2017attention"})
    'vaswani2017attentiona'
    >>> made_key(Facts(arxiv="1706.03762"), set()), made_key(Facts(), set())
    ('arXiv:1706.03762', 'paper')
    """
    author = _ascii(surname(facts.authors[0])) if facts.authors else ""
    words = [_ascii(word) for word in re.split(r"[\s\-–—:/]+", facts.title or "")]
    word = next((each for each in words if each and each not in _SMALL), "")
    if word:
        parts = (
            (author[:30], word[:30]) if author else (word[:30], "")
        )  # no key begins with a digit without need
        stem = f"{parts[0]}{facts.year or ''}{parts[1]}"
    elif facts.arxiv:
        stem = f"arXiv:{facts.arxiv}"
    elif facts.doi and re.fullmatch(r"[\w./:;()<>-]+", facts.doi, re.ASCII):
        stem = "doi:" + re.sub(r"[()<>]", "-", facts.doi)
    else:
        stem = f"{author}{facts.year or ''}" or "paper"
    return free_key(stem, taken)


def free_key(stem: str, taken: Set[str]) -> str:
    """`stem`, with a letter behind it where somebody has it already."""
    if stem.casefold() not in taken:
        return stem
    return next(f"{stem}{ending}" for ending in _endings() if f"{stem}{ending}".casefold() not in taken)


def _endings() -> Iterable[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from letters
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def _ascii(text: str) -> str:
    """The letters and digits of a word that any BibTeX reads, in lower case."""
    spelled = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "o").replace("ł", "l").replace("æ", "ae")
    bare = unicodedata.normalize("NFKD", spelled).casefold()
    return "".join(c for c in bare if c.isascii() and c.isalnum())
