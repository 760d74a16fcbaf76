"""What papers claim, answered by runs: how often that is wrong, and how soon it is right.

An idea has several variants; all arms are run seed by seed, and the claim is answered after every run. What is ever said
counts. tests/stats/test_answering.py holds the vectorised rule against `hunch.stats.answering`.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from hunch.entities.words import ANSWERS, CONFIRMED, CONTRADICTED, NOT_REPRODUCED, SMALLER, UNDETERMINED
from hunch.stats.multiplicity import QUESTION_LEVEL, levels

from .promise import KINDS, Kind, share
from .questions import Bools, Floats, Ints, Questions
from .row import Row

TITLE = "Claims of papers: answered by runs"
GOALS = (
    "In a question over its whole life, with an answer after every run of up to 20 of every arm: where nothing helps or harms, "
    "a claim is ever confirmed, or ever contradicted, with a chance of at most 5 %; a claim that is right is ever called smaller, "
    "not reproduced or contradicted with at most 5 %. Ideas of 1 and 5 variants, claims of 1, 2 and 4 seed sd; measured: "
    "the worst cell. Beside it, without a goal: what the ordinary interval would have said, and how often the right "
    "answer is there after so many runs a side."
)
MOST_RUNS = 20
SIZES = (1.0, 2.0, 4.0)
VARIANTS = (1, 5)
WRONG_OF_NONE = (CONFIRMED, CONTRADICTED)
WRONG_OF_TRUE = (SMALLER, NOT_REPRODUCED, CONTRADICTED)


class World(NamedTuple):
    """What is true of every variant of the idea, and what is claimed; in seed sd."""

    effect: float
    claim: float
    variants: int = 1


class Answers(NamedTuple):
    """What was said. Words are numbered as in ANSWERS."""

    ever: Bools
    """Shape (question, word): whether it was said at any look."""
    after: dict[int, Ints]
    """By runs a side: the word that stood then, shape (question,)."""


Rule = Callable[[Questions, Questions], tuple[Bools, Bools]]
"""Whether a difference from 0, and one from the claim, is sure; shape (question, variant)."""


def by_evidence(none: Questions, claimed: Questions) -> tuple[Bools, Bools]:
    """Hunch's rule."""
    return none.excess >= 0, claimed.excess >= 0


def by_ordinary(none: Questions, claimed: Questions) -> tuple[Bools, Bools]:
    """Not taken: two standard errors, however often one looks."""
    return tuple(_two_errors(each) for each in (none, claimed))  # type: ignore[return-value]


@np.errstate(all="ignore")
def _two_errors(questions: Questions) -> Bools:
    means, _ = questions.now()
    held = questions.held()
    there = (questions.n[:, 1:] >= 2) & (questions.n[:, :1] >= 2)
    return there & ((means[:, 1:] - means[:, :1]) ** 2 > 4 * held.square)


def live(
    world: World,
    kind: Kind,
    *,
    repeats: int,
    seed: Sequence[int],
    shared: bool = False,
    rule: Rule = by_evidence,
) -> Answers:
    """Questions from their first run to the last, seed by seed."""
    luck = np.random.default_rng([*seed, world.variants, shared])
    values = kind.draw(luck, (repeats, world.variants + 1, MOST_RUNS))
    values = values / values.std()
    if shared:
        values = values + luck.normal(size=(repeats, 1, MOST_RUNS))
    if kind.scale:
        values = values * kind.scale(luck, (repeats, world.variants + 1, 1))
    bound = np.array(levels([1] * world.variants))
    none, claimed = (
        Questions(_moved(values, world.effect - by), bound, shared_seeds=shared) for by in (0.0, world.claim)
    )
    ever = np.zeros((repeats, len(ANSWERS)), dtype=bool)
    after: dict[int, Ints] = {}
    for count in range(1, MOST_RUNS + 1):
        for arm in range(world.variants + 1):
            none.run(arm)
            claimed.run(arm)
            said = words(none, claimed, rule)
            ever[np.arange(repeats), said] = True
        after[count] = said
    return Answers(ever, after)


