"""Whether a run changes several independent things at once: then what comes of it will not say which did it."""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.change import ChangeGroup
from hunch.entities.run import Run
from hunch.entities.variant import Rule
from hunch.errors import Damaged
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

from .command import command_changes
from .groups import grouped

MOST_BYTES = 400_000
"""Of files that differ, both sides together: reading more takes longer than the person should wait for it."""
LOOKED_AT = 50
"""Runs among which the one is looked for that the folder came from."""


class Bundle(NamedTuple):
    """Several independent things that one run changes against where it came from."""

    parent: str
    """Its name."""
    groups: list[ChangeGroup]


def bundle_of_run(folder: WorkingFolder, index: Index, run: Run, *, rule: Rule) -> Bundle | None:
    """What a run that has only begun changes against its parent; None where it is one thing, or nothing."""
    parent = index.run(run.parent) if run.parent else None
    if parent is None or run.snapshot is None:
        return None
    return _bundle(folder, parent, run.snapshot, run.command, rule)


def bundle_of_folder(
    folder: WorkingFolder, index: Index, snapshot: str, command: Sequence[str], *, rule: Rule
) -> Bundle | None:
    """As `bundle_of_run`, of what is about to begin in a working folder."""
    from hunch.actions.whereabouts import came_from

    newest = [run for run in index.runs(newest=LOOKED_AT) if run.began]
    parent = came_from(folder, index, newest).run
    return _bundle(folder, parent, snapshot, command, rule) if parent else None


def _bundle(
    folder: WorkingFolder, parent: Run, snapshot: str, command: Sequence[str], rule: Rule
) -> Bundle | None:
    if parent.snapshot is None:
        return None
    params = command_changes(parent, command, rule)
    try:
        found = grouped(
            folder, parent.snapshot, snapshot, ignore=parent.made,
            loaded=_may_be_loaded(parent, command), params=params, most_bytes=MOST_BYTES,
        )  # fmt: skip
    except Damaged:  # doctor names it
        return None
    return Bundle(parent.name, found) if len(found) > 1 else None


def _may_be_loaded(parent: Run, command: Sequence[str]) -> set[str] | None:
    """Files that the parent had loaded, and those that the command names; None where nobody knows."""
    if parent.loaded is None:
        return None
    return {*parent.loaded, *(word.removeprefix("./") for word in command)}
