"""Runs that are open in this process: begun, joined, nested and ended.

Under `hunch run` (HUNCH_RUN in the environment) the first `init` joins that run, whose parent writes the
journal; later ones are runs of their own within it. Alone, `init` begins a run that this process owns.
"""

import atexit
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from hunch.capture.recorder import Recorder
from hunch.capture.shield import Shield, one_line
from hunch.capture.sources import Nowhere, Source
from hunch.ids import is_id
from hunch.journal.workbench import open_workbench

from .handle import Outcome, Run, outcome_of, place_in
from .surroundings import is_off, loud, rank, surroundings

if TYPE_CHECKING:
    from hunch.entities.events import HunchSeal


class Wish(NamedTuple):
    """What a program says of the run that it wants."""

    params: Any = None
    name: str | None = None
    tags: Iterable[str] = ()
    why: str | None = None
    seed: int | None = None
    strict: bool = False
    hunch: object | None = None
    idea: str | None = None


_NO_WISH = Wish()


class Planned(NamedTuple):
    """The plan that runs belong to while it lasts, the seed whose turn it is, and how many runs were open before.

    `plan` is None where it could not be written down.
    """

    plan: str | None
    seed: int | None
    depth: int
    idea: str | None = None
    sealed: "Sequence[HunchSeal]" = ()
    """What was predicted of them, taken together."""
    close: Callable[[], None] | None = None
    """Writes down which of its runs never began; None where there is no plan, or another process made it."""
    pid: int = 0


_open: list[Run] = []
"""Innermost last."""
_finished: list[Run] = []
"""The last one that ended, if any: it answers a log() that comes too late."""
_by_init: list[Run] = []
"""The run of the last `init`, which the next one ends."""
_begun_by: set[int] = set()
"""Processes (this one, or those it was forked from) that joined or began a run."""
_exported: set[str] = set()
"""Runs that this process, or one it was forked from, put into HUNCH_RUN for descendants to join."""
_planned: list[Planned] = []
_exit_watched: list[bool] = []


def current() -> Run:
    """The innermost open run. Where there is none, one is begun, or the one that ended last answers."""
    if _open:
        return _open[-1]
    return _finished[-1] if _finished else begin(Wish())


def begin(wish: Wish, *, by_init: bool = False) -> Run:
    """Join or begin a run. Never raises, unless the wish is strict."""
    inherited = _open[-1] if _open and not _open[-1].is_mine else None
    if inherited is not None and wish.params is None:  # a forked worker that only wants to log
        return inherited
    _watch_the_exit()
    shield = Shield(loud, strict=wish.strict)
    run = None
    if not is_off():
        with shield.guard("this run"):
            run = _joined(wish, shield) or _own(wish, shield)
    if run is None:
        run = Run(None, Recorder(Nowhere(), shield), shield, lambda run, outcome: run.recorder.close())
    _open.append(run)
    run.when_ended(_forget)
    if by_init:
        _by_init[:] = [run]
    if wish.params is not None:
        run.take_params(wish.params)
    return run


def finish_current() -> None:
    """End the innermost open run; nothing where none is open."""
    if _open:
        _open[-1].finish()


def end_begun_by_init() -> None:
    """End the run that an earlier `init` of this process began alone, and what is open in it."""
    for run in _by_init:
        if run.is_open and run.is_mine and run.id in _exported:
            _end_from(_open.index(run), Outcome())


def seeds_of(given: object, wish: Wish) -> tuple[list[int], bool]:
    """The seeds to loop over, and whether they make a plan; where they do not, that is told.

    Raises:
        UserError: they do not, and the wish is strict.
    """
    from hunch.errors import UserError

    from .seeds import anyway, kept, seeds_of

    held = kept(given)
    try:
        return seeds_of(held), True
    except UserError as error:
        if wish.strict:
            raise
        lost = "" if wish.hunch is None else ", and its hunch is NOT SEALED"
        loud(f"the plan is NOT MADE{lost}: {one_line(error)}")
        return list(anyway(held)), False


