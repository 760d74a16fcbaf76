"""What the lines of the journals name, in whichever file it stands: a name that leads nowhere tells of a removed line."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from hunch.entities.events import (
    BaselineSet,
    ClaimWithdrawn,
    Data,
    FindingAdded,
    FindingLinked,
    FindingWithdrawn,
    HunchRetracted,
    HunchSealed,
    HunchSkipped,
    IdeaAdded,
    PaperAdded,
    PaperClaimed,
    PlanMade,
    ProposalMade,
    ProposalSettled,
    QuestionAsked,
    RunFinished,
    RunMeasured,
    RunQueued,
    RunStarted,
)
from hunch.entities.fold import subjects

RUN, START, PLAN, QUESTION, IDEA, HUNCH = "run", "start", "plan", "question", "idea", "hunch"
FINDING, PAPER, CLAIM, PROPOSAL = "finding", "paper", "claim", "proposal"


class Name(NamedTuple):
    """Something that a line says or names: what it is, and its id."""

    what: str
    id: str


class Known(NamedTuple):
    """What the journals say, by what it can be named."""

    names: set[Name]
    seals: Mapping[str, set[str]]
    """The hashes of the lines that sealed a hunch, by its id."""


def known(said: Iterable[tuple[Data, str]]) -> Known:
    """What lines say; each with its hash."""
    names: set[Name] = set()
    seals: dict[str, set[str]] = {}
    for data, sha256 in said:
        names.update(_says(data))
        if isinstance(data, HunchSealed):
            seals.setdefault(data.hunch, set()).add(sha256)
    return Known(names, seals)


def missing(data: Data, there: Known) -> Iterator[tuple[Name, str]]:
    """What a line names that is nowhere, and how to say so."""
    for name in dict.fromkeys(_names(data)):
        if name not in there.names:
            yield name, f"it {_MISSING[name.what].format(name.id)}"
    for seal in data.hunches if isinstance(data, RunStarted) else ():
        if seal.sha256 not in there.seals.get(seal.id, ()):
            what = f"it counts on the hunch {seal.id}, whose sealed line is gone or was edited"
            yield Name(HUNCH, seal.id), what


_MISSING = {
    RUN: "speaks of the run {}, whose start is in no journal",
    START: "speaks of the run {}, whose start is in no journal",
    PLAN: "names the plan {}, which is in no journal",
    QUESTION: "names the question {}, which is in no journal",
    IDEA: "names the idea {}, which is in no journal",
    HUNCH: "names the hunch {}, which is in no journal",
    FINDING: "names the finding {}, which is in no journal",
    PAPER: "names the paper {}, which is in no journal",
    CLAIM: "names the claim {}, which is in no journal",
    PROPOSAL: "names the proposal {}, which is in no journal",
}


def _says(data: Data) -> list[Name]:
    """What a line is the first to say."""
    match data:
        case RunStarted():
            return [Name(RUN, data.run), Name(START, data.run)]
        case RunQueued():
            return [Name(RUN, data.run)]
        case PlanMade():
            return [Name(PLAN, data.plan)]
        case QuestionAsked():
            return [Name(QUESTION, data.question)]
        case IdeaAdded():
            return [Name(IDEA, data.idea)]
        case HunchSealed():
            return [Name(HUNCH, data.hunch)]
        case FindingAdded():
            return [Name(FINDING, data.finding)]
        case PaperAdded():
            return [Name(PAPER, data.paper)]
        case PaperClaimed():
            return [Name(CLAIM, data.claim)]
        case ProposalMade():
            return [Name(PROPOSAL, data.proposal)]
        case _:
            return []


def _names(data: Data) -> Iterator[Name]:
    """What a line takes as said.

    Somebody's words (`inspired_by`, `text`) are no names, and what is predicted of a run a moment before it begins
    (or was asked for) does not take its start as said: a kill in between leaves no start.
    """
    of_begun = isinstance(data, RunFinished | RunMeasured | BaselineSet)
    for run in () if isinstance(data, HunchSealed | HunchSkipped) else subjects(data):
        yield Name(START if of_begun else RUN, run)
    own = {name.what for name in _says(data)}
    for what in (PLAN, QUESTION, IDEA):
        value = getattr(data, what, None)
        if isinstance(value, str) and what not in own:
            yield Name(what, value)
    for run in getattr(data, "baseline", ()):
        yield Name(START, run)
    if isinstance(data, IdeaAdded) and data.parent is not None:
        yield Name(IDEA, data.parent)
    match data:
        case FindingAdded() | FindingLinked():
            for run in (*data.supports, *data.opposes):
                yield Name(RUN, run)
        case QuestionAsked(opened_by=str(opener)):
            yield Name(FINDING, opener)
        case ProposalMade():
            for idea in data.ideas:
                yield Name(IDEA, idea)
    if isinstance(data, FindingLinked | FindingWithdrawn | ProposalMade) and data.finding is not None:
        yield Name(FINDING, data.finding)
    if isinstance(data, ClaimWithdrawn | ProposalMade) and data.claim is not None:
        yield Name(CLAIM, data.claim)
    if isinstance(data, PaperClaimed):
        yield Name(PAPER, data.paper)
    if isinstance(data, ProposalSettled):
        yield Name(PROPOSAL, data.proposal)
    if isinstance(data, HunchRetracted):
        yield Name(HUNCH, data.hunch)
    if isinstance(data, HunchSealed) and data.updates is not None:
        yield Name(HUNCH, data.updates)
