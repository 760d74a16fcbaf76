"""What to try next: policies that explore the same made-up ideas, and how much of what could be gained they gain.

30 ideas, a quarter good, gains about N(1.5, 1) seed sd, lognormal costs, an overconfident gut with 40 past hunches; noise and
baseline are known.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from . import explorations as many
from .explorations import Record, World, worlds
from .one_exploration import Exploration, adopted_at
from .row import Row

TITLE = "What to try next"
GOALS = (
    "Share of the attainable true gain at 10 / 20 / 30 / 45 cost units (a run costs 1.2 on average; ideas that are not good lose 0.45 on "
    "average), and the share of adopted ideas that bring nothing: at least the reference, within two standard errors of both (it had 400 "
    "explorations); no-gain share at most .15; with a good gut what trying all ideas in any order reaches at 45 units in 30; a useless or misleading "
    "gut never below .95 of no gut. Beside it, without a goal: one pick in ten at random; no past hunches; what was not taken; "
    "ideas that are exactly as the rules believe; seed noise and baseline to be found out on the way, from one run of it."
)

BUDGETS = (10, 20, 30, 45)
ANY, GUT_ORDER, GREEDY, NO_GUT, OURS = "any order", "gut order", "greedy", "no gut", "ours"
BLIND = (ANY, GREEDY, NO_GUT)
"""What is said plays no part."""
REFERENCE = {
    (NO_GUT, 0.51): (0.34, 0.54, 0.69, 0.82),
    (OURS, 0.86): (0.55, 0.74, 0.82, 0.89),
    (OURS, 0.66): (0.39, 0.59, 0.73, 0.84),
    (OURS, 0.51): (0.33, 0.53, 0.69, 0.83),
    (OURS, 0.36): (0.31, 0.52, 0.68, 0.83),
}
REFERENCE_REPEATS = 400
MOST_USELESS = 0.15
Steer = Callable[[Any, Any, Record], Any]


class Course(NamedTuple):
    """How many explorations went under one policy: shape (exploration, budget) each."""

    gained: Any
    useless: Any
    adopted: Any
    attainable: Any
    """Shape (exploration,)."""

    def share(self) -> tuple[Any, Any]:
        """Of the attainable gain, of all explorations together, and its standard error: shape (budget,) each."""
        share = self.gained.sum(0) / self.attainable.sum()
        left = self.gained - share * self.attainable[:, None]
        return share, left.std(0) / self.attainable.mean() / math.sqrt(len(left))

    def reaches(self, reference: tuple[float, ...]) -> bool:
        """Whether no budget's share is below the reference's by more than two standard errors of both."""
        share, error = self.share()
        both = error * math.sqrt(1 + len(self.gained) / REFERENCE_REPEATS)
        return bool((share + 2 * both >= reference).all())

    def useless_share(self) -> tuple[float, float]:
        """Of the adopted, at the last budget, and its standard error."""
        useless, adopted = self.useless[:, -1], self.adopted[:, -1]
        share = float(useless.sum() / max(adopted.sum(), 1))
        return share, float(
            (useless - share * adopted).std() / max(adopted.mean(), 1e-9) / math.sqrt(len(adopted))
        )


def rows(repeats: int, seed: int) -> list[Row]:
    """`repeats` explorations of each sort."""
    return [*policies(repeats, seed), *_beside(repeats, seed)]


def policies(repeats: int, seed: int) -> list[Row]:
    """Each policy with each gut, and what is promised of ours."""
    played = {
        (policy, auc): play(worlds(repeats, auc, seed), policy, seed=seed)
        for policy, auc in [
            (ANY, 0.86),
            (GREEDY, 0.51),
            *itertools.product([GUT_ORDER, NO_GUT, OURS], many.GUTS),
        ]
    }
    told = [
        _row(policy if policy in BLIND else f"{policy}, AUC {auc}", course, REFERENCE.get((policy, auc)))
        for (policy, auc), course in played.items()
        if policy != NO_GUT or (policy, auc) in REFERENCE
    ]
    return [*told, *_goals(played)]


def _row(what: str, course: Course, reference: tuple[float, ...] | None = None) -> Row:
    share, error = course.share()
    useless, useless_error = course.useless_share()
    met = None
    if reference is not None:
        met = course.reaches(reference) and useless - 2 * useless_error <= MOST_USELESS
    return Row(
        what=what,
        measured=" ".join(f"{value:.3f}" for value in share) + f" ± {error.max():.3f}",
        goal=" ".join(f"{value:.2f}" for value in reference) + f"; no gain ≤ {MOST_USELESS}"
        if reference
        else "",
        met=met,
        detail=f"no gain {useless:.3f} ± {useless_error:.3f}",
        value=float(share[-1]),
        error=float(error[-1]),
    )


def _goals(played: dict[tuple[str, float], Course]) -> Iterator[Row]:
    ours, trying_all = played[OURS, 0.86].share(), played[ANY, 0.86].share()
    yield Row(
        what="a good gut at 30 units, against any order at 45",
        measured=f"{ours[0][2]:.3f} ± {ours[1][2]:.3f}",
        goal=f"≥ {trying_all[0][3]:.3f}",
        met=bool(ours[0][2] >= trying_all[0][3]),
        value=float(ours[0][2]),
        error=float(ours[1][2]),
    )
    for auc in (0.51, 0.36):
        ratio, error = _ratio(played[OURS, auc], played[NO_GUT, auc])
        yield Row(
            what=f"AUC {auc}, over no gut on the same ideas",
            measured=" ".join(f"{value:.3f}" for value in ratio) + f" ± {error.max():.3f}",
            goal="≥ 0.95 everywhere",
            met=bool((ratio + 2 * error >= 0.95).all()),
            value=float(ratio.min()),
            error=float(error[ratio.argmin()]),
        )


def _ratio(one: Course, other: Course) -> tuple[Any, Any]:
    ratio = one.gained.sum(0) / other.gained.sum(0)
    left = one.gained - ratio * other.gained
    return ratio, left.std(0) / other.gained.mean(0) / math.sqrt(len(left))


def _beside(repeats: int, seed: int) -> Iterator[Row]:
    for auc in many.GUTS:
        course = play(worlds(repeats, auc, seed), OURS, seed=seed, random_share=0.1)
        yield _row(f"ours, one pick in ten at random, AUC {auc}", course)
    for auc in many.GUTS:
        yield _row(
            f"ours, no past hunches, AUC {auc}", play(worlds(repeats, auc, seed, past=0), OURS, seed=seed)
        )
    for auc in (0.86, 0.51):
        course = play(worlds(repeats, auc, seed), OURS, seed=seed, steer=many.taken_literally)
        yield _row(f"not taken: recalibrated chances taken literally, AUC {auc}", course)
    for policy, auc in ((ANY, 0.86), (NO_GUT, 0.51), (OURS, 0.86), (OURS, 0.51)):
        course = play(worlds(repeats, auc, seed, as_believed=True), policy, seed=seed)
        yield _row(f"ideas exactly as believed: {policy}, AUC {auc}", course)
    few = max(repeats // 10, 4)
    for name, doubts in (("", True), ("not taken: the estimated noise taken for sure; ", False)):
        yield _row(f"{name}noise and baseline unknown, AUC 0.86", unknowing(few, seed, doubts=doubts))


def unknowing(repeats: int, seed: int, *, doubts: bool) -> Course:
    """As `play` with a good gut, where one run of the baseline is all that is known; with the functions themselves."""
    world = worlds(repeats, 0.86, seed)
    found = np.zeros((3, repeats, len(BUDGETS)))
    for row in range(repeats):
        one = Exploration(world, row, np.random.default_rng([seed, row]), knows=False, doubts=doubts)
        steps = one.play(BUDGETS[-1])
        for place, budget in enumerate(BUDGETS):
            gains = world.gain[row, list(adopted_at(steps, budget))]
            found[:, row, place] = gains.sum(), (gains <= 0).sum(), len(gains)
    return Course(found[0], found[1], found[2], world.attainable)


def play(
    world: World, policy: str, *, seed: int, random_share: float = 0.0, steer: Steer = many.steered
) -> Course:
    """All explorations of a world under a policy.

    Any order and gut order run each idea once and keep what reads better than the baseline. Greedy runs what is worth most
    without a gut, whatever it costs, and adopts by the same rule as ours.

    Args:
        random_share: of picks among untried ideas.
        steer: how what was said becomes the weight of the good component.
    """
    luck = np.random.default_rng([seed, 1])
    state = _State(world, luck)
    if policy in (ANY, GUT_ORDER):
        return _once(state, -world.said if policy == GUT_ORDER else luck.random(world.gain.shape))
    while not state.is_over():
        good = _good(state, policy, steer)
        beliefs = _beliefs(state, good)
        index = _index(state, beliefs, policy)
        state.note((state.n > 0) & (beliefs.worth > 0))
        picks = index.argmax(1)
        at_random = luck.random(len(picks)) < random_share
        drawn = np.where(state.n == 0, luck.random(state.n.shape), -1.0)
        picks = np.where(at_random & (drawn.max(1) > 0), drawn.argmax(1), picks)
        state.run(picks, stops=index.max(1) <= 1e-9)
    return state.course()


def _once(state: "_State", order: Any) -> Course:
    for column in np.argsort(order, axis=1).T:
        state.note((state.n > 0) & (state.total > 0))
        state.run(column)
    state.note((state.n > 0) & (state.total > 0))
    state.end()
    return state.course()


def _good(state: "_State", policy: str, steer: Steer) -> Any:
    rate = many.learned_base_rate(state.mean(), state.n)
    if policy in (NO_GUT, GREEDY):
        return np.repeat(rate[:, None], state.n.shape[1], 1)
    return steer(state.world.said, rate, state.record())


def _beliefs(state: "_State", good: Any) -> many.Beliefs:
    return many.prior(good).after(state.mean(), state.n)


def _index(state: "_State", beliefs: many.Beliefs, policy: str) -> Any:
    known = np.where(state.n > 0, np.maximum(0, beliefs.worth), 0)
    value = np.maximum(0, many.expected_utility(beliefs, np.ones(state.n.shape)) - known)
    return value / state.world.cost if policy != GREEDY else value


class _State:
    """Where all explorations of a world are."""

    def __init__(self, world: World, luck: Any) -> None:
        self.world, self.luck = world, luck
        shape = world.gain.shape
        self.n, self.total = np.zeros(shape), np.zeros(shape)
        self.spent, self.rows = np.zeros(len(self.n)), np.arange(len(self.n))
        self.adopted = np.zeros(shape, dtype=bool)
        self.firsts: list[tuple[Any, Any, Any]] = []
        self.seen = [np.zeros((3, len(self.n))) for _ in BUDGETS]
        self.passed = np.zeros((len(BUDGETS), len(self.n)), dtype=bool)

    def mean(self) -> Any:
        return self.total / np.maximum(self.n, 1)

    def record(self) -> Record:
        """The past hunches and those that first runs have resolved since."""
        said, ahead = [self.world.past_said], [self.world.past_ahead]
        counts = [np.ones(self.world.past_said.shape)]
        if self.firsts:
            for column, parts in zip((said, ahead, counts), zip(*self.firsts, strict=True), strict=True):
                column.append(np.stack(parts, axis=1))
        return Record(*(np.concatenate(each, axis=1).astype(float) for each in (said, ahead, counts)))

    def note(self, adopted: Any) -> None:
        self.adopted = adopted

    def run(self, picks: Any, *, stops: Any = False) -> None:
        """One more run in each; a budget that it would pass is closed with what was adopted before."""
        cost = self.world.cost[self.rows, picks]
        for place, budget in enumerate(BUDGETS):
            self._close(place, (self.spent + cost > budget) | stops)
        reading = self.world.gain[self.rows, picks] + self.luck.normal(size=len(picks))
        first = self.n[self.rows, picks] == 0
        self.firsts.append((self.world.said[self.rows, picks], reading > 0, first))
        self.n[self.rows, picks] += 1
        self.total[self.rows, picks] += reading
        self.spent = self.spent + cost

    def end(self) -> None:
        for place in range(len(BUDGETS)):
            self._close(place, True)

    def _close(self, place: int, where: Any) -> None:
        new = where & ~self.passed[place]
        kept = self.adopted
        gained = (self.world.gain * kept).sum(1), (kept & (self.world.gain <= 0)).sum(1), kept.sum(1)
        self.seen[place] = np.where(new, gained, self.seen[place])
        self.passed[place] |= new

    def is_over(self) -> bool:
        return bool(self.passed[-1].all())

    def course(self) -> Course:
        seen = np.stack(self.seen, axis=-1)
        return Course(seen[0], seen[1], seen[2], self.world.attainable)
