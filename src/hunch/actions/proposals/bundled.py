"""Variants whose change against their parent has several parts that do not need each other."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .ground import Ground
from .weighing import Weighed

MOST_LOOKED_AT = 5
"""Of what is ahead the foremost: each takes a look at two snapshots, the first time."""
BUDGET_S = 0.2
LEAST_GROUPS = 2
MOVED, JOINER = " -> ", "; "


class Bundle(NamedTuple):
    """The parts, each in a few words."""

    groups: list[str]


def bundles(ground: Ground, ahead: Sequence[Weighed]) -> Iterator[tuple[Weighed, Bundle]]:
    """Those of what is ahead that changed several things at once; without what there is no time to look at."""
    foremost = sorted(ahead, key=lambda each: -each.over_base.mean)[:MOST_LOOKED_AT]
    if not foremost:
        return
    from hunch.actions.changes import with_changes

    runs = ground.index.runs([each.tried.run for each in foremost if each.tried])
    told = with_changes(ground.folder, ground.index, runs, budget_s=BUDGET_S).runs
    sentences = {run.id: run.change for run in told}
    for each in foremost:
        groups = groups_of(sentences.get(each.tried.run if each.tried else "") or "")
        if len(groups) >= LEAST_GROUPS:
            yield each, Bundle(groups)


def groups_of(sentence: str) -> list[str]:
    """The parts of a change by its sentence: each value that moved is one, all code together another.

    >>> groups_of("lr 0.04 -> 0.05; body of `Block.forward`; new `muon_step`")
    ['lr 0.04 -> 0.05', 'body of `Block.forward`; new `muon_step`']
    """
    parts = [part for part in sentence.split(JOINER) if part]
    values = [part for part in parts if MOVED in part]
    code = [part for part in parts if MOVED not in part]
    return [*values, *([JOINER.join(code)] if code else [])]
