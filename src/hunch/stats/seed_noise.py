"""How large a seed sd is, when few runs or none were repeated: effects are counted in it."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from .arm import norm, spread
from .base_rate import BASE_RATE
from .mixture import DULL_MEAN, DULL_VARIANCE, GOOD_MEAN, GOOD_VARIANCE
from .noise import Spread

_EFFECTS = (
    (1 - BASE_RATE) * DULL_VARIANCE
    + BASE_RATE * GOOD_VARIANCE
    + BASE_RATE * (1 - BASE_RATE) * (GOOD_MEAN - DULL_MEAN) ** 2
)
"""Variance of ideas' gains beforehand, in squared seed sd."""
GUESSED_DF = 2.0
"""What the scatter between variants is worth at most beside that of replicates, in degrees of freedom."""
_LEAST_DF = 3.0


class SeedNoise(NamedTuple):
    """A seed sd and what it rests on."""

    sd: float
    df: float
    """Degrees of freedom, the guess from variants included."""
    is_guessed: bool
    """No variant was repeated: it comes from the scatter between variants alone."""

    @property
    def doubt(self) -> float:
        """What error variances in units of this sd are multiplied by: that of Student's t, df / (df - 2), df at least 3.

        >>> SeedNoise(1.0, 10.0, False).doubt, SeedNoise(1.0, 1.0, False).doubt
        (1.25, 3.0)
        """
        df = max(self.df, _LEAST_DF)
        return df / (df - 2) if math.isfinite(df) else 1.0


def seed_noise(replicates: Spread, means: Sequence[float]) -> SeedNoise | None:
    """The seed sd of a question from what its variants' replicates scatter; where they are few, from the variants too.

    Variants with one run each scatter by their gains as well as by the seed: sd^2 (1 + 1.64), as gains are beforehand. That
    guess counts as two degrees of freedom at most.

    Args:
        replicates: pooled over all variants (`noise.together`).
        means: shape (variant,), a single run of each, on the scale of the analysis.

    Returns:
        None where nothing scatters, or nothing is there to see it: then readings tell nothing yet.

    >>> seed_noise(Spread(0.0, 0), [0.5]) is None, seed_noise(Spread(0.0, 0), [0.5, 0.7]).is_guessed
    (True, True)
    """
    guess = Spread(0.0, 0.0)
    if len(means) > 1:
        variance = (spread(means) / math.sqrt(len(means) - 1)) ** 2 / (1 + _EFFECTS)
        df = min(GUESSED_DF, len(means) - 1)
        guess = Spread(math.sqrt(variance * df), df)
    df = replicates.df + guess.df
    root = norm([replicates.root, guess.root])
    if not df or not root:
        return None
    return SeedNoise(root / math.sqrt(df), df, is_guessed=not replicates.df)
