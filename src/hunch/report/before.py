"""The plan of the period before against what happened: what was written, foretold and proposed, and what came of it."""

from collections.abc import Sequence

from hunch.entities.blank import PLAN
from hunch.entities.events import ProposalMade, ProposalSettled
from hunch.entities.hunch import Hunch, HunchStatus
from hunch.entities.period import before

from .ground import Ground
from .jotted import in_blank
from .said import Before, ProposalSaid, Written

OPEN = "open"


def plan_and_past(ground: Ground, there: Sequence[Written]) -> Before:
    """What stood when the period began.

    Args:
        there: what was written into blanks.
    """
    last = before(ground.period)
    return Before(
        key=last.key if last else None,
        plans=in_blank(there, last.key, PLAN) if last else [],
        hunches=[hunch for hunch in ground.hunches if _was_open(hunch, ground.period.since)],
        proposals=_proposals(ground, last.since if last else ground.period.since),
    )


def _was_open(hunch: Hunch, since: str | None) -> bool:
    """Whether it waited for its outcome when the period began."""
    if since is None or hunch.sealed_at >= since or hunch.status == HunchStatus.LATE:
        return False
    return hunch.status == HunchStatus.OPEN or (hunch.resolved_at is not None and hunch.resolved_at >= since)


def _proposals(ground: Ground, since: str | None) -> list[ProposalSaid]:
    """Those that were made since then, or settled in the period, by rank and moment."""
    settled = {
        told.data.proposal: (told.at, told.data)
        for told in ground.index.told("proposal.settled")
        if isinstance(told.data, ProposalSettled)
    }
    found = []
    for told in ground.index.told("proposal.made"):
        data = told.data
        if not isinstance(data, ProposalMade):
            continue
        at, end = settled.get(data.proposal, (None, None))
        is_mine = data.question == ground.period.question if ground.period.question else True
        is_now = (
            ground.holds(told.at, data.question)
            or ground.period.holds(at)
            or (since is not None and told.at >= since)
        )
        if not is_mine or not is_now:
            continue
        found.append(
            ProposalSaid(
                id=data.proposal, action=data.action, made_at=told.at, by=told.by, status=end.how if end else OPEN,
                why=end.why if end else None, run=end.run if end else None, runs=data.runs, ideas=data.ideas,
                drawn=data.drawn, value=data.value, cost_s=data.cost_s,
            )
        )  # fmt: skip
    return found
