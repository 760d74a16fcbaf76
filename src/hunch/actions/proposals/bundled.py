"""Variants whose change against their parent has several parts that do not need each other."""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hunch.entities.change import ChangeGroup

from .containing import rule_at
from .ground import Ground
from .weighing import Weighed

MOST_LOOKED_AT = 5
"""Of what is ahead the foremost: each takes a look at two snapshots, the first time."""
BUDGET_S = 0.2


class Bundle(NamedTuple):
    """The parts, each in a few words."""

    groups: list[str]


def bundles(ground: Ground, ahead: Sequence[Weighed]) -> Iterator[tuple[Weighed, Bundle]]:
    """Those of what is ahead that changed several things at once; without what there is no time to look at."""
    foremost = sorted(ahead, key=lambda each: -each.over_base.mean)[:MOST_LOOKED_AT]
    if not foremost:
        return
    deadline = time.monotonic() + BUDGET_S
    for each in foremost:
        groups = _groups(ground, each) if time.monotonic() < deadline else []
        if len(groups) > 1:
            yield each, Bundle([group.sentence for group in groups])


def _groups(ground: Ground, each: Weighed) -> list[ChangeGroup]:
    """What its run changed against the run that it came from."""
    from hunch.actions.what_changed.groups import groups_between

    run = ground.index.run(each.tried.run) if each.tried else None
    parent = ground.index.run(run.parent) if run is not None and run.parent else None
    if run is None or parent is None:
        return []
    return groups_between(ground.folder, ground.index, parent, run, rule=rule_at(ground.folder.root)) or []
