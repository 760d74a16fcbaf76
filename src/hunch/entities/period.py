"""The stretch of time, or the question, that a report is about; its key names its blanks in the journal.

Days and weeks are those of UTC, weeks those of ISO 8601 (Monday to Sunday), so that everybody who shares a journal
means the same by them.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from hunch.errors import UserError

from .moments import how_long_ago
from .question import Question

DAY, WEEK, QUESTION, SINCE = "day", "week", "question", "since"
TODAY, YESTERDAY, THIS, LAST = "today", "yesterday", "this", "last"
_WEEK = re.compile(r"(\d{4})-?[wW](\d{1,2})")
_MOMENT = "T00:00:00.000000Z"


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is about.

    `since` and `until` are moments: from the first on, and before the second; None where there is no bound.
    """

    kind: str
    """day, week, question or since."""
    key: str
    """As the journal names it: `day 2026-11-30`, `week 2026-W49`, `question <id>`, `since 2026-11-01 until 2026-11-30`."""
    since: str | None = None
    until: str | None = None
    question: str | None = None

    def holds(self, moment: str | None) -> bool:
        """Whether a moment lies within."""
        if moment is None:
            return False
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)

    @property
    def name(self) -> str:
        """Without its kind: `2026-W49`."""
        return self.key.partition(" ")[2]


def day_of(text: str, today: date) -> Period:
    """
    >>> day_of("yesterday", date(2026, 11, 30)).key
    'day 2026-11-29'

    Raises:
        UserError: `text` is no date.
    """
    return _day(_date(text, today))


def week_of(text: str, today: date) -> Period:
    """The week of that name, or the one that a date lies in.

    >>> week_of("2026-W48", date.min).since, week_of("last", date(2026, 11, 30)).key, week_of("2026-01-01", date.min).key
    ('2026-11-23T00:00:00.000000Z', 'week 2026-W48', 'week 2026-W01')

    Raises:
        UserError: there is no such week.
    """
    if text in ("", THIS):
        return _week(today)
    if text == LAST:
        return _week(today - timedelta(days=7))
    named = _WEEK.fullmatch(text)
    if named is None:
        return _week(_date(text, today, hint="A week is 2026-W48, last, or a date in it."))
    try:
        return _week(date.fromisocalendar(int(named[1]), int(named[2]), 1))
    except (ValueError, OverflowError):
        raise UserError(
            f"there is no week {text!r}", hint="A week is 2026-W48: ISO weeks go from 01 to 53."
        ) from None


def since_until(since: str, until: str | None, today: date) -> Period:
    """From a day on, to the end of another (or of the journal).

    >>> since_until("2026-11-01", "2026-11-30", date.min).key
    'since 2026-11-01 until 2026-11-30'

    Raises:
        UserError: one is no date, or they are the wrong way round.
    """
    first = _date(since, today)
    if until is None:
        return Period(kind=SINCE, key=f"{SINCE} {first}", since=f"{first}{_MOMENT}")
    last = _date(until, today)
    if last < first:
        raise UserError(
            f"from {first} until {last}: the end is before the beginning",
            hint="--since 2026-11-01 --until 2026-11-30",
        )
    key = f"{SINCE} {first} until {last}"
    return Period(kind=SINCE, key=key, since=f"{first}{_MOMENT}", until=_next_midnight(last))


def whole_question(question: Question) -> Period:
    """All that there ever was on a question."""
    return Period(kind=QUESTION, key=f"{QUESTION} {question.id}", question=question.id)


def period_of(words: Sequence[str], today: date) -> Period | None:
    """The period that a report's name means: `week`, `week 2026-W48`, `day yesterday`, `2026-W48`, `2026-11-30`.

    None where it names a question, or nothing that we know.

    >>> period_of(["week"], date(2026, 11, 30)).key, period_of(["2026-11-30"], date.min).key
    ('week 2026-W49', 'day 2026-11-30')
    """
    match list(words):
        case ["day", *rest] if len(rest) < 2:
            return day_of(rest[0] if rest else TODAY, today)
        case ["week", *rest] if len(rest) < 2:
            return week_of(rest[0] if rest else THIS, today)
        case ["since", first]:
            return since_until(first, None, today)
        case ["since", first, "until", last]:
            return since_until(first, last, today)
        case [one] if _WEEK.fullmatch(one):
            return week_of(one, today)
        case [one] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", one):
            return day_of(one, today)
    return None


def before(period: Period) -> Period | None:
    """The one before a day or a week."""
    if period.since is None or period.kind not in (DAY, WEEK):
        return None
    first = date.fromisoformat(period.since[:10])
    if first <= date(1, 1, 7):
        return None
    return _day(first - timedelta(days=1)) if period.kind == DAY else _week(first - timedelta(days=7))


def _day(day: date) -> Period:
    return Period(kind=DAY, key=f"{DAY} {day}", since=f"{day}{_MOMENT}", until=_next_midnight(day))


def _week(day: date) -> Period:
    year, week, weekday = day.isocalendar()
    try:
        monday = day - timedelta(days=weekday - 1)
        until = _next_midnight(monday + timedelta(days=6))
    except OverflowError:
        raise UserError(f"there is no whole week around {day}") from None
    key = f"{WEEK} {year}-W{week:02d}"
    return Period(kind=WEEK, key=key, since=f"{monday}{_MOMENT}", until=until)


def _next_midnight(day: date) -> str:
    try:
        return f"{day + timedelta(days=1)}{_MOMENT}"
    except OverflowError:
        raise UserError(f"{day} is the last day there is") from None


def _days_before(today: date, days: int) -> date:
    try:
        return today - timedelta(days=days)
    except OverflowError:
        raise UserError(f"{days:,} days before {today}: there was no such day") from None


def _date(
    text: str, today: date, *, hint: str = "A date is 2026-11-30, today, yesterday or 2 weeks ago."
) -> date:
    if text in ("", TODAY):
        return today
    if text == YESTERDAY:
        return today - timedelta(days=1)
    before = how_long_ago(text)
    if before is not None:
        return _days_before(today, before // 86_400_000_000)
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text!r} is no date", hint=hint) from None
