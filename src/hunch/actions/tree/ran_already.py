"""Whether this code and command ran already: asked at each start, and so in next to no time.

It is on the way to the user's process where something was asked, and right behind it where nothing was: no index, no
SQLite, and where the code is new nothing is decoded at all.
"""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from hunch.entities.metric import SYSTEM_PREFIX, Summary
from hunch.entities.variant import Rule, shared_command
from hunch.journal.glance import Glance, decoded
from hunch.journal.workbench import Workbench

MOST_LOOKED_AT = 100
"""Runs of the same code whose commands are looked at."""


class Again(msgspec.Struct, frozen=True):
    """The latest run of this code and command, and what came of it. `others`: how many more there are."""

    run: str
    name: str
    began_at: str
    status: str | None = None
    """None: there is no end yet."""
    metric: str | None = None
    value: float | int | None = None
    others: int = 0


class _Start(msgspec.Struct, frozen=True):
    run: str
    name: str
    command: list[str] = []
    snapshot: str | None = None
    question: str | None = None


class _End(msgspec.Struct, frozen=True):
    run: str
    status: str
    metrics: dict[str, Summary] = {}
    name: str | None = None


class _Question(msgspec.Struct, frozen=True):
    metric: str | None = None


Said = TypeVar("Said", _Start, _End, _Question)


def again(
    bench: Workbench, snapshot: str, command: Sequence[str], *, but: str, rule: Rule, metric: str | None
) -> Again | None:
    """The latest earlier run of this snapshot by this command, whose seed is no other; None where there is none.

    Args:
        but: the run that asks.
        rule: what of a command makes no difference. The seed must not be among it: another seed is another run.
        metric: what to say of it where it was for no question; if it did not measure that, the first thing that it did.
    """
    journals, said = Glance(bench), b'"snapshot":"%s"' % snapshot.encode()
    if not journals.says(said):
        return None
    wanted = shared_command(command, {}, rule)
    starts = [
        (event, start)
        for event in decoded(journals.lines_saying(said, most=MOST_LOOKED_AT))
        if event.kind == "run.started"
        and (start := _read(event.data, _Start)) is not None
        and (start.snapshot, start.run != but) == (snapshot, True)
        and (start.command == command or shared_command(start.command, {}, rule) == wanted)
    ]
    if starts:
        removed = b"".join(journals.lines_saying(b'"kind":"run.removed"', most=MOST_LOOKED_AT))
        starts = [pair for pair in starts if pair[1].run.encode() not in removed]
    if not starts:
        return None
    starts.sort(key=lambda pair: pair[0].id)
    event, start = starts[-1]
    return _told(journals, start, event.at, metric=metric, others=len(starts) - 1)


def _told(journals: Glance, start: _Start, began_at: str, *, metric: str | None, others: int) -> Again:
    end = next(
        (
            said
            for event in reversed(journals.events_of(start.run))
            if event.kind == "run.finished" and (said := _read(event.data, _End)) is not None
        ),
        None,
    )
    measured = {n: s for n, s in (end.metrics if end else {}).items() if not n.startswith(SYSTEM_PREFIX)}
    metric = _asked(journals, start.question) or metric
    name = metric if metric in measured else next(iter(measured), None)
    return Again(
        run=start.run,
        name=(end.name if end else None) or start.name,
        began_at=began_at,
        status=end.status if end else None,
        metric=name,
        value=measured[name].value if name else None,
        others=others,
    )


def _asked(journals: Glance, question: str | None) -> str | None:
    """The metric of a question."""
    if question is None:
        return None
    words = b'"kind":"question.asked","data":{"question":"%s"' % question.encode()
    asked = [_read(event.data, _Question) for event in decoded(journals.lines_saying(words, most=1))]
    return next((said.metric for said in asked if said is not None), None)


def _read(data: msgspec.Raw, into: type[Said]) -> Said | None:
    try:
        return msgspec.json.decode(data, type=into)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
