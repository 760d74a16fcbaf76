"""The tree, grown from the journal: what was asked, tried, decided and found, as of now or of an earlier moment.

It is kept in the index under all that it depends on, so that it is only read as long as nothing has happened.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch._version import __version__
from hunch.actions.live import with_live
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.entities.config import Objective
from hunch.entities.question import Focus
from hunch.entities.run import Status
from hunch.entities.standing import the_question
from hunch.entities.tree import Tree
from hunch.ids import Clock, content_hash, last_id_at, moment
from hunch.journal.index import Index
from hunch.journal.kept import Kept
from hunch.journal.standing import place_of, standing_as_of
from hunch.journal.workbench import WorkingFolder
from hunch.stats.verdict import RULE

KIND = f"tree {__version__} {RULE}"
NOW = "now"
MOST_KEPT = 20
"""Trees of earlier moments that are kept."""
DEPENDS_ON = (
    "baseline.set",
    "decision.made",
    "finding.added",
    "finding.linked",
    "finding.withdrawn",
    "hunch.retracted",
    "hunch.sealed",
    "idea.added",
    "plan.made",
    "question.asked",
    "run.attached",
    "run.finished",
    "run.queued",
    "run.removed",
    "run.started",
    "run.stopping",
)
"""Events that the tree may depend on."""


class _Then(msgspec.Struct, frozen=True, array_like=True):
    """The tree of an earlier moment, and what the author was at then."""

    tree: Tree
    focus: Focus


_NOW, _THEN = Kept(KIND, Tree), Kept(KIND, _Then)


class Grown(NamedTuple):
    """The tree, and what of it the author was at."""

    tree: Tree
    focus: Focus


def grow(folder: WorkingFolder, index: Index, objective: Objective, *, clock: Clock) -> Grown:
    """The tree as it is now.

    Raises:
        NewerFormat: a line of a journal is of a newer Hunch.
    """
    point = standpoint(folder, objective)
    lost = _lost(folder, index, clock)
    state = _state(index.tally(DEPENDS_ON), objective, lost)
    tree = _NOW.recall(index, NOW, state)
    if tree is None:
        from .planting import planted

        tree = planted(folder, index, point, objective, lost=lost, clock=clock)
        _NOW.keep(index, NOW, tree, state)
    return Grown(tree, point.focus)


def grow_as_of(
    folder: WorkingFolder, index: Index, objective: Objective, *, at_us: int, clock: Clock
) -> Grown:
    """The tree as it was known at a moment: whatever came later, in whichever journal, is as if it were still to come.

    A run that had not ended then was under way, as far as anybody knew. What hunch.toml says is taken from today.

    Args:
        index: the one of today, in which the tree of then is kept.
    """
    until, place = last_id_at(at_us), place_of(folder)
    state = _state(index.tally_until(until), objective, place)
    kept = _THEN.recall(index, until, state)
    if kept is not None:
        return Grown(kept.tree, kept.focus)
    from .planting import planted

    stands = standing_as_of(folder.bench, until)
    focus = stands.focus_of(place.author, place.machine, place.folder)
    point = Standpoint(stands, focus, the_question(stands, objective, focus))
    with Index.as_of(folder.bench, until) as then:
        made = planted(folder, then, point, objective, lost=(), clock=clock)
    tree = msgspec.structs.replace(made, at=moment(at_us))
    if len(index.all_cached(KIND)) < MOST_KEPT:
        _THEN.keep(index, until, _Then(tree, focus), state)
    return Grown(tree, focus)


def _lost(folder: WorkingFolder, index: Index, clock: Clock) -> Sequence[str]:
    """Runs without an end of which nobody will ever see one."""
    endless = index.endless()
    if not endless:
        return ()
    live = with_live(folder.bench, index.runs(endless), now_us=clock())
    return sorted(run.id for run in live if run.status == Status.LOST)


def _state(*depends_on: object) -> str:
    return content_hash(msgspec.json.encode(depends_on))
