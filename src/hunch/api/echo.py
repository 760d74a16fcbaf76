"""What was understood of what somebody said before a run, said on stderr."""

from typing import TYPE_CHECKING

from .surroundings import loud

if TYPE_CHECKING:  # each is imported when there is something of it to say
    from hunch.actions.hunches.sealing import Considered
    from hunch.actions.tree.reminding import Reminder


def say_considered(considered: "Considered") -> None:
    """Say it; what a terminal would act on is escaped."""
    from hunch.actions.hunches.understood import lines

    for line in lines(considered):
        loud(_shown(line))


def say_reminder(reminder: "Reminder") -> None:
    """Say what is known of what is about to be tried."""
    import time

    from hunch.actions.tree.reminder_text import reminder_text

    now = time.time_ns() // 1000
    loud(_shown(reminder_text(reminder, now_us=now, utc_offset_s=time.localtime().tm_gmtoff or 0)))


def _shown(line: str) -> str:
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
