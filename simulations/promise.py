"""Does noise ever pass for an effect? Questions in which no variant differs from the baseline, worked on until patience ends.

A false claim anywhere in a question's life counts: there is a look at every comparison after every run.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from hunch.stats.multiplicity import QUESTION_LEVEL, levels

from .questions import HUNCH, NEVER_DOUBTED, UNCAPPED, Bools, Floats, Questions, Rule
from .row import Row

TITLE = "The promise: noise is not called an effect"
GOALS = (
    "In a question over its whole life, with looks after every run, the chance of a false IMPROVES or WORSENS is at most "
    "5 %: with noise that is equal, heavy-tailed, skewed, or unequal by what a factor of e^.5 either way gives, with and "
    "without shared seeds. Beside it, without a goal: noise more unequal than that, and rules that were not taken. "
    "Measured: the worst cell; detail: all of them, in percent. A: three runs of each variant, then more of the most "
    "promising, up to 20 (1, 5, 20, 50 variants); B: the same, launched together (5); C: the same against ten runs of the "
    "baseline (1, 5); D: all arms seed by seed, up to 10 (2, 5, 20)."
)

MOST_RUNS = 20
ERRORS_ALLOWED = 2.5
"""Monte-Carlo standard errors by which a rate may be above its goal: one of hundred rates is, by luck alone."""


class Kind(NamedTuple):
    """A sort of noise: its name, a draw of mean 0, and the sd of each arm."""

    name: str
    draw: Callable[[np.random.Generator, tuple[int, ...]], Floats]
    scale: Callable[[np.random.Generator, tuple[int, ...]], Floats] | None = None


def _normal(luck: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return luck.normal(size=shape)


def _one(arm: int, sd: float) -> Callable[[np.random.Generator, tuple[int, ...]], Floats]:
    """All alike but one arm."""

    def scale(_: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        sds = np.ones(shape)
        sds[:, arm] = sd
        return sds

    return scale


def _lognormal_sd(sigma: float) -> Callable[[np.random.Generator, tuple[int, ...]], Floats]:
    return lambda luck, shape: np.exp(sigma * luck.normal(size=shape))


def _a_fifth(sd: float) -> Callable[[np.random.Generator, tuple[int, ...]], Floats]:
    return lambda luck, shape: np.where(luck.random(shape) < 0.2, sd, 1.0)


KINDS = (
    Kind("normal, equal", _normal),
    Kind("heavy-tailed: t with 3 degrees of freedom", lambda luck, shape: luck.standard_t(3, shape)),
    Kind("skewed: exponential", lambda luck, shape: luck.exponential(size=shape)),
    Kind("skewed and heavy-tailed: lognormal", lambda luck, shape: np.exp(luck.normal(size=shape))),
    Kind("unequal: each arm's sd times e^N(0, .16), as real ones are", _normal, _lognormal_sd(0.16)),
    Kind("unequal: times e^N(0, .5)", _normal, _lognormal_sd(0.5)),
    Kind("unequal: the baseline's sd twice the others'", _normal, _one(0, 2.0)),
    Kind("unequal: the baseline's sd half the others'", _normal, _one(0, 0.5)),
    Kind("unequal: a fifth of all have three times the sd", _normal, _a_fifth(3.0)),
)

BEYOND = (
    Kind("each arm's sd times e^N(0, 1)", _normal, _lognormal_sd(1.0)),
    Kind("the baseline's sd three times the others'", _normal, _one(0, 3.0)),
    Kind("the first variant's sd five times the others'", _normal, _one(1, 5.0)),
    Kind("the first variant's sd a hundred times the others'", _normal, _one(1, 100.0)),
)
"""Noise more unequal than the promise covers: shown, so that everybody knows how far it carries."""


def _screened(questions: Questions, *, baseline: int = 3) -> None:
    """Three runs of each variant, then one more of whichever is nearest to a claim, the baseline keeping up, until
    three of them have 20."""
    for _ in range(baseline):
        questions.run(0)
    for variant in range(1, questions.arms):
        for _ in range(3):
            questions.run(variant)
    best = min(3, questions.arms - 1)
    for _ in range(best * (MOST_RUNS - 3) + MOST_RUNS - baseline):
        excess = np.where(questions.n[:, 1:] < MOST_RUNS, questions.excess, -np.inf)
        arm = 1 + excess.argmax(1)
        behind = questions.n[:, 0] <= questions.n[np.arange(questions.questions), arm]
        arm = np.where(behind & (questions.n[:, 0] < MOST_RUNS), 0, arm)
        questions.run(arm, where=questions.n[np.arange(questions.questions), arm] < MOST_RUNS)


def _against_ten(questions: Questions) -> None:
    """As screened, with ten runs of the baseline to begin with."""
    _screened(questions, baseline=10)


def _in_rounds(questions: Questions) -> None:
    """One run of every arm, then another of every arm, up to 10."""
    for _ in range(MOST_RUNS // 2):
        for arm in range(questions.arms):
            questions.run(arm)


class Life(NamedTuple):
    """How a question is worked on, with how many variants, and whether these were launched together."""

    name: str
    live: Callable[[Questions], None]
    variants: Sequence[int]
    together: bool = False


LIVES = (
    Life("three runs each, then the most promising up to 20", _screened, (1, 5, 20, 50)),
    Life("the same, launched together", _screened, (5,), together=True),
    Life("the same against ten baseline runs", _against_ten, (1, 5)),
    Life("all seed by seed", _in_rounds, (2, 5, 20)),
)


class Rate(NamedTuple):
    """Share of the questions with a false claim, and its standard error."""

    value: float
    error: float

    def holds(self) -> bool:
        """Whether it is at most 5 %, as far as this many questions can tell."""
        return self.value - ERRORS_ALLOWED * self.error <= QUESTION_LEVEL

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} %"


Cells = dict[tuple[str, int], Rate]


def rate(
    kind: Kind,
    life: Life,
    variants: int,
    *,
    repeats: int,
    seed: Sequence[int],
    shared: bool = False,
    rule: Rule = HUNCH,
) -> Rate:
    """How often something is claimed of variants that are no different.

    Args:
        repeats: questions.
        seed: of the noise.
        shared: whether run i of every arm has seed i, which then explains half of the variance.
    """
    luck = np.random.default_rng([*seed, variants, shared])
    launches = [variants] if life.together else [1] * variants
    shape = (repeats, variants + 1, MOST_RUNS)
    values = kind.draw(luck, shape)
    if shared:
        values = values + luck.normal(size=(repeats, 1, MOST_RUNS))
    if kind.scale:
        values = values * kind.scale(luck, (repeats, variants + 1, 1))
    questions = Questions(values, np.array(levels(launches)), shared_seeds=shared, rule=rule)
    life.live(questions)
    return share(questions.claimed.any(1))


def share(happened: Bools) -> Rate:
    """How often, with the standard error of at least one in as many."""
    value = float(happened.mean())
    least = max(value, 1 / len(happened))
    return Rate(value, math.sqrt(least * (1 - min(value, 0.5)) / len(happened)))


def rows(repeats: int, seed: int) -> list[Row]:
    """A line for each sort of noise, then what lies beyond, and what other rules would have done.

    Args:
        repeats: questions a cell; fewer where there are many variants.
    """
    found = []
    for number, kind in enumerate(KINDS + BEYOND):
        for shared in (False, True):
            cells = _cells(kind, shared, repeats, seed=(seed, number))
            found.append(_row(kind, cells, shared, promised=kind in KINDS))
    return found + _others(repeats, seed)


def _cells(kind: Kind, shared: bool, repeats: int, *, seed: Sequence[int]) -> Cells:
    return {
        (life.name, k): rate(kind, life, k, repeats=_fewer(repeats, k), seed=seed, shared=shared)
        for life in LIVES
        for k in life.variants
    }


def _fewer(repeats: int, variants: int) -> int:
    """Questions with many variants take longer, and are as many as the same time allows."""
    return max(repeats // 10, min(repeats, 5 * repeats // variants))


def _row(kind: Kind, cells: Cells, shared: bool, *, promised: bool) -> Row:
    worst = max(cells.values(), key=lambda cell: cell.value - cell.error)
    return Row(
        what=("" if promised else "beyond it: ") + kind.name + "; seeds shared" * shared,
        measured=f"{worst} ± {100 * worst.error:.1f}",
        goal=f"≤ {QUESTION_LEVEL:.0%}" if promised else "",
        met=all(cell.holds() for cell in cells.values()) if promised else None,
        detail="; ".join(_told(letter, life, cells) for letter, life in zip("ABCD", LIVES, strict=True)),
        value=worst.value,
        error=worst.error,
    )


def _told(letter: str, life: Life, cells: Cells) -> str:
    return f"{letter} {', '.join(f'{100 * cells[life.name, k].value:.1f}' for k in life.variants)}"


def _others(repeats: int, seed: int) -> list[Row]:
    """Rules that were not taken, where it shows."""
    rules = (("lent noise never doubted", NEVER_DOUBTED), ("all noise pooled, without a cap", UNCAPPED))
    found = []
    for kind, (name, rule), shared in itertools.product(
        (KINDS[0], KINDS[5], *BEYOND[1:3]), rules, (False, True)
    ):
        life = LIVES[-1 if shared else 0]
        cell = rate(kind, life, 5, repeats=repeats, seed=(seed, 99), shared=shared, rule=rule)
        found.append(
            Row(
                what=f"not taken: {name}; {kind.name}{'; seeds shared' * shared}",
                measured=f"{cell} ± {100 * cell.error:.1f}",
                detail=f"{'D' if shared else 'A'}, 5 variants",
                value=cell.value,
                error=cell.error,
            )
        )
    return found
