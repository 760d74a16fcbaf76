"""What was proposed, and what became of it.

A proposal is one thing by its action and its subject. It is open from the moment it was written down until it is
settled: by somebody (taken, declined), or by what has happened since, which is derived here and written down by the
next `hunch next`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hunch.entities.decision import DROP, PARK
from hunch.entities.events import DecisionMade, FindingLinked, FindingWithdrawn, ProposalMade, ProposalSettled
from hunch.entities.question import Idea
from hunch.ids import time_part
from hunch.journal.index import Index
from hunch.journal.rows import LightRun

from .begun import begun_for

TAKEN, DECLINED, EXPIRED, OPEN = "taken", "declined", "expired", "open"
DAY_US = 86_400_000_000
MOST_DAYS, MOST_RUNS = 30, 30
"""A proposal that nobody took is over after so many days, or so many later runs of its question."""
OF_IDEAS, OF_RUNS = ("try", "answer"), ("repeat", "revisit", "split", "baseline")

Key = tuple[str, ...]


class Past(NamedTuple):
    """A proposal that was written down, and what became of it.

    `run` is the first run that did what it said, begun while it was open, whoever settled it; `is_told` where
    the journal says what became of it.
    """

    id: str
    at: str
    by: str
    said: ProposalMade
    status: str
    settled: str = ""
    """The event that says so; "" where none does."""
    why: str | None = None
    run: str | None = None
    is_told: bool = False

    @property
    def key(self) -> Key:
        """What it is about, and whether it was drawn."""
        return key_of(self.said)


class Matters(NamedTuple):
    """What proposals are settled by: runs in the order of their starts, with the variant that each is of."""

    rows: Sequence[LightRun]
    ideas: Mapping[str, Idea]
    decided: Sequence[tuple[str, DecisionMade]]
    findings: Sequence[tuple[str, str]]
    """Events on findings, with the finding."""
    now_us: int
    begun_for: Mapping[str, str | None] = {}
    """The idea that the start names, of runs that were put under another since."""


def key_of(said: ProposalMade) -> Key:
    """
    >>> key_of(ProposalMade(proposal="p", action="try", ideas=["i"], rank=3)) == key_of(
    ...     ProposalMade(proposal="q", action="answer", ideas=["i"], rank=1))
    True
    """
    subject = about(
        said.action, question=said.question, ideas=said.ideas, runs=said.runs, claim=said.claim, finding=said.finding
    )  # fmt: skip
    return (*subject, "drawn" if said.drawn else "")


def about(
    action: str,
    *,
    question: str | None,
    ideas: Sequence[str],
    runs: Sequence[str],
    claim: str | None,
    finding: str | None,
) -> tuple[str, str, str]:
    """What a proposal is about: what is done, for which question, to what. To answer a claim by an idea is to try the idea."""
    if action in OF_IDEAS and ideas:
        return ("try", question or "", ideas[0])
    if action in OF_RUNS and runs:
        return ("repeat" if action == "revisit" else action, question or "", runs[0])
    return (action, question or "", claim or finding or ",".join(sorted(ideas)))


def history(
    index: Index,
    ideas: Mapping[str, Idea],
    rows: Sequence[LightRun],
    *,
    now_us: int,
) -> list[Past]:
    """All proposals of a workbench, in the order in which they were made. Free where there are none."""
    made = index.told("proposal.made")
    if not made:
        return []
    told: dict[str, tuple[str, ProposalSettled]] = {}
    for each in index.told("proposal.settled"):
        if isinstance(each.data, ProposalSettled):
            told.setdefault(each.data.proposal, (each.id, each.data))
    decided = [(e.id, e.data) for e in index.told("decision.made") if isinstance(e.data, DecisionMade)]
    findings = [
        (each.id, each.data.finding)
        for kind in ("finding.linked", "finding.withdrawn")
        for each in index.told(kind)
        if isinstance(each.data, FindingLinked | FindingWithdrawn)
    ]
    matters = Matters(rows, ideas, decided, sorted(findings), now_us, begun_for(index))
    steps = _Steps(matters)
    return [
        _past(each.id, each.at, each.by, each.data, told.get(each.data.proposal), steps)
        for each in made
        if isinstance(each.data, ProposalMade)
    ]


def open_ones(past: Iterable[Past]) -> dict[Key, Past]:
    """Those that are open, by what they are about; of several the first."""
    found: dict[Key, Past] = {}
    for each in past:
        if each.status == OPEN:
            found.setdefault(each.key, each)
    return found


def _past(
    event: str,
    at: str,
    by: str,
    said: ProposalMade,
    told: tuple[str, ProposalSettled] | None,
    steps: "_Steps",
) -> Past:
    end = told[0] if told else ""
    run = steps.taking(event, said, until="" if told is None or told[1].how == TAKEN else end)
    found = Past(said.proposal, at, by, said, OPEN, run=run)
    if told is not None:
        how = told[1].how if told[1].how in (TAKEN, DECLINED) else EXPIRED
        run = (told[1].run or run) if how == TAKEN else None
        return found._replace(status=how, settled=end, why=told[1].why, run=run, is_told=True)
    over = steps.over(event, said)
    if run is not None and (over is None or time_part(steps.began[run]) < over.us):
        return found._replace(status=TAKEN)
    if over is not None:
        return found._replace(status=EXPIRED, why=over.why, run=None)
    return found


class _Over(NamedTuple):
    us: int
    why: str


class _Steps:
    """Runs by what they are of, so that many proposals are looked up quickly."""

    def __init__(self, matters: Matters) -> None:
        self._matters = matters
        self._rows = [row for row in matters.rows if row.began]
        self.began = {row.id: row.start_id for row in self._rows}
        self._variant = {row.id: row.variant for row in self._rows}
        self._starts: dict[str | None, list[str]] = {}
        self._of_idea: dict[str, list[LightRun]] = {}
        self._of_variant: dict[str, list[LightRun]] = {}
        for row in self._rows:
            self._starts.setdefault(row.question, []).append(row.start_id)
            for idea in {row.idea or "", matters.begun_for.get(row.id) or row.idea or ""}:
                self._of_idea.setdefault(idea, []).append(row)
            if row.variant or row.replicate_of:
                of = row.variant or self._variant.get(row.replicate_of or "") or ""
                self._of_variant.setdefault(of, []).append(row)

    def taking(self, event: str, said: ProposalMade, *, until: str) -> str | None:
        """The first run after a proposal that did what it said."""
        return next(
            (
                row.id
                for row in self._doing(said)
                if row.start_id > event
                and (not until or row.start_id < until)
                and said.question in (None, row.question)
            ),
            None,
        )

    def _doing(self, said: ProposalMade) -> Iterable[LightRun]:
        if said.action in OF_IDEAS:
            return self._of_idea.get(said.ideas[0], ()) if said.ideas else ()
        if said.action == "combine":
            both = set(said.ideas)
            found = [
                row
                for idea in self._matters.ideas.values()
                if both and both <= {idea.parent, *idea.inspired_by}
                for row in self._of_idea.get(idea.id, ())
            ]
            return sorted(found, key=lambda row: row.start_id)
        if said.action == "split":
            return self._under(said)
        if said.action in OF_RUNS and said.runs:
            return self._of_variant.get(self._variant.get(said.runs[0]) or "", ())
        return ()

    def _under(self, said: ProposalMade) -> list[LightRun]:
        """Runs of ideas below the bundle's."""
        below = {
            idea.id
            for idea in self._matters.ideas.values()
            if set(said.ideas) & {idea.parent, *idea.inspired_by}
        }
        return [row for row in self._rows if row.idea in below]

    def over(self, event: str, said: ProposalMade) -> _Over | None:
        """What ended a proposal that nobody took: the first of these."""
        return min(self._ends(event, said), key=lambda each: each.us, default=None)

    def _ends(self, event: str, said: ProposalMade) -> Iterable[_Over]:
        for at, decision in self._matters.decided:
            if at > event and decision.idea in said.ideas and decision.decision in (DROP, PARK):
                yield _Over(time_part(at), f"its idea was decided on: {decision.decision}")
        for at, finding in self._matters.findings:
            if at > event and finding == said.finding:
                yield _Over(time_part(at), "its finding was looked at")
        starts = self._starts.get(said.question, [])
        last = bisect_right(starts, event) + MOST_RUNS
        if last < len(starts):
            yield _Over(time_part(starts[last]), f"{MOST_RUNS} later runs did other things")
        end = time_part(event) + MOST_DAYS * DAY_US
        if self._matters.now_us > end:
            yield _Over(end, f"nobody took it for {MOST_DAYS} days")


def untold(past: Iterable[Past]) -> list[ProposalSettled]:
    """What has become of proposals that the journal does not say yet."""
    return [
        ProposalSettled(proposal=each.id, how=each.status, why=each.why, run=each.run)
        for each in past
        if each.status != OPEN and not each.is_told
    ]
