"""Writing findings down: with the runs that support or oppose them, a fresh look at these, and taking them back."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hunch.actions.questions.referring import clipped, finding_or_none
from hunch.actions.questions.standpoint import Standpoint
from hunch.entities.config import Objective
from hunch.entities.events import Evidence, FindingAdded, FindingLinked, FindingWithdrawn
from hunch.entities.finding import Finding
from hunch.errors import Refused, UserError
from hunch.ids import Clock, new_id
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder
from hunch.journal.writer import append, highest_id

from .evidence import Bench, Witness, witnesses
from .findings import written

LONGEST_TEXT, LONGEST_WHY = 1000, 1000


class Linking(NamedTuple):
    """Runs for and against a finding, by their ids."""

    supports: Sequence[str] = ()
    opposes: Sequence[str] = ()


class Found(NamedTuple):
    """The id of a finding, and what was done about it."""

    finding: str
    is_new: bool
    linked: int
    """To how many runs it was linked that it was not linked to on that side before."""


class Place(msgspec.Struct, frozen=True):
    """Where findings are written down."""

    folder: WorkingFolder
    index: Index
    point: Standpoint
    objective: Objective
    clock: Clock


def find(place: Place, text: str, linking: Linking) -> Found:
    """Write a finding down; one of these words or this id that is there is linked to the runs.

    Raises:
        UserError: there is no text, far too much, or a run on both sides.
        Refused: it was withdrawn.
    """
    text = _checked(text, linking)
    held = written(place.index)
    known = finding_or_none(held, text, place.point.focus, parts=False)
    if known is not None:
        return link(place, known, linking)
    return _add(place, text, linking)


def link(place: Place, finding: Finding, linking: Linking) -> Found:
    """Link a finding to more runs. Nothing is written where it is linked to all of them.

    Raises:
        Refused: it was withdrawn.
        UserError: a run is on both sides.
    """
    _must_be_held(finding)
    _one_side(linking)
    fresh = Linking(
        [run for run in linking.supports if run not in finding.supports],
        [run for run in linking.opposes if run not in finding.opposes],
    )
    if fresh.supports or fresh.opposes:
        found = FindingLinked(
            finding=finding.id,
            supports=list(fresh.supports),
            opposes=list(fresh.opposes),
            evidence=_evidence(place, fresh),
        )
        append(place.folder.bench, found, clock=place.clock)
    return Found(finding.id, False, len(fresh.supports) + len(fresh.opposes))


def refresh(place: Place, finding: Finding) -> Found:
    """Hold what the finding's runs say today; what shook it does so no longer. Removed runs keep what was held of them.

    Raises:
        Refused: it was withdrawn.
    """
    _must_be_held(finding)
    looked = FindingLinked(finding=finding.id, evidence=_again(place, finding))
    append(place.folder.bench, looked, clock=place.clock)
    return Found(finding.id, False, 0)


def withdraw(place: Place, finding: Finding, *, why: str) -> None:
    """Say that a finding is not held any more, and why; it stays.

    Raises:
        UserError: no reason is given.
        Refused: it was withdrawn already.
    """
    why = " ".join(why.split())
    if not why or len(why) > LONGEST_WHY:
        raise UserError(
            "say why it is withdrawn, in a line", hint='hunch finding @finding --withdraw -m "it was luck"'
        )
    _must_be_held(finding)
    append(place.folder.bench, FindingWithdrawn(finding=finding.id, why=why), clock=place.clock)


def _add(place: Place, text: str, linking: Linking) -> Found:
    bench, focus = place.folder.bench, place.point.focus
    runs = witnesses(place.index, [*linking.supports, *linking.opposes])
    questions, ideas = ({getattr(run, of) for run in runs.values()} for of in ("question", "idea"))
    question = questions.pop() if len(questions) == 1 else focus.question
    idea = ideas.pop() if len(ideas) == 1 else focus.idea if not runs else None
    known = place.point.standing
    identifier = new_id(place.clock(), after=highest_id(bench))
    found = FindingAdded(
        finding=identifier,
        text=text,
        question=question if question in known.questions else None,
        idea=idea if idea in known.ideas else None,
        supports=list(linking.supports),
        opposes=list(linking.opposes),
        evidence=_evidence(place, linking),
    )
    append(bench, found, clock=place.clock, after=identifier)
    return Found(identifier, True, len(linking.supports) + len(linking.opposes))


def _evidence(place: Place, linking: Linking) -> list[Evidence]:
    """What may be said of each run, in its own question."""
    bench = Bench(place.folder.bench, place.index, place.point, place.objective)
    known = witnesses(place.index, [*linking.supports, *linking.opposes])
    sides = ((linking.supports, False), (linking.opposes, True))
    return [
        bench.of(known[run], question=_question(place, known[run]), opposes=opposes)
        for runs, opposes in sides
        for run in runs
        if run in known
    ]


def _again(place: Place, finding: Finding) -> list[Evidence]:
    bench = Bench(place.folder.bench, place.index, place.point, place.objective)
    known = witnesses(place.index, [*finding.supports, *finding.opposes])
    return [
        bench.of(known[each.run], question=each.question, opposes=each.opposes)
        for each in finding.evidence
        if each.run in known
    ]


def _question(place: Place, run: Witness) -> str | None:
    """The question that a run is for; of a run for none, the current one."""
    question = run.question or place.point.focus.question
    return question if question in place.point.standing.questions else None


def _checked(text: str, linking: Linking) -> str:
    text = " ".join(text.split())
    if not text:
        raise UserError("an empty finding", hint='hunch finding "it diverges above 0.1" --supports @')
    if len(text) > LONGEST_TEXT:
        raise UserError(
            f"a finding of {len(text):,} characters; at most {LONGEST_TEXT:,}",
            hint="Say it in a line; write the rest down: hunch note",
        )
    _one_side(linking)
    return text


def _one_side(linking: Linking) -> None:
    both = set(linking.supports) & set(linking.opposes)
    if both:
        raise UserError(
            "a run supports a finding or opposes it, not both",
            hint="Name it once, behind --supports or --opposes.",
        )


def _must_be_held(finding: Finding) -> None:
    if finding.withdrawn is not None:
        raise Refused(
            f"{clipped(finding.text)!r} was withdrawn: {finding.withdrawn}",
            hint="Write it down anew, in other words.",
        )
