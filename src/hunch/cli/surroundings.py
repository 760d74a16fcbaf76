"""The surroundings of a command: those of any program that imports Hunch."""

from hunch.api.surroundings import loud, surroundings

__all__ = ["loud", "surroundings"]
