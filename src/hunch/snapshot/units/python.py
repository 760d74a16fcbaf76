"""What differs between two versions of a Python file, by functions, classes, values and statements."""

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .items import Definition, Function, Scope, items, parsed
from .matching import Matched, Pair, TooManyError, Unit, blocks, match


class Compared(NamedTuple):
    """Two versions of a module, matched. `cosmetic`: some text differs whose syntax does not."""

    matched: Matched
    cosmetic: bool


def compared(olds: Sequence[str], news: Sequence[str]) -> Compared | None:
    """Match the units of two texts that are cut into chunks; None where this Python does not read what differs.

    Whichever way round they are given, the same units are matched.
    """
    if [*olds] > [*news]:
        found = compared(news, olds)
        return found and Compared(found.matched.turned(), found.cosmetic)
    try:
        pieces = _pieces(olds, news)
        if pieces is None:  # a cut was wrong, or there is an error in it: then all of it tells
            pieces = _pieces(["".join(olds)], ["".join(news)])
        if pieces is None:
            return None
        matched = match(*pieces)
    except (RecursionError, TooManyError):
        return None
    is_same = not (matched.pairs or matched.gone or matched.come)
    return Compared(matched, is_same or any(map(_is_written_otherwise, matched.kept)))


def _is_written_otherwise(pair: Pair) -> bool:
    """Whether a function that says the same has other comments, or is laid out otherwise."""
    return isinstance(pair.new.item.node, Function) and pair.old.text != pair.new.text


def inner(old: Sequence[ast.stmt], new: Sequence[ast.stmt], name: str, *, is_class: bool = False) -> Matched:
    """Match the statements of a function, or of a class, before and after."""
    scope = Scope(name, is_class=is_class, is_function=not is_class, is_first=is_class)
    sides = [
        [Unit(item, 0, position) for position, item in enumerate(items(body, scope))] for body in (old, new)
    ]
    if [unit.place for unit in sides[0]] > [unit.place for unit in sides[1]]:
        return match(sides[1], sides[0]).turned()
    return match(*sides)


def units(text: str) -> list[Unit] | None:
    """All units of a module; None where this Python does not read it."""
    tree = parsed(text)
    if tree is None:
        return None
    try:
        return list(_units(tree, text, Scope(), 0, 0))
    except RecursionError:
        return None


class _Pieces(NamedTuple):
    olds: list[Unit]
    news: list[Unit]


def _pieces(olds: Sequence[str], news: Sequence[str]) -> _Pieces | None:
    """The units of those chunks that are not the same on both sides; None where one does not parse."""
    same = [*blocks(olds, news), (len(olds), len(news), 0)]
    sides: tuple[list[Unit], list[Unit]] = [], []
    before = (0, 0)
    starts = [_lines(olds), _lines(news)]
    for gap, (*at, size) in enumerate(same):
        for side, (texts, begin, end) in enumerate(zip((olds, news), before, at, strict=True)):
            for number in range(begin, end):
                tree = parsed(texts[number])
                if tree is None:
                    return None
                scope = Scope(line=starts[side][number], is_first=number == 0)
                sides[side].extend(_units(tree, texts[number], scope, gap, len(sides[side])))
        before = (at[0] + size, at[1] + size)
    return _Pieces(*sides)


def _lines(texts: Sequence[str]) -> list[int]:
    """How many lines stand above each chunk."""
    found, above = [], 0
    for text in texts:
        found.append(above)
        above += text.count("\n")
    return found


def _units(tree: ast.Module, text: str, scope: Scope, gap: int, first: int) -> Iterator[Unit]:
    lines: list[str] = []
    for position, item in enumerate(items(tree.body, scope), first):
        source = ""
        if isinstance(item.node, Definition):
            lines = lines or text.split("\n")
            source = "\n".join(lines[item.whole[0] - 1 - scope.line : item.whole[2] - scope.line])
        yield Unit(item, gap, position, source)


def contains(outer: tuple[int, int, int, int], inner: tuple[int, int, int, int]) -> bool:
    """Whether a span holds another."""
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]
