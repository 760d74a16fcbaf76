"""Time that the runs of a period took, and energy where it was measured. What nothing measured is None, never 0."""

import math
import re
from collections.abc import Sequence

from hunch.entities.run import Run
from hunch.entities.words import STATUSES

from .ground import Ground
from .said import Spending

ALL = "all runs"
NO_QUESTION = "no question"
_ENERGY = re.compile(r"system/gpu\d+/energy_j")


def spending(ground: Ground) -> list[Spending]:
    """In all; then by question, and by how the runs ended, where there are several of them."""
    runs = [run for run in ground.runs if run.duration_s is not None]
    if not runs:
        return []
    texts = {each.id: each.text for each in ground.point.standing.questions.values()}
    by_question: dict[str, list[Run]] = {}
    by_status: dict[str, list[Run]] = {}
    for run in runs:
        by_question.setdefault(texts.get(run.question, NO_QUESTION), []).append(run)
        by_status.setdefault(STATUSES[run.status].text, []).append(run)
    split = [each for each in (by_question, by_status) if len(each) > 1]
    return [_sum(ALL, runs), *(_sum(what, some) for each in split for what, some in each.items())]


def energy_j(run: Run) -> float | None:
    """What its GPUs took; None where nothing measured it, or only once."""
    found = [
        summary.last
        for name, summary in run.metrics.items()
        if _ENERGY.fullmatch(name) and summary.count > 1 and summary.last is not None
    ]
    return math.fsum(found) if found else None


def _sum(what: str, runs: Sequence[Run]) -> Spending:
    cpu = [run.cpu_s for run in runs if run.cpu_s is not None]
    energy = [amount for run in runs if (amount := energy_j(run)) is not None]
    return Spending(
        what=what,
        runs=len(runs),
        wall_s=math.fsum(run.duration_s or 0.0 for run in runs),
        cpu_s=math.fsum(cpu) if cpu else None,
        cpu_of=len(cpu),
        energy_j=math.fsum(energy) if energy else None,
        energy_of=len(energy),
    )
