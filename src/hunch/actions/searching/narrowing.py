"""Which of all that matches is wanted: by kind, time, author, verdict, question and idea."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.entities.author import goes_by
from hunch.entities.config import Objective
from hunch.entities.escaping import escaped
from hunch.entities.match import KIND_OF, KINDS
from hunch.entities.moments import covered
from hunch.entities.now import Now
from hunch.entities.question import Question
from hunch.entities.words import VERDICTS
from hunch.errors import UserError
from hunch.ids import moment
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.search import Narrowed, Search
from hunch.journal.workbench import WorkingFolder

VERDICT_WORDS = tuple(dict.fromkeys(word.text.lower() for word in VERDICTS))


class Wanted(NamedTuple):
    """What is looked for, and in what. `since` is the first moment that counts, `until` the first that does not any more;
    `question` and `idea` are ids."""

    text: str
    kinds: tuple[str, ...] = ()
    """Of KINDS; () means all."""
    since: str | None = None
    until: str | None = None
    author: str | None = None
    verdict: str | None = None
    """Of the run's variant against its question's baseline: one of VERDICT_WORDS."""
    question: str | None = None
    idea: str | None = None
    most: int = 15


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds that `code,notes` names, in one number or the other.

    Raises:
        UserError: there is no such kind.
    """
    known = {each: each for each in KINDS} | {KIND_OF[each]: each for each in reversed(KINDS)}
    known |= {each.removesuffix("s"): each for each in KINDS}
    named = [word.strip().lower() for word in text.split(",") if word.strip()]
    for word in named:
        if word not in known:
            raise UserError(f"nothing is of the kind {word!r}", hint=f"There are {', '.join(KINDS)}.")
    return tuple(dict.fromkeys(known[word] for word in named))


def first_moment(text: str, now: Now) -> str:
    """Where a time begins: a day, a minute of it, `yesterday`, or `3d` ago.

    Raises:
        UserError: it does not read.
    """
    return moment(_period(text, now)[0])


def moment_after(text: str, now: Now) -> str:
    """Where a time is over: the day that `--until` names is in it.

    Raises:
        UserError: it does not read.
    """
    return moment(_period(text, now)[1])


def _period(text: str, now: Now) -> tuple[int, int]:
    found = covered(text, now=now)
    if found is None:
        hint = "A day (2026-11-01, today, yesterday), a minute of it (2026-11-01T16:30), or how long ago: 3d, 2w, 12h."
        raise UserError(f"{text!r} is no time", hint=hint)
    return found


def verdict_of(text: str) -> str:
    """The verdict that somebody typed, or the beginning of it.

    Raises:
        UserError: there is no such verdict.
    """
    word = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    found = [each for each in VERDICT_WORDS if word and each.startswith(word)]
    if len(found) != 1:
        raise UserError(f"{text!r} is no verdict", hint=f"There are {', '.join(VERDICT_WORDS)}.")
    return found[0]


def narrowed(
    folder: WorkingFolder, index: Index, search: Search, wanted: Wanted, objective: Objective
) -> Narrowed:
    """What `wanted` says beside its text, as a condition over entries."""
    about: list[tuple[str, tuple[object, ...]]] = []
    if wanted.since:
        about.append(("{at} >= ?", (wanted.since,)))
    if wanted.until:
        about.append(("{at} < ?", (wanted.until,)))
    if wanted.author:
        about.append(("{by} IN (SELECT value FROM json_each(?))", (_json(_authors(search, wanted.author)),)))
    if wanted.question:
        about.append(("{question} = ?", (wanted.question,)))
    if wanted.idea:
        about.append(("{idea} = ?", (wanted.idea,)))
    if wanted.verdict:
        rows = with_verdict(folder, index, objective, wanted.verdict, question=wanted.question)
        ideas = {row.idea for row in rows if row.idea}
        about.append((_OF_RUNS, (_json([row.id for row in rows]), _json(sorted(ideas)))))
    if not about:
        return Narrowed()
    values = tuple(value for _, each in about for value in each)
    texts = " AND ".join(condition.format(**_OF_ENTRY) for condition, _ in about)
    runs = " AND ".join(condition.format(**_OF_RUN) for condition, _ in about)
    return Narrowed(_EITHER.format(texts=texts, runs=runs), (*values, *values))


_OF_RUNS = "({run} IN (SELECT value FROM json_each(?)) OR ({run} IS NULL AND {idea} IN (SELECT value FROM json_each(?))))"
"""What is about a run, and what is about the idea that it tries."""
_FIELDS = ("at", "by", "question", "idea", "run")
_OF_ENTRY = {field: f"e.{field}" for field in _FIELDS}
_OF_RUN = {field: f"r.{field}" for field in _FIELDS} | {"run": "r.id"}
_EITHER = (
    "(CASE WHEN e.kind <> 'code' THEN ({texts}) ELSE e.no IN (SELECT entry FROM units WHERE file IN"
    " (SELECT file FROM uses WHERE snapshot IN (SELECT r.snapshot FROM runs AS r WHERE {runs}))) END)"
)
"""Code belongs to all runs that ran it."""


def _authors(search: Search, named: str) -> list[str]:
    """The authors that a name means: whole, without what they are, or without their version."""
    known = [row[0] for row in search.ask("SELECT DISTINCT by FROM entries WHERE by IS NOT NULL")]
    found = [each for each in known if goes_by(named.lower(), each.lower())]
    if not found:
        raise UserError(
            f"nothing here is by {named!r}",
            hint=f"There are {', '.join(map(escaped, sorted(known)[:12]))}."
            if known
            else "Nothing is written here yet.",
        )
    return found


def with_verdict(
    folder: WorkingFolder, index: Index, objective: Objective, verdict: str, *, question: str | None = None
) -> list[LightRun]:
    """The runs whose variant has a verdict against the baseline of their question."""
    from hunch.actions.verdicts.judging import compare_question
    from hunch.actions.verdicts.terms import Wish, terms_at

    point = standpoint(folder, objective)
    rows, found = index.light(), list[LightRun]()
    for each in _questions(point):
        if question not in (None, each.id):
            continue
        try:
            terms = terms_at(point, objective, Wish(question=each if each.id else None))
            judged = compare_question(folder.bench, index, terms).comparisons
        except UserError:  # nothing was measured that answers it
            continue
        variants = {told.side_a.variant for told in judged if told.verdict.lower() == verdict}
        found += [row for row in rows if row.variant in variants and row.question == each.id]
    return found


def _questions(point: Standpoint) -> Iterable[Question]:
    """Those that were asked; where none was, the one that serves instead."""
    asked: Sequence[Question] = list(point.standing.questions.values())
    return asked or [point.question]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
