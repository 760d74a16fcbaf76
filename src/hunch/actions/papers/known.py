"""The papers and claims of a workbench, as the journal has them."""

from collections.abc import Iterable, Sequence, Set
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
from hunch.papers.facts import Facts, same_paper


def papers(index: Index) -> list[Paper]:
    """All papers, in the order in which they came; of each what its last lines say.

    Where two people have added one paper under one key, each in a workbench of their own, and these came together, it is one.
    """
    found = _as_added(index)
    first = same_as(found)
    kept: dict[str, Paper] = {}
    for paper in found:
        there = kept.get(first.get(paper.id, paper.id))
        if there is None:
            kept[paper.id] = paper
        else:
            kept[there.id] = _filled_by(there, paper)
    return list(kept.values())


def same_as(found: Sequence[Paper]) -> dict[str, str]:
    """Of a paper that was added twice under one key, the first id by the later ones."""
    firsts: dict[str, list[Paper]] = {}
    later: dict[str, str] = {}
    for paper in found:
        same_key = firsts.setdefault(paper.key.casefold(), [])
        twin = next((each for each in same_key if same_paper(facts_of(each), facts_of(paper))), None)
        if twin is None:
            same_key.append(paper)
        else:
            later[paper.id] = twin.id
    return later


def facts_of(paper: Paper) -> Facts:
    """What is known of a paper."""
    return Facts(**{name: getattr(paper, name) for name in Facts.__struct_fields__})


def _as_added(index: Index) -> list[Paper]:
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


def _filled_by(paper: Paper, other: Paper) -> Paper:
    mine, theirs = msgspec.structs.asdict(paper), msgspec.structs.asdict(other)
    if paper.file is not None:  # a text belongs to its PDF
        theirs |= {"text": paper.text, "pages": paper.pages}
    return Paper(**{name: mine[name] or theirs[name] for name in mine})


def claims(index: Index) -> list[Claim]:
    """All claims, withdrawn ones too, in the order in which they came; without answers."""
    found: dict[str, Claim] = {}
    first = same_as(_as_added(index))
    for event in index.told("paper.claimed"):
        assert isinstance(event.data, PaperClaimed)
        said = _said(event.data)
        said["paper"] = first.get(said["paper"], said["paper"])
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
    first = same_as(_as_added(index))
    return {first.get(each, each) for each in named}


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
