"""Predictions of which nothing has come yet: those that wait for a run, and those of runs that go on."""

from collections.abc import Collection, Sequence

import msgspec

from hunch.entities.run import Run
from hunch.entities.standing import Standing
from hunch.journal.index import Index


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """A prediction, and the idea, run or plan that it is about, by id."""

    id: str
    text: str
    author: str
    idea: str | None = None
    run: str | None = None
    plan: str | None = None


class _Data(msgspec.Struct, frozen=True, kw_only=True):
    hunch: str
    text: str = ""
    idea: str | None = None
    run: str | None = None
    plan: str | None = None


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    by: str
    data: _Data


_decode = msgspec.json.Decoder(_Line).decode


def awaited(index: Index, standing: Standing, running: Sequence[Run], *, author: str | None) -> list[Awaited]:
    """An author's (None: everybody's), in the order of their sealing; what was sealed is looked up only where
    something is awaited."""
    named = {mark.id for run in running for mark in run.hunches}
    waiting = {hunch.id for hunch in standing.hunches if hunch.plan is None or hunch.plan in standing.waiting}
    if not named | waiting:
        return []
    taken_back = {said.data.hunch for said in _about(index, "hunch.retracted", named)}
    sealed = _about(index, "hunch.sealed", (named - taken_back) | waiting)
    return [
        Awaited(
            id=each.data.hunch,
            text=each.data.text,
            author=each.by,
            idea=each.data.idea,
            run=each.data.run,
            plan=each.data.plan,
        )
        for each in sealed
        if author in (None, each.by)
    ]


def _about(index: Index, kind: str, hunches: Collection[str]) -> list[_Line]:
    """The events of a kind about some of thousands of predictions: only their lines are decoded."""
    names = [hunch.encode() for hunch in hunches]
    found = []
    for line in index.lines(kind):
        if not any(name in line for name in names):
            continue
        try:
            said = _decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):  # among the index's faults
            continue
        if said.data.hunch in hunches:
            found.append(said)
    return found
