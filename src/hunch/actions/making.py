"""Files that runs made in the working folder: they are in later snapshots, and must not split variants.

A file counts as made if it came to be while a run was going on, and for as long as it stays as a run left it.
What is edited by hand in between is the user's again.
"""

from collections.abc import Mapping

from hunch.errors import HunchError
from hunch.journal.workbench import Workbench
from hunch.snapshot.objects import Store
from hunch.snapshot.restore import found_at
from hunch.snapshot.since import Since
from hunch.snapshot.tree import files

MOST = 1000
Made = Mapping[str, str]
"""Path below the working folder -> git's id of its content."""


def made_before(bench: Workbench, run: str) -> dict[str, str]:
    """What runs had made when the predecessor of `run` ended; nothing where there is none."""
    from hunch.journal.index import Index

    try:
        with Index.open(bench) as index:
            predecessor = index.predecessor(run)
    except HunchError:  # the index is a cache; what is wrong with the journal, readers and doctor say
        return {}
    return predecessor.made if predecessor else {}


def still_as_made(store: Store, snapshot: str, before: Made) -> set[str]:
    """Which files of a snapshot are as runs left them."""
    if not before:
        return set()
    held = files(store, snapshot)
    return {path for path, sha in before.items() if path in held and held[path].sha == sha}


def made_after(root: str, since: Since, before: Made) -> dict[str, str]:
    """What runs have made by the end of a run.

    Args:
        since: what happened to the files of the folder while the run was going on.
        before: what earlier runs had made.
    """
    touched = [*since.created, *(path for path in since.edited if path in before)]
    made = {path: sha for path, sha in before.items() if path not in since.edited}
    for path in touched:
        found = found_at(root, path)
        if found is not None and len(made) < MOST:
            made[path] = found.sha
    return made
