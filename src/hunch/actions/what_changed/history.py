"""What was changed apart elsewhere can be apart: the record shows it where the code does not.

Code holds together what goes through one place, such as `main`: between two distant variants that is nearly everything. Where
other steps of the record changed a part of that and nothing else, it is several changes.
"""

from collections.abc import Iterable, Mapping, Sequence

from hunch.entities.change import ChangeGroup, UnitChange
from hunch.snapshot.units.groups import UNMOVING, VALUE_UNITS
from hunch.snapshot.units.sentence import is_part, ordered, sentence

INSIDE, SET, WHOLE = "inside", "set", "whole"
"""How a piece differs: something in it, its value, or that it is there at all."""
Pieces = Mapping[object, str]
"""The pieces that a group of changes touches, and how."""


def apart(group: ChangeGroup, elsewhere: Iterable[ChangeGroup]) -> list[ChangeGroup]:
    """The parts of a group, by what was changed apart elsewhere; the group itself where nothing shows any.

    A part is shown by a value that was set anew alone; or by two groups, neither of which holds anything else than this one does,
    and which have come or gone apart: one of them alone may be the same idea in other code.

    Args:
        elsewhere: the groups of other edges.
    """
    whole = pieces(group)
    inner = [each for each in _distinct(elsewhere) if _is_within(each, whole)]
    shown = _disjoint(each for each in inner if set(each.values()) == {SET})
    others = _disjoint(each for each in inner if WHOLE in each.values())
    shown += others if len(others) > 1 else []
    places = [_key(each) for each in group.changes]
    shown.sort(key=lambda part: min(map(places.index, _own(part))))
    return _parts(group, shown) if shown else [group]


def has_parts(group: ChangeGroup, elsewhere: Iterable[ChangeGroup]) -> bool:
    """Whether anything elsewhere touched a part of what this touches, and nothing else: enough to doubt what nobody ever did
    as one change."""
    whole = pieces(group).keys()
    return any(each.keys() < whole for each in _distinct(elsewhere))


def pieces(group: ChangeGroup) -> Pieces:
    """What a group touches, without what alone moves no metric."""
    found: dict[object, str] = {}
    for each in group.changes:
        if each.kind not in UNMOVING and not is_part(each):
            key = _key(each)
            found[key] = max(found.get(key, ""), _how(each))
    return found


def _key(change: UnitChange) -> object:
    """A value by its name, wherever it is said: as a param, a default, a key. All else by its place."""
    if change.what in VALUE_UNITS:
        return change.name.rpartition(".")[2].replace("-", "_").lower()
    return change.path, change.within, change.name


def _how(change: UnitChange) -> str:
    if change.kind in ("added", "removed"):
        return WHOLE
    if change.kind in ("param", "literal"):
        return WHOLE if change.old is None or change.new is None else SET
    return INSIDE


def _distinct(groups: Iterable[ChangeGroup]) -> list[Pieces]:
    """What these touch, each once, the smallest first."""
    found = {frozenset(each.items()): each for each in map(pieces, groups) if each}
    return sorted(found.values(), key=lambda each: (len(each), sorted(map(str, each))))


def _is_within(part: Pieces, whole: Pieces) -> bool:
    """Whether it touches less than the whole, nothing else, and that in the same manner."""
    if not part.keys() < whole.keys():
        return False
    return all(how in (INSIDE, whole[key]) for key, how in part.items())


def _disjoint(found: Iterable[Pieces]) -> list[Pieces]:
    """Those, the smallest first, that have none of the pieces in common that say what they are."""
    taken: set[object] = set()
    kept = []
    for each in found:
        own = _own(each)
        if not own & taken:
            taken |= own
            kept.append(each)
    return kept


def _own(part: Pieces) -> set[object]:
    """What says what it is: code that is only changed inside may be a place that much goes through."""
    return {key for key, how in part.items() if how != INSIDE}


def _parts(group: ChangeGroup, shown: Sequence[Pieces]) -> list[ChangeGroup]:
    """The changes of each part, and what is left; a place that several go through is told with the first of them."""
    members: list[list[UnitChange]] = [[] for _ in range(len(shown) + 1)]
    for change in group.changes:
        key = _key(change)
        at = next((at for at, part in enumerate(shown) if key in _own(part)), None)
        if at is None:
            at = next((at for at, part in enumerate(shown) if key in part), len(shown))
        members[at].append(change)
    *own, rest = members
    if own and not pieces(ChangeGroup(sentence="", changes=rest)):
        own[-1] += rest
        rest = []
    found = [ordered(each) for each in (*own, rest) if each]
    return [ChangeGroup(sentence=sentence(each, joiner=", "), changes=each) for each in found]
