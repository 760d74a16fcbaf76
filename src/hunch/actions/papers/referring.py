"""Papers and claims by what people call them: key, id, short id, DOI, arXiv id, a part of key or title that no other has."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from hunch.actions.questions.referring import clipped
from hunch.entities.escaping import escaped
from hunch.entities.paper import Claim, Paper
from hunch.entities.reference import LEAST_SHORT, ambiguous, folded, is_short_for, short_ids
from hunch.errors import UnknownPaper, UserError

Thing = TypeVar("Thing", Paper, Claim)


def find_paper(papers: Sequence[Paper], reference: str) -> Paper:
    """The paper that `reference` names.

    Raises:
        UnknownPaper: no paper answers to it.
        AmbiguousName: several do.
    """
    found = paper_or_none(papers, reference)
    if found is not None:
        return found
    raise UnknownPaper(f"no paper {reference!r}", hint=_near(reference, papers))


def paper_or_none(papers: Sequence[Paper], reference: str) -> Paper | None:
    """As `find_paper`, None where nothing answers to it.

    Raises:
        AmbiguousName: several do.
    """
    ways = (
        _by_id,
        _by_key,
        _by_folded_key,
        _by_number,
        _by_short_id,
        _by_title,
        _by_part_of_key,
        _by_part_of_title,
    )
    return _named(reference, papers, ways, "papers", lambda paper: paper.key)


def find_claim(claims: Sequence[Claim], reference: str) -> Claim:
    """The claim that `reference` names, by its id, short id or a part of its text.

    Raises:
        UnknownPaper: no claim answers to it.
        AmbiguousName: several do.
    """
    found = claim_or_none(claims, reference)
    if found is not None:
        return found
    hint = "See what there is: hunch paper check" if claims else 'hunch paper claim KEY "+2.0 BLEU" --page 4'
    raise UnknownPaper(f"no claim {reference!r}", hint=hint)


def claim_or_none(claims: Sequence[Claim], reference: str) -> Claim | None:
    """As `find_claim`, None where nothing answers to it.

    Raises:
        AmbiguousName: several do.
    """
    ways = (_by_id, _by_text, _by_short_id, _by_part_of_text)
    return _named(reference, claims, ways, "claims", lambda claim: clipped(claim.text))


def short_of(thing: Thing, among: Sequence[Thing]) -> str:
    """The shortest text, of 4 characters or more, that names no other of `among`."""
    return short_ids([thing.id], among=[each.id for each in among])[thing.id]


def _named(
    reference: str,
    things: Sequence[Thing],
    ways: Sequence[Callable[[Thing, str], bool]],
    many: str,
    called: Callable[[Thing], str],
) -> Thing | None:
    """What answers to `reference` most exactly."""
    text = " ".join(reference.split())
    if not text:
        raise UserError("an empty name", hint="See what there is: hunch paper list")
    for answers in ways:
        found = [thing for thing in things if answers(thing, text)]
        if len(found) == 1:
            return found[0]
        if found:
            newest = sorted(found, key=lambda thing: thing.id, reverse=True)
            raise ambiguous(reference, many, [(thing.id, called(thing)) for thing in newest])
    return None


def _by_id(thing: Paper | Claim, text: str) -> bool:
    return thing.id == text


def _by_short_id(thing: Paper | Claim, text: str) -> bool:
    return is_short_for(text, thing.id)


def _by_key(paper: Paper, text: str) -> bool:
    return paper.key == text


def _by_folded_key(paper: Paper, text: str) -> bool:
    return paper.key.casefold() == text.casefold()


def _by_part_of_key(paper: Paper, text: str) -> bool:
    return len(text) >= LEAST_SHORT and text.casefold() in paper.key.casefold()


def _by_number(paper: Paper, text: str) -> bool:
    """By DOI or arXiv id, with or without what usually stands before it."""
    number = text.casefold().removeprefix("arxiv:").removeprefix("doi:").removeprefix("https://doi.org/")
    return number in {each.casefold() for each in (paper.doi, paper.arxiv) if each}


def _by_title(paper: Paper, text: str) -> bool:
    return folded(paper.title or "") == folded(text)


def _by_part_of_title(paper: Paper, text: str) -> bool:
    return len(text) >= LEAST_SHORT and folded(text) in folded(paper.title or "")


def _by_text(claim: Claim, text: str) -> bool:
    return folded(claim.text) == folded(text)


def _by_part_of_text(claim: Claim, text: str) -> bool:
    return folded(text) in folded(claim.text)


def _near(reference: str, papers: Sequence[Paper]) -> str:
    from difflib import get_close_matches

    if not papers:
        return "Add one: hunch paper add refs.bib"
    near = get_close_matches(reference, [paper.key for paper in papers], n=3, cutoff=0.5)
    return f"Did you mean {' or '.join(map(escaped, near))}?" if near else "List them: hunch paper list"
