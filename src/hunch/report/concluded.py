"""What was decided and found, which papers came in, and what answers to their claims."""

from collections.abc import Sequence

from hunch.actions.papers import known
from hunch.actions.papers.answering import answered
from hunch.actions.proposals.ground import Asked
from hunch.actions.proposals.ranking import proposals as what_next
from hunch.actions.tree.deciding import history
from hunch.actions.tree.findings import KINDS
from hunch.actions.tree.findings import findings as held_against_now
from hunch.entities.decision import Decision
from hunch.entities.events import FindingAdded, FindingLinked, FindingWithdrawn
from hunch.entities.finding import Finding
from hunch.entities.paper import Claim, Paper
from hunch.entities.proposal import Proposal

from .ground import Ground
from .said import ClaimSaid, QuestionSaid

MOST_QUESTIONS, ALONE, AMONG_OTHERS = 4, 5, 3


def decisions(ground: Ground) -> list[Decision]:
    """Every one of the period, in the order in which they were made: a later one does not unmake what was thought before."""
    ideas = ground.point.standing.ideas
    return [
        made
        for made in history(ground.index)
        if ground.holds(made.at, ideas[made.idea].question if made.idea in ideas else None)
    ]


def findings(ground: Ground) -> list[Finding]:
    """Those that the period added, linked or withdrew, and those that are shaken by its end."""
    held = held_against_now(ground.folder, ground.index, ground.objective, point=ground.point)
    touched = {
        told.data.finding
        for kind in KINDS
        for told in ground.index.told(kind)
        if isinstance(told.data, FindingAdded | FindingLinked | FindingWithdrawn)
        and ground.period.holds(told.at)
    }
    if ground.period.question is not None:
        return [each for each in held if each.question == ground.period.question]
    return [each for each in held if each.id in touched or (each.shaken and each.withdrawn is None)]


def papers(ground: Ground) -> list[Paper]:
    """Those that the period added; for a question those that inspired its ideas or state something on it."""
    there = known.papers(ground.index)
    if ground.period.question is None:
        return [each for each in there if ground.period.holds(each.added_at)]
    ideas = [each for each in ground.point.standing.ideas.values() if each.question == ground.period.question]
    named = {source for idea in ideas for source in idea.inspired_by}
    named |= {each.paper for each in known.claims(ground.index) if _is_on(ground, each)}
    return [each for each in there if each.id in named]


def claims(ground: Ground) -> list[ClaimSaid]:
    """Those that the period noted or withdrew, and those whose idea it ran, with what runs say of them."""
    ran = {run.idea for run in ground.runs if run.idea is not None}
    keys = {each.id: each.key for each in known.papers(ground.index)}
    wanted = [
        each
        for each in known.claims(ground.index)
        if (
            _is_on(ground, each)
            if ground.period.question
            else ground.period.holds(each.at) or each.idea in ran
        )
    ]
    if not wanted:
        return []
    told = answered(ground.folder, ground.index, ground.objective, wanted, point=ground.point)
    return [
        ClaimSaid(
            claim=each, key=keys.get(each.paper, each.paper), is_new=ground.holds(each.at, each.question)
        )
        for each in told
    ]


def _is_on(ground: Ground, claim: Claim) -> bool:
    """Whether it is on the question that the report is about."""
    idea = ground.point.standing.ideas.get(claim.idea or "")
    return ground.period.question in (claim.question, idea.question if idea else None)


def proposals(ground: Ground, questions: Sequence[QuestionSaid]) -> list[Proposal]:
    """What to try next on the questions that the period touched; nothing of it is written down by a report."""
    asked = [each.question for each in questions if each.question.metric is not None][:MOST_QUESTIONS]
    most = ALONE if len(asked) == 1 else AMONG_OTHERS
    return [
        proposal
        for question in asked
        for proposal in what_next(
            ground.folder,
            ground.index,
            Asked(ground.objective, question),
            now_us=ground.now_us,
            most=most,
            point=ground.point,
        )
    ]
