"""Variants whose change against their parent has several parts that do not need each other."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .ground import Ground
from .weighing import Weighed

MOST_LOOKED_AT = 5
"""Of what is ahead the first: each takes a look at two snapshots, the first time."""


class Bundle(NamedTuple):
    """The parts, each in a few words."""

    groups: list[str]


def bundles(ground: Ground, ahead: Sequence[Weighed]) -> Iterator[tuple[Weighed, Bundle]]:
    """Those of what is ahead that changed several things at once."""
    return iter(())
