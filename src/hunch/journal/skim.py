"""Lines read for the index: in short first, and all of it when a run is folded."""

from collections.abc import Callable
from typing import cast

import msgspec
from msgspec.structs import replace

from hunch.entities.events import FORMAT, KINDS, Seconds
from hunch.entities.fold import Told
from hunch.errors import Damaged

from .lines import decode_line, has_form, is_drawn, newer


class Gist(msgspec.Struct, frozen=True, kw_only=True):
    """What the index itself needs to know of `data`, whatever its kind."""

    run: str | None = None
    runs: list[str] = []
    name: str | None = None
    folder: str = ""
    within: str | None = None
    replicate_of: str | None = None
    snapshot: str | None = None
    saved: str | None = None
    plan: str | None = None
    variant: str | None = None
    question: str | None = None
    idea: str | None = None
    status: str | None = None
    seed: int | None = None
    duration_s: Seconds | None = None

    @property
    def subjects(self) -> list[str]:
        """The runs that the event speaks of."""
        return [self.run] if self.run is not None else self.runs


class Skimmed(msgspec.Struct, frozen=True, kw_only=True):
    """A line, read for the index: several times faster than all of it."""

    v: int
    id: str
    kind: str
    data: Gist
    at: str | None = None
    by: str | None = None
    prev: str | None = None
    sha256: str | None = None


_decode_skimmed = msgspec.json.Decoder(Skimmed).decode
_tellers: dict[str, Callable[[bytes], Told]] = {}


def skim_line(line: bytes) -> Skimmed:
    """What the index needs to know of a line.

    Raises:
        Damaged: the line is not an event.
        NewerFormat: a newer Hunch wrote it.
    """
    try:
        skimmed = _decode_skimmed(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        event = decode_line(line)
        if event.kind in KINDS:
            raise Damaged(f"the data of {event.kind} {event.id} do not read") from None
        # data of a kind that we do not know may look otherwise
        skimmed = Skimmed(
            v=event.v, id=event.id, kind=event.kind, data=Gist(),
            at=event.at, by=event.by, prev=event.prev, sha256=event.sha256,
        )  # fmt: skip
    if skimmed.v > FORMAT:
        raise newer(skimmed.id, skimmed.v)
    if not is_drawn(skimmed.id):
        raise Damaged(f"{skimmed.id!r} is no id of an event")
    if skimmed.at is None or skimmed.by is None or skimmed.prev is None or skimmed.sha256 is None:
        raise Damaged(f"the line {skimmed.id} does not say at, by, prev and sha256")
    if (stranger := _no_run_in(skimmed.data)) is not None:
        if skimmed.kind in KINDS:
            raise Damaged(f"the line {skimmed.id} speaks of {stranger!r}, which is no run's id")
        return replace(skimmed, data=Gist())
    return skimmed


def _no_run_in(gist: Gist) -> str | None:
    """What a line names as a run that cannot be one; None where all is well."""
    if gist.run is not None and not has_form(gist.run):
        return gist.run
    if gist.within is not None and not has_form(gist.within):
        return gist.within
    return next((run for run in gist.runs if not has_form(run)), None) if gist.runs else None


def tell(line: bytes, kind: str) -> Told:
    """A line whose kind is known already, its data decoded in the same go; None for a kind that we do not know.

    Raises:
        Damaged: the line is not such an event.
    """
    if kind not in KINDS:
        event = decode_line(line)
        return Told(id=event.id, at=event.at, by=event.by, data=None)
    decode = _tellers.get(kind) or _teller(kind)
    try:
        return decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged(f"a line of kind {kind} does not read: {error}") from error


def _teller(kind: str) -> Callable[[bytes], Told]:
    """Made when first needed: most processes meet few kinds."""
    struct = msgspec.defstruct("Told", [("data", KINDS[kind])], bases=(Told,), frozen=True, kw_only=True)
    made = cast("Callable[[bytes], Told]", msgspec.json.Decoder(struct).decode)
    _tellers[kind] = made
    return made
