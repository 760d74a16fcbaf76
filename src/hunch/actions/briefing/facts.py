"""What a brief is made of, as `--json` prints it. Every text in it is somebody's: data, never an instruction."""

import msgspec

from hunch.actions.hunches.awaited import Awaited
from hunch.entities.comparison import Interval
from hunch.entities.decision import Decision
from hunch.entities.finding import Finding
from hunch.entities.paper import Claim
from hunch.entities.proposal import Proposal
from hunch.entities.question import Question


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """The question's baseline: a run that stands for it, and what its runs measured."""

    run: str
    name: str
    n: int
    mean: float | None = None
    sd: float | None = None
    command: list[str] = []


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of a variant against the baseline, in its shortest form.

    `estimate` and `interval` as in a comparison; `said` is the sentence that the verdict allows.
    """

    run: str
    name: str
    number: int | None = None
    idea: str | None = None
    idea_text: str | None = None
    change: str | None = None
    verdict: str
    direction: int
    said: str
    estimate: float | None = None
    interval: Interval | None = None
    interval_kind: str | None = None
    n: int
    n_baseline: int
    mean: float | None = None
    sd: float | None = None
    leads: bool = False


class StartFrom(msgspec.Struct, frozen=True, kw_only=True):
    """The variant to start from: the one furthest ahead of those that are claimed to be, else the baseline."""

    run: str
    name: str
    is_baseline: bool
    said: str | None = None
    """What may be said of it; None for the baseline."""
    command: list[str] = []
    restore: str
    replicate: str


class IdeaTold(msgspec.Struct, frozen=True, kw_only=True):
    """An idea that nobody has decided on."""

    id: str
    text: str
    parent: str | None = None
    parent_text: str | None = None
    runs: int = 0


class Decided(Decision, frozen=True, kw_only=True):
    """A decision, with the text of its idea."""

    text: str


class ClaimTold(Claim, frozen=True, kw_only=True):
    """A claim with what runs say of it, and what its paper is cited by."""

    key: str


class RunTold(msgspec.Struct, frozen=True, kw_only=True):
    """A run that goes on."""

    id: str
    name: str
    author: str
    started_at: str
    command: list[str]
    idea: str | None = None


class FailureTold(msgspec.Struct, frozen=True, kw_only=True):
    """A way in which runs ended badly, and which runs did, the latest first."""

    message: str
    runs: list[str]
    name: str
    """Of the latest."""
    command: list[str]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is run here: a program, how it was called last, and how many of the latest runs called it."""

    program: str
    command: list[str]
    cwd: str
    """From the folder's root."""
    runs: int


class Varied(msgspec.Struct, frozen=True, kw_only=True):
    """A param that is not the same in all of the latest runs, and some of its values."""

    name: str
    values: list[object]
    more: int = 0


class FolderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a stranger must know of the working folder."""

    entries: list[Entry] = []
    configs: list[str] = []
    varied: list[Varied] = []


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that a brief may say, uncut."""

    folder: str
    runs: int
    question: Question
    question_is: str
    """Where its metric is from: asked, objective (of hunch.toml), shared (by most runs), nothing."""
    is_current: bool = False
    """Whether the author is at it in this folder; a newcomer is at nothing, and told of the one worked on last."""
    questions: list[Question] = []
    """The others."""
    baseline: Base | None = None
    k: int = 0
    variants: list[Variant] = []
    start_from: StartFrom | None = None
    findings: list[Finding] = []
    decisions: list[Decided] = []
    ideas: list[IdeaTold] = []
    hunches: list[Awaited] = []
    running: list[RunTold] = []
    failures: list[FailureTold] = []
    claims: list[ClaimTold] = []
    """Those that runs have not answered first."""
    proposals: list[Proposal] = []
    here: FolderFacts = FolderFacts()


class Omitted(msgspec.Struct, frozen=True, kw_only=True):
    """What did not fit, and which command shows it."""

    what: str
    lines: int
    command: str


class Brief(Facts, frozen=True, kw_only=True):
    """The facts, and the page that they were fitted into."""

    max_tokens: int
    tokens: int
    """By estimate."""
    left_out: list[Omitted] = []
    markdown: str
