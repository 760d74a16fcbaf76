"""What was understood of what somebody said before a run, and what is known of it, on stderr: as the Python face says it."""

from hunch.api.echo import say_considered, say_reminder

__all__ = ["say_considered", "say_reminder"]
