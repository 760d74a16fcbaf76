"""Words in papers: titles, abstracts and pages, the ones that say most of them first."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import msgspec

from hunch.entities.paper import Paper
from hunch.errors import UserError
from hunch.journal.workbench import Workbench
from hunch.papers.numbers import readable

from .pages import pages

AROUND = 70
MOST_WORDS, LONGEST_TEXT = 20, 500
_WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_PHRASE, _TITLE = 5.0, 3.0


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a paper. `page` is None for its title and abstract."""

    paper: str
    key: str
    title: str | None
    page: int | None
    snippet: str
    score: float


def search(bench: Workbench, papers: Sequence[Paper], text: str, *, most: int = 20) -> list[Hit]:
    """Where all words of `text` stand: whole phrases first, then places with many of them; then order of papers.

    Raises:
        UserError: there is nothing to look for.
    """
    words = _words(text)
    phrase = " ".join(_folded(text).split())
    hits = [
        hit
        for paper in papers
        for page, passage in _passages(bench, paper)
        if (hit := _hit(paper, page, passage, words, phrase)) is not None
    ]
    hits.sort(key=lambda hit: -hit.score)  # stable: of equals the paper that came first, the earlier page
    return hits[:most]


def _words(text: str) -> list[str]:
    words = list(dict.fromkeys(_WORD.findall(_folded(text))))
    if not words:
        raise UserError(f"nothing to look for in {text!r}", hint='hunch paper search "label smoothing"')
    if len(words) > MOST_WORDS or len(text) > LONGEST_TEXT:
        raise UserError(
            f"{len(words)} words to look for; at most {MOST_WORDS}", hint="The rarest ones are enough."
        )
    return words


def _passages(bench: Workbench, paper: Paper) -> Iterator[tuple[int | None, str]]:
    said = (paper.title, ", ".join(paper.authors), paper.venue, paper.abstract)
    yield None, " · ".join(each for each in said if each)
    yield from enumerate(pages(bench, paper), 1)


def _hit(paper: Paper, page: int | None, passage: str, words: Sequence[str], phrase: str) -> Hit | None:
    text = readable(passage)
    folded = _folded(text)
    counts = [folded.count(word) for word in words]
    if not all(counts):
        return None
    score = sum(min(count, 5) for count in counts) / len(words)
    score += _PHRASE * (len(words) > 1 and phrase in folded) + _TITLE * (page is None)
    found = folded.find(phrase)
    at = found if found >= 0 else min(folded.find(word) for word in words)
    snippet = _around(
        text if len(text) == len(folded) else folded, at, len(phrase) if found >= 0 else len(words[0])
    )
    return Hit(
        paper=paper.id, key=paper.key, title=paper.title, page=page, snippet=snippet, score=round(score, 3)
    )


def _around(text: str, at: int, length: int) -> str:
    start, end = max(0, at - AROUND), min(len(text), at + length + AROUND)
    left, right = text[start:at], text[at:end]
    if start > 0:
        left = "… " + left.partition(" ")[2]
    if end < len(text):
        right = right.rpartition(" ")[0] + " …"
    return left + right


def _folded(text: str) -> str:
    """Capitals, accents and ligatures aside; as long as the text wherever that can be."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
