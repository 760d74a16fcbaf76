"""What was foretold of runs and ideas, in short: as the tree tells it beside what came."""

from collections import defaultdict
from collections.abc import Sequence

from hunch.entities.hunch import Hunch, HunchStatus
from hunch.entities.tree import Expectation


def foretold(
    hunches: Sequence[Hunch],
) -> tuple[dict[str, list[Expectation]], dict[str, list[Expectation]]]:
    """What was foretold of each run, by run, and what waits for a run of an idea, by idea."""
    of_run: dict[str, list[Expectation]] = defaultdict(list)
    waiting: dict[str, list[Expectation]] = defaultdict(list)
    for hunch in hunches:
        if hunch.status == HunchStatus.LATE:
            continue
        short = _short(hunch)
        for run in hunch.runs or ([hunch.run] if hunch.run else []):
            of_run[run].append(short)
        if hunch.status == HunchStatus.OPEN and hunch.idea and not (hunch.runs or hunch.run):
            waiting[hunch.idea].append(short)
    return of_run, waiting


def _short(hunch: Hunch) -> Expectation:
    compared = (item for item in hunch.items if item.change is not None or item.stated is not None)
    first = next(compared, None) or next(iter(hunch.items), None)
    return Expectation(
        hunch=hunch.id,
        text=hunch.text,
        author=hunch.author,
        status=str(hunch.status),
        probability=first.stated if first else None,
        change=first.change if first else None,
        unit=first.unit if first else None,
        happened=first.happened if first else None,
        runs=hunch.runs,
    )
