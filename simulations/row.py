"""One line of a simulation's table."""

from typing import NamedTuple


class Row(NamedTuple):
    """What was simulated, what came out, what it is held against.

    `value` is the figure itself, `error` its Monte-Carlo standard error; `met` is None where there is no goal.
    """

    what: str
    measured: str
    goal: str = ""
    met: bool | None = None
    detail: str = ""
    value: float | None = None
    error: float | None = None
