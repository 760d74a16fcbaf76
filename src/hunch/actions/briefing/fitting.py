"""A page fitted into so many tokens: the least important lines go first, whole, and it is said how many went.

How a text is cut into tokens differs from model to model, and no model's own cutter is needed here: 9 characters of
ASCII are taken for 4 tokens, and 3 bytes of anything else for 2. Measured on briefs (three vocabularies of 50,000 to
200,000 tokens), ids, numbers and marks make a token of 2.5 to 2.9 characters: a page comes out longer by this rule than
by those, and there is room for finer ones.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.quantities import count

from .facts import Omitted

PER_ASCII, PER_BYTE, PER_TOKEN = 4, 6, 9
"""Ninths of a token."""
MOST_NAMED, PER_NAMED = 6, 300
"""So many kinds of what was left out are named at most, and one for so many tokens of the page."""


class Line(NamedTuple):
    """A line of the page: under which title, and how dispensable. Those of rank 0 stay."""

    title: str
    text: str
    rank: int
    what: str = "line"
    """What one such line is, and several are."""
    many: str = "lines"
    command: str = "hunch"
    """What shows all of them."""


class Fitted(NamedTuple):
    """The page, and what it left out."""

    text: str
    tokens: int
    left_out: list[Omitted]


def estimated_tokens(text: str) -> int:
    """How many tokens a text may take, rather too many than too few.

    >>> estimated_tokens("about forty characters, so ten tokens or so"), estimated_tokens("测试")
    (20, 4)
    """
    return -(-_weight(text) // PER_TOKEN)


def fit(lines: Sequence[Line], max_tokens: int) -> Fitted:
    """As many of `lines` as go into the page, in their order, the most important ones first.

    Where even the lines of rank 0 are more than that, they stay all the same, and `tokens` says how many they are.
    """
    kept = [True] * len(lines)
    weights = [_weight(line.text) + PER_ASCII for line in lines]
    titles: dict[str, int] = {}
    for line in lines:
        titles[line.title] = titles.get(line.title, 0) + 1
    weight = sum(weights) + sum(_title_weight(title) for title in titles)
    dropped: dict[tuple[str, str, str], int] = {}
    for at in sorted(range(len(lines)), key=lambda at: (lines[at].rank, at), reverse=True):
        if weight + _footer_weight(dropped, max_tokens) <= max_tokens * PER_TOKEN or not lines[at].rank:
            break
        line, kept[at] = lines[at], False
        kind = (line.what, line.many, line.command)
        dropped[kind] = dropped.get(kind, 0) + 1
        weight -= weights[at]
        titles[line.title] -= 1
        if not titles[line.title]:
            weight -= _title_weight(line.title)
    tokens = -(-(weight + _footer_weight(dropped, max_tokens)) // PER_TOKEN)
    told = [line for line, stays in zip(lines, kept, strict=True) if stays]
    text = "\n".join([*_with_titles(told), "", _footer(dropped, tokens, max_tokens)]) + "\n"
    return Fitted(text, tokens, _left_out(lines, dropped))


def _with_titles(lines: Sequence[Line]) -> list[str]:
    page: list[str] = []
    title = None
    for line in lines:
        if line.title != title:
            title = line.title
            page += [*([""] if page else []), *([f"## {title}"] if title else [])]
        page.append(line.text)
    return page


def _title_weight(title: str) -> int:
    """Of its line, and of the empty one above."""
    return _weight(f"## {title}") + 2 * PER_ASCII if title else PER_ASCII


def _footer(dropped: dict[tuple[str, str, str], int], tokens: int, max_tokens: int) -> str:
    said = f"About {tokens:,} tokens of {max_tokens:,}."
    if not dropped:
        return said
    kinds = list(dropped.items())
    most = min(max_tokens // PER_NAMED, MOST_NAMED)
    named = [
        f"{count(lines, what, many=many)} ({command})"
        for (what, many, command), lines in reversed(
            kinds[len(kinds) - most :] if most < len(kinds) else kinds
        )
    ]
    rest = sum(lines for _, lines in kinds[: max(len(kinds) - most, 0)])
    more = [f"{count(rest, 'other line' if named else 'line')} (--max-tokens {4 * max_tokens})"]
    more = more if rest else []
    return f"{said} Left out: {', '.join([*named, *more])}."


def _footer_weight(dropped: dict[tuple[str, str, str], int], max_tokens: int) -> int:
    """With its line's end, an empty line above, and a number of the greatest width."""
    return _weight(_footer(dropped, max_tokens, max_tokens)) + 3 * PER_ASCII


def _left_out(lines: Sequence[Line], dropped: dict[tuple[str, str, str], int]) -> list[Omitted]:
    order = list(dict.fromkeys((line.what, line.many, line.command) for line in lines))
    return [Omitted(what=kind[1], lines=dropped[kind], command=kind[2]) for kind in order if kind in dropped]


def _weight(text: str) -> int:
    if text.isascii():
        return len(text) * PER_ASCII
    plain = sum(character < "\x80" for character in text)
    return plain * PER_ASCII + (len(text.encode("utf-8", "surrogatepass")) - plain) * PER_BYTE
