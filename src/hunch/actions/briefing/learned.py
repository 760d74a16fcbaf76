"""What was thought of, decided, found and read: ideas, dead ends, findings, claims, and what is proposed next."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from hunch.entities.decision import DROP, KEEP, PARK, Decision
from hunch.entities.finding import Finding
from hunch.entities.paper import Claim, Paper
from hunch.entities.question import Idea, Question
from hunch.entities.standing import Standing
from hunch.entities.words import UNDETERMINED
from hunch.journal.rows import LightRun

from .facts import ClaimTold, Decided, IdeaTold

ORDER = {DROP: 0, PARK: 1, KEEP: 2}


def held(findings: Sequence[Finding], question: Question) -> list[Finding]:
    """The findings that are held still: on the question first, the latest first."""
    found = [each for each in reversed(findings) if each.withdrawn is None]
    return sorted(found, key=lambda each: each.question != question.id)


def decided(decisions: Mapping[str, Decision], standing: Standing, question: Question) -> list[Decided]:
    """The decisions on a question's ideas: what was dropped first, then parked, then kept; the latest first."""
    found = [
        _decided(each, standing.ideas[each.idea].text)
        for each in decisions.values()
        if each.idea in standing.ideas and _is_of(standing.ideas[each.idea], question)
    ]
    found.sort(key=lambda each: each.at, reverse=True)
    return sorted(found, key=lambda each: ORDER.get(each.decision, len(ORDER)))


def _decided(made: Decision, text: str) -> Decided:
    return Decided(
        text=text,
        idea=made.idea,
        decision=made.decision,
        why=made.why,
        at=made.at,
        by=made.by,
        runs=made.runs,
    )


def open_ideas(
    standing: Standing, rows: Sequence[LightRun], question: Question, decisions: Mapping[str, Decision]
) -> list[IdeaTold]:
    """The question's ideas that nobody has decided on: those that nobody has tried first, then the latest first."""
    tried = Counter(row.idea for row in rows if row.idea and row.began and not row.removed)
    found = []
    for idea in standing.ideas.values():
        if idea.id in decisions or not _is_of(idea, question):
            continue
        parent = standing.ideas.get(idea.parent or "")
        found.append(
            IdeaTold(
                id=idea.id,
                text=idea.text,
                parent=idea.parent,
                parent_text=parent.text if parent else None,
                runs=tried[idea.id],
            )
        )
    found.reverse()
    return sorted(found, key=lambda idea: idea.runs > 0)


def _is_of(idea: Idea, question: Question) -> bool:
    """Ideas of no question belong to every one; where none is asked, all are told."""
    return question.id is None or idea.question in (None, question.id)


def claimed(answers: Sequence[Claim], papers: Sequence[Paper]) -> list[ClaimTold]:
    """The claims, those that runs have not answered first, each with its paper's key."""
    keys = {each.id: each.key for each in papers}
    told = [ClaimTold(**msgspec.structs.asdict(each), key=keys.get(each.paper, "")) for each in answers]
    return sorted(told, key=is_answered)


def is_answered(claim: Claim) -> bool:
    """Whether runs say anything of it."""
    return claim.answer is not None and claim.answer.word != UNDETERMINED.text
