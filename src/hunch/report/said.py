"""What a report says: facts out of the journal, and what people wrote into its blanks. What `--json` prints.

Nothing here is prose: each number stands with the runs that it is of.
"""

import msgspec

from hunch.entities.comparison import Comparison, Side
from hunch.entities.decision import Decision
from hunch.entities.finding import Finding
from hunch.entities.hunch import Hunch
from hunch.entities.paper import Claim, Paper
from hunch.entities.period import Period
from hunch.entities.proposal import Proposal
from hunch.entities.question import Idea, Question


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement that somebody wrote into a blank."""

    report: str
    field: str
    text: str
    at: str
    by: str
    question: str | None = None
    """The question that it is about, where the blank is one of a question's."""


class RunSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A run that the report speaks of. `within`: it belongs to the period, and is no parent or baseline from before."""

    id: str
    name: str
    short: str
    """The shortest id that names no other run."""
    status: str
    within: bool
    author: str
    command: str
    started_at: str
    ended_at: str | None = None
    duration_s: float | None = None
    cpu_s: float | None = None
    seed: int | None = None
    variant: str | None = None
    parent: str | None = None
    question: str | None = None
    idea: str | None = None
    tags: list[str] = []
    why: str | None = None
    params: dict[str, object] = {}
    metrics: dict[str, float | None] = {}
    """Last values; None for NaN and infinities."""


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """A variant's first run of the period, the run that it came from, and what differs between them.

    `sentence`: "" where nothing differs that tells variants apart, None where the code of one is not known.
    """

    run: str
    parent: str
    sentence: str | None
    runs: int
    """How many runs of its variant the period has."""
    question: str | None = None


class CurveOf(msgspec.Struct, frozen=True, kw_only=True):
    """A run's curve, thinned out: (step, value) in the order of steps; a value of None is a gap."""

    run: str
    points: list[tuple[float, float | None]]
    count: int
    """How many values there were."""


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """A variant's curves, one a seed, and their mean where there are several."""

    run: str
    """The run that stands for it."""
    label: str
    is_baseline: bool
    curves: list[CurveOf]
    mean: list[tuple[float, float | None]] = []
    left_out: int = 0
    """How many more seeds there are."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """Curves of one metric."""

    metric: str
    is_log: bool
    series: list[Series]
    left_out: int = 0
    """How many more variants have a curve."""


APART = "apart"
"""How runs of no question stand beside those of what was asked: held against nothing."""


class QuestionSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A question that the period touched, and what may be said of the variants that it ran."""

    question: Question
    how: str
    """asked; else why this metric was taken (objective, shared); apart: runs of no question, where others were asked."""
    is_new: bool
    runs: int
    """How many of the period's runs are for it."""
    baseline: Side | None = None
    is_default: bool = False
    """Nobody chose the baseline."""
    k: int = 0
    unended: int = 0
    removed: int = 0
    ideas: list[Idea] = []
    """Those that the period added."""
    comparisons: list[Comparison] = []
    """Of the variants that the period ran, in the order of what may be said."""
    labels: dict[str, str] = {}
    """What the baseline and these variants are called, by the run that stands for each: by their idea, where they have one."""
    others: int = 0
    """How many variants there are besides."""
    readings: dict[str, float] = {}
    """The number that stands for each run of the baseline and of these variants; not over several tasks."""
    figures: list[Figure] = []
    beliefs: list[Written] = []


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A run that did not end well."""

    run: str
    what: str
    """failed, killed, NaN, or no end."""
    how: str
    """`exit code 1`, `SIGKILL`, `loss is NaN at step 40`."""
    last_line: str | None = None
    """Of the traceback."""


class Spending(msgspec.Struct, frozen=True, kw_only=True):
    """What so many runs took. `energy_j` is that of GPUs, over the runs of which it was measured; None where it was of none."""

    what: str
    runs: int
    wall_s: float
    cpu_s: float | None = None
    cpu_of: int = 0
    """Over how many runs."""
    energy_j: float | None = None
    energy_of: int = 0


class ProposalSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal of the period (or of the one before), and what became of it."""

    id: str
    action: str
    made_at: str
    by: str
    text: str = ""
    status: str = "open"
    why: str | None = None
    run: str | None = None
    runs: list[str] = []
    ideas: list[str] = []
    drawn: bool = False
    value: float | None = None
    cost_s: float | None = None


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What was planned, and what was open when the period began."""

    key: str | None = None
    """The report of the period before."""
    plans: list[Written] = []
    hunches: list[Hunch] = []
    """Predictions that were open then, as they stand now."""
    proposals: list[ProposalSaid] = []


class NoteSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A note, and what was going on when it was written.

    `beside` is the author's run of that moment (`going`), or the last that had ended before.
    """

    at: str
    by: str
    text: str
    runs: list[str] = []
    on: list[str] = []
    question: str | None = None
    idea: str | None = None
    beside: str | None = None
    going: bool = False


class ClaimSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What a paper claims, and what runs answer to it."""

    claim: Claim
    key: str
    """Of its paper."""
    is_new: bool = True


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A period, or a question, as the journal tells it."""

    period: Period
    known_until: str | None
    """The moment before which facts were known that are told; None: all are. What is in blanks may be later."""
    authors: list[str] = []
    counts: dict[str, int] = {}
    """Runs of the period by status."""
    before: Before
    questions: list[QuestionSaid] = []
    hunches: list[Hunch] = []
    edges: list[Edge] = []
    more_edges: int = 0
    failures: list[Failure] = []
    spending: list[Spending] = []
    """In all, then by question and by what came of it."""
    papers: list[Paper] = []
    claims: list[ClaimSaid] = []
    decisions: list[Decision] = []
    findings: list[Finding] = []
    surprises: list[Hunch] = []
    notes: list[NoteSaid] = []
    next: list[Proposal] = []
    open_hunches: list[Hunch] = []
    written: list[Written] = []
    runs: list[RunSaid] = []
    labels: dict[str, str] = {}
    """Texts of the questions, ideas, findings, hunches and papers that are spoken of, by id."""
    shorts: dict[str, str] = {}
    """Short ids of them."""
    asked: int = 0
    """How many questions there are in all, each baseline chosen anew one more."""
