"""What was understood of what somebody said before a run, on stderr: as the Python face says it."""

from hunch.api.echo import say_considered

__all__ = ["say_considered"]
