"""The record of somebody's predictions: found, derived, and kept in the index under all that it depends on."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from hunch._version import __version__
from hunch.entities.hunch import Hunch
from hunch.entities.run import Status
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.indexing import no_collector
from hunch.journal.workbench import WorkingFolder
from hunch.stats.resolving import RULE

from .record import Gut
from .resolving import ledger, state_of

KIND = f"gut {RULE} {__version__}"
DEPENDS_ON = ("run.tagged", "hunch.skipped")
"""Events that a record may depend on, beside those that what came of predictions does."""


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
    if asked.everything:
        from .calibrating import selected

        every = ledger(folder, index)
        of_author = selected(every, found.author, topic=asked.topic, topics_of=_topics(index))
        found = replace(found, hunches=of_author)
    return (
        replace(found, lost=_lost(folder, index, found.open_runs, now_us=now_us))
        if found.open_runs
        else found
    )


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
    called = {each: each.partition(":")[2] for each in there}
    found = [each for each, own in called.items() if name in (own, own.partition("@")[0])]
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
    state = state_of(folder, index, *DEPENDS_ON)
    known = index.cached(KIND, key)
    if known is not None and known.startswith(state):
        try:
            return _decode(known[len(state) :])
        except (msgspec.MsgspecError, UnicodeDecodeError):  # a changed byte in the cache
            pass
    from .calibrating import record  # numpy and scipy come with it

    hunches = ledger(folder, index)
    author = own if asked.author is None else author_of(asked.author, (each.author for each in hunches))
    found = record(hunches, author, topic=asked.topic, topics_of=_topics(index))
    found = replace(found, skipped=sum(each.by == author for each in index.told("hunch.skipped")))
    index.cache(KIND, key, state + _encode(found))
    return found


def _topics(index: Index) -> Callable[[Sequence[Hunch]], dict[str, list[str]]]:
    from .topics import topics_of  # not on the way where nothing is new

    return lambda hunches: topics_of(index, hunches)


def _lost(folder: WorkingFolder, index: Index, runs: Sequence[str], *, now_us: int) -> int:
    from hunch.actions.live import with_live

    return sum(run.status == Status.LOST for run in with_live(folder.bench, index.runs(runs), now_us=now_us))


_decode = msgspec.msgpack.Decoder(Gut).decode
_encode = msgspec.msgpack.Encoder().encode
