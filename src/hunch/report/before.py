"""The plan of the period before against what happened: what was written, foretold and proposed, and what came of it."""

from collections.abc import Sequence

from hunch.actions.proposals.history import Past, history
from hunch.entities.blank import PLAN
from hunch.entities.hunch import Hunch, HunchStatus
from hunch.entities.period import before
from hunch.ids import moment, time_part

from .ground import Ground
from .jotted import in_blank
from .said import Before, ProposalSaid, Written


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
    """Those that were made since then, or settled in the period, in the order in which they were made."""
    stands = ground.point.standing
    there = history(ground.index, stands.ideas, ground.index.light(), now_us=ground.now_us)
    return [_said(each) for each in there if _is_told(ground, each, since)]


def _is_told(ground: Ground, one: Past, since: str | None) -> bool:
    if ground.period.question is not None:
        return one.said.question == ground.period.question
    settled = moment(time_part(one.settled)) if one.settled else None
    return (
        ground.period.holds(one.at) or ground.period.holds(settled) or (since is not None and one.at >= since)
    )


def _said(one: Past) -> ProposalSaid:
    made = one.said
    return ProposalSaid(
        id=one.id, action=made.action, made_at=one.at, by=one.by, status=one.status, why=one.why, run=one.run,
        runs=made.runs, ideas=made.ideas, drawn=made.drawn, value=made.value, cost_s=made.cost_s,
    )  # fmt: skip
