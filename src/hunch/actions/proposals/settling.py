"""Writing proposals down, and what becomes of them.

A proposal is written down when a list that is shown holds it, and again only once the last of its kind is settled:
so a reading command that is called twice does not fill the journal. What has become of earlier ones is derived at
reading; the next list that is shown writes it down beside the new ones.
"""

from typing import NamedTuple

from msgspec.structs import replace

from hunch.actions.questions.ideas import go_on
from hunch.entities.events import Data, ProposalMade, ProposalSettled
from hunch.entities.proposal import Proposal
from hunch.entities.reference import is_short_for
from hunch.errors import UserError
from hunch.ids import Clock, new_id
from hunch.journal.writer import append, append_many, highest_id

from .ground import Ground
from .history import DECLINED, TAKEN, untold
from .ranking import Ranking

LONGEST_WHY = 1000


class Settled(NamedTuple):
    """A proposal that somebody has said yes or no to."""

    proposal: Proposal
    how: str


def write_down(ground: Ground, found: Ranking, *, clock: Clock) -> Ranking:
    """The list, all of it written down. Nothing is written where it was already, and nothing has become of earlier ones.

    Raises:
        CannotWrite: read-only or full; nothing is written.
    """
    last = highest_id(ground.folder.bench)
    said: list[Data] = list(untold(ground.past))
    ids: dict[int, str] = {}
    for proposal in found.proposals:
        if proposal.id is None:
            last = new_id(clock(), after=last)
            ids[proposal.rank] = last
            said.append(_made(proposal, last))
    if not said:
        return found
    events = append_many(ground.folder.bench, said, clock=clock, after=last)
    at = {
        each.proposal: event.at
        for each, event in zip(said, events, strict=True)
        if isinstance(each, ProposalMade)
    }
    proposals = [
        replace(each, id=ids[each.rank], made_at=at[ids[each.rank]]) if each.rank in ids else each
        for each in found.proposals
    ]
    return replace(found, proposals=proposals)


def _made(proposal: Proposal, identifier: str) -> ProposalMade:
    return ProposalMade(
        proposal=identifier,
        action=proposal.action,
        question=proposal.question,
        ideas=proposal.ideas,
        runs=proposal.runs,
        claim=proposal.claim,
        finding=proposal.finding,
        rank=proposal.rank,
        value=proposal.value,
        cost_s=proposal.cost_s,
        belief=proposal.belief,
        drawn=proposal.drawn,
    )


def place_of(found: Ranking, reference: str) -> Proposal:
    """The proposal that a person names: by its place in the list, or by its id.

    Raises:
        UserError: there is none.
    """
    text = reference.strip().lower()
    if text.isdecimal() and len(text) < 4:
        named = [each for each in found.proposals if each.rank == int(text)]
    else:
        named = [
            each
            for each in found.proposals
            if each.id is not None and (each.id == text or is_short_for(text, each.id))
        ]
    if len(named) == 1:
        return named[0]
    there = (
        f"There are {found.total}: hunch next -n {found.total}"
        if found.total
        else "There is none: hunch next"
    )
    raise UserError(f"no proposal {reference!r}", hint=there)


def decline(ground: Ground, found: Ranking, proposal: Proposal, why: str, *, clock: Clock) -> Settled:
    """Say no to a proposal: it stays away until something new is heard of its subject.

    Raises:
        UserError: no reason, or far too much of it.
    """
    why = " ".join(why.split())
    if not why:
        raise UserError("no reason", hint="hunch next --decline 2 -m 'too dear for this week'")
    if len(why) > LONGEST_WHY:
        raise UserError(
            f"a reason of {len(why):,} characters; at most {LONGEST_WHY:,}",
            hint="Name it in a line; write the rest down: hunch note",
        )
    return _settle(ground, found, proposal, DECLINED, why, clock=clock)


def take(ground: Ground, found: Ranking, proposal: Proposal, *, clock: Clock) -> Settled:
    """Say yes to a proposal: where it is about one idea, that is current from here on."""
    settled = _settle(ground, found, proposal, TAKEN, None, clock=clock)
    standing = ground.point.standing
    idea = standing.ideas.get(proposal.ideas[0]) if proposal.ideas else None
    if idea is not None and proposal.action in ("try", "answer"):
        go_on(ground.folder, standing, idea, clock=clock)
    return settled


def _settle(
    ground: Ground, found: Ranking, proposal: Proposal, how: str, why: str | None, *, clock: Clock
) -> Settled:
    if proposal.id is None:
        written = write_down(ground, replace(found, proposals=[proposal]), clock=clock)
        proposal = written.proposals[0]
    assert proposal.id is not None
    append(ground.folder.bench, ProposalSettled(proposal=proposal.id, how=how, why=why), clock=clock)
    return Settled(replace(proposal, status=how), how)
