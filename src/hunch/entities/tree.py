"""The tree as readers see it: questions, below each its ideas, the variants that tried them, and what was found. `--json`."""

import msgspec

from .decision import Decision
from .events import Evidence
from .finding import Finding
from .question import Baseline, Idea, Question
from .words import Word, word_or_none


class Expectation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was foretold, and what came of it, in short. All of it: `hunch show HUNCH`."""

    hunch: str
    text: str
    author: str
    status: str
    probability: float | None = None
    """The chance that was stated."""
    change: float | None = None
    """What came, in `unit`."""
    unit: str | None = None
    happened: bool | None = None
    runs: list[str] = []


class VariantNode(msgspec.Struct, frozen=True, kw_only=True):
    """The runs of one variant that try one idea (or none)."""

    run: str
    """The one that stands for them."""
    name: str
    variant: str | None
    """None as long as none has ended."""
    runs: list[str]
    statuses: dict[str, int]
    first_at: str
    last_at: str
    is_baseline: bool = False
    n: int = 0
    """How many independent runs of the whole variant count."""
    mean: float | None = None
    verdict: str | None = None
    """The printed capitals, against the question's baseline; None where there is nothing to compare."""
    direction: int = 0
    estimate: float | None = None
    error: float | None = None
    interval: tuple[float, float] | None = None
    on_best_path: bool = False
    change: str | None = None
    """What its code and params changed against its parent's, in a sentence."""
    expectations: list[Expectation] = []


class IdeaNode(msgspec.Struct, frozen=True, kw_only=True):
    """An idea. `verdict` is the strongest of its own variants', and `by` the run that stands for that one.

    `under` is the idea below which it hangs, `depth` how far below its question: lists of ideas are flat, since ideas that
    go on from one another hang deeper than JSON may nest.
    """

    idea: Idea
    under: str | None = None
    depth: int = 0
    decision: Decision | None = None
    verdict: str | None = None
    direction: int = 0
    estimate: float | None = None
    error: float | None = None
    by: str | None = None
    on_best_path: bool = False
    runs: int = 0
    """How many try it, whichever of its variants are listed."""
    variants: list[VariantNode] = []
    findings: list[Finding] = []
    expectations: list[Expectation] = []
    """Those that wait for a run."""


class QuestionNode(msgspec.Struct, frozen=True, kw_only=True):
    """A question; without an id what hangs on none. `variants` are those of runs that try no idea."""

    question: Question
    baseline: Baseline | None = None
    baseline_name: str | None = None
    scale: str = "linear"
    k: int = 0
    """How many variants were tried, the baseline not counted."""
    runs: int = 0
    has_best_path: bool = False
    ideas: list[IdeaNode] = []
    """All of them, each before those under it."""
    variants: list[VariantNode] = []
    findings: list[Finding] = []


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, in the order in which it came."""

    at: str | None = None
    """The moment as of which it is told; None: now."""
    questions: list[QuestionNode] = []
    runs: int = 0
    ideas: int = 0
    findings: int = 0


def variants_of(node: QuestionNode) -> list[VariantNode]:
    """All variants of a question, those of no idea first."""
    return [*node.variants, *(each for idea in node.ideas for each in idea.variants)]


def word_of(node: VariantNode | IdeaNode | Evidence) -> Word | None:
    """What may be said of it, with its direction where the word has one; None where there is nothing to compare."""
    return word_or_none(node.verdict, node.direction)
