"""The surroundings of a command: those of any program that imports Hunch."""

from hunch.api.surroundings import is_off, loud, surroundings

__all__ = ["is_off", "loud", "surroundings"]
