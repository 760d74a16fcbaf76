"""Where somebody stands who is at no question: at the one that was worked on last."""

from hunch.entities.standing import TakenQuestion
from hunch.journal.index import Index

from .standpoint import Standpoint


def worked_on(index: Index, at: Standpoint) -> Standpoint:
    """As at the question that was worked on last, where the author is at none: a newcomer, or in another folder."""
    asked = at.standing.questions
    if at.question.id is not None or not asked:
        return at
    latest = next((row.question for row in reversed(index.light()) if row.question in asked), None)
    question = asked[latest or next(reversed(asked))]
    return at._replace(taken=TakenQuestion(question, "asked"))
