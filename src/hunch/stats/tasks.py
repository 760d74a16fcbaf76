"""Several tasks at once: what stands in the middle, how far luck moves it, and who is ahead how often. No words of claim.

Source: Agarwal et al. (2021), Deep reinforcement learning at the edge of the statistical precipice.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hunch.ids import content_hash

from .arm import mean

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

Scores = Sequence[Sequence[float]]
"""Shape (task, run): tasks may have different numbers of runs, at least one each."""

RESAMPLES = 5000
MOST_AT_ONCE = 2_000_000


class Estimate(NamedTuple):
    """A value with its 95 % bootstrap interval."""

    value: float
    interval: tuple[float, float]


class TasksCompared(NamedTuple):
    """a against b over the same tasks.

    `difference` is that of the interquartile means, `chance` how often a run of a is ahead of one of b on the same
    task (ties count half), averaged over the tasks.
    """

    a: Estimate
    b: Estimate
    difference: Estimate
    chance: Estimate


def iqm(values: Sequence[float]) -> float:
    """Interquartile mean: of the sorted values, a quarter (rounded down) is left out at each end.

    >>> iqm([9.0, 1.0, 2.0, 3.0]), iqm([1.0, 2.0, 30.0])
    (2.5, 11.0)
    """
    cut = len(values) // 4
    return mean(sorted(values)[cut : len(values) - cut])


def over_tasks(scores: Scores, *, seed: int) -> Estimate:
    """Interquartile mean over all runs of all tasks; runs are drawn again within each task.

    Args:
        seed: `seed_of` the run ids.
    """
    return _estimate(iqm(_flat(scores)), _middles(_Draws(seed), scores))


def compare_tasks(a: Scores, b: Scores, *, seed: int, goal: str = "max") -> TasksCompared:
    """Two variants on the same tasks, in the same order.

    Args:
        seed: `seed_of` the run ids of both.
        goal: "max" or "min": what being ahead means.
    """
    assert len(a) == len(b) > 0
    draws = _Draws(seed)
    middles_a, middles_b = _middles(draws, a), _middles(draws, b)
    whole_a, whole_b = iqm(_flat(a)), iqm(_flat(b))
    more, less = (a, b) if goal == "max" else (b, a)
    return TasksCompared(
        _estimate(whole_a, middles_a),
        _estimate(whole_b, middles_b),
        _estimate(whole_a - whole_b, middles_a - middles_b),
        _estimate(chance_ahead(more, less), _chances(draws, more, less)),
    )


def chance_ahead(x: Scores, y: Scores) -> float:
    """How often a run of x is above one of y on the same task, ties counting half; averaged over the tasks.

    >>> chance_ahead([[1.0, 2.0]], [[1.0, 0.0]])
    0.875
    """
    return mean(
        [
            mean([(one > two) + (one == two) / 2 for one in xs for two in ys])
            for xs, ys in zip(x, y, strict=True)
        ]
    )


def seed_of(run_ids: Iterable[str]) -> int:
    """The same runs are drawn in the same way, whoever asks and in whatever order.

    >>> seed_of(["b", "a"]) == seed_of(["a", "b"]) != seed_of(["a"])
    True
    """
    return int(content_hash("\n".join(sorted(run_ids)).encode())[:16], 16)


class _Draws:
    """Drawing with replacement. From the generator's bits, as only these are the same in every version of numpy."""

    def __init__(self, seed: int) -> None:
        from numpy.random import PCG64

        self._bits = PCG64(seed)

    def of(self, values: Sequence[float], times: int) -> "Array":
        """Shape (times, value)."""
        import numpy as np

        held = np.asarray(values, dtype=float)
        uniform = (self._bits.random_raw(times * len(held)) >> np.uint64(11)) * 2.0**-53
        drawn: Array = held[(uniform * len(held)).astype(int)].reshape(times, len(held))
        return drawn


def _middles(draws: _Draws, scores: Scores) -> "Array":
    """The interquartile mean of each resample."""
    import numpy as np

    def middles(times: int) -> "Array":
        drawn = np.sort(np.concatenate([draws.of(task, times) for task in scores], axis=1), axis=1)
        cut = drawn.shape[1] // 4
        found: Array = drawn[:, cut : drawn.shape[1] - cut].mean(axis=1)
        return found

    return _in_parts(middles, sum(map(len, scores)))


def _chances(draws: _Draws, x: Scores, y: Scores) -> "Array":
    """`chance_ahead` of each resample."""
    import numpy as np

    def chances(times: int) -> "Array":
        of_tasks = []
        for xs, ys in zip(x, y, strict=True):
            one, two = draws.of(xs, times)[:, :, None], draws.of(ys, times)[:, None, :]
            of_tasks.append(((one > two) + (one == two) / 2).mean(axis=(1, 2)))
        found: Array = np.mean(of_tasks, axis=0)
        return found

    return _in_parts(chances, max(len(xs) * len(ys) for xs, ys in zip(x, y, strict=True)))


def _in_parts(make: Callable[[int], "Array"], width: int) -> "Array":
    """`RESAMPLES` of them, as many at once as memory bears."""
    import numpy as np

    at_once = max(1, min(RESAMPLES, MOST_AT_ONCE // width))
    starts = range(0, RESAMPLES, at_once)
    found: Array = np.concatenate([make(min(at_once, RESAMPLES - start)) for start in starts])
    return found


def _estimate(value: float, resampled: "Array") -> Estimate:
    import numpy as np

    ends: Array = np.quantile(resampled, [0.025, 0.975])
    return Estimate(value, (float(ends[0]), float(ends[1])))


def _flat(scores: Scores) -> list[float]:
    return [value for task in scores for value in task]
