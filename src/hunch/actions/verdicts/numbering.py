"""The numbers of a question's variants, by their first runs, and what each may still claim.

A variant's level never falls: what is not known yet (of which variant a run is that has not ended) counts as if it
were a variant of its own. So looking earlier never allows more than looking later.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hunch.ids import time_part
from hunch.journal.rows import LightRun
from hunch.stats.multiplicity import levels


class Place(NamedTuple):
    """A variant's number, and the level that belongs to it."""

    number: int
    level: float


def numbered(rows: Iterable[LightRun], *, baseline: str | None) -> dict[str, Place]:
    """The places of the variants of a question, the baseline not counted; by variant, or by run where none is known.

    Variants were launched together, and share alike, where their first runs are of one plan, no run of another came
    between, and all of them began before any could be judged.

    Args:
        rows: the question's runs, the first start first; removed ones too, since what was tried was tried.
    """
    launches = list(_launches([row for row in rows if row.began], baseline))
    names = [name for launch in launches for name in launch]
    shares = levels([len(launch) for launch in launches])
    return {name: Place(at, share) for at, (name, share) in enumerate(zip(names, shares, strict=True), 1)}


def counted_as(row: LightRun) -> str:
    """What a run is counted under: its variant, and itself as long as that is not known."""
    return row.variant or row.id


def _launches(rows: Sequence[LightRun], baseline: str | None) -> Iterator[list[str]]:
    ends, seen = _ends(rows), {baseline}
    launch: list[str] = []
    plan: str | None = None
    for row in rows:
        name = counted_as(row)
        follows = row.plan is not None and row.plan == plan
        plan = row.plan
        if launch and not (follows and _is_open(launch, ends, row)):
            yield launch
            launch = []
        if name not in seen:
            seen.add(name)
            launch.append(name)
    if launch:
        yield launch


def _is_open(launch: Sequence[str], ends: Mapping[str, list[int]], row: LightRun) -> bool:
    """Whether no variant of a launch had two runs that had ended when this one began."""
    began = time_part(row.start_id)
    return all(sum(end < began for end in ends.get(name, ())) < 2 for name in launch)


def _ends(rows: Iterable[LightRun]) -> Mapping[str, list[int]]:
    """When the runs of each variant ended, microseconds since 1970."""
    ends: dict[str, list[int]] = {}
    for row in rows:
        if row.duration_s is not None:
            ends.setdefault(counted_as(row), []).append(time_part(row.start_id) + int(row.duration_s * 1e6))
    return ends
