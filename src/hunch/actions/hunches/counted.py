"""Which predictions count for their author's record, and since when it is known that one does not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hunch.entities.hunch import HunchStatus
from hunch.entities.run import Status
from hunch.entities.standing import measures

from .past import Past, Record
from .stands import Found, Stand

SEEN = "seen before"
ASIDE = "against another baseline"
IDEA, VARIANT = "idea", "variant"
ALWAYS = ""
"""Before every event."""


class Counted(NamedTuple):
    """Where a prediction stands in its author's record.

    Scored ones count once for each author and variant, the first that was sealed; void and retracted ones each. What was
    said later of the same, or too late, never does, nor what was said of a variant that somebody had run already, or
    against another baseline than the question's: these have a flag.
    """

    counts: str | None = None
    flags: Sequence[str] = ()
    not_since: str | None = ALWAYS
    """The event by which it was known that it does not count; None: it does."""


def status_of(found: Found) -> tuple[HunchStatus, str | None]:
    """Scored is a prediction of which anything could be told; void names the first reason why nothing could."""
    stand = found.stand
    if stand.status != HunchStatus.SCORED:
        return stand.status, stand.why
    if stand.taken_back is not None:
        return HunchStatus.RETRACTED, None
    if any(each.outcome is not None for each in found.resolutions):
        return HunchStatus.SCORED, None
    if any(each.void is None for each in found.resolutions):
        return HunchStatus.OPEN, None
    return HunchStatus.VOID, next((each.void for each in found.resolutions), "it says nothing")


def counted(found: Sequence[Found], past: Past) -> list[Counted]:
    """Of predictions in the order of sealing, which count."""
    of_variant: dict[str, list[Record]] = defaultdict(list)
    for run in past.records.values():
        if run.variant is not None:
            of_variant[run.variant].append(run)
    told: dict[tuple[str, str], str] = {}
    return [_counted(each, past, of_variant, told) for each in found]


def _counted(
    found: Found, past: Past, of_variant: Mapping[str, Sequence[Record]], told: dict[tuple[str, str], str]
) -> Counted:
    """
    Args:
        told: when what an author had said of a variant was resolved; it is added to.
    """
    stand, (status, _) = found.stand, status_of(found)
    seal, planned = stand.seal, stand.planned
    if status in (HunchStatus.OPEN, HunchStatus.LATE):
        return Counted(flags=[ASIDE] if seal.said.against is not None else [])
    seen = _seen(stand, past, of_variant)
    flags = [*([SEEN] if seen else []), *([ASIDE] if seal.said.against is not None else [])]
    if seal.said.updates is not None or seal.said.against is not None:
        return Counted(flags=flags)
    if seen:
        return Counted(flags=flags, not_since=seen)
    if planned is not None and any(each.happened is not None for each in found.resolutions):
        key = (seal.by, planned.runs[0].variant or planned.runs[0].id)
        if key in told:
            return Counted(not_since=told[key])
        told[key] = stand.end or ALWAYS
        return Counted(IDEA if _is_first_of_idea(stand, past) else VARIANT, not_since=None)
    has_idea = seal.said.idea is not None or (planned is not None and planned.runs[0].idea is not None)
    return Counted(IDEA if has_idea else VARIANT, not_since=None)


def _seen(stand: Stand, past: Past, of_variant: Mapping[str, Sequence[Record]]) -> str | None:
    """By which event it is known that something of the same was there to be seen before the seal; None: nothing was."""
    metric = stand.seal.said.metric
    ends = [
        past.ends.get(run.id, ALWAYS)
        for variant in {run.variant for run in (stand.planned.runs if stand.planned else ())}
        for run in of_variant.get(variant or "", ())
        if past.began[run.id] < stand.seal.order and (metric is None or measures(metric, run.metrics))
    ]
    return min(ends, default=None)


def _is_first_of_idea(stand: Stand, past: Past) -> bool:
    """Whether nobody had read anything of the idea in a run that began before."""
    assert stand.planned is not None
    first = stand.planned.runs[0]
    if first.idea is None:
        return False
    earlier = (run for run in past.of_idea[first.idea] if past.began[run.id] < past.began[first.id])
    return not any(_gave_reading(run, stand.seal.said.metric) for run in earlier)


def _gave_reading(run: Record, metric: str | None) -> bool:
    """Whether there was something to see; of a run that has not ended, there may be."""
    if run.status == Status.KILLED:
        return metric in run.metrics
    return run.status != Status.FAILED
