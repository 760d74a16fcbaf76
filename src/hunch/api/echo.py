"""What was understood of what somebody said before a run, said on stderr."""

from hunch.actions.hunches.sealing import Considered
from hunch.actions.hunches.understood import lines

from .surroundings import loud


def say_considered(considered: Considered) -> None:
    """Say it; what a terminal would act on is escaped."""
    for line in lines(considered):
        loud("".join(c if c.isprintable() else repr(c)[1:-1] for c in line))