def begin_plan(seeds: list[int], wish: Wish = _NO_WISH) -> None:
    """Let runs from here on belong to a plan of these seeds; without seeds, to none."""
    made = None
    if seeds and not is_off():
        _watch_the_exit()
        shield = Shield(loud, strict=wish.strict)
        with shield.guard("this plan"):
            from .planning import make_plan

            made = make_plan(seeds, wish, shield)
    if made is None:
        _planned.append(Planned(None, None, len(_open), wish.idea))
    else:
        _planned.append(Planned(made.plan, None, len(_open), made.idea, made.sealed, made.close, os.getpid()))


@contextmanager
def turn_of(seed: int) -> Iterator[None]:
    """Runs begun meanwhile have this seed; those still open afterwards end."""
    _planned[-1] = _planned[-1]._replace(seed=seed if isinstance(seed, int) else None)
    yield
    _end_from(_planned[-1].depth, Outcome())


def end_plan(outcome: Outcome) -> None:
    """The innermost plan is over, and so are its runs."""
    planned = _planned.pop()
    _end_from(planned.depth, outcome)
    if planned.close is not None and planned.pid == os.getpid():
        with Shield(loud).guard("the end of this plan"):
            planned.close()


def _end_from(depth: int, outcome: Outcome) -> None:
    for run in reversed(_open[depth:]):
        run.end(outcome)


def _joined(wish: Wish, shield: Shield) -> Run | None:
    """The run of `hunch run`, where there is one to join.

    None where another process is its voice and this one has params of its own, in a plan, and for all but the
    first run of a process.
    """
    about = surroundings()
    given = about.environ.get("HUNCH_RUN", "")
    if not is_id(given) or given in _exported or _planned or os.getpid() in _begun_by:
        return None
    bench = open_workbench(about.environ.get("HUNCH_DIR", ""), about)
    numbered = rank()
    source = Source(lambda name: bench.paths.metrics(given, name), numbered or 0)
    if not source.is_first and source.name and wish.params is not None and numbered is None:
        source.give_up()
        return None
    place = place_in(bench, given, wish.name or "")
    shield.keep = place.teller.fault
    _begun_by.add(os.getpid())
    run = Run(place, Recorder(source, shield), shield, _end_joined)
    if wish.hunch is not None or wish.idea is not None:
        from .late import seal_late

        seal_late(given, wish, shield)
    if wish.name or wish.tags or wish.why or wish.seed is not None:
        from .joining import tell_named

        with shield.guard("the run's name"):
            tell_named(place.teller, wish)
    return run


def _end_joined(run: Run, outcome: Outcome) -> None:
    from .joining import tell_end

    with run.shield.guard("the end of this process's part"):
        tell_end(run)


def _own(wish: Wish, shield: Shield) -> Run | None:
    from .owning import own

    numbered, within = rank(), _within()
    if numbered and within is None:
        loud(f"rank {numbered} is not recorded: start all ranks together by `hunch run COMMAND...`")
        return None
    run = own(wish, shield, within=within, planned=_planned[-1] if _planned else None)
    _begun_by.add(os.getpid())
    _exported.add(run.id or "")
    return run


def _within() -> str | None:
    mine = [run.id for run in _open if run.is_mine and run.id]
    given = os.environ.get("HUNCH_RUN", "")
    return mine[-1] if mine else given if is_id(given) else None


def _forget(run: Run) -> None:
    if run in _open:
        _open.remove(run)
    _finished[:] = [run]


def _watch_the_exit() -> None:
    if not _exit_watched:
        _exit_watched.append(True)
        atexit.register(_at_exit)


def _at_exit() -> None:
    """End what is open. What an exception ended has failed; `sys.exit` leaves no trace that could be read here."""
    interactive = hasattr(sys, "ps1") or "IPython" in sys.modules
    error = None if interactive else getattr(sys, "last_value", None)
    while _planned:
        end_plan(outcome_of(error))
    _end_from(0, outcome_of(error))
