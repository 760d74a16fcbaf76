"""The papers and claims of a workbench, as the journal has them."""

from collections.abc import Iterable, Set
from typing import Any

import msgspec

from hunch.entities.events import (
    ClaimWithdrawn,
    Data,
    IdeaAdded,
    NoteAdded,
    PaperAdded,
    PaperClaimed,
)
from hunch.entities.paper import Claim, Paper
from hunch.journal.index import Index


def papers(index: Index) -> list[Paper]:
    """All papers, in the order in which they came; of each what its last lines say."""
    found: dict[str, Paper] = {}
    for event in index.told("paper.added"):
        assert isinstance(event.data, PaperAdded)
        said = _said(event.data)
        before = found.get(event.data.paper)
        if before is None:
            found[event.data.paper] = Paper(**said, added_at=event.at, by=event.by)
        else:
            found[event.data.paper] = msgspec.structs.replace(before, **said)
    return list(found.values())


def claims(index: Index) -> list[Claim]:
    """All claims, withdrawn ones too, in the order in which they came; without answers."""
    found: dict[str, Claim] = {}
    for event in index.told("paper.claimed"):
        assert isinstance(event.data, PaperClaimed)
        said = _said(event.data)
        before = found.get(event.data.claim)
        if before is None:
            found[event.data.claim] = Claim(**said, at=event.at, by=event.by)
        else:
            found[event.data.claim] = msgspec.structs.replace(before, **said)
    for event in index.told("claim.withdrawn"):
        assert isinstance(event.data, ClaimWithdrawn)
        claim = found.get(event.data.claim)
        if claim is not None:
            found[claim.id] = msgspec.structs.replace(claim, withdrawn=event.data.why)
    return list(found.values())


def used(index: Index) -> set[str]:
    """Ids of the papers that inspired an idea, of which something is claimed, or that somebody noted something on."""
    named = {each.paper for each in claims(index) if each.withdrawn is None}
    for event in index.told("idea.added"):
        named.update(_named(event.data))
    for event in index.told("note.added"):
        named.update(_named(event.data))
    return named


def taken_keys(known: Iterable[Paper]) -> Set[str]:
    """The keys that no other paper may have: capitals make no difference to BibTeX."""
    return {paper.key.casefold() for paper in known}


def _named(data: Data | None) -> Iterable[str]:
    match data:
        case IdeaAdded():
            return data.inspired_by
        case NoteAdded():
            return data.on
        case _:
            return ()


def _said(data: PaperAdded | PaperClaimed) -> dict[str, Any]:
    """What a line says by the names that readers have for it: what is missing in it, it leaves as it was."""
    names = {"paper": "id"} if isinstance(data, PaperAdded) else {"claim": "id"}
    values = msgspec.structs.asdict(data)
    return {names.get(name, name): value for name, value in values.items() if value not in (None, [])}
