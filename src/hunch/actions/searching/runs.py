"""Runs, as they are searched: name, command, tags, why, params, names of metrics, and what they printed."""

import os
import shlex
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from hunch.actions.code import store_of
from hunch.entities.quantities import param
from hunch.entities.run import Run, Status
from hunch.entities.values import flat_params
from hunch.journal.index import Index
from hunch.journal.search import Entry, Search
from hunch.journal.workbench import Workbench

from .cleaning import without_secrets
from .code import Code
from .consoles import console_parts

NAMED, PRINTED = 2.0, 0.8
"""How much a match counts: in what a run is called and given; in what it printed."""
BATCH = 200
MOST_PARAMS, LONGEST_VALUE = 2000, 500
SEEN, CONSOLE, GROWING, JOURNAL = "run", "console", "growing", "journal"
"""What is remembered: by run its events, the size of its console, the sizes of its files as long as they may grow; how
far the journals were read when all runs were in."""

Progress = Callable[[int, int], None]
"""Told how many of how many runs are in."""


def bring_up_to_date(bench: Workbench, index: Index, search: Search, progress: Progress) -> None:
    """Put in what came since: by the journals where runs have changed there, by their files while they go on. A batch
    of runs is in or not."""
    read = index.read_so_far()
    news = _news(index, search) if search.recalled(JOURNAL, "read") != read else _News({}, [], None)
    growing = [run for run, sizes in search.recall(GROWING).items() if _sizes(bench, run) != sizes]
    if news.gone:
        with search.writing():
            _take_out(search, news.gone)
    todo = list(dict.fromkeys([*news.changed, *(run for run in growing if run not in news.gone)]))
    code = Code(store_of(bench), search)
    for at in range(0, len(todo), BATCH):
        progress(at, len(todo))
        batch = todo[at : at + BATCH]
        with search.writing():
            search.add([entry for run in index.runs(batch) for entry in _taken_in(bench, search, run, code)])
            code.count()
            search.remember(SEEN, ((run, news.changed[run]) for run in batch if run in news.changed))
    if todo:
        progress(len(todo), len(todo))
    if news.tally is not None:
        with search.writing():
            search.remember(JOURNAL, [("read", read), ("tally", news.tally)])


class _News(NamedTuple):
    """The runs of which events have come, the first start first, with what tells their events; those that are gone;
    and what tells how many events there are."""

    changed: dict[str, str]
    gone: list[str]
    tally: str | None


def _news(index: Index, search: Search) -> _News:
    """What has come since all runs were in. Mostly that is some events of the highest ids; where others came between
    (from another machine), all runs are looked at."""
    count, highest = (search.recalled(JOURNAL, "tally") or "0:").split(":")
    total, known, now_highest = index.tally_of_runs(until=highest)
    if known == int(count):
        events = index.events_of_runs(after=highest)
        seen = {run: state for run in events if (state := search.recalled(SEEN, run)) is not None}
    else:
        events, seen = index.events_of_runs(), search.recall(SEEN)
    there = index.there(events)
    changed = {run: events[run] for run in there if seen.get(run) != events[run]}
    return _News(changed, sorted(seen.keys() - set(there)), f"{total}:{now_highest}")


def _take_out(search: Search, gone: Iterable[str]) -> None:
    from .code import recount

    for run in gone:
        search.remove([_source(run), _printed_source(run)])
        search.ask("DELETE FROM runs WHERE id = ?", (run,))
        for kind in (SEEN, CONSOLE, GROWING):
            search.forget(kind, [run])
    recount(search)


def _taken_in(bench: Workbench, search: Search, run: Run, code: Code) -> Iterator[Entry]:
    """Everything that is to be put in about a run; what was known of it before is taken out."""
    if run.status == Status.RUNNING:
        run = _as_it_goes(bench, run)
    snapshot = code.ran(run.id, run.snapshot) if run.snapshot else None
    search.ask(
        "INSERT OR REPLACE INTO runs VALUES(?,?,?,?,?,?,?)",
        (run.id, run.name, snapshot, run.question, run.idea, run.author, run.started_at),
    )
    search.remove([_source(run.id)])
    yield _entry(run)
    sizes = _sizes(bench, run.id)
    console = sizes.partition(" ")[0]
    if search.recalled(CONSOLE, run.id) != console:
        search.remove([_printed_source(run.id)])
        yield from _printed(bench, run)
        search.remember(CONSOLE, [(run.id, console)])
    else:
        search.ask(
            "UPDATE entries SET question = ?, idea = ? WHERE source = ?",
            (run.question, run.idea, _printed_source(run.id)),
        )
    # What was copied here may come in the order of names: the journal first, the console later.
    if run.status == Status.RUNNING or (console == "-1" and run.via == "command" and run.began):
        search.remember(GROWING, [(run.id, sizes)])
    else:
        search.forget(GROWING, [run.id])


def _entry(run: Run) -> Entry:
    tags = " ".join(f"#{tag}" for tag in run.tags)
    failed = without_secrets(run.traceback.strip().rpartition("\n")[2]) if run.traceback else ""
    body = "\n".join(filter(None, (shlex.join(run.command), run.why, tags, failed)))
    return Entry(
        "run", run.id, _source(run.id), run.name, body, "\n".join(_params(run)), "\n".join(run.metrics), weight=NAMED,
        run=run.id, question=run.question, idea=run.idea, by=run.author, at=run.started_at,
    )  # fmt: skip


def _params(run: Run) -> Iterator[str]:
    for name, value in list(flat_params(run).items())[:MOST_PARAMS]:
        yield f"{name}={param(value)[:LONGEST_VALUE]}"


def _printed(bench: Workbench, run: Run) -> Iterator[Entry]:
    for part in console_parts(bench.paths.console(run.id)):
        yield Entry(
            "console", run.id, _printed_source(run.id), body=part.text, place=part.place, weight=PRINTED, run=run.id,
            question=run.question, idea=run.idea, by=run.author, at=run.started_at,
        )  # fmt: skip


def _as_it_goes(bench: Workbench, run: Run) -> Run:
    """A run without an end, with the params that its processes have told so far."""
    from msgspec.structs import replace

    from hunch.entities.params import fold_params
    from hunch.journal.runfolder import observations

    folded = fold_params(observations(bench, run.id).observations, root=bench.root_of(run.folder))
    return replace(run, params=folded.params, params_nf=folded.nf)


def _sizes(bench: Workbench, run: str) -> str:
    """How large a run's files are that grow while it goes on: its console, and what its processes tell. -1: none."""
    return f"{_size(bench.paths.console(run))} {_size(bench.paths.observed(run))}"


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return -1


def _source(run: str) -> str:
    return f"run:{run}"


def _printed_source(run: str) -> str:
    return f"console:{run}"
