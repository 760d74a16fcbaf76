"""The lines of the journal: what can happen, a struct for each kind.

A line is `{"v", "id", "at", "by", "kind", "data", "prev", "sha256"}`. `data` is decoded by the table
`KINDS`. A correction is a new line that points to the old; nothing is ever rewritten.
"""

import msgspec

from .hunch import Item
from .metric import Summary

FORMAT = 1


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the journal.

    `prev` is the sha256 of the line before in the same file ("" for the first), `sha256` that of this
    line's own bytes up to the comma before it. `by` is an author: `human:ada`, `agent:name@version`.
    """

    v: int
    id: str
    at: str
    by: str
    kind: str
    data: msgspec.Raw
    prev: str
    sha256: str


class Data(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all kinds of `data` are: frozen, and silent about what is missing."""


class LeftOut(Data, frozen=True, kw_only=True):
    """A file that a snapshot does not hold, and why.

    `reason` is one of: secret, too large, too many, total size, too slow, unreadable, unstable,
    virtual environment, special file, unsafe name. `path` may name a whole folder (it then ends in "/"); `files` counts.
    """

    path: str
    reason: str
    size_bytes: int | None = None
    files: int | None = None


class Process(Data, frozen=True, kw_only=True):
    """Which process a run is, so that anyone can tell later whether it still lives.

    `started` is the kernel's start time of `pid` (an opaque text); with `boot_id` and `pid_namespace` it
    tells a reused pid from the same process.
    """

    host: str
    machine: str
    pid: int
    started: str | None = None
    boot_id: str | None = None
    pid_namespace: str | None = None


class Git(Data, frozen=True, kw_only=True):
    """The user's own repository at the start: for the reader only, never needed to restore."""

    head: str | None = None
    branch: str | None = None


class HunchSeal(Data, frozen=True, kw_only=True):
    """A hunch that counts for a run: its id and the hash of the line that sealed it."""

    id: str
    sha256: str


class RunStarted(Data, frozen=True, kw_only=True):
    """Written before the process is spawned."""

    run: str
    name: str
    command: list[str]
    cwd: str
    folder: str
    """Which working folder: `<workbench id>:<path of its root, seen from the workbench's parent>`."""
    process: Process
    via: str = "command"
    """"command" (`hunch run`) or "python" (`hunch.init` on its own)."""
    snapshot: str | None = None
    snapshot_fault: str | None = None
    left_out: list[LeftOut] = []
    seed: int | None = None
    plan: str | None = None
    why: str | None = None
    question: str | None = None
    idea: str | None = None
    baseline: list[str] = []
    hunches: list[HunchSeal] = []
    within: str | None = None
    """The run inside which this one was started."""
    replicate_of: str | None = None
    """The run whose exact code and command this one repeats, in a folder of its own."""
    git: Git | None = None
    tags: list[str] = []
    data: list[str] = []
    """Data files and folders that were declared, as given."""
    hunch_version: str | None = None


class LostParam(Data, frozen=True, kw_only=True):
    """A param that another origin overruled, or its value before it was changed."""

    name: str
    origin: str
    value: object = None


class RunFinished(Data, frozen=True, kw_only=True):
    """Written by the process that owns the run, once."""

    run: str
    status: str
    """finished, failed or killed."""
    ended_at: str
    duration_s: float
    exit_code: int | None = None
    signal: str | None = None
    metrics: dict[str, Summary] = {}
    files: dict[str, int] = {}
    """Size in bytes of each metrics file of the run folder, so that readers need not open them."""
    params: dict[str, object] = {}
    params_nf: dict[str, str] | None = None
    """Dotted names of params that are NaN or infinite (null in `params`)."""
    origins: dict[str, str] = {}
    """Where each param came from, by dotted name: init, argparse, argparse default, key=value, config, changed."""
    lost_params: list[LostParam] = []
    seed: int | None = None
    name: str | None = None
    tags: list[str] = []
    variant: str | None = None
    environment: str | None = None
    """sha256 of environment.json."""
    peak_memory_bytes: int | None = None
    cpu_s: float | None = None
    traceback: str | None = None
    edited: list[str] = []
    """Files of the snapshot that were edited while the run was going on."""
    made: dict[str, str] = {}
    """Files of the working folder that this run or earlier ones made and left as they are: path -> git's id
    of the content. They do not tell variants apart."""
    loaded: list[str] | None = None
    """Files of the project that the run imported; None where it is not known."""
    faults: list[str] = []
    """What of the record is incomplete, and why."""


class RunMeasured(Data, frozen=True, kw_only=True):
    """Hashes of a finished run's metrics files, taken off the user's time."""

    run: str
    files: dict[str, str]


class RunStopping(Data, frozen=True, kw_only=True):
    """Someone asked a run to stop."""

    run: str


class RunRemoved(Data, frozen=True, kw_only=True):
    """A tombstone: the folders are gone, the line stays."""

    runs: list[str]
    freed_bytes: int = 0


