"""The sentence of what changed between each run and its parent: derived at reading, never stored as truth.

What an ended run changed against an ended parent cannot change any more, so it is kept in the index's cache.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hunch._version import __version__
from hunch.entities.run import Run, Status
from hunch.entities.values import flat_params
from hunch.errors import Damaged
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

KIND = f"change {__version__}"
"""A new version may find other words."""
FEW = 200
"""So many are asked for one by one."""


class Changed(NamedTuple):
    """Runs with their sentences; `missing` counts those for which there was no time."""

    runs: list[Run]
    missing: int


def with_changes(folder: WorkingFolder, index: Index, runs: Sequence[Run], *, budget_s: float) -> Changed:
    """`runs`, each with what it changed against its parent; None where it has none, or time ran out."""
    known = _known(index, runs)
    parents = _parents(index, [run for run in runs if run.parent and _key(run) not in known], runs)
    deadline, missing, told = time.monotonic() + budget_s, 0, []
    for run in runs:
        sentence = known.get(_key(run)) if run.parent else None
        parent = parents.get(run.parent or "")
        if sentence is None and parent is not None:
            if time.monotonic() < deadline:
                sentence = change_between(folder, parent, run)
                if sentence is not None and _has_ended(run) and _has_ended(parent):
                    index.cache(KIND, _key(run), sentence.encode("utf-8", "surrogatepass"))
            else:
                missing += 1
        told.append(replace(run, change=sentence) if sentence is not None else run)
    return Changed(told, missing)


def change_between(folder: WorkingFolder, parent: Run, run: Run) -> str | None:
    """One line of what differs in code and params; None where the code of one is not known.

    "" where nothing differs.
    """
    if parent.snapshot is None or run.snapshot is None:
        return None
    from hunch.snapshot.sentence import param_changes, sentence
    from hunch.snapshot.units import unit_changes

    from .code import store_of

    try:
        units = unit_changes(store_of(folder.bench), parent.snapshot, run.snapshot)
    except Damaged:  # doctor names it; a list of runs goes on
        return None
    return sentence(units, param_changes(flat_params(parent), flat_params(run)))


def _parents(index: Index, children: Sequence[Run], at_hand: Sequence[Run]) -> dict[str, Run]:
    found = {run.id: run for run in at_hand}
    missing = {run.parent for run in children if run.parent} - found.keys()
    return found | {run.id: run for run in index.runs(missing)}


def _known(index: Index, runs: Sequence[Run]) -> dict[str, str]:
    if len(runs) > FEW:
        found = index.all_cached(KIND)
    else:
        found = {key: value for run in runs if run.parent and (value := index.cached(KIND, key := _key(run))) is not None}
    return {key: value.decode("utf-8", "surrogatepass") for key, value in found.items()}


def _key(run: Run) -> str:
    return f"{run.id}:{run.parent}"


def _has_ended(run: Run) -> bool:
    return run.status in (Status.FINISHED, Status.FAILED, Status.KILLED)
