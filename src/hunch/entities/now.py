"""The clock of a person: the moment, and where midnight is."""

from typing import NamedTuple


class Now(NamedTuple):
    """What the clock says, and how far local time is ahead of UTC: a day begins at local midnight."""

    us: int
    utc_offset_s: int = 0
