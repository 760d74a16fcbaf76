"""Two variants side by side, and what the evidence allows to say of them. What `--json` prints."""

import math

import msgspec

from .question import Baseline, Question

LINEAR, LOG = "linear", "log"

Interval = tuple[float, float]


class RunLeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a variant that does not count, and why: `failed`, `NaN`, `killed at step 40`.

    `forbids`: nothing may be claimed of a variant that such a run is left out of.
    """

    run: str
    name: str
    why: str
    forbids: bool = True


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """A variant as a comparison sees it.

    `run` stands for the variant, `runs` are those that count, once each. `mean` and `sd` are in the metric's own unit;
    on a log scale `mean` is the geometric mean and `sd` that of the logarithms; over several tasks it is the
    interquartile mean of runs and tasks. `number` is the variant's place in
    the question, by the start of its first run.
    """

    run: str
    name: str
    variant: str | None
    runs: list[str] = []
    n: int = 0
    mean: float | None = None
    sd: float | None = None
    number: int | None = None
    left_out: list[RunLeftOut] = []
    remarks: list[str] = []


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """a against b.

    `estimate` and the intervals are mean(a) - mean(b) in the metric's own unit; where `scale` is "log", differences of
    natural logarithms. `interval` is the one that belongs to the verdict, and `interval_kind` says which it is.
    """

    a: str
    """The run that stands for its variant."""
    b: str
    a_name: str
    b_name: str
    a_runs: list[str]
    b_runs: list[str]
    metric: str | None
    """None where nothing was ever measured."""
    goal: str
    take: str
    scale: str = LINEAR
    unit: str | None = None
    estimate: float | None
    interval: Interval | None = None
    interval_kind: str | None = None
    n_a: int
    n_b: int
    k: int
    """How many variants of the question were tried, the baseline not counted."""
    verdict: str
    direction: int
    """1 where a is ahead by the goal, -1 where b is, 0 where neither is or nobody knows."""
    needed_runs: int | None = None
    """So many runs on each side would tell."""
    more_runs: int | None = None
    """So many more than there are, both sides together."""
    minutes: float | None = None
    """What these would take, one after the other."""
    reasons: list[str] = []
    number: int | None = None
    level: float | None = None
    noise_sd: float | None = None
    df: int | None = None
    pairing: str = "unpaired"
    ordinary: Interval | None = None
    anytime: Interval | None = None
    sure: Interval | None = None
    """The anytime interval by the runs alone that may support a claim; None where nothing may be claimed, whatever they
    measured. Those of all variants of a question hold at once."""
    question: str | None = None
    baseline: str | None = None
    """Which side the question's baseline is: a, b or neither."""
    side_a: Side
    side_b: Side
    leads: bool = False
    """Whether no other variant of the question has a mean further ahead."""
    luck: float | None = None
    """Of the one that leads: how far the foremost of `k` variants would stand ahead on average if all were alike."""
    tasks: list[str] = []
    chance: float | None = None
    """Over several tasks: how often a run of a is ahead of one of b on the same task."""
    chance_interval: Interval | None = None

    @property
    def error(self) -> float | None:
        """Standard error of the estimate; None where no noise is known."""
        if self.noise_sd is not None and self.n_a and self.n_b:
            return self.noise_sd * math.sqrt(1 / self.n_a + 1 / self.n_b)
        return (self.interval[1] - self.interval[0]) / 3.92 if self.interval else None


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """All variants of a question against its baseline, in the order of their numbers.

    `k` counts the variants that were tried; of these `unended` are runs without an end, which may yet turn out to be of
    another one, and `removed` have no runs any more. Neither can be compared.
    """

    question: Question
    how: str
    baseline: Baseline | None = None
    base: Side | None = None
    comparisons: list[Comparison] = []
    k: int = 0
    unended: int = 0
    removed: int = 0
    at_step: int | float | None = None
    """With one step common to all: which."""
