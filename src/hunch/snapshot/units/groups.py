"""Which changes hang together by definition and use: what is left apart could have been tried apart.

A new function and its call are one thing, a param and its use, a renamed function and everybody who calls it. Two values
that are changed at once, in code that has otherwise stayed as it was, are two things.
"""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hunch.entities.change import ChangeGroup, UnitChange
from hunch.snapshot.ignores import is_config, is_source

from .names import Names, names_between
from .sentence import ASIDE, is_part, is_talk, ordered, rank, sentence, untold

UNMOVING = ("moved", "renamed", "import", "docstring", "cosmetic", "mode", "binary")
"""What alone moves no metric."""
MOST = 300
"""So many changes, the most important first, are held against each other."""
VALUES = ("param", "literal")
VALUE_UNITS = ("argument", "key", "variable", "attribute", "param")
LOOSE = ("statement", "variable")
CONSTRUCTING = ("forward", "__call__")
"""Methods that are called by the name of their class, or of what was made from it."""


class Texts(NamedTuple):
    """A Python file before and after, as spans count its lines."""

    old: str
    new: str


class _Change(NamedTuple):
    """A change, what others may use of it, and what of others it uses."""

    change: UnitChange
    defines: frozenset[str]
    uses: frozenset[str]
    values: frozenset[str]
    """Names of values: whoever changes a value of the same name changes the same thing."""
    touches: frozenset[str] = frozenset()
    """The names on all lines that differ: a call that is written otherwise goes with the function that is."""


def groups(
    units: Sequence[UnitChange], texts: Mapping[str, Texts], params: Sequence[UnitChange] = ()
) -> list[ChangeGroup]:
    """Changes that may have moved a metric, those that hang together in one group; the most important first.

    Args:
        units: what differs in the code.
        texts: of the files that the spans of these refer to.
        params: what differs in the params.
    """
    counted = ordered([each for each in untold(units, params) if _counts(each)])
    known = [_known(each, texts) for each in [*params, *counted[:MOST]]]
    joined = _Joined(len(known))
    for a, one in enumerate(known):
        for b in range(a):
            if _hang_together(one, known[b]):
                joined.join(a, b)
    found = [[known[at].change for at in members] for members in joined.sets()]
    moving = [each for each in found if any(map(_moves, each))]
    moving.sort(key=lambda each: min(map(rank, each)))
    return [ChangeGroup(sentence=sentence(each, joiner=", "), changes=ordered(each)) for each in moving]


def _counts(change: UnitChange) -> bool:
    """Whether a change may have done something: it stands in code or configuration, and is more than talk."""
    path = os.fsencode(change.path)
    return rank(change) < ASIDE and (is_source(path) or is_config(path)) and not is_talk(change)


def _moves(change: UnitChange) -> bool:
    return change.kind not in UNMOVING and not is_part(change)


def _hang_together(a: _Change, b: _Change) -> bool:
    one, other = a.change, b.change
    if _is_of(a, b) or _is_of(b, a) or a.values & b.values:
        return True
    if one.path != other.path:
        return _are_one_edit(one, other)
    if one.kind in VALUES or other.kind in VALUES:
        return False
    return _unit(one) == _unit(other) or _are_neighbours(one, other) or _are_of_one_class(one, other)


def _is_of(user: _Change, definer: _Change) -> bool:
    """Whether one uses what another defines; of a value only a use that came or went tells."""
    return bool(definer.defines & (user.uses if definer.values else user.uses | user.touches))


def _unit(change: UnitChange) -> object:
    return change.new_span or change.old_span or change.name


def _are_one_edit(a: UnitChange, b: UnitChange) -> bool:
    """The same edit in copies of the same code."""
    return bool(a.parts) and (a.kind, a.name, a.parts) == (b.kind, b.name, b.parts)


def _are_neighbours(a: UnitChange, b: UnitChange) -> bool:
    """Statements of a script on lines that follow each other: somebody wrote them together."""
    if a.what not in LOOSE or b.what not in LOOSE:
        return False
    for one, other in ((a.new_span, b.new_span), (a.old_span, b.old_span)):
        if one and other and (0 <= other[0] - one[2] <= 1 or 0 <= one[0] - other[2] <= 1):
            return True
    return False


def _are_of_one_class(a: UnitChange, b: UnitChange) -> bool:
    """Methods share what `self` holds, whether they name it or not."""
    classes = [change.name.rpartition(".")[0] for change in (a, b) if change.what == "method"]
    return len(classes) == 2 and classes[0] == classes[1]


def _known(change: UnitChange, texts: Mapping[str, Texts]) -> _Change:
    leaf = change.name.rpartition(".")[2].replace("-", "_")
    own = {leaf} if leaf.isidentifier() else set()
    if change.kind == "param" or (change.kind == "literal" and change.what == "key") or change.what == "key":
        return _Change(change, frozenset(own), frozenset(own), frozenset(_low(own)))
    if change.kind == "literal":
        # An argument that is only counted off has the name of what is called, which is no value's name.
        return _Change(change, frozenset(own), frozenset(), frozenset(_low(own)))
    names = _names(change, texts)
    defines = own | names.stored
    if change.what in ("function", "method", "class"):
        defines = {
            *names.stored,
            *_called(change.name),
            *_called(change.old if change.kind in ("moved", "renamed") else None),
        }
    if change.what == "file":
        defines = {change.name.rpartition("/")[2].partition(".")[0], *names.stored}
    values = _low(own) if change.what in VALUE_UNITS else set()
    sets = defines, names.used, values, names.touched
    return _Change(change, *map(frozenset, sets))


def _low(names: set[str]) -> set[str]:
    return {name.lower() for name in names}


def _called(name: str | None) -> set[str]:
    """What a function, method or class is called by elsewhere.

    >>> sorted(_called("Block.forward")), sorted(_called("Block.__init__")), sorted(_called("train"))
    (['Block', 'forward'], ['Block'], ['train'])
    """
    above, _, leaf = (name or "").rpartition(".")
    if not above:
        return {leaf} - {""}
    is_special = leaf.startswith("__") and leaf.endswith("__")
    of_class = {above.rpartition(".")[2]} if is_special or leaf in CONSTRUCTING else set()
    return of_class | (set() if is_special else {leaf})


def _names(change: UnitChange, texts: Mapping[str, Texts]) -> Names:
    sides = texts.get(change.path)
    if sides is None:
        return Names(set(), set(), set())
    if change.what == "file":
        return names_between(sides.old, sides.new)
    return names_between(_cut(sides.old, change.old_span), _cut(sides.new, change.new_span))


def _cut(text: str, span: tuple[int, int, int, int] | None) -> str:
    """The lines of a span."""
    if span is None:
        return ""
    lines = text.split("\n")[span[0] - 1 : span[2] if span[3] else span[2] - 1]
    return "\n".join(lines)


class _Joined:
    """Sets of numbers that grow together."""

    def __init__(self, size: int) -> None:
        self.above = list(range(size))

    def top(self, number: int) -> int:
        while self.above[number] != number:
            number = self.above[number]
        return number

    def join(self, a: int, b: int) -> None:
        self.above[self.top(a)] = self.top(b)

    def sets(self) -> list[list[int]]:
        found: dict[int, list[int]] = {}
        for number in range(len(self.above)):
            found.setdefault(self.top(number), []).append(number)
        return list(found.values())