class FolderRestored(Data, frozen=True, kw_only=True):
    """A working folder was made equal to a snapshot."""

    folder: str
    snapshot: str
    run: str | None = None
    saved: str | None = None
    """The snapshot of what had been there."""


class RunsTagged(Data, frozen=True, kw_only=True):
    """A tag was put on runs, or taken off."""

    runs: list[str]
    tag: str
    removed: bool = False


class RunsAttached(Data, frozen=True, kw_only=True):
    """Runs try this idea, said after they had begun; None takes them off the one they tried.

    What was foretold of an idea counts for the runs whose start names it, whatever is attached later.
    """

    runs: list[str]
    idea: str | None = None


class NoteAdded(Data, frozen=True, kw_only=True):
    """A line of text, on runs, on other things or on nothing; or a judgement that was written into a report.

    `question` and `idea` are what the author was at.
    """

    text: str
    runs: list[str] = []
    on: list[str] = []
    """Ids of questions, ideas, hunches, findings or papers."""
    question: str | None = None
    idea: str | None = None
    report: str | None = None
    """The report whose blank this fills: `day 2026-11-30`, `week 2026-W49`, `question <id>`."""
    field: str | None = None
    """Which blank."""


class PlanMade(Data, frozen=True, kw_only=True):
    """Runs decided beforehand."""

    plan: str
    seeds: list[int]
    command: list[str] = []


class RunQueued(Data, frozen=True, kw_only=True):
    """A run that is decided and waits for its turn; `run.started` of the same run follows."""

    run: str
    name: str
    command: list[str]
    process: Process
    """Who will start it: when that is gone, it never will be."""
    cwd: str = ""
    folder: str = ""
    """The working folder in which it will run, as in `run.started`; for a replicate the one of what it repeats."""
    replicate_of: str | None = None
    seed: int | None = None
    plan: str | None = None
    question: str | None = None
    idea: str | None = None


class QuestionAsked(Data, frozen=True, kw_only=True):
    """An unknown that research can settle, with the metric that measures it."""

    question: str
    text: str
    metric: str
    """A name, or a pattern (`acc/*`) that takes in one metric for each task."""
    goal: str
    """max or min."""
    take: str = "last"
    """Which value of a curve counts: last, best or mean:N (the last N)."""
    min_effect: float | None = None
    """The smallest difference that matters, in the metric's own unit (on a log scale, relative: 0.05 is 5 %)."""
    unit: str | None = None
    log_scale: bool = False
    failure_value: float | None = None
    """What a failed run counts as; where there is none, failed runs do not count and are named."""
    opened_by: str | None = None
    """The finding that opened it."""


class IdeaAdded(Data, frozen=True, kw_only=True):
    """An approach worth trying."""

    idea: str
    text: str
    parent: str | None = None
    inspired_by: list[str] = []
    question: str | None = None


class DecisionMade(Data, frozen=True, kw_only=True):
    """What somebody chose to do with an idea; the last one holds."""

    idea: str
    decision: str
    """keep, drop or park."""
    why: str
    runs: list[str] = []
    """The idea's runs at that moment."""


class Evidence(Data, frozen=True, kw_only=True, omit_defaults=False):
    """What the statistics allowed to say of a run's variant at one moment.

    `estimate`, `interval` and `error` are those of the comparison: in the metric's own unit (`unit`, where it has a name), its
    effect on the metric and not on the goal; where `scale` is "log", logarithms of ratios.
    """

    run: str
    opposes: bool = False
    variant: str | None = None
    question: str | None = None
    metric: str | None = None
    verdict: str | None = None
    """The printed capitals; None where there was nothing to compare."""
    direction: int = 0
    """1: ahead by the goal, -1: behind, 0: neither."""
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    error: float | None = None
    scale: str = "linear"
    unit: str | None = None
    n_a: int = 0
    n_b: int = 0
    k: int = 0


class FindingAdded(Data, frozen=True, kw_only=True):
    """A sentence that somebody now holds true, with the runs that support or oppose it and what they allowed to say."""

    finding: str
    text: str
    question: str | None = None
    idea: str | None = None
    supports: list[str] = []
    opposes: list[str] = []
    evidence: list[Evidence] = []


class FindingLinked(Data, frozen=True, kw_only=True):
    """More runs for or against a finding, or a fresh look at those it has: `evidence` replaces what was held of them."""

    finding: str
    supports: list[str] = []
    opposes: list[str] = []
    evidence: list[Evidence] = []


class FindingWithdrawn(Data, frozen=True, kw_only=True):
    """Somebody does not hold it true any more; it stays."""

    finding: str
    why: str


class PaperAdded(Data, frozen=True, kw_only=True):
    """An outside source. A later line of the same paper corrects the earlier one, field by field."""

    paper: str
    key: str
    """What it is cited by."""
    title: str | None = None
    authors: list[str] = []
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    url: str | None = None
    abstract: str | None = None
    bibtex: str | None = None
    """The entry as it was given."""
    file: str | None = None
    """sha256 of its PDF, which is kept in `papers/`."""
    text: str | None = None
    """sha256 of its text by page, which is kept there too; a PDF without text has none."""
    pages: int | None = None


