"""What somebody looks for, and how names come apart: `Block.forward`, `trainLoader`, `lr=0.05`, "two words".

Texts and what is looked for in them are split by the same rules, so that `forward` finds `Block.forward` and
`multi head` finds `MultiHeadAttention`.
"""

import re
from typing import NamedTuple

from .quantities import param

SEAM = "\x1f"
"""Stands where one word runs into the next; no program prints it, and it parts words."""
MOST_TERMS, LONGEST = 32, 200
LEAST_PREFIX = 2
"""So many characters begin a word: with one, half of all words would do."""
_HUMP = re.compile(r"[A-Z](?:(?<=[a-z0-9][A-Z])|(?<=[A-Z][A-Z])(?=[a-z]))")
_RUN_TOGETHER = re.compile(rf"(?<![^\W_])[A-Za-z0-9]+(?:{SEAM}[A-Za-z0-9]+)+(?![^\W_])")
_OF_ITS_OWN = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""Scripts that put no spaces between words: each of their characters is taken as one."""
_WITHOUT_SPACES = re.compile(rf"(?<={_OF_ITS_OWN})(?=\w)|(?<=\w)(?={_OF_ITS_OWN})")
_CONTROL = re.compile("\x1b\\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_ASSIGNED = re.compile(r"(?P<name>[\w./-]+)[=:](?P<value>[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")


class Term(NamedTuple):
    """One thing that must be there: any of these phrases; as the beginning of a word where it is a `prefix`."""

    phrases: tuple[str, ...]
    prefix: bool = False


def terms(text: str) -> list[Term]:
    """What a query asks for; nothing in it is an operator but quotes and a `*` at the end of a word.

    >>> terms('lr=1e-3 "warm up" atten*')
    [Term(phrases=('lr=1e-3', 'lr=0.001'), prefix=False), Term(phrases=('warm up',), prefix=False), Term(phrases=('atten',), prefix=True)]
    >>> terms('NEAR( - * "')
    [Term(phrases=('NEAR(',), prefix=False)]
    """
    found = []
    for piece in _PIECE.finditer(readable(text)):
        quoted, word = piece.groups()
        said = (word if quoted is None else quoted)[:LONGEST]
        if not any(map(str.isalnum, said)):
            continue
        if quoted is not None:
            found.append(Term((said,)))
        else:
            begun = said.endswith("*") and len(said) > LEAST_PREFIX
            found.append(Term(_spellings(said.rstrip("*")), begun))
    return list(dict.fromkeys(found))[:MOST_TERMS]


def as_beginnings(asked: list[Term]) -> list[Term]:
    """The same, where each word may be the beginning of a longer one."""
    return [term._replace(prefix=True) if len(term.phrases[0]) >= LEAST_PREFIX else term for term in asked]


def readable(text: str) -> str:
    """`text` as it can be kept: without colours and control characters but tabs and line ends, and without halves of
    characters.

    >>> readable("a\\x02b\\udc80\\n")
    'a b \\n'
    """
    return _CONTROL.sub(" ", text)


def parted(text: str) -> str:
    """`text` with a seam wherever one word runs into the next.

    >>> parted("HTTPServer.newBlock").split(SEAM), parted("损失 loss").split(SEAM)
    (['HTTP', 'Server.new', 'Block'], ['损', '失 loss'])
    """
    text = _HUMP.sub(SEAM + r"\g<0>", text)
    return text if text.isascii() else _WITHOUT_SPACES.sub(SEAM, text)


def whole(text: str) -> str:
    """`text` without its seams: the inverse of `parted`."""
    return text.replace(SEAM, "")


def run_together(text: str) -> str:
    """The names in a `parted` text that were taken apart, each once, so that they are found as they are written too.

    >>> run_together(parted("MultiHead(x) + multi_head + MultiHead"))
    'MultiHead'
    """
    if SEAM not in text:
        return ""
    return " ".join(dict.fromkeys(whole(name) for name in _RUN_TOGETHER.findall(text)))


def _spellings(word: str) -> tuple[str, ...]:
    """A word, and where a number is given to a name, the number as params are written."""
    given = _ASSIGNED.fullmatch(word)
    if given is None:
        return (word,)
    value = float(given["value"].replace("_", ""))
    numbers = [param(value)] + ([str(int(value))] if value.is_integer() and abs(value) < 1e15 else [])
    return tuple(dict.fromkeys([word, *(f"{given['name']}={number}" for number in numbers)]))
