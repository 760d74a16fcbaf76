"""What was decided and found, which papers came in, and what answers to their claims."""

from collections.abc import Sequence

from hunch.actions.tree.findings import KINDS
from hunch.actions.tree.findings import findings as held_against_now
from hunch.entities.decision import Decision
from hunch.entities.events import DecisionMade, FindingAdded, FindingLinked, FindingWithdrawn
from hunch.entities.finding import Finding
from hunch.entities.paper import Paper
from hunch.entities.proposal import Proposal

from .ground import Ground
from .said import ClaimSaid


def decisions(ground: Ground) -> list[Decision]:
    """Every one of the period, in the order in which they were made: a later one does not unmake what was thought before."""
    ideas = ground.point.standing.ideas
    found = []
    for told in ground.index.told("decision.made"):
        data = told.data
        if isinstance(data, DecisionMade):
            question = ideas[data.idea].question if data.idea in ideas else None
            if ground.holds(told.at, question):
                found.append(
                    Decision(
                        idea=data.idea,
                        decision=data.decision,
                        why=data.why,
                        at=told.at,
                        by=told.by,
                        runs=data.runs,
                    )
                )
    return found


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
    """Those that the period added."""
    return []


def claims(ground: Ground, added: Sequence[Paper]) -> list[ClaimSaid]:
    """Those that the period noted, and those of whose ideas or questions it ran something."""
    return []


def proposals(ground: Ground) -> list[Proposal]:
    """What to try next, as the journal has it."""
    return []
