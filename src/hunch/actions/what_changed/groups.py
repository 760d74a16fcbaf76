"""The independent things that a run changed against another: derived at reading, kept in the index."""

from collections.abc import Collection

from hunch.actions.changes import edge_key, has_ended, loaded_by, params_between
from hunch.actions.code import store_of
from hunch.entities.change import ChangeGroup, UnitChange
from hunch.entities.run import Run
from hunch.entities.variant import Rule
from hunch.errors import Damaged
from hunch.journal.index import Index
from hunch.journal.kept import Kept
from hunch.journal.workbench import WorkingFolder
from hunch.snapshot.units.between import changes_in, differing, texts_of
from hunch.snapshot.units.groups import groups

RULE = 1
"""Goes up when the same code and params come to be grouped otherwise."""
_KEPT = Kept(f"groups {RULE}", list[ChangeGroup])


def groups_between(
    folder: WorkingFolder, index: Index, parent: Run, run: Run, *, rule: Rule
) -> list[ChangeGroup] | None:
    """What a run changed against another in things that could have been tried apart, the most important first.

    None where the code of one is not known. Nothing that cannot move a metric is among them: comments, tests,
    documents, files that neither run had loaded, params that do not tell variants apart.
    """
    if parent.snapshot is None or run.snapshot is None:
        return None
    key = edge_key(run, parent, rule)
    known = _KEPT.recall(index, key)
    if known is not None:
        return known
    try:
        found = grouped(
            folder, parent.snapshot, run.snapshot, ignore=parent.made.keys() | run.made.keys(),
            loaded=loaded_by(parent, run), params=params_between(parent, run, rule),
        )  # fmt: skip
    except Damaged:  # doctor names it
        return None
    if has_ended(run) and has_ended(parent):
        _KEPT.keep(index, key, found)
    return found


def grouped(
    folder: WorkingFolder,
    old: str | None,
    new: str,
    *,
    ignore: Collection[str],
    loaded: Collection[str] | None,
    params: Collection[UnitChange],
    most_bytes: int | None = None,
) -> list[ChangeGroup]:
    """As `groups_between`, of two snapshots.

    Args:
        most_bytes: where more than these would have to be looked at, nothing is said.

    Raises:
        Damaged: one is not in the store.
    """
    found = differing(store_of(folder.bench), old, new, ignore=ignore)
    if most_bytes is not None and found.size_bytes > most_bytes:
        return []
    units = changes_in(found, loaded)
    return groups(units, texts_of(found, units), list(params))
