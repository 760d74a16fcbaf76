"""What stands when a run begins: questions, ideas, baselines, predictions that wait for a run, metrics that were seen.

It is folded from the journal (`standing_fold.py`) and small enough to be read before the user's process runs: of
runs it keeps two words each, all else about them is the index's business.
"""

from collections.abc import Iterable

import msgspec

from hunch.ids import ID_LENGTH

from .config import Objective
from .question import Baseline, Focus, Idea, Question

LESS_IS_BETTER = frozenset(
    [
        *(
            "loss",
            "losses",
            "err",
            "error",
            "errors",
            "mse",
            "rmse",
            "mae",
            "mape",
            "nll",
            "ppl",
            "perplexity",
        ),
        *(
            "bpb",
            "bpc",
            "bpd",
            "wer",
            "cer",
            "ter",
            "fid",
            "kid",
            "kl",
            "ece",
            "brier",
            "regret",
            "divergence",
        ),
        *("time", "latency", "duration", "seconds", "wall", "elapsed", "memory"),
    ]
)
"""Words of a metric's name by which less is taken to be better, where nobody says."""


class SeenMetric(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A metric that runs have measured.

    `lo` and `hi` are over the last values that are finite; `first` is the finished run of the lowest id.
    """

    runs: int = 0
    curves: int = 0
    """In how many of them it is a curve."""
    lo: float | None = None
    hi: float | None = None
    first: str | None = None


class OpenHunch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sealed prediction that the start of a run may still name: about an idea, a run in the queue, or a plan.

    `plan`: only its runs may, since it is about them or they have taken it.
    """

    id: str
    sha256: str
    idea: str | None = None
    run: str | None = None
    plan: str | None = None


class Placed(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What an author is at, in a folder and on a machine."""

    author: str
    machine: str
    folder: str
    question: str | None = None
    idea: str | None = None


class Chosen(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A baseline that somebody has set, and the event that did."""

    run: str
    variant: str
    since: str


class Pending(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What must be known of a run when it ends. `folder` is None for a run within another."""

    question: str | None
    folder: str | None


class Took(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """How long a run took."""

    run: str
    duration_s: float


class Decided(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What somebody chose to do with an idea. `runs` are the first few of the `count` that it had then."""

    decision: str
    at: str
    why: str
    runs: list[str]
    count: int


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands. Questions, ideas and metrics are in the order in which they came."""

    questions: dict[str, Question] = {}
    ideas: dict[str, Idea] = {}
    metrics: dict[str, SeenMetric] = {}
    """All that runs have measured but what Hunch takes of the machine."""
    hunches: list[OpenHunch] = []
    places: list[Placed] = []
    chosen: dict[str, Chosen] = {}
    """Baselines that were set, by question; "" where nothing is asked."""
    rechosen: int = 0
    """How often a question that had a baseline was given another: each time is one more question to be wrong about."""
    firsts: dict[str, str] = {}
    """Of each question the finished run of the lowest id that measured its metric."""
    ended: str = ""
    """` <run>=<variant> ` for each run that has ended, in that order; no variant where it did not finish. One text,
    because thousands of runs are read at each start."""
    removed: str = ""
    """` <run> ` for each run that was removed."""
    pending: dict[str, Pending] = {}
    """Runs that have begun and not ended."""
    waiting: list[str] = []
    """Plans of which no run has begun."""
    strangers: list[str] = []
    """Questions that runs name and that nobody has asked."""
    took: dict[str, Took] = {}
    """Of each folder the run of the highest id that has ended."""
    asked: dict[str, list[str]] = {}
    """The last moments at which Hunch asked an author for a prediction."""
    decided: dict[str, Decided] = {}
    """The last decision on each idea that has one."""
    highest: str = ""
    """Id of the last event."""

    @property
    def baselines(self) -> dict[str, Baseline]:
        """The baseline of each asked question that has one; "" where one was set for nothing asked."""
        asked = [*self.questions.values(), *([Question()] if "" in self.chosen else [])]
        found = {question.id or "": baseline_of(self, question) for question in asked}
        return {key: baseline for key, baseline in found.items() if baseline is not None}

    def focus_of(self, author: str, machine: str, folder: str) -> Focus:
        """What an author is at."""
        for at in self.places:
            if (at.author, at.machine, at.folder) == (author, machine, folder):
                return Focus(question=at.question, idea=at.idea)
        return Focus()

    def runs_of(self, variant: str) -> list[str]:
        """All finished runs of a variant, the lowest id first."""
        word, found, at = f"={variant} ", [], -1
        while variant and (at := self.ended.find(word, at + 1)) >= 0:
            found.append(self.ended[at - ID_LENGTH : at])
        return sorted(found)

    def variant_of(self, run: str) -> str | None:
        """The variant of a finished run."""
        _, found, rest = self.ended.partition(f" {run}=")
        return rest[: rest.index(" ")] or None if found else None

    def open_for(self, *, run: str, plan: str | None, idea: str | None) -> list[OpenHunch]:
        """The predictions that the start of a run names: about itself, its plan, or its idea, if no other has taken them."""
        return [
            each
            for each in self.hunches
            if each.run == run
            or (each.run is None and each.plan in (None, plan) and each.idea in (None, idea))
        ]

    def asked_since(self, author: str, moment: str) -> int:
        """How often Hunch has asked an author for a prediction since a moment."""
        return sum(at >= moment for at in self.asked.get(author, ()))

    def predecessor_s(self, folder: str) -> float | None:
        """How long the latest run of a folder took that has ended."""
        took = self.took.get(folder)
        return took.duration_s if took else None


class TakenQuestion(msgspec.Struct, frozen=True):
    """The question that runs are for, and why this one.

    `how`: "asked"; where nothing is asked, "objective" (of hunch.toml), "shared" (the metric of most runs), or
    "nothing", where no metric was measured yet and the question has none.
    """

    question: Question
    how: str


def the_question(standing: Standing, objective: Objective, focus: Focus) -> TakenQuestion:
    """The question that an author with this focus is at; where none is asked, one with no id, of the metric at hand."""
    asked = standing.questions.get(focus.question or "")
    if asked is not None:
        return TakenQuestion(asked, "asked")
    if objective.metric is not None:
        return TakenQuestion(Question(metric=objective.metric, goal=objective.goal), "objective")
    metric = _most_shared(standing)
    if metric is None:
        return TakenQuestion(Question(), "nothing")
    return TakenQuestion(Question(metric=metric, goal=_goal(standing, metric)), "shared")


def baseline_of(standing: Standing, question: Question) -> Baseline | None:
    """What a question's variants are compared with: what was set, else the variant of its first finished run that
    measured the metric. None before there is one."""
    chosen = standing.chosen.get(question.id or "")
    if chosen is not None:
        runs = standing.runs_of(chosen.variant)
        return Baseline(variant=chosen.variant, runs=runs, run=chosen.run, since=chosen.since)
    first = standing.firsts.get(question.id) if question.id else _first_that_measured(standing, question)
    variant = standing.variant_of(first) if first else None
    if variant is None:
        return None
    return Baseline(variant=variant, runs=standing.runs_of(variant), run=first, is_default=True)


def goal_of(metric: str) -> str:
    """Whether less ("min") or more ("max") of a metric is taken to be better, by its name.

    >>> [goal_of(name) for name in ("val/acc", "train_loss", "valLoss", "step_time_s", "auroc", "test.RMSE", "losses@1")]
    ['max', 'min', 'min', 'min', 'max', 'min', 'min']
    """
    name = metric.lower()
    words = "".join(c if c.isalnum() else " " for c in name).split()
    return "min" if LESS_IS_BETTER.intersection(words) or name.endswith(("loss", "error")) else "max"


def measures(metric: str, names: Iterable[str]) -> bool:
    """Whether a question's metric, or one that its pattern takes in, is among these.

    >>> measures("acc/*", ["loss", "acc/en"]), measures("acc", ["acc/en"])
    (True, False)
    """
    if "*" not in metric:
        return metric in names
    from fnmatch import fnmatchcase

    return any(fnmatchcase(name, metric) for name in names)


def _most_shared(standing: Standing) -> str | None:
    """The metric that most runs have; of those the one that is a curve in most; of those the one that came first."""
    seen = standing.metrics.items()
    best = max(seen, key=lambda each: (each[1].runs, each[1].curves), default=None)
    return best[0] if best else None


def _goal(standing: Standing, metric: str) -> str:
    """As a question about the metric says, else guessed: a metric has one goal."""
    said = (question.goal for question in standing.questions.values() if question.metric == metric)
    return next(said, None) or goal_of(metric)


def _first_that_measured(standing: Standing, question: Question) -> str | None:
    metric = question.metric or ""
    firsts = (seen.first for name, seen in standing.metrics.items() if measures(metric, (name,)))
    return min((first for first in firsts if first), default=None)
