"""Units that went from one file to another, and files that were renamed and edited at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hunch.entities.change import UnitChange

from .items import Definition
from .matching import Matched, Pair, Rest, Unit
from .python import Compared
from .telling import moved_between

ALIKE = 0.5
"""Share of common lines from which on a file that went and one that came are one."""
MOST_FILES = 40
LEAST_LINES = 4


class Found(NamedTuple):
    """Modules as they were matched, without what went from one to another, and these moves."""

    modules: dict[str, Compared]
    moves: list[UnitChange]


def moves(modules: Mapping[str, Compared]) -> Found:
    """Take functions, classes and long assignments that came in one file and went in another for the same thing.

    Args:
        modules: matched modules by path; of a file that came or went, all its units came or went.
    """
    paths = sorted(modules)
    gone = _movable([(path, unit) for path in paths for unit in modules[path].matched.gone])
    come = _movable([(path, unit) for path in paths for unit in modules[path].matched.come])
    if (
        not gone
        or not come
        or ({path for path, _ in gone} == {path for path, _ in come} and len({path for path, _ in gone}) == 1)
    ):
        return Found(dict(modules), [])
    is_turned = [path for path, _ in gone] > [path for path, _ in come]
    sides = [_numbered(side) for side in ((come, gone) if is_turned else (gone, come))]
    rest = Rest(*sides)
    rest.pair_by(lambda unit: (unit.item.key, unit.item.digest))
    rest.pair_by(lambda unit: unit.shape if isinstance(unit.item.node, Definition) else None)
    rest.pair_alike()
    pairs = [Pair(new, old) for old, new in rest.pairs] if is_turned else rest.pairs
    taken: list[UnitChange] = []
    left = dict(modules)
    for pair in pairs:
        (old_path, old), (new_path, new) = gone[pair.old.position], come[pair.new.position]
        taken += moved_between(Pair(old, new), old_path, new_path)
        left[old_path] = _without(left[old_path], gone=old)
        left[new_path] = _without(left[new_path], come=new)
    return Found(left, taken)


def renamed_files(gone: Mapping[str, bytes], come: Mapping[str, bytes]) -> dict[str, str]:
    """New paths of files, with their former ones, where most of their lines are the same."""
    if not gone or not come or max(len(gone), len(come)) > MOST_FILES:
        return {}
    lines = {path: _lines(content) for path, content in (*gone.items(), *come.items())}
    likely = []
    for old in gone:
        for new in come:
            if old.rpartition(".")[2] == new.rpartition(".")[2]:
                share = _share(lines[old], lines[new])
                same_name = old.rpartition("/")[2] == new.rpartition("/")[2]
                likely.append((-share - same_name / 10, sorted((old, new)), old, new))
    found: dict[str, str] = {}
    for share, _, old, new in sorted(likely):
        if -share >= ALIKE and old not in found.values() and new not in found:
            found[new] = old
    return found


def _lines(content: bytes) -> Counter[bytes]:
    return Counter(line for each in content.splitlines() if len(line := each.strip()) > 2)


def _share(a: Counter[bytes], b: Counter[bytes]) -> float:
    sizes = a.total(), b.total()
    return (a & b).total() / max(sizes) if min(sizes) >= LEAST_LINES else 0.0


Placed = tuple[str, Unit]


def _movable(units: Sequence[Placed]) -> list[Placed]:
    """Units that can be told wherever they stand; of a class its head stands for it all."""
    return [
        (path, unit)
        for path, unit in units
        if isinstance(unit.item.node, Definition)
        or (unit.item.key.kind == "=" and len(unit.item.digest) > LEAST_DIGEST)
    ]


LEAST_DIGEST = 200


def _numbered(units: Sequence[Placed]) -> list[Unit]:
    return [unit._replace(position=at, gap=0) for at, (_, unit) in enumerate(units)]


def _without(found: Compared, *, gone: Unit | None = None, come: Unit | None = None) -> Compared:
    """A module without a unit that is told already, and without what stands in it."""
    matched: Matched = found.matched
    return found._replace(
        matched=matched._replace(
            gone=[unit for unit in matched.gone if gone is None or not _is_part(unit, gone)],
            come=[unit for unit in matched.come if come is None or not _is_part(unit, come)],
        )
    )


def _is_part(unit: Unit, whole: Unit) -> bool:
    outer, inner = whole.item.whole, unit.item.span
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]
