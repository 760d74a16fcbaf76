"""What a variant's code and params go on from: another variant that is in it, or the baseline.

The run that a working folder last came from is no proof: somebody may have gone back by hand. A variant goes on from
the one that its run came from where less lies between these two than between it and the baseline.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from hunch.entities.config import Config
from hunch.entities.run import Run
from hunch.entities.variant import Rule, rule_of
from hunch.errors import InvalidConfig
from hunch.journal.config import load_config
from hunch.journal.index import Index
from hunch.journal.workbench import Workbench, WorkingFolder

MOST_LOOKED_AT = 12
"""So many variants, those that are furthest ahead: what is behind is nothing to build on, and each costs a look at snapshots."""
MOST_STEPS, MOST_TRIED = 100, 3
"""So many runs back it is looked for, and so many variants are held against the baseline."""


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    parent: str | None = None
    variant: str | None = None


def going_on(
    bench: Workbench, index: Index, runs: Mapping[str, str], *, base: str, ahead: Sequence[str]
) -> dict[str, str]:
    """The variant that each of these goes on from, where that is not the baseline.

    Args:
        runs: by variant, the run that stands for it, the baseline's among them.
        base: the baseline.
        ahead: the variants to look at, the one that is furthest ahead first.
    """
    found: dict[str, str] = {}
    for key in ahead[:MOST_LOOKED_AT]:
        for other in list(_line(index, runs[key], key))[:MOST_TRIED]:
            if other == base:
                break
            if other in runs and _is_nearer(bench, index, runs[key], runs[other], runs[base]):
                found[key] = other
                break
    return found


def _line(index: Index, run: str, key: str) -> Iterator[str]:
    """The variants that a run came from, each once, the last before it first."""
    seen, here = {key}, index.docs([run], _Line)
    for _ in range(MOST_STEPS):
        parent = here[0].parent if here else None
        here = index.docs([parent], _Line) if parent else []
        variant = here[0].variant if here else None
        if variant is not None and variant not in seen:
            seen.add(variant)
            yield variant
        if not here:
            return


def _is_nearer(bench: Workbench, index: Index, run: str, other: str, base: str) -> bool:
    """Whether less lies between a run and another than between it and the baseline."""
    there = {each.id: each for each in index.runs([run, other, base])}
    if len(there) < 3:
        return False
    from_other = _distance(bench, index, there[other], there[run])
    from_base = _distance(bench, index, there[base], there[run])
    return from_other is not None and from_base is not None and from_other < from_base


def _distance(bench: Workbench, index: Index, old: Run, new: Run) -> int | None:
    """How many things differ that may matter; None where the code of one is not known."""
    from hunch.actions.what_changed.groups import groups_between

    folder = WorkingFolder(bench.root_of(new.folder), bench)
    found = groups_between(folder, index, old, new, rule=rule_at(folder.root))
    return None if found is None else sum(len(group.changes) for group in found)


def rule_at(root: str) -> Rule:
    """What tells variants apart in a project; a slip in its hunch.toml has been named by whoever opened it."""
    try:
        return rule_of(load_config(root))
    except InvalidConfig:
        return rule_of(Config())
