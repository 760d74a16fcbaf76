"""Moments as people type them: a date, a date with a time, `yesterday`, `3 weeks ago`, `3w`."""

from hunch.errors import UserError
from hunch.ids import microseconds

from .now import Now

_LENGTHS_S = {
    "s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86_400, "day": 86_400,
    "w": 604_800, "week": 604_800, "month": 30 * 86_400, "year": 365 * 86_400,
}  # fmt: skip
HINT = "A date (2026-11-03), with a time (2026-11-03T12:00), yesterday, or 3 weeks ago"


def first_moment(text: str, *, now: Now, option: str) -> int:
    """The moment at which what was typed begins, microseconds since 1970: a day at its midnight.

    Raises:
        UserError: it is no moment.
    """
    return _period(text, now, option)[0]


def last_moment(text: str, *, now: Now, option: str) -> int:
    """The last moment of what was typed: the end of a day, and no later than now.

    Raises:
        UserError: it is no moment, or still to come.
    """
    first, after = _period(text, now, option)
    if first > now.us:
        raise UserError(f"{option} {text!r} is still to come", hint=HINT)
    return min(max(first, after - 1), now.us)


def covered(text: str, *, now: Now) -> tuple[int, int] | None:
    """Where what was typed begins, and where it is over, microseconds since 1970; one moment is both. None: it is no time."""
    said = " ".join(text.lower().split())
    if said == "now":
        return now.us, now.us
    before = how_long_ago(said)
    if before is not None:
        at = max(0, now.us - before)
        return at, at
    from .matching import period

    try:
        found = period(said if said in ("today", "yesterday") else text.strip(), now=now)
        return microseconds(found.first), microseconds(found.after)
    except (ValueError, OverflowError):
        return None


def _period(text: str, now: Now, option: str) -> tuple[int, int]:
    found = covered(text, now=now)
    if found is None:
        raise UserError(f"{option} {text!r} is no moment", hint=HINT)
    return found


def how_long_ago(said: str) -> int | None:
    """How long before now, in microseconds, `ago` said or not (`3 weeks ago`, `2w`); None where that is not what was said.

    >>> how_long_ago("3 weeks ago") == how_long_ago("3w") == 3 * 7 * 86_400 * 1_000_000, how_long_ago("2d ago") == 2 * 86_400 * 1_000_000
    (True, True)
    >>> how_long_ago("a while ago")
    """
    length = said.removesuffix(" ago").replace(" ", "")
    digits = length.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = length[len(digits) :]
    unit_s = _LENGTHS_S.get(unit) or _LENGTHS_S.get(unit.removesuffix("s"))
    if unit_s is None or not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):
        return None
    return int(digits) * unit_s * 1_000_000
