"""Dead ends, told by the commands that lead to them: on stderr, and nothing is kept from anybody."""

from hunch.entities.question import Idea
from hunch.entities.standing import Standing

from .opened import Opened
from .render import plain, talk


def say_dead_end(bench: Opened, standing: Standing, idea: Idea | None) -> None:
    """Say that an idea was dropped, or leads on from one that was, where it does."""
    if idea is None or not standing.decided:
        return
    from hunch.actions.tree.reminder_text import reminder_text
    from hunch.actions.tree.reminding import met

    found = met(bench.folder.bench, standing, idea)
    if found is not None:
        now = bench.now
        talk(f"note: {plain(reminder_text(found, now_us=now.us, utc_offset_s=now.utc_offset_s))}")
