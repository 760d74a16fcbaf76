"""Variants on several tasks at once: what stands in the middle, and who is ahead how often. Nothing is claimed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from hunch.entities.words import OBSERVED
from hunch.stats.verdict import Judged

from .variants import Variant

if TYPE_CHECKING:  # it loads OpenSSL, which one task does not need
    from hunch.stats.tasks import Estimate

BOOTSTRAP = "bootstrap 95 %"


class OverTasks(NamedTuple):
    """What was seen, and how often a run of a is ahead of one of b on the same task (None where it was not worked out)."""

    judged: Judged
    chance: "Estimate | None" = None


def scores(variant: Variant, metrics: Sequence[str]) -> list[tuple[float, ...]]:
    """Shape (task, run)."""
    return [variant.arms[metric].values for metric in metrics]


def middle(variant: Variant, metrics: Sequence[str]) -> float | None:
    """The interquartile mean over runs and tasks; None where no run counts."""
    from hunch.stats.tasks import iqm

    values = [value for task in scores(variant, metrics) for value in task]
    return iqm(values) if values else None


def observed(
    a: Variant, b: Variant, metrics: Sequence[str], *, goal: str, level: float | None, draw: bool
) -> OverTasks:
    """a against b.

    Args:
        draw: whether intervals are worked out, which imports numpy.
    """
    n_a, n_b = a.n, b.n
    enough = min(n_a, n_b) >= 2
    mean_a, mean_b = middle(a, metrics), middle(b, metrics)
    estimate = None if mean_a is None or mean_b is None else mean_a - mean_b
    seen = None
    if draw and enough:
        from hunch.stats.tasks import compare_tasks, seed_of

        ids = [run.id for side in (a, b) for run in side.counted]
        seen = compare_tasks(scores(a, metrics), scores(b, metrics), seed=seed_of(ids), goal=goal)
    sign = -1 if goal == "min" else 1
    told = Judged(
        verdict=OBSERVED.text,
        direction=sign * ((estimate > 0) - (estimate < 0)) if estimate else 0,
        estimate=estimate,
        interval=seen.difference.interval if seen else None,
        interval_kind=BOOTSTRAP if seen else None,
        n_a=n_a,
        n_b=n_b,
        noise_sd=None,
        df=None,
        pairing="unpaired",
        level=level,
        needed_runs=None,
        reasons=[] if enough else [f"an interval needs 2 finished runs a side: there are {n_a} and {n_b}"],
    )
    return OverTasks(told, seen.chance if seen else None)
