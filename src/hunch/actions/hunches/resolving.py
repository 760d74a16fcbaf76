"""What came of every sealed prediction: derived from the journal and the metrics, never written down.

The same journal gives the same answers, in whatever order its files came, and on every machine. They are kept in the
index under all that they depend on.
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from hunch.entities.hunch import Hunch, HunchStatus
from hunch.entities.run import Run
from hunch.ids import content_hash
from hunch.journal.index import Index
from hunch.journal.indexing import no_collector
from hunch.journal.kept import Kept
from hunch.journal.workbench import WorkingFolder
from hunch.stats.resolving import RULE

KIND = f"hunches {RULE}"
ALL = "all"
DEPENDS_ON = (
    "hunch.retracted",
    "hunch.sealed",
    "idea.added",
    "plan.made",
    "run.finished",
    "run.queued",
    "run.removed",
    "run.started",
    "run.stopping",
)
"""Events that an answer may depend on. The order in which they came does not matter, nor when."""

_KEPT = Kept(KIND, list[Hunch])


def ledger(folder: WorkingFolder, index: Index) -> list[Hunch]:
    """Every prediction of a workbench, in the order of sealing, with what came of it."""
    state = state_of(index)
    known = _KEPT.recall(index, ALL, state)
    if known is not None:
        return known
    from .scored import resolved  # not on the way where nothing is new

    with no_collector():
        found = resolved(folder.bench, index)
        _KEPT.keep(index, ALL, found, state)
    return found


def state_of(index: Index, *more: str) -> str:
    """What stands for all that answers depend on; `more` are further kinds of events."""
    return content_hash(msgspec.json.encode(index.tally([*DEPENDS_ON, *more])))


def of_run(folder: WorkingFolder, index: Index, run: Run) -> list[Hunch]:
    """The predictions about a run: those that its start names, and those that came too late. Free where there are none."""
    return with_hunches(folder, index, [run])[0].hunches


def with_hunches(folder: WorkingFolder, index: Index, runs: Sequence[Run]) -> list[Run]:
    """`runs`, with what is known of the predictions about them instead of ids only."""
    if not any(run.hunches for run in runs):
        return list(runs)
    known = {hunch.id: hunch for hunch in ledger(folder, index)}
    return [
        replace(run, hunches=[_whole(mark, known.get(mark.id)) for mark in run.hunches])
        if run.hunches
        else run
        for run in runs
    ]


def _whole(mark: Hunch, known: Hunch | None) -> Hunch:
    if known is not None:
        return known
    void = "the line that sealed it is not in the journal"
    return Hunch(id=mark.id, sha256=mark.sha256, status=HunchStatus.VOID, void=void)
