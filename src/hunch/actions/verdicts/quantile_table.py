"""Quantiles of Student's t without scipy: a table that the first command with scipy puts into the index."""

import sys
from array import array
from collections.abc import Callable

from hunch.journal.index import Index

KIND, KEY = "quantiles 1", "t .975"
MOST_DF = 2000


def keep_t975(index: Index) -> None:
    """Put the table into the index, if there is none yet and scipy was needed anyway."""
    if "scipy.special" in sys.modules and index.cached(KIND, KEY) is None:
        from hunch.stats.quantiles import t975_table

        index.cache(KIND, KEY, array("d", t975_table(MOST_DF)).tobytes())


def kept_t975(index: Index) -> Callable[[int], float]:
    """What an ordinary 95 % interval multiplies its standard error by, as far as the table goes; else LookupError."""
    values = array("d", index.cached(KIND, KEY) or b"")

    def t975(df: int) -> float:
        if not 1 <= df <= len(values):
            raise LookupError(f"no quantile for {df} degrees of freedom is at hand")
        return values[df - 1]

    return t975
