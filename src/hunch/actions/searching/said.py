"""What people wrote, as it is searched: questions, ideas, findings, decisions, hunches, notes."""

from collections.abc import Callable

from hunch.entities.events import (
    Data,
    DecisionMade,
    FindingAdded,
    FindingWithdrawn,
    HunchRetracted,
    HunchSealed,
    IdeaAdded,
    NoteAdded,
    QuestionAsked,
)
from hunch.entities.fold import Told
from hunch.entities.secrets import redact_text
from hunch.journal.index import Index
from hunch.journal.search import Entry, Search

LONGEST_TITLE = 200
STAND_OUT, SAID, ASIDE = 3.0, 2.5, 2.0
"""How much a match counts: in what somebody asked, tried or found; decided or noted; foretold."""
REMEMBERED = "event"


def bring_up_to_date(index: Index, search: Search) -> None:
    """Put in what was written since."""
    tally = {kind: f"{count}:{highest}" for kind, count, highest in index.tally(_ENTRIES)}
    known = search.recall("kind")
    for kind, state in tally.items():
        if known.get(kind) == state:
            continue
        seen = search.recall(f"{REMEMBERED} {kind}")
        new = [told for told in index.told(kind) if told.id not in seen]
        search.add(entry for told in new if (entry := entry_of(told)) is not None)
        search.remember(f"{REMEMBERED} {kind}", ((told.id, "") for told in new))
        search.remember("kind", [(kind, state)])


def entry_of(told: Told) -> Entry | None:
    """What can be found of an event; None where nobody wrote anything."""
    for struct, entry in _MAKERS.items():
        if isinstance(told.data, struct):
            made = entry(told, told.data)
            made = made._replace(source=told.id, by=told.by, at=told.at)
            made = made._replace(title=redact_text(made.title), body=redact_text(made.body))
            return made if made.title or made.body else None
    return None


def _question(told: Told, data: Data) -> Entry:
    assert isinstance(data, QuestionAsked)
    return Entry(
        "question",
        data.question,
        "",
        *_parts(data.text),
        metrics=data.metric,
        weight=STAND_OUT,
        question=data.question,
    )


def _idea(told: Told, data: Data) -> Entry:
    assert isinstance(data, IdeaAdded)
    return Entry(
        "idea", data.idea, "", *_parts(data.text), weight=STAND_OUT, question=data.question, idea=data.idea
    )


def _finding(told: Told, data: Data) -> Entry:
    assert isinstance(data, FindingAdded)
    return Entry(
        "finding", data.finding, "", *_parts(data.text), weight=STAND_OUT, question=data.question, idea=data.idea,
        run=next(iter([*data.supports, *data.opposes]), None),
    )  # fmt: skip


def _withdrawn(told: Told, data: Data) -> Entry:
    assert isinstance(data, FindingWithdrawn)
    return Entry("finding", data.finding, "", body=data.why, place="why it was withdrawn", weight=ASIDE)


def _decision(told: Told, data: Data) -> Entry:
    assert isinstance(data, DecisionMade)
    return Entry("decision", told.id, "", data.decision, data.why, weight=SAID, idea=data.idea)


def _hunch(told: Told, data: Data) -> Entry:
    assert isinstance(data, HunchSealed)
    return Entry(
        "hunch", data.hunch, "", data.text, data.why or "", weight=ASIDE, run=data.run, question=data.question,
        idea=data.idea,
    )  # fmt: skip


def _retracted(told: Told, data: Data) -> Entry:
    assert isinstance(data, HunchRetracted)
    return Entry("hunch", data.hunch, "", body=data.why, place="why it was taken back", weight=ASIDE)


def _note(told: Told, data: Data) -> Entry:
    assert isinstance(data, NoteAdded)
    place = " ".join(filter(None, (data.report and f"report of {data.report}", data.field)))
    return Entry(
        "note", told.id, "", *_parts(data.text), place=place or None, weight=SAID, run=next(iter(data.runs), None),
        question=data.question, idea=data.idea,
    )  # fmt: skip


def _parts(text: str) -> tuple[str, str]:
    """A text as a title, the rest of a long one as a body."""
    first, _, rest = text.strip().partition("\n")
    if len(first) > LONGEST_TITLE:
        cut = first.rfind(" ", 0, LONGEST_TITLE)
        first, rest = (
            first[: cut if cut > 0 else LONGEST_TITLE],
            f"{first[cut if cut > 0 else LONGEST_TITLE :]}\n{rest}",
        )
    return first, rest


_MAKERS: dict[type[Data], Callable[[Told, Data], Entry]] = {
    QuestionAsked: _question,
    IdeaAdded: _idea,
    FindingAdded: _finding,
    FindingWithdrawn: _withdrawn,
    DecisionMade: _decision,
    HunchSealed: _hunch,
    HunchRetracted: _retracted,
    NoteAdded: _note,
}
_ENTRIES = (
    "question.asked", "idea.added", "finding.added", "finding.withdrawn", "decision.made", "hunch.sealed",
    "hunch.retracted", "note.added",
)  # fmt: skip
