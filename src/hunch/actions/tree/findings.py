"""Findings as readers see them: what they stood on when they were written down, and what that allows to say today."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from hunch.actions.live import with_live
from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.entities.config import Objective
from hunch.entities.events import Evidence, FindingAdded, FindingLinked, FindingWithdrawn
from hunch.entities.finding import Finding
from hunch.entities.fold import Told
from hunch.entities.naming import name_of
from hunch.entities.run import Status
from hunch.entities.standing import Standing
from hunch.entities.tree import word_of
from hunch.entities.words import with_side
from hunch.ids import Clock, is_id, system_clock
from hunch.journal.index import Index
from hunch.journal.workbench import WorkingFolder

from .evidence import Bench, Witness, witnesses

KINDS = ("finding.added", "finding.linked", "finding.withdrawn")


def findings(
    folder: WorkingFolder,
    index: Index,
    objective: Objective | None = None,
    *,
    point: Standpoint | None = None,
    clock: Clock = system_clock,
) -> list[Finding]:
    """All findings in the order in which they were written down, withdrawn ones too, held against what is known now.

    Args:
        point: what stands, where it is known already.
    """
    held = written(index)
    if not held:
        return []
    objective = objective or Objective()
    point = point or standpoint(folder, objective)
    bench = Bench(folder.bench, index, point, objective)
    known = witnesses(index, list({run for each in held for run in (*each.supports, *each.opposes)}))
    gone = _gone(folder, index, known, clock)
    return [_today(each, bench, point.standing, known, gone) for each in held]


def written(index: Index) -> list[Finding]:
    """All findings as the journal has them: nothing of them is held against what is known now."""
    told = sorted((each for kind in KINDS for each in index.told(kind)), key=lambda each: each.id)
    found: dict[str, Finding] = {}
    for each in told:
        _hear(found, each)
    return list(found.values())


def _hear(found: dict[str, Finding], told: Told) -> None:
    match told.data:
        case FindingAdded() as said:
            found[said.finding] = Finding(
                id=said.finding, text=said.text, at=told.at, by=told.by, question=said.question, idea=said.idea,
                supports=said.supports, opposes=said.opposes, evidence=said.evidence,
            )  # fmt: skip
        case FindingLinked() as said if said.finding in found:
            found[said.finding] = _linked(found[said.finding], said)
        case FindingWithdrawn() as said if said.finding in found:
            found[said.finding] = replace(found[said.finding], withdrawn=said.why)


def _linked(before: Finding, said: FindingLinked) -> Finding:
    """What a link says of a run replaces what was held of it: its side too."""
    supports = [run for run in before.supports if run not in said.opposes]
    opposes = [run for run in before.opposes if run not in said.supports]
    evidence = {each.run: each for each in before.evidence} | {each.run: each for each in said.evidence}
    return replace(
        before,
        supports=list(dict.fromkeys([*supports, *said.supports])),
        opposes=list(dict.fromkeys([*opposes, *said.opposes])),
        evidence=list(evidence.values()),
    )


def _today(
    finding: Finding, bench: Bench, standing: Standing, known: Mapping[str, Witness], gone: Mapping[str, str]
) -> Finding:
    opened = [each.id for each in standing.questions.values() if each.opened_by == finding.id and each.id]
    now = [_now(bench, then, known.get(then.run)) for then in finding.evidence]
    shaken = [
        why
        for then, today in zip(finding.evidence, now, strict=True)
        if (why := _shaken(then, today, known, gone.get(then.run)))
    ]
    return replace(finding, now=now, shaken=list(dict.fromkeys(shaken)), opened=opened)


def _now(bench: Bench, then: Evidence, run: Witness | None) -> Evidence:
    """The same look again: in the same question, whatever the run is of now."""
    if run is None:
        return Evidence(run=then.run, opposes=then.opposes, question=then.question)
    return bench.of(run, question=then.question, opposes=then.opposes)


def _shaken(then: Evidence, now: Evidence, known: Mapping[str, Witness], gone: str | None) -> str | None:
    """Why what a run said then does not hold as it was said; None where it does. Where it could say nothing then, nothing
    of it can be shaken."""
    name = _called(then.run, known)
    if gone is not None:
        return f"{name} {gone}"
    if then.verdict is None or word_of(then) == word_of(
        now
    ):  # which side of nothing a mean lies on is no verdict
        return None
    return f"{name}: {_said(then)} then, {_said(now)} now"


def _said(evidence: Evidence) -> str:
    """In letters only: no sign, of which a terminal may have a twin."""
    word = word_of(evidence)
    return "nothing to compare" if word is None else with_side(word)


def _gone(folder: WorkingFolder, index: Index, known: Mapping[str, Witness], clock: Clock) -> dict[str, str]:
    """What became of runs that nobody can look at any more."""
    light = {row.id: row for row in index.light()}
    endless = [run for run in known if run in light and light[run].status == "running"]
    gone = {}
    if endless and index.until is None:
        live = with_live(folder.bench, index.runs(endless), now_us=clock())
        gone = {run.id: "is lost" for run in live if run.status == Status.LOST}
    return gone | {run: "was removed" for run, row in light.items() if row.removed}


def named(index: Index, runs: Sequence[str]) -> dict[str, str]:
    """What runs are called; a removed one by the name that belongs to its id."""
    found = witnesses(index, runs)
    return {run: _called(run, found) for run in runs}


def _called(run: str, known: Mapping[str, Witness]) -> str:
    if run in known:
        return known[run].name
    return name_of(run) if is_id(run) else run
