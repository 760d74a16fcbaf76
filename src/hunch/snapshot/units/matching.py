"""Which unit of one list is which of another: first the same ones in order, then by name, then by shape.

What is in no pair came or went. Lists are handed over in gaps: stretches between which the two sides are the same.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from .items import Block, Definition, Item, dump

ALIKE = 0.6
"""Share of common lines from which on two functions or classes of different names are one."""
MOST_LOOKED_AT = 60
"""More units than these on a side are not held against each other one by one."""
LEAST_LINES = 3
MOST_COMPARED = 2_000_000
"""Pairs of equal pieces, such as ten thousand lines `x = 0` on both sides make up."""
LEAST_DIGEST = 120
"""A statement with less to it (`pass`, `x = None`) may well stand in two places by chance."""
FINER = 1_000_000
_WORD = re.compile(r"\w+")


class TooManyError(ValueError):
    """So much of two files is alike that nobody would wait for what differs."""


class Unit(NamedTuple):
    """An item in its list: which gap it is in, and where."""

    item: Item
    gap: int
    position: int
    text: str = ""
    """Its source, for definitions."""
    renamed_scope: str | None = None
    """Where its class has another name on the other side: that one."""

    @property
    def scope(self) -> str:
        """The class or function that it stands in."""
        return self.item.scope if self.renamed_scope is None else self.renamed_scope

    @property
    def place(self) -> tuple[int, str, str]:
        """Where and what it is: a unit of the same place is the same unit."""
        return self.item.depth, self.scope, self.item.digest

    @property
    def shape(self) -> str:
        """Equal where two units say the same under different names."""
        item = self.item
        said = dump(item.node) if isinstance(item.node, ast.ClassDef) else item.digest
        return said.replace(repr(item.key.name), "''") if item.key.is_name else said


May = Callable[[Unit, Unit], bool]
KeyOf = Callable[[Unit], Hashable | None]


class Pair(NamedTuple):
    """A unit before and after."""

    old: Unit
    new: Unit


class Matched(NamedTuple):
    """What became of two lists: pairs that are the same and where they were, pairs that differ in something, and the rest."""

    kept: list[Pair]
    pairs: list[Pair]
    gone: list[Unit]
    come: list[Unit]

    def turned(self) -> "Matched":
        """The other way round."""
        kept, pairs = ([Pair(new, old) for old, new in each] for each in (self.kept, self.pairs))
        return Matched(kept, pairs, self.come, self.gone)


def match(olds: Sequence[Unit], news: Sequence[Unit]) -> Matched:
    """Match two lists of units, each sorted by position."""
    classes = _renamed_classes(olds, news)
    names = {pair.old.item.name: pair.new.item.name for pair in classes}
    olds = [_under(unit, names) for unit in olds] if names else olds
    kept = list(_kept(olds, news))
    rest = Rest(
        _between(olds, [pair.old.position for pair in kept]),
        _between(news, [pair.new.position for pair in kept]),
    )
    rest.pair(classes)
    rest.pair_by(lambda unit: (unit.gap, unit.place))
    rest.pair_by(lambda unit: (unit.scope, unit.item.key, unit.gap), _may_be_one)
    rest.pair_by(lambda unit: (unit.scope, unit.item.key) if unit.item.key.is_name else None)
    rest.pair_by(lambda unit: (unit.scope, unit.gap) if unit.item.what == "import" else None)
    rest.pair_by(lambda unit: (unit.scope, unit.gap, unit.shape) if unit.item.key.is_name else None)
    rest.pair_by(lambda unit: unit.item.digest if is_telling(unit.item) else None)
    rest.pair_by(lambda unit: unit.shape if isinstance(unit.item.node, Definition) else None)
    rest.pair_alike()
    rest.pairs.sort(key=lambda pair: pair.new.position)
    return Matched(kept, rest.pairs, rest.olds, rest.news)


def _renamed_classes(olds: Sequence[Unit], news: Sequence[Unit]) -> list[Pair]:
    """Classes that are called otherwise and are mostly the same: known first, so that what stands in them is at home."""
    sides = [[unit for unit in units if unit.item.what == "class"] for units in (olds, news)]
    there = [{(unit.item.scope, unit.item.name) for unit in side} for side in sides]
    rest = Rest(
        *(
            [u for u in side if (u.item.scope, u.item.name) not in other]
            for side, other in zip(sides, reversed(there), strict=True)
        )
    )
    if rest.olds and rest.news:
        rest.pair_by(lambda unit: unit.shape)
        rest.pair_alike()
    return rest.pairs


def _under(unit: Unit, names: Mapping[str, str]) -> Unit:
    """A unit that stands in a class of another name, or in one within it."""
    for old, new in names.items():
        if unit.item.scope == old or unit.item.scope.startswith(f"{old}."):
            return unit._replace(renamed_scope=new + unit.item.scope[len(old) :])
    return unit


def is_telling(item: Item) -> bool:
    """Whether there is enough to a unit that another one like it is most likely the same."""
    return isinstance(item.node, Definition) or len(item.digest) > LEAST_DIGEST


def _may_be_one(old: Unit, new: Unit) -> bool:
    """Two blocks in one gap are only one that changed if they have something in common."""
    before, after = old.item, new.item
    if before.key.kind != "block":
        return True
    if _words(before.head) & _words(after.head):
        return True
    firsts = [
        node.body[0]
        for node in (before.node, after.node)
        if isinstance(node, Block) and not isinstance(node, ast.Match)
    ]
    return len(firsts) == 2 and dump(firsts[0]) == dump(firsts[1])


def _words(head: str) -> set[str]:
    return set(_WORD.findall(head)[1:]) - {"in", "not", "and", "or", "is", "None", "self"}


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    """How much of two functions or classes is the same, 0 to 1, by their lines."""
    sizes = a.total(), b.total()
    if min(sizes) < max(LEAST_LINES, ALIKE * max(sizes)):
        return 0.0
    return (a & b).total() / max(sizes)


def _lines(unit: Unit) -> Counter[str]:
    """The lines of a definition but for the first, which has its name."""
    return Counter(line for each in unit.text.splitlines()[1:] if (line := each.strip()))


def _kept(olds: Sequence[Unit], news: Sequence[Unit]) -> Iterator[Pair]:
    """Units that are the same, in the same order on both sides, gap by gap."""
    by_gap: dict[int, tuple[list[Unit], list[Unit]]] = defaultdict(lambda: ([], []))
    for side, units in enumerate((olds, news)):
        for unit in units:
            by_gap[unit.gap][side].append(unit)
    for before, after in by_gap.values():
        for i, j, size in blocks([u.place for u in before], [u.place for u in after]):
            yield from map(Pair, before[i : i + size], after[j : j + size])


def blocks(olds: Sequence[Hashable], news: Sequence[Hashable]) -> Iterator[tuple[int, int, int]]:
    """Stretches that are the same, as (where in the one, where in the other, how long).

    Raises:
        TooManyError: it would take minutes to find them.
    """
    head = 0
    for a, b in zip(olds, news, strict=False):
        if a != b:
            break
        head += 1
    if head:
        yield 0, 0, head
    tail = 0
    most = min(len(olds), len(news)) - head
    while tail < most and olds[-1 - tail] == news[-1 - tail]:
        tail += 1
    before, after = (side[head : len(side) - tail] for side in (olds, news))
    if before and after:
        there = Counter(after)
        if sum(there[each] for each in before) > MOST_COMPARED:
            raise TooManyError
        for i, j, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
            if size:
                yield head + i, head + j, size
    if tail:
        yield len(olds) - tail, len(news) - tail, tail


def _between(units: Sequence[Unit], kept: Sequence[int]) -> list[Unit]:
    """The units that are not kept, each with a gap that says between which two kept ones it stands."""
    there, out, before = set(kept), [], 0
    for unit in units:
        if unit.position in there:
            before += 1
        else:
            out.append(unit._replace(gap=unit.gap * FINER + before))
    return out


def _without(units: Sequence[Unit], paired: Iterable[Unit]) -> list[Unit]:
    positions = {unit.position for unit in paired}
    return [unit for unit in units if unit.position not in positions]


class Rest:
    """The units of both sides that are in no pair yet."""

    def __init__(self, olds: list[Unit], news: list[Unit]) -> None:
        self.olds, self.news = olds, news
        self.pairs: list[Pair] = []

    def pair_by(self, key_of: KeyOf, may: May = lambda old, new: True) -> None:
        """Pair units of one key in their order; those whose key is None stay, and those that may be no pair."""
        waiting: dict[Hashable, list[Unit]] = defaultdict(list)
        for unit in reversed(self.olds):
            key = key_of(unit)
            if key is not None:
                waiting[key].append(unit)
        found = []
        for unit in self.news if waiting else ():
            key = key_of(unit)
            if key is not None and waiting.get(key) and may(waiting[key][-1], unit):
                found.append(Pair(waiting[key].pop(), unit))
        self._take(found)

    def pair(self, pairs: Sequence[Pair]) -> None:
        """Pair units that are known to be one."""
        taken = [{pair[side].position for pair in pairs} for side in (0, 1)]
        olds, news = (
            {unit.position: unit for unit in units if unit.position in there}
            for units, there in zip((self.olds, self.news), taken, strict=True)
        )
        self._take([Pair(olds[pair.old.position], news[pair.new.position]) for pair in pairs])

    def pair_alike(self) -> None:
        """Pair functions and classes that have most of their lines in common, the likest first."""
        sides = [
            [unit for unit in units if isinstance(unit.item.node, Definition)]
            for units in (self.olds, self.news)
        ]
        if not all(sides) or max(map(len, sides)) > MOST_LOOKED_AT:
            return
        lines = [[(unit, _lines(unit)) for unit in side] for side in sides]
        likely = [
            (_likeness(before, after), old, new)
            for old, before in lines[0]
            for new, after in lines[1]
            if old.item.what == new.item.what or {old.item.what, new.item.what} == {"function", "method"}
        ]
        found: list[Pair] = []
        for share, old, new in sorted(
            likely, key=lambda each: (-each[0], each[1].position, each[2].position)
        ):
            if share >= ALIKE and not any(old is pair.old or new is pair.new for pair in found):
                found.append(Pair(old, new))
        self._take(found)

    def _take(self, found: Sequence[Pair]) -> None:
        self.pairs += found
        if found:
            self.olds = _without(self.olds, (pair.old for pair in found))
            self.news = _without(self.news, (pair.new for pair in found))
