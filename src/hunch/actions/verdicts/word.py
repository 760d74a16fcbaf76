"""What may be said of a variant, as lists and the block after a run say it."""

from typing import NamedTuple


class Word(NamedTuple):
    """What may be said of a variant against the baseline."""

    verdict: str
    direction: int
    n: int
    n_baseline: int
    baseline: str
    """The name of the run that stands for it."""
