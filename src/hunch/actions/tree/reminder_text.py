"""What is said of a dead end, or of code and a command that ran already: a line of talk, never a question."""

from typing import TYPE_CHECKING

from hunch.actions.questions.referring import clipped
from hunch.entities.dead_end import SAME_WORDS, UNDER, DeadEnd
from hunch.entities.quantities import ago, number
from hunch.ids import microseconds

from .ran_already import Again

if TYPE_CHECKING:
    from .reminding import Reminder

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def reminder_text(reminder: "Reminder", *, now_us: int, utc_offset_s: int = 0) -> str:
    """`wider heads: dropped on 3 March: diverges above 0.1; runs calm-otter, bold-heron`."""
    if isinstance(reminder, Again):
        return _again(reminder, now_us)
    decided = reminder.end.decided
    try:
        when = f" on {day(decided.at, now_us=now_us, utc_offset_s=utc_offset_s)}"
    except (ValueError, OverflowError):  # a crafted line: what was decided is told all the same
        when = ""
    said = f"{_how(reminder.end)}: dropped{when}: {clipped(decided.why, 200)}"
    if not reminder.names:
        return said
    more = decided.count - len(reminder.names)
    which = "run" if decided.count == 1 else "runs"
    return f"{said}; {which} {', '.join(reminder.names)}" + (f" and {more} more" if more else "")


def day(moment_text: str, *, now_us: int, utc_offset_s: int = 0) -> str:
    """The day of a moment, as a person says it; the year where it is another than now.

    >>> day("2025-03-03T12:00:00.000000Z", now_us=microseconds("2025-11-22T16:00:00.000000Z"))
    '3 March'
    >>> day("2024-12-31T23:30:00.000000Z", now_us=microseconds("2025-11-22T16:00:00.000000Z"), utc_offset_s=3600)
    '1 January'
    """
    import time

    then, now = (time.gmtime(us // 1_000_000 + utc_offset_s) for us in (microseconds(moment_text), now_us))
    said = f"{then.tm_mday} {MONTHS[then.tm_mon - 1]}"
    return said if then.tm_year == now.tm_year else f"{said} {then.tm_year}"


def _how(end: DeadEnd) -> str:
    text = clipped(end.text)
    return {UNDER: f"it is under {text}", SAME_WORDS: f"the same idea in another place, {text}"}.get(
        end.how, text
    )


def _again(run: Again, now_us: int) -> str:
    said = [run.name]
    if run.status is None:
        said.append("no end yet")
    elif run.status != "finished":
        said.append(run.status)
    if run.metric is not None:
        said.append(f"{run.metric} {number(run.value)}")
    others = f", and {run.others} before" if run.others else ""
    return f"this code and command ran already: {', '.join(said)}, {ago(run.began_at, now_us=now_us)}{others}"
