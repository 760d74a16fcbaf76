"""What a reference names that names no run: a question, an idea, a finding or a hunch."""

from collections.abc import Sequence

from hunch.actions.questions.referring import (
    CURRENT_IDEA,
    CURRENT_QUESTION,
    LATEST_FINDING,
    Asked,
    either_or_none,
    find_either,
    find_finding,
    finding_or_none,
)
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.finding import Finding
from hunch.entities.hunch import Hunch
from hunch.entities.reference import is_short_for
from hunch.errors import AmbiguousName, UnknownHunch
from hunch.journal.index import Index

from .findings import written

LATEST_HUNCH = "@hunch"

Thing = Asked | Finding
"""Findings as they were written down: they are yet to be held against what is known now."""


def thing_named(index: Index, point: Standpoint, reference: str) -> Thing | None:
    """The question or idea, else the finding, that answers to `reference`; None where none does.

    Raises:
        UserError: several answer to it, or nothing is current where `@question` or `@idea` is asked for.
    """
    text = reference.strip()
    if text in (CURRENT_QUESTION, CURRENT_IDEA):
        return find_either(point.standing, text, point.focus)
    if text == LATEST_FINDING:
        return find_finding(written(index), text, point.focus)
    if text.startswith("@") or not text:
        return None
    found = either_or_none(point.standing, reference, point.focus)
    return found or finding_or_none(written(index), reference, point.focus)


def hunch_named(hunches: Sequence[Hunch], reference: str, author: str) -> Hunch | None:
    """The hunch of this id or short id; `@hunch` is the author's latest. None where there is none.

    Raises:
        AmbiguousName: several answer to it.
        UnknownHunch: `@hunch`, and the author has sealed none.
    """
    text = reference.strip().lower()
    if text == LATEST_HUNCH:
        own = [each for each in hunches if each.author == author]
        if not own:
            raise UnknownHunch(f"{author} has sealed no hunch yet", hint="hunch predict @idea +")
        return own[-1]
    found = [each for each in hunches if each.id == text]
    found = found or [each for each in hunches if is_short_for(text, each.id)]
    if len(found) > 1:
        raise AmbiguousName(f"{reference!r} names {len(found)} hunches", hint="Take more of its id.")
    return found[0] if found else None