class PaperClaimed(Data, frozen=True, kw_only=True):
    """A number that a paper states, in somebody's reading."""

    claim: str
    paper: str
    text: str
    """As it stands in the paper."""
    metric: str | None = None
    delta: float | None = None
    """The change that it claims, signed as the metric goes, in `unit`."""
    unit: str | None = None
    """pp, % (relative) or a name; None: the metric's own."""
    page: int | None = None
    idea: str | None = None
    question: str | None = None
    differs: list[str] = []
    """What is known to differ from what is done here."""
    stands: bool | None = None
    """Whether the number was found on that page; None where there is no text to look in."""


class ClaimWithdrawn(Data, frozen=True, kw_only=True):
    """Somebody took a claim back; it stays."""

    claim: str
    why: str


class ProposalMade(Data, frozen=True, kw_only=True):
    """Something that Hunch proposed to try next, with what it knew at that moment."""

    proposal: str
    action: str
    """try, repeat, baseline, combine, split, answer, revisit, close or stop."""
    question: str | None = None
    ideas: list[str] = []
    runs: list[str] = []
    claim: str | None = None
    finding: str | None = None
    rank: int = 1
    value: float | None = None
    """Expected gain in utility (STATISTICS section 7) of one run, in seed sd."""
    cost_s: float | None = None
    belief: float | None = None
    """The recalibrated chance that it helps, 0 to 1."""
    drawn: bool = False
    """Whether it was drawn at random."""


class ProposalSettled(Data, frozen=True, kw_only=True):
    """What became of a proposal."""

    proposal: str
    how: str
    """taken, declined or expired."""
    why: str | None = None
    run: str | None = None
    """The run that took it."""


class FocusMoved(Data, frozen=True, kw_only=True):
    """What the author is at from here on, in this folder and on this machine."""

    folder: str
    machine: str
    question: str | None = None
    idea: str | None = None


class BaselineSet(Data, frozen=True, kw_only=True):
    """The variant that a question's others are compared with from here on."""

    question: str | None = None
    """None: where nothing is asked."""
    run: str
    variant: str
    baseline: list[str] = []
    """The variant's finished runs at that moment."""


class HunchSealed(Data, frozen=True, kw_only=True):
    """A prediction, and what it is about. It counts for the runs whose start names it and for nothing else."""

    hunch: str
    text: str
    """As typed."""
    items: list[Item]
    why: str | None = None
    run: str | None = None
    """The run it is about, where it is about one (which may not have begun)."""
    plan: str | None = None
    """The plan whose runs, taken together, it is about."""
    idea: str | None = None
    question: str | None = None
    metric: str | None = None
    goal: str | None = None
    take: str = "last"
    unit: str | None = None
    log_scale: bool = False
    baseline: list[str] = []
    """The baseline's finished runs as they stood."""
    planned: int = 1
    """How many runs make the one reading that it is about."""
    updates: str | None = None
    """The author's earlier hunch on the same, which stays the one that is scored."""
    asked: bool = False
    """Whether Hunch asked for it."""
    against: str | None = None
    """The run that was named to be held against, where `baseline` is not what the question's variants are held against."""
    crash_is_loss: bool = False
    """Whether a reading that a crash or NaN took away is worse than any, as hunch.toml had it."""
    evaluation: list[str] = []
    """The files that define how results are measured, as hunch.toml named them."""


class HunchRetracted(Data, frozen=True, kw_only=True):
    """Somebody took a hunch back; it stays."""

    hunch: str
    why: str


class HunchSkipped(Data, frozen=True, kw_only=True):
    """Hunch asked for a prediction and got none."""

    run: str


KINDS: dict[str, type[Data]] = {
    "run.started": RunStarted,
    "run.finished": RunFinished,
    "run.measured": RunMeasured,
    "run.stopping": RunStopping,
    "run.removed": RunRemoved,
    "folder.restored": FolderRestored,
    "run.tagged": RunsTagged,
    "note.added": NoteAdded,
    "plan.made": PlanMade,
    "run.queued": RunQueued,
    "question.asked": QuestionAsked,
    "idea.added": IdeaAdded,
    "focus.moved": FocusMoved,
    "baseline.set": BaselineSet,
    "hunch.sealed": HunchSealed,
    "hunch.retracted": HunchRetracted,
    "hunch.skipped": HunchSkipped,
    "run.attached": RunsAttached,
    "decision.made": DecisionMade,
    "finding.added": FindingAdded,
    "finding.linked": FindingLinked,
    "finding.withdrawn": FindingWithdrawn,
    "paper.added": PaperAdded,
    "paper.claimed": PaperClaimed,
    "claim.withdrawn": ClaimWithdrawn,
    "proposal.made": ProposalMade,
    "proposal.settled": ProposalSettled,
}
NAMES: dict[type[Data], str] = {struct: kind for kind, struct in KINDS.items()}