def words(none: Questions, claimed: Questions, rule: Rule = by_evidence) -> Ints:
    """The answer in each question now: that of the variant which agrees most. The claim is above 0."""
    sure, off = rule(none, claimed)
    ahead = _differences(none) > 0
    below = off & (_differences(claimed) < 0)
    said = np.full(sure.shape, ANSWERS.index(UNDETERMINED))
    said[~sure & below] = ANSWERS.index(NOT_REPRODUCED)
    said[sure & ahead & ~below] = ANSWERS.index(CONFIRMED)
    said[sure & ahead & below] = ANSWERS.index(SMALLER)
    said[sure & ~ahead] = ANSWERS.index(CONTRADICTED)
    return said.min(1)


def _moved(values: Floats, by: float) -> Floats:
    moved = values.copy()
    moved[:, 1:] += by
    return moved


def _differences(questions: Questions) -> Floats:
    means, _ = questions.now()
    return means[:, 1:] - means[:, :1]


def ever_said(told: Answers, which: Sequence[object]) -> Bools:
    """In which questions any of these words was ever said."""
    return told.ever[:, [ANSWERS.index(word) for word in which]].any(1)  # type: ignore[arg-type]


def rows(repeats: int, seed: int) -> list[Row]:
    """Errors by sort of noise, then the rule that was not taken, then how soon the right word stands."""
    found = [_errors(kind, repeats, (seed, number)) for number, kind in enumerate(KINDS)]
    found.append(_not_taken(repeats, (seed, 99)))
    return found + [
        _power(world, repeats, seed) for world in (World(2, 2), World(1, 2), World(0, 2), World(-2, 2))
    ]


def _errors(kind: Kind, repeats: int, seed: Sequence[int]) -> Row:
    rates = []
    for variants in VARIANTS:
        for size in SIZES:
            for shared in (False, True):
                some = max(repeats // variants, repeats // 5)
                null = live(World(0, size, variants), kind, repeats=some, seed=seed, shared=shared)
                right = live(World(size, size, variants), kind, repeats=some, seed=seed, shared=shared)
                rates += [share(ever_said(null, [word])) for word in WRONG_OF_NONE]
                rates.append(share(ever_said(right, WRONG_OF_TRUE)))
    worst = max(rates, key=lambda rate: rate.value - rate.error)
    return Row(
        what=kind.name, measured=f"{worst} ± {100 * worst.error:.1f}", goal=f"≤ {QUESTION_LEVEL:.0%}",
        met=all(rate.holds() for rate in rates), detail=f"{len(rates)} cells", value=worst.value, error=worst.error,
    )  # fmt: skip


def _not_taken(repeats: int, seed: Sequence[int]) -> Row:
    null = live(World(0, 2, 5), KINDS[0], repeats=repeats, seed=seed, rule=by_ordinary)
    rate = share(ever_said(null, [CONFIRMED]))
    return Row(
        what="not taken: two standard errors; normal, equal", measured=f"{rate} ± {100 * rate.error:.1f}",
        detail="a claim of 2 sd ever confirmed where nothing helps, 5 variants", value=rate.value, error=rate.error,
    )  # fmt: skip


def _power(world: World, repeats: int, seed: int) -> Row:
    told = live(world, KINDS[0], repeats=repeats, seed=(seed, 7))
    shares = []
    for count in (5, 10, 20):
        counts = np.bincount(told.after[count], minlength=len(ANSWERS)) / len(told.ever)
        named = [
            f"{word.text} {100 * part:.0f} %"
            for word, part in zip(ANSWERS, counts, strict=True)
            if part >= 0.005
        ]
        shares.append(f"n {count}: {', '.join(named)}")
    wrong = share(ever_said(told, WRONG_OF_TRUE if world.effect == world.claim else [CONFIRMED]))
    return Row(
        what=f"true effect {world.effect:g} sd, claimed {world.claim:g} sd", measured="; ".join(shares),
        value=wrong.value, error=math.sqrt(wrong.value / len(told.ever)),
    )  # fmt: skip
