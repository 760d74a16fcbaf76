"""Tags and notes: what a person writes on runs."""

from collections.abc import Sequence

from hunch.entities.events import NoteAdded, RunsTagged
from hunch.entities.run import Run
from hunch.errors import UserError
from hunch.ids import Clock
from hunch.journal.workbench import Workbench
from hunch.journal.writer import append

LONGEST_TAG, LONGEST_NOTE = 100, 100_000


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


def note(bench: Workbench, text: str, *, runs: Sequence[Run], clock: Clock) -> None:
    """Write a line down, on runs or on nothing.

    Raises:
        UserError: there is no text, or far too much.
    """
    if not text.strip():
        raise UserError("an empty note", hint='hunch note "what you saw" --on @')
    if len(text) > LONGEST_NOTE:
        raise UserError(
            f"a note of {len(text):,} characters; at most {LONGEST_NOTE:,}",
            hint="Keep it in a file and note its path.",
        )
    append(bench, NoteAdded(text=text, runs=[run.id for run in runs]), clock=clock)
