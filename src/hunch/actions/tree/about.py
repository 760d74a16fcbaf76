"""Everything that hangs on a question, an idea or a finding: what its page shows, and its `--json`."""

from collections.abc import Sequence

import msgspec

from hunch.actions.hunches.resolving import ledger
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.config import Objective
from hunch.entities.decision import Decision
from hunch.entities.events import NoteAdded
from hunch.entities.finding import Finding
from hunch.entities.hunch import Hunch
from hunch.entities.question import Idea, Question
from hunch.entities.run import Note
from hunch.entities.tree import IdeaNode, QuestionNode, Tree
from hunch.ids import Clock
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

from .deciding import history
from .findings import findings
from .growing import grow


class AboutQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question with all that hangs on it. `node` is its part of `hunch tree --json`."""

    kind: str = "question"
    question: Question
    node: QuestionNode
    hunches: list[Hunch] = []
    """Those on the question itself: which idea is ahead."""
    opened_by: Finding | None = None
    notes: list[Note] = []


class AboutIdea(msgspec.Struct, frozen=True, kw_only=True):
    """An idea with all that hangs on it. `node` is its part of `hunch tree --json`, `under` the ideas right below it."""

    kind: str = "idea"
    idea: Idea
    question: Question | None = None
    node: IdeaNode
    parent: Idea | None = None
    under: list[Idea] = []
    decisions: list[Decision] = []
    """All of them, the one that holds last."""
    hunches: list[Hunch] = []
    inspired: list[Idea] = []
    """Ideas that it inspired."""
    notes: list[Note] = []


class AboutFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with all that hangs on it."""

    kind: str = "finding"
    finding: Finding
    question: Question | None = None
    idea: Idea | None = None
    opened: list[Question] = []
    inspired: list[Idea] = []
    notes: list[Note] = []


class AboutHunch(msgspec.Struct, frozen=True, kw_only=True):
    """A hunch with what it is about."""

    kind: str = "hunch"
    hunch: Hunch
    question: Question | None = None
    idea: Idea | None = None
    notes: list[Note] = []


About = AboutQuestion | AboutIdea | AboutFinding | AboutHunch


class Ground(msgspec.Struct, frozen=True):
    """Where it is looked up."""

    folder: WorkingFolder
    index: Index
    point: Standpoint
    objective: Objective
    clock: Clock


def about(ground: Ground, thing: Question | Idea | Finding | Hunch) -> About:
    """Everything that hangs on a thing."""
    match thing:
        case Question():
            return _question(ground, thing)
        case Idea():
            return _idea(ground, thing)
        case Finding():
            return _finding(ground, thing)
        case Hunch():
            return _hunch(ground, thing)


def _question(ground: Ground, question: Question) -> AboutQuestion:
    tree = _tree(ground)
    node = next((each for each in tree.questions if each.question.id == question.id), None)
    opener = next((each for each in _held(ground) if each.id == question.opened_by), None)
    on = [
        each
        for each in ledger(ground.folder, ground.index)
        if each.question == question.id and not (each.idea or each.run or each.runs or each.plan)
    ]
    return AboutQuestion(
        question=question,
        node=node or QuestionNode(question=question),
        hunches=on,
        opened_by=opener,
        notes=_notes(ground, question.id),
    )


def _idea(ground: Ground, idea: Idea) -> AboutIdea:
    stands = ground.point.standing
    nodes = (each for node in _tree(ground).questions for each in node.ideas)
    node = next((each for each in nodes if each.idea.id == idea.id), None) or IdeaNode(idea=idea)
    runs = {run for each in node.variants for run in each.runs}
    return AboutIdea(
        idea=idea,
        question=stands.questions.get(idea.question or ""),
        node=node,
        parent=stands.ideas.get(idea.parent or ""),
        under=[each for each in stands.ideas.values() if each.parent == idea.id],
        decisions=history(ground.index, idea.id),
        hunches=[
            each
            for each in ledger(ground.folder, ground.index)
            if each.idea == idea.id or runs.intersection(each.runs)
        ],
        inspired=_inspired(ground, idea.id),
        notes=_notes(ground, idea.id),
    )


def _finding(ground: Ground, finding: Finding) -> AboutFinding:
    stands = ground.point.standing
    today = next((each for each in _held(ground) if each.id == finding.id), finding)
    return AboutFinding(
        finding=today,
        question=stands.questions.get(today.question or ""),
        idea=stands.ideas.get(today.idea or ""),
        opened=[stands.questions[each] for each in today.opened if each in stands.questions],
        inspired=_inspired(ground, finding.id),
        notes=_notes(ground, finding.id),
    )


def _hunch(ground: Ground, hunch: Hunch) -> AboutHunch:
    stands = ground.point.standing
    return AboutHunch(
        hunch=hunch,
        question=stands.questions.get(hunch.question or ""),
        idea=stands.ideas.get(hunch.idea or ""),
        notes=_notes(ground, hunch.id),
    )


def _tree(ground: Ground) -> Tree:
    return grow(ground.folder, ground.index, ground.objective, clock=ground.clock).tree


def _held(ground: Ground) -> Sequence[Finding]:
    return findings(ground.folder, ground.index, ground.objective, point=ground.point, clock=ground.clock)


def _inspired(ground: Ground, source: str) -> list[Idea]:
    return [each for each in ground.point.standing.ideas.values() if source in each.inspired_by]


def _notes(ground: Ground, thing: str | None) -> list[Note]:
    return [
        Note(at=told.at, by=told.by, text=told.data.text)
        for told in ground.index.notes()
        if isinstance(told.data, NoteAdded) and thing in told.data.on
    ]
