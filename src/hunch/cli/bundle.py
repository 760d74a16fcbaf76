"""What is said where a run changes several independent things at once, and somebody has said what it is for."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hunch.entities.quantities import count
from hunch.entities.variant import rule_of
from hunch.journal.index import Index

from .render import plain, talk, terminal
from .wrapping import wrapped

if TYPE_CHECKING:
    from hunch.actions.record import Started
    from hunch.actions.what_changed.bundling import Bundle
    from hunch.entities.config import Config
    from hunch.journal.workbench import WorkingFolder

THIS, THESE = "this run changes", "these runs change"
MOST = 4
"""Things that are told; of more only how many."""


def say_bundle(started: "Started") -> None:
    """Of one run, its process spawned already: what it came from takes the index, which no start waits for."""
    event, config = started.begun.event, started.begun.config
    if not (event.idea or event.hunches) or event.plan or event.replicate_of:
        return
    from hunch.actions.what_changed.bundling import bundle_of_run

    with Index.open(started.bench) as index:
        run = index.run(started.run)
        found = bundle_of_run(started.begun.folder, index, run, rule=rule_of(config)) if run else None
    _say(found, THIS)


def say_bundle_of_plan(folder: "WorkingFolder", config: "Config", command: Sequence[str]) -> None:
    """Of a plan, before the first of its runs."""
    from hunch.actions.differing import snapshot_here
    from hunch.actions.what_changed.bundling import bundle_of_folder

    with Index.open(folder.bench) as index:
        snapshot = snapshot_here(folder)
        found = bundle_of_folder(folder, index, snapshot, command, rule=rule_of(config))
    _say(found, THESE)


def bundle_text(found: "Bundle", subject: str) -> str:
    """`this run changes 2 independent things: (1) lr 0.04 -> 0.05  (2) new `muon_step`: what comes of it ...`."""
    told = [f"({at}) {plain(each.sentence)}" for at, each in enumerate(found.groups[:MOST], 1)]
    more = len(found.groups) - MOST
    it = "it" if subject == THIS else "them"
    things = count(len(found.groups), "independent thing")
    return (
        f"hunch: {subject} {things} since {plain(found.parent)}: {'  '.join(told)}"
        f"{f' and {more} more' if more > 0 else ''}: what comes of {it} will not say which"
    )


def _say(found: "Bundle | None", subject: str) -> None:
    if found is None:
        return
    for line in wrapped(bundle_text(found, subject), terminal(sys.stderr).width):
        talk(line)
