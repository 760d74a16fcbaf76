"""How runs and ideas are named on the page: by what they are called, and by the short id that commands take."""

from collections.abc import Mapping, Sequence

from hunch.entities.quoting import name

MOST_NAMED = 4
SHORT_TEXT = 90
"""Characters of a text that stands beside others."""
Shorts = Mapping[str, str]
"""The short form of every id."""


def run_name(run: str, called: str, shorts: Shorts) -> str:
    """`calm-otter (k7fq)`."""
    return f"{name(called)} {short(run, shorts)}"


def short(identifier: str | None, shorts: Shorts) -> str:
    """`(k7fq)`."""
    return f"({shorts.get(identifier or '', identifier)})"


def runs_named(runs: Sequence[str], shorts: Shorts) -> str:
    """` (runs ab3d, x2y4 and 3 more)`."""
    if not runs:
        return ""
    more = f" and {len(runs) - MOST_NAMED} more" if len(runs) > MOST_NAMED else ""
    said = ", ".join(shorts.get(run, run) for run in runs[:MOST_NAMED])
    return f" ({'run' if len(runs) == 1 else 'runs'} {said}{more})"
