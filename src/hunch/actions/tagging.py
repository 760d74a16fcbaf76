"""Tags: what a person puts on runs to find them again."""

from collections.abc import Sequence

from hunch.entities.events import RunsTagged
from hunch.entities.run import Run
from hunch.errors import UserError
from hunch.ids import Clock
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append

LONGEST_TAG = 100


def tag(bench: Workbench, runs: Sequence[Run], text: str, *, clock: Clock, remove: bool = False) -> list[Run]:
    """Put a tag on runs, or take it off; the runs for which that made a difference.

    Raises:
        UserError: the tag is empty, too long, or has characters that cannot be printed.
    """
    if not text.strip() or not text.isprintable() or len(text) > LONGEST_TAG:
        raise UserError(
            f"{text!r} is no tag", hint=f"A tag is up to {LONGEST_TAG} printable characters: baseline"
        )
    touched = [run for run in runs if (text in run.tags) == remove]
    if touched:
        append(bench, RunsTagged(runs=[run.id for run in touched], tag=text, removed=remove), clock=clock)
    return touched
