"""Findings that later runs have shaken."""

from typing import TYPE_CHECKING

from hunch.entities.finding import Finding

if TYPE_CHECKING:
    from .ground import Ground


def shaken(ground: "Ground") -> list[Finding]:
    """Of the question those that stand otherwise than when they were written down, and that nobody has withdrawn."""
    return []
