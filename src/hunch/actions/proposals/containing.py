"""Whether one variant's code holds another's change already: then there is nothing to combine."""

from collections.abc import Iterator

import msgspec

from hunch.entities.config import Config
from hunch.entities.run import Run
from hunch.entities.variant import Rule, rule_of
from hunch.errors import InvalidConfig
from hunch.journal.config import load_config

from .ground import Ground

MOST_STEPS = 100
"""So many runs back it is looked for."""


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    parent: str | None = None
    variant: str | None = None


def holds(ground: Ground, run: str, other: str, *, base: str) -> bool:
    """Whether the code and params of `run` go on from those of `other`: it came from there, and less lies between the two
    than between it and the baseline."""
    variants = {row.id: row.variant for row in ground.rows}
    if variants.get(other) not in set(_line(ground, run)):
        return False
    there = {each.id: each for each in ground.index.runs([run, other, base])}
    if len(there) < 3:
        return False
    from_other = _distance(ground, there[other], there[run])
    from_base = _distance(ground, there[base], there[run])
    return from_other is not None and from_base is not None and from_other < from_base


def _line(ground: Ground, run: str) -> Iterator[str | None]:
    """The variants that a run came from, one after the other."""
    here: str | None = run
    for _ in range(MOST_STEPS):
        found = next(iter(ground.index.docs([here], _Line)), None) if here else None
        if found is None:
            return
        if here != run:
            yield found.variant
        here = found.parent


def _distance(ground: Ground, old: Run, new: Run) -> int | None:
    """How many things differ that may matter; None where the code of one is not known."""
    from hunch.actions.what_changed.groups import groups_between

    found = groups_between(ground.folder, ground.index, old, new, rule=_rule(ground))
    return None if found is None else sum(len(group.changes) for group in found)


def _rule(ground: Ground) -> Rule:
    try:
        return rule_of(load_config(ground.folder.root))
    except InvalidConfig:  # whoever opened the workbench has said so
        return rule_of(Config())
