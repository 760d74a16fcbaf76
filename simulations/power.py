"""What people do and what it claims of nothing; what Hunch finds of something, and whether its advice holds."""

import math
from collections.abc import Sequence

import numpy as np

from hunch.stats import advice
from hunch.stats.multiplicity import level, levels

from .habits import HABITS
from .questions import HUNCH, NEVER_DOUBTED, Bools, Floats, Questions, Rule
from .row import Row

TITLE = "Power, and what people do instead"
GOALS = (
    "The habits claim something of nothing as often as is said of them (to a point of a percent). Effects of 1, 2 and 3 "
    "seed sd are found as often as is said; advice finds at least 80 %; one good idea among many is found."
)
POINT = 0.01
"""How near a figure must come to count as reproduced."""

TWENTY_KNOWN = Rule(cap=20, doubted_from=math.inf, runs_to_borrow=2)
SAID_POWER = {3: (0.03, 0.22, 0.63), 5: (0.06, 0.47, 0.92), 10: (0.18, 0.88, 1.0)}
SAID_FOUND = {1: (0.97, 11), 5: (0.94, 15), 20: (0.79, 23)}


def rows(repeats: int, seed: int) -> list[Row]:
    """
    Args:
        repeats: questions a line; a tenth of them where each is followed for long.
    """
    few = max(100, repeats // 10)
    found = [_habit(number, repeats, seed) for number in range(len(HABITS))]
    found += [_power(n, repeats, seed) for n in SAID_POWER]
    found += [_as_judged(n, repeats, seed) for n in SAID_POWER]
    found += [_advised(j, min_effect, few, seed) for j in (1, 5, 20) for min_effect in (None, 1.5)]
    return found + [_good_idea(k, few, seed) for k in SAID_FOUND]


def share_found(
    n: int, effect: float, *, repeats: int, seed: Sequence[int], rule: Rule, number: int = 0
) -> float:
    """How often n runs a side claim an effect in seed sd, where ten other variants have three runs each.

    Args:
        number: the variant's, for its level; 0: all of 5 %.
    """
    luck = np.random.default_rng([*seed, n])
    values = luck.normal(size=(repeats, 12, max(n, 3)))
    values[:, 1] += effect
    questions = Questions(values, np.full(11, level(number) if number else 0.05), rule=rule)
    questions.n[:], questions.n[:, :2] = 3, n
    questions.look()
    return float(questions.claimed[:, 0].mean())


def found_within(
    j: int, *, repeats: int, seed: Sequence[int], min_effect: float | None = None
) -> tuple[float, float]:
    """Three runs a side and advice; then one more a side, with a look after each, until the advice is fulfilled.

    Args:
        j: the variant's number.
        min_effect: in seed sd; the true effect is as large. Without one it is 2.

    Returns:
        Share that was claimed, and the runs a side that were advised on average.
    """
    luck, most = np.random.default_rng([*seed, j]), 80
    values = luck.normal(size=(repeats, 7, most))
    values[:, 1] += min_effect or advice.ASSUMED_EFFECT
    questions = Questions(values, np.full(6, level(j)))
    questions.n[:] = 3
    questions.look()
    needed = np.minimum(_advice(questions, j, min_effect), most)
    for n in range(4, most + 1):
        for arm in (0, 1):
            questions.run(arm, where=needed >= n)
    return float(questions.claimed[:, 0].mean()), float(needed.mean())


def follow(
    k: int, *, repeats: int, seed: Sequence[int], effect: float = 2.0, rule: Rule = HUNCH
) -> tuple[Bools, Floats]:
    """One good idea among k: three runs each, then the foremost of the three best gets another (the baseline keeping
    up) until one of them is told to improve or all have 20.

    Returns:
        Whether the good one was found, and the further runs, in each of `repeats` questions.
    """
    luck, every = np.random.default_rng([*seed, k]), np.arange(repeats)
    good = luck.integers(1, k + 1, repeats)
    values = luck.normal(size=(repeats, k + 1, 20))
    values[every, good] += effect
    questions = Questions(values, np.array(levels([1] * k)), rule=rule)
    questions.n[:] = 3
    questions.look()
    best = 1 + np.argsort(-questions.now()[0][:, 1:], axis=1)[:, :3]
    further = np.zeros(repeats)
    while True:
        open_still = ~_improves(questions).any(1)
        means = np.take_along_axis(questions.now()[0], best, 1)
        room = np.take_along_axis(questions.n, best, 1) < 20
        open_still &= room.any(1)
        if not open_still.any():
            return _improves(questions)[every, good - 1], further
        arm = best[every, np.where(room, means, -np.inf).argmax(1)]
        behind = questions.n[:, 0] <= questions.n[every, arm]
        questions.run(np.where(behind & (questions.n[:, 0] < 20), 0, arm), where=open_still)
        further += open_still


def _improves(questions: Questions) -> Bools:
    means, _ = questions.now()
    return questions.claimed & (means[:, 1:] > means[:, :1])


def _advice(questions: Questions, j: int, min_effect: float | None) -> Floats:
    """Runs a side, for the first variant of each question, which stands at three a side with ten degrees lent."""
    if min_effect is None:
        return np.full(questions.questions, advice.needed_runs(level=level(j), n_a=3, n_b=3, lent=10))
    held = questions.held()
    sds = np.sqrt(held.square[:, 0] * 3 / 2)
    effects = [
        advice.effect_in_sd(min_effect, float(sd), int(df)) for sd, df in zip(sds, held.df[:, 0], strict=True)
    ]
    return np.array(
        [advice.needed_runs(level=level(j), n_a=3, n_b=3, lent=10, effect=effect) for effect in effects]
    )


def _habit(number: int, repeats: int, seed: int) -> Row:
    habit = HABITS[number]
    value = float(habit.claims(np.random.default_rng([seed, number]), repeats).mean())
    error = math.sqrt(value * (1 - value) / repeats)
    said = (
        f"{100 * habit.low:g}" if habit.low == habit.high else f"{100 * habit.low:g} to {100 * habit.high:g}"
    )
    met = habit.low - POINT - 2 * error <= value <= habit.high + POINT + 2 * error
    return Row(f"of nothing: {habit.name}", f"{100 * value:.1f} %", f"{said} %", met, "", value, error)


def _power(n: int, repeats: int, seed: int) -> Row:
    found = [
        share_found(n, effect, repeats=repeats, seed=(seed, 50), rule=TWENTY_KNOWN) for effect in (1, 2, 3)
    ]
    said = SAID_POWER[n]
    met = all(abs(one - other) <= POINT for one, other in zip(found, said, strict=True))
    what = f"power of the bound: {n} seeds a side, 20 degrees lent, level .05; 1 / 2 / 3 sd"
    return Row(what, _several(found), _several(said), met)


def _as_judged(n: int, repeats: int, seed: int) -> Row:
    """With what is really lent, and as the first variant of a question."""
    at_5 = [share_found(n, effect, repeats=repeats, seed=(seed, 50), rule=HUNCH) for effect in (1, 2, 3)]
    plain = [
        share_found(n, effect, repeats=repeats, seed=(seed, 50), rule=NEVER_DOUBTED) for effect in (1, 2, 3)
    ]
    first = [
        share_found(n, effect, repeats=repeats, seed=(seed, 50), rule=HUNCH, number=1) for effect in (1, 2, 3)
    ]
    what = f"power as judged: {n} seeds a side, 10 degrees lent, level .05; 1 / 2 / 3 sd"
    return Row(
        what,
        _several(at_5),
        detail=f"never doubted: {_several(plain)}; a question's first variant: {_several(first)}",
    )


def _advised(j: int, min_effect: float | None, repeats: int, seed: int) -> Row:
    value, needed = found_within(j, repeats=repeats, seed=(seed, 60), min_effect=min_effect)
    error = math.sqrt(value * (1 - value) / repeats)
    effect = "2 sd" if min_effect is None else f"a min effect of {min_effect:g} sd"
    return Row(
        what=f"advice for variant {j}: {effect} is found within it",
        measured=f"{100 * value:.0f} %",
        goal="≥ 80 %",
        met=value + 2 * error >= advice.POWER,
        detail=f"{needed:.1f} runs a side on average",
        value=value,
        error=error,
    )


def _good_idea(k: int, repeats: int, seed: int) -> Row:
    found, further = follow(k, repeats=repeats, seed=(seed, 70))
    share, runs = SAID_FOUND[k]
    value = float(found.mean())
    return Row(
        what=f"one idea of 2 sd among {k} is found, further runs",
        measured=f"{value:.2f} ({further.mean():.0f})",
        goal=f"≥ {share:.2f} (≤ {runs})",
        met=value >= share - POINT and further.mean() <= runs + 0.5,
        detail="three runs each, then the foremost of the three best, up to 20 a side",
        value=value,
        error=math.sqrt(value * (1 - value) / repeats),
    )


def _several(values: Sequence[float]) -> str:
    return " / ".join(f"{value:.2f}" for value in values)
