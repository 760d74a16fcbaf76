"""What predictions are about, as far as anybody said: the tags of their runs and the words of their ideas."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from hunch.entities.hunch import Hunch
from hunch.journal.index import Index

from .picks import ideas

LEAST_WORD = 3
EMPTY_WORDS = frozenset(
    [
        *("a", "about", "add", "after", "all", "and", "any", "are", "before", "both", "but", "can", "could"),
        *("does", "each", "for", "from", "has", "have", "how", "into", "its", "less", "like", "more", "most"),
        *("not", "only", "our", "out", "over", "same", "than", "that", "the", "then", "this", "too", "try"),
        *(
            "use",
            "using",
            "via",
            "was",
            "what",
            "when",
            "where",
            "which",
            "why",
            "will",
            "with",
            "without",
            "would",
        ),
    ]
)
_WORD = re.compile(r"[^\W_]+")


class _Tagged(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    tags: list[str] = []


def topics_of(index: Index, hunches: Sequence[Hunch]) -> dict[str, list[str]]:
    """The topics of each prediction, by its id."""
    runs = dict.fromkeys(hunch.runs[0] for hunch in hunches if hunch.runs)
    tags = {run.id: run.tags for run in index.docs(runs, _Tagged)}
    texts = {identifier: words(idea.text) for identifier, idea in ideas(index).items()}
    return {hunch.id: _topics(hunch, tags, texts) for hunch in hunches}


def words(text: str) -> list[str]:
    """The words that say something, in lower case.

    >>> words("Use wider heads in the 2nd block")
    ['wider', 'heads', '2nd', 'block']
    """
    found = (word.casefold() for word in _WORD.findall(text))
    telling = (
        word for word in found if len(word) >= LEAST_WORD and word not in EMPTY_WORDS and not word.isdecimal()
    )
    return list(dict.fromkeys(telling))


def _topics(hunch: Hunch, tags: Mapping[str, list[str]], texts: Mapping[str, list[str]]) -> list[str]:
    of_run = [tag for run in hunch.runs[:1] for tag in tags.get(run, ())]
    return list(dict.fromkeys([*of_run, *texts.get(hunch.idea or "", ())]))
