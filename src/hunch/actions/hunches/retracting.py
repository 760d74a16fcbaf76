"""Taking a prediction back: the line stays, and that it was taken back stays with it."""

from collections.abc import Sequence

import msgspec

from hunch.actions.questions.referring import clipped
from hunch.entities.events import HunchRetracted, HunchSealed
from hunch.entities.fold import Told
from hunch.entities.hunch import HunchStatus
from hunch.entities.reference import is_short_for, short_ids
from hunch.errors import AmbiguousName, Refused, UnknownHunch, UserError
from hunch.ids import Clock
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append

from .past import Named

LONGEST_WHY = 1000


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """A run, as far as it says which predictions count for it, or came too late to."""

    id: str
    name: str
    hunches: list[Named] = []


def retract(folder: WorkingFolder, index: Index, reference: str, *, why: str, clock: Clock) -> HunchSealed:
    """Take a prediction of one's own back.

    Args:
        reference: id, short id, or `@`: one's latest.

    Raises:
        UnknownHunch: none answers to it.
        Refused: it is somebody else's, was taken back already, or what it is about has ended.
    """
    why = " ".join(why.split())
    if not why or len(why) > LONGEST_WHY:
        raise UserError("say why it is taken back, in a line", hint='hunch retract @ -m "the wrong idea"')
    author = folder.bench.surroundings.author
    sealed = [told for told in index.told("hunch.sealed") if isinstance(told.data, HunchSealed)]
    told = _find(sealed, reference, author)
    assert isinstance(told.data, HunchSealed)
    named = f"{short_ids([told.data.hunch], among=_ids(sealed))[told.data.hunch]} ({clipped(told.data.text)})"
    if told.by != author:
        raise Refused(f"{named} is {told.by}'s, and you are {author}", hint="Who sealed it may take it back.")
    if any(getattr(each.data, "hunch", None) == told.data.hunch for each in index.told("hunch.retracted")):
        raise Refused(f"{named} was taken back already")
    _must_be_open(index, told.data, named)
    if _is_resolved(folder, index, told.data.hunch):
        raise Refused(f"{named} is resolved: what came of it is known", hint="See your record: hunch gut")
    append(folder.bench, HunchRetracted(hunch=told.data.hunch, why=why), clock=clock)
    return told.data


def _must_be_open(index: Index, sealed: HunchSealed, named: str) -> None:
    """Once a run has ended that it counts for, it is known what came of it."""
    about = [
        run.id
        for run in index.light()
        if run.status not in ("queued", "running")
        and (
            run.id == sealed.run
            or (run.plan and run.plan == sealed.plan)
            or (run.idea and run.idea == sealed.idea)
        )
    ]
    for run in index.docs(about, Naming):
        if any(seal.id == sealed.hunch for seal in run.hunches):
            raise Refused(
                f"{named} is about {run.name}, which has ended: what came of it is known",
                hint=f"See it beside the result: hunch show {run.name}",
            )


def _is_resolved(folder: WorkingFolder, index: Index, hunch: str) -> bool:
    from .resolving import ledger

    resolved = (HunchStatus.SCORED, HunchStatus.VOID)
    return any(each.id == hunch and each.status in resolved for each in ledger(folder, index))


def _find(sealed: Sequence[Told], reference: str, author: str) -> Told:
    text = reference.strip().lower()
    if text in ("@", "@hunch"):
        own = [told for told in sealed if told.by == author]
        if not own:
            raise UnknownHunch(f"{author} has sealed no hunch yet", hint="hunch predict @idea +")
        return own[-1]
    found = [told for told in sealed if _id(told) == text]
    found = found or [told for told in sealed if is_short_for(text, _id(told))]
    if len(found) > 1:
        shorts = short_ids(_ids(found), among=_ids(found))
        shown = ", ".join(
            f"{shorts[_id(told)]} ({clipped(getattr(told.data, 'text', ''))})" for told in found
        )
        raise AmbiguousName(f"{reference!r} names {len(found)} hunches: {shown}", hint="Take more of its id.")
    if not found:
        raise UnknownHunch(
            f"no hunch {reference!r}", hint="Your latest is @hunch; a run's stand in hunch show RUN."
        )
    return found[0]


def _id(told: Told) -> str:
    return str(getattr(told.data, "hunch", ""))


def _ids(sealed: Sequence[Told]) -> list[str]:
    return [_id(told) for told in sealed]
