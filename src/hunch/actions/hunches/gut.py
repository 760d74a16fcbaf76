"""The record of somebody's predictions: found, derived, and kept in the index under all that it depends on."""

from collections.abc import Callable, Iterable, Sequence, Set
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from hunch._version import __version__
from hunch.entities.author import goes_by
from hunch.entities.hunch import Hunch, HunchStatus
from hunch.entities.run import Status
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.indexing import no_collector
from hunch.journal.kept import Kept
from hunch.journal.workbench import WorkingFolder
from hunch.stats.resolving import RULE

from .record import Gut
from .resolving import ledger, state_of

KIND = f"gut {RULE} {__version__}"
DEPENDS_ON = ("run.tagged", "hunch.skipped")
"""Events that a record may depend on, beside those that what came of predictions does."""
_KEPT = Kept(KIND, Gut)


class Asked(NamedTuple):
    """Whose record, and of which of it."""

    author: str | None = None
    """Whole, or the name alone; None: one's own."""
    topic: str | None = None
    """A tag of runs, or a word of ideas."""
    everything: bool = False
    """With every prediction, however many there are."""


def gut(folder: WorkingFolder, index: Index, asked: Asked, *, now_us: int) -> Gut:
    """A record as it stands.

    Raises:
        UserError: nobody of that name has made a prediction here, or several have.
    """
    with no_collector():
        found = _kept(folder, index, asked)
        lost = _lost(folder, index, now_us=now_us) if found.open else frozenset()
        if lost:
            found = _of(_without_lost(ledger(folder, index), lost, index), folder, index, asked)
    if asked.everything:
        from .calibrating import selected

        every = _without_lost(ledger(folder, index), lost, index)
        of_author = selected(every, found.author, topic=asked.topic, topics_of=_topics(index))
        found = replace(found, hunches=of_author)
    return found


def authors(folder: WorkingFolder, index: Index) -> list[str]:
    """Who has made predictions here."""
    return sorted({hunch.author for hunch in ledger(folder, index)})


def author_of(name: str, known: Iterable[str]) -> str:
    """The author that a name means: whole, without "human:", or without an agent's version.

    Raises:
        UserError: nobody, or several.

    >>> author_of("ben", ["human:ada", "human:ben"]), author_of("coder", ["agent:coder@2"])
    ('human:ben', 'agent:coder@2')
    """
    there = sorted(set(known))
    if name in there:
        return name
    found = [each for each in there if goes_by(name, each)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(f"{name!r} means {len(found)} authors", hint=f"One of {', '.join(found)}")
    hint = f"These have: {', '.join(there)}" if there else "Nobody has: hunch run --hunch + COMMAND..."
    raise UserError(f"{name!r} has made no predictions here", hint=hint)


def _kept(folder: WorkingFolder, index: Index, asked: Asked) -> Gut:
    """As it was derived the last time, if nothing that it depends on has changed."""
    own = folder.bench.surroundings.author
    key = msgspec.json.encode([asked.author or own, asked.author is None, asked.topic]).decode()
    state = state_of(index, *DEPENDS_ON)
    known = _KEPT.recall(index, key, state)
    if known is not None:
        return known
    found = _of(ledger(folder, index), folder, index, asked)
    _KEPT.keep(index, key, found, state)
    return found


def _of(hunches: Sequence[Hunch], folder: WorkingFolder, index: Index, asked: Asked) -> Gut:
    from .calibrating import record  # numpy and scipy come with it

    own = folder.bench.surroundings.author
    author = own if asked.author is None else author_of(asked.author, (each.author for each in hunches))
    found = record(hunches, author, topic=asked.topic, topics_of=_topics(index))
    return replace(found, skipped=sum(each.by == author for each in index.told("hunch.skipped")))


def _topics(index: Index) -> Callable[[Sequence[Hunch]], dict[str, list[str]]]:
    from .topics import topics_of  # not on the way where nothing is new

    return lambda hunches: topics_of(index, hunches)


def _lost(folder: WorkingFolder, index: Index, *, now_us: int) -> frozenset[str]:
    """The runs that have no end, or never began, and will not by themselves."""
    from hunch.actions.live import with_live

    without_end = (Status.RUNNING, Status.QUEUED)
    runs = index.runs([row.id for row in index.light() if row.status in without_end and not row.removed])
    live = with_live(folder.bench, runs, now_us=now_us)
    return frozenset(run.id for run in live if run.status == Status.LOST)


def _without_lost(hunches: Sequence[Hunch], lost: Set[str], index: Index) -> list[Hunch]:
    """Open ones about a run that is lost are void as long as it is: who ends a run by force does not get rid of it."""
    if not lost:
        return list(hunches)
    from .calibrating import LOST
    from .counted import ASIDE, IDEA, VARIANT

    waiting = {row.plan: row.id for row in index.light() if row.id in lost and not row.began and row.plan}

    def told(hunch: Hunch) -> Hunch:
        of_plan = {waiting.get(hunch.plan or "")} if hunch.run is None else {hunch.run}
        if hunch.status != HunchStatus.OPEN or not lost & (of_plan | set(hunch.runs)):
            return hunch
        is_counted = hunch.updates is None and ASIDE not in hunch.flags
        counts = (IDEA if hunch.idea else VARIANT) if is_counted else None
        return replace(hunch, status=HunchStatus.VOID, void=LOST, waits=None, counts=counts)

    return [told(hunch) for hunch in hunches]
