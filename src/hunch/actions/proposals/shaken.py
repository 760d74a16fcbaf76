"""Findings that later runs have shaken."""

from typing import TYPE_CHECKING

from hunch.actions.tree.findings import findings
from hunch.entities.finding import Finding

if TYPE_CHECKING:
    from .ground import Ground


def shaken(ground: "Ground") -> list[Finding]:
    """Of the question those that stand otherwise than when they were written down, and that nobody has withdrawn."""
    if not ground.index.tally(["finding.added"]):
        return []
    found = findings(
        ground.folder, ground.index, ground.objective, point=ground.point, clock=lambda: ground.now_us
    )
    return [
        each
        for each in found
        if each.shaken and each.withdrawn is None and each.question in (None, ground.question.id)
    ]
