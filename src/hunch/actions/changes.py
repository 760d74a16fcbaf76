"""The sentence of what changed between each run and its parent: derived at reading, never stored as truth.

What an ended run changed against an ended parent cannot change any more, so it is kept in the index's cache.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hunch.entities.change import UnitChange
from hunch.entities.run import Run, Status
from hunch.entities.values import flat_params
from hunch.entities.variant import Rule, ignored, rule_of
from hunch.errors import Damaged
from hunch.ids import content_hash
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

from .configured import config_of

RULE = 2
"""Goes up when the same code and params come to be told in other words."""
KIND = f"change {RULE}"
FEW = 200
"""For more runs than this all sentences are fetched."""


class Changed(NamedTuple):
    """Runs with their sentences; `missing` counts those for which there was no time."""

    runs: list[Run]
    missing: int


def with_changes(
    folder: WorkingFolder, index: Index, runs: Sequence[Run], *, budget_s: float, rule: Rule | None = None
) -> Changed:
    """`runs`, each with what it changed against its parent; None where it has none, or time ran out."""
    rule = rule or rule_of(config_of(folder.root, []))
    parents = _parents(index, runs)
    keys = {run.id: edge_key(run, parents[run.parent], rule) for run in runs if run.parent in parents}
    known = _known(index, list(keys.values()))
    deadline, missing, told = time.monotonic() + budget_s, 0, []
    for run in runs:
        key = keys.get(run.id, "")
        sentence = known.get(key)
        parent = parents.get(run.parent or "")
        if sentence is None and parent is not None:
            if time.monotonic() < deadline:
                sentence = change_between(folder, parent, run, rule=rule)
                if sentence is not None and has_ended(run) and has_ended(parent):
                    index.cache(KIND, key, sentence.encode("utf-8", "surrogatepass"))
            else:
                missing += 1
        told.append(replace(run, change=sentence) if sentence is not None else run)
    return Changed(told, missing)


def change_between(folder: WorkingFolder, parent: Run, run: Run, *, rule: Rule) -> str | None:
    """One line of what differs in code and params; None where the code of one is not known.

    "" where nothing differs that tells variants apart (`rule`): not the seed, nor where output goes.
    """
    if parent.snapshot is None or run.snapshot is None:
        return None
    from hunch.snapshot.units.sentence import sentence

    try:
        units = units_between(folder, parent, run)
    except Damaged:  # doctor names it; a list of runs goes on
        return None
    return sentence(units, params_between(parent, run, rule))


def units_between(folder: WorkingFolder, parent: Run, run: Run) -> list[UnitChange]:
    """What differs in the code of two runs, but for what runs have written themselves.

    Raises:
        Damaged: a snapshot is not in the store.
    """
    from hunch.snapshot.units.between import unit_changes

    from .code import store_of

    assert run.snapshot is not None
    store, made = store_of(folder.bench), parent.made.keys() | run.made.keys()
    return unit_changes(store, parent.snapshot, run.snapshot, ignore=made, loaded=loaded_by(parent, run))


def params_between(parent: Run, run: Run, rule: Rule) -> list[UnitChange]:
    """The params that differ, but for those that do not tell variants apart."""
    from hunch.snapshot.units.sentence import param_changes

    before, after = (
        {name: value for name, value in flat_params(each).items() if not ignored(name, rule)}
        for each in (parent, run)
    )
    return param_changes(before, after)


def loaded_by(*runs: Run) -> set[str] | None:
    """The project's files that these runs had imported, taken together; None where of one it is not known."""
    if any(run.loaded is None for run in runs):
        return None
    return {path for run in runs for path in run.loaded or ()}


def _parents(index: Index, runs: Sequence[Run]) -> dict[str, Run]:
    """The parents, and `runs` themselves, by id."""
    found = {run.id: run for run in runs}
    missing = {run.parent for run in runs if run.parent} - found.keys()
    return found | {run.id: run for run in index.runs(missing)}


def _known(index: Index, keys: Sequence[str]) -> dict[str, str]:
    found = index.all_cached(KIND, None if len(keys) > FEW else keys)
    return {key: value.decode("utf-8", "surrogatepass") for key, value in found.items()}


def edge_key(run: Run, parent: Run, rule: Rule) -> str:
    """What a sentence depends on: another rule, or other files that runs have made, find other words."""
    made = sorted(parent.made.keys() | run.made.keys())
    # What an ended run had loaded is known by then, and by its count alone a list of ten thousand stays fast.
    loaded = [None if each.loaded is None else len(each.loaded) for each in (parent, run)]
    besides = repr((rule.seed_param, list(rule.ignore), made, loaded))
    return f"{run.id}:{parent.id}:{content_hash(besides.encode('utf-8', 'backslashreplace'))[:12]}"


def has_ended(run: Run) -> bool:
    return run.status in (Status.FINISHED, Status.FAILED, Status.KILLED)
