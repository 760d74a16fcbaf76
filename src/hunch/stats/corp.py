"""The calibration curve: isotonic regression of what happened on what was said, with bands of what luck alone does.

Never a binned calibration error: a perfect forecaster shows .19 at 20 hunches.

Source:
    Dimitriadis, Gneiting & Jordan (2021), PNAS 118(8), "CORP".
"""

from collections.abc import Sequence
from typing import Any

import msgspec

_CELLS = 41
"""The band is drawn at no more places: where more different chances were said, neighbours are taken together."""


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """What happened as a rising function of what was said; all columns have shape (said,), `said` rising.

    `low` and `high` are the consistency band: where the curve of a calibrated forecaster who said the same lies
    `level` of the time, at each place by itself.
    """

    said: tuple[float, ...]
    happened: tuple[float, ...]
    counts: tuple[int, ...]
    band_said: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    level: float
    outside: int
    """The places of the band where the curve leaves it."""


def corp(
    p: Sequence[float], y: Sequence[bool], *, seed: int, level: float = 0.9, resamples: int = 500
) -> Curve:
    """The curve of hunches that said `p`, where `y` happened.

    Args:
        p: shape (hunch,), 0 to 1; the order does not matter.
        y: shape (hunch,).
        seed: of the band; from sorted ids, so that printed digits are the same everywhere.

    Raises:
        ValueError: there are no hunches.
    """
    if not p:
        raise ValueError("no hunches, no curve")
    import numpy as np

    order = np.argsort(p, kind="stable")
    sorted_p, sorted_y = np.array(p, dtype=float)[order], np.array(y, dtype=float)[order]
    said, start = np.unique(sorted_p, return_index=True)
    counts = np.diff(start, append=len(p))
    happened = isotonic(np.add.reduceat(sorted_y, start) / counts, counts)
    band_said, low, high = _band(sorted_p, _cells(sorted_p), seed=seed, level=level, resamples=resamples)
    at = np.interp(band_said, said, happened)
    return Curve(
        said=tuple(said.tolist()),
        happened=tuple(happened.tolist()),
        counts=tuple(counts.tolist()),
        band_said=tuple(band_said.tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        level=level,
        outside=int(((at < low - 1e-9) | (at > high + 1e-9)).sum()),
    )


def isotonic(values: Any, weights: Any) -> Any:
    """The rising sequence nearest to `values`, by weighted least squares: pool adjacent violators.

    Args:
        values: shape (place,).
        weights: shape (place,), all positive.

    >>> isotonic([1.0, 3.0, 2.0, 4.0], [1, 1, 1, 1]).tolist()
    [1.0, 2.5, 2.5, 4.0]
    """
    import numpy as np

    means: list[float] = []
    masses: list[float] = []
    lengths: list[int] = []
    for value, weight in zip(np.asarray(values).tolist(), np.asarray(weights).tolist(), strict=True):
        mean, mass, length = float(value), float(weight), 1
        while means and means[-1] >= mean:
            mass += (more := masses.pop())
            mean += (means.pop() - mean) * more / mass
            length += lengths.pop()
        means.append(mean)
        masses.append(mass)
        lengths.append(length)
    return np.repeat(means, lengths)


def _cells(sorted_p: Any) -> Any:
    """Where each place of the band begins: one for each chance that was said, at most `_CELLS` of equal width."""
    import numpy as np

    places = np.unique(sorted_p, return_index=True)[1]
    if len(places) <= _CELLS:
        return places
    return np.unique((sorted_p * _CELLS).astype(int), return_index=True)[1]


def _band(sorted_p: Any, start: Any, *, seed: int, level: float, resamples: int) -> tuple[Any, Any, Any]:
    """Places, and the two quantiles there of the curves of a forecaster for whom all that was said is true."""
    import numpy as np

    # RandomState's stream never changes with numpy's version, Generator's may.
    luck = np.random.RandomState(seed % 2**32)
    hits = np.array(
        [
            np.add.reduceat(luck.random_sample(len(sorted_p)) < sorted_p, start, dtype=np.int32)
            for _ in range(resamples)
        ]
    )
    counts = np.diff(start, append=len(sorted_p))
    curves = _isotonic_rows(hits, counts)
    low, high = np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return np.round(np.add.reduceat(sorted_p, start) / counts, 12), low, high


def _isotonic_rows(hits: Any, counts: Any) -> Any:
    """Isotonic regression of each row at once: at i, the highest over j <= i of the lowest mean of j..k, k >= i."""
    import numpy as np

    sums = np.concatenate([np.zeros((len(hits), 1)), hits.cumsum(axis=1)], axis=1)
    masses = np.concatenate([[0], counts.cumsum()])
    width = masses[None, 1:] - masses[:-1, None]
    means = np.full((len(hits), *width.shape), np.inf)
    from_, to = np.triu_indices(len(counts))
    means[:, from_, to] = (sums[:, to + 1] - sums[:, from_]) / width[from_, to]
    lowest = np.minimum.accumulate(means[:, :, ::-1], axis=2)[:, :, ::-1]
    highest = np.maximum.accumulate(np.where(np.isinf(means), -np.inf, lowest), axis=1)
    return np.diagonal(highest, axis1=1, axis2=2)
