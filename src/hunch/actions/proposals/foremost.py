"""The first of what is worth trying next, in a line: kept in the index under all that it depends on."""

from collections.abc import Iterable

import msgspec

from hunch._version import __version__
from hunch.actions.questions.standpoint import standpoint
from hunch.actions.questions.worked_on import worked_on
from hunch.entities.config import Objective
from hunch.ids import content_hash
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

KIND = f"foremost {__version__}"
DEPENDS_ON = (
    "claim.withdrawn", "decision.made", "finding.added", "finding.linked", "finding.withdrawn", "hunch.retracted",
    "hunch.sealed", "idea.added", "paper.claimed", "proposal.settled", "run.attached", "run.queued", "run.stopping",
)  # fmt: skip
"""Events that a list of proposals may depend on, beside those that what stands is made of."""


def foremost(
    folder: WorkingFolder, index: Index, objective: Objective, *, living: Iterable[str], now_us: int
) -> str | None:
    """What `hunch next` would put first; None where there is nothing.

    Args:
        living: the runs that go on or wait, of those that have no end.
    """
    point = worked_on(index, standpoint(folder, objective))
    if point.question.id is None and not point.standing.ideas:
        return None
    about = [point.question.id, point.question.metric, folder.key, objective]
    stands = point.standing
    told = [stands.highest, len(stands.ended), len(stands.removed), len(stands.pending)]
    state = msgspec.json.encode([index.tally(DEPENDS_ON), told, sorted(living)])
    key, stamp = content_hash(msgspec.json.encode(about))[:32], content_hash(state).encode()
    known = index.cached(KIND, key)
    if known is not None and known.startswith(stamp):
        return known[len(stamp) :].decode("utf-8", "surrogatepass") or None
    from .ground import Asked
    from .ranking import proposals

    asked = Asked(objective, point.question if point.question.id else None)
    found = proposals(folder, index, asked, now_us=now_us, most=1)
    text = found[0].text if found else ""
    index.cache(KIND, key, stamp + text.encode("utf-8", "surrogatepass"))
    return text or None
