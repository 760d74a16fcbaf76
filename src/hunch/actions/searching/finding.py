"""Looking for something: the index brought up to date, asked, and what it answers told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import NamedTuple

from hunch.entities.config import Objective
from hunch.entities.match import KIND_OF, Match
from hunch.entities.sought import Term, as_beginnings, terms
from hunch.journal.database import BROKEN, alone, is_busy, throw_away
from hunch.journal.index import Index
from hunch.journal.search import SAID, SHELVES, Hit, Narrowed, Search
from hunch.journal.workbench import WorkingFolder

from . import papers, said
from . import runs as runs_
from .narrowing import Wanted, narrowed
from .telling import told

PATIENCE_S = 3.0
"""How long another process is waited for that takes in what came since."""
ALL, BEGINNINGS, SOME = "all", "beginnings", "some"
_STORED = {"paper": ("paper", "page")}


class Found(NamedTuple):
    """What was found, what matches most first.

    `how`: every word is in it (all), as the beginning of one (beginnings), or nothing holds all of them and these hold
    some. `asked` is what was understood of the query; without any of it nothing can be found.
    """

    matches: list[Match]
    how: str
    asked: list[Term]
    faults: list[str]


def find(
    folder: WorkingFolder, index: Index, wanted: Wanted, *, objective: Objective, progress: runs_.Progress
) -> Found:
    """Everything in the workbench that matches; what came since the last time is taken in first.

    Raises:
        UserError: nobody has the author's name.
    """
    asked = terms(wanted.text)

    def answer(search: Search, faults: list[str]) -> Found:
        condition = narrowed(folder, index, search, wanted, objective)
        if not asked:
            return Found([], ALL, asked, faults)
        how, hits = _hits(search, asked, condition, wanted)
        shown = search.shown(
            [hit.no for hit in hits], as_beginnings(asked) if how == BEGINNINGS else asked, any_of=how == SOME
        )
        matches = [told(search, hit, shown.get(hit.no), asked) for hit in hits]
        return Found(matches, how, asked, faults)

    return with_search(folder, index, answer, progress=progress)


def with_search(
    folder: WorkingFolder,
    index: Index,
    answer: Callable[[Search, list[str]], Found],
    *,
    progress: runs_.Progress,
) -> Found:
    """Ask the index, brought up to date; a broken one is made again, and where that cannot be it is made in memory."""
    path, why = folder.bench.paths.search, ""
    for _ in range(2):
        try:
            with Search.open(folder.bench) as search:
                faults = [
                    *_brought_up_to_date(folder, index, search, progress),
                    *([search.fault] if search.fault else []),
                ]
                return answer(search, faults)
        except BROKEN as error:
            why = str(error)
            if is_busy(error):
                break
            with suppress(OSError), alone(path):
                throw_away(path)
        except OSError as error:  # nobody may write there
            why = str(error)
            break
    with Search.in_memory() as search:
        bring_up_to_date(folder, index, search, progress)
        return answer(search, [f"the search index in {folder.bench.paths.cache} cannot be used: {why}"])


def _brought_up_to_date(
    folder: WorkingFolder, index: Index, search: Search, progress: runs_.Progress
) -> Iterator[str]:
    """Take in what came since; what is wrong, where another process is at it for long: then what is there is asked."""
    with ExitStack() as stack:
        if search.fault is None:
            try:
                stack.enter_context(alone(folder.bench.paths.search, patience_s=PATIENCE_S))
            except BlockingIOError:
                yield "another process is taking in what came since: what it has not come to is not found yet"
                return
        bring_up_to_date(folder, index, search, progress)


def bring_up_to_date(folder: WorkingFolder, index: Index, search: Search, progress: runs_.Progress) -> None:
    """Take in what came since the last time."""
    with search.writing():
        said.bring_up_to_date(index, search)
        papers.bring_up_to_date(folder.bench, index, search)
    runs_.bring_up_to_date(folder.bench, index, search, progress)


def _hits(
    search: Search, asked: Sequence[Term], condition: Narrowed, wanted: Wanted
) -> tuple[str, list[Hit]]:
    """What holds every word; if nothing does, what holds them as beginnings; if nothing does, what holds some."""
    ways = [(ALL, list(asked), False), (BEGINNINGS, as_beginnings(list(asked)), False)]
    if len(asked) > 1:
        ways.append((SOME, list(asked), True))
    for how, as_asked, any_of in ways:
        found = _in_kinds(search, as_asked, condition, wanted, any_of=any_of)
        if found:
            return how, found
    return ALL, []


def _in_kinds(
    search: Search, asked: Sequence[Term], condition: Narrowed, wanted: Wanted, *, any_of: bool
) -> list[Hit]:
    """The hits of the kinds that are wanted; of params and metrics only those in that part of a run."""
    if not wanted.kinds:
        return search.hits(asked, condition, most=wanted.most, any_of=any_of)
    columns = [kind for kind in wanted.kinds if kind in ("params", "metrics") and "runs" not in wanted.kinds]
    found = []
    if columns:
        found = search.hits(
            asked, condition, most=wanted.most, any_of=any_of, columns=columns, shelves=[SHELVES["run"]]
        )
    kinds = [KIND_OF[kind] for kind in wanted.kinds if kind not in columns]
    if kinds:
        found += _of_kinds(search, asked, condition, kinds, wanted.most, any_of=any_of)
    found.sort(key=lambda hit: hit.score, reverse=True)
    return list({hit.thing: hit for hit in reversed(found)}.values())[::-1][: wanted.most]


def _of_kinds(
    search: Search,
    asked: Sequence[Term],
    condition: Narrowed,
    kinds: Sequence[str],
    most: int,
    *,
    any_of: bool,
) -> list[Hit]:
    stored = [each for kind in kinds for each in _STORED.get(kind, (kind,))]
    marks = ",".join("?" * len(stored))
    both = Narrowed(f"e.kind IN ({marks}) AND {condition.sql}", (*stored, *condition.values))
    shelves = list(dict.fromkeys(SHELVES.get(each, SAID) for each in stored))
    return search.hits(asked, both, most=most, any_of=any_of, shelves=shelves)
