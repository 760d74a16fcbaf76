"""Which methods reach a bar, tested seed by seed, and who gets the next seed.

A method is certified when its mean is sure to be below the bar: the anytime bound of `hunch.stats.anytime` with the bar as a
baseline without noise (c2 = 1/n), noise lent and doubted as in `hunch.stats.noise`, at the level that all methods of one question
share who are launched together. Looking after every seed is free.
"""

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hunch.stats.anytime import bound
from hunch.stats.arm import Arm, mean
from hunch.stats.multiplicity import level
from hunch.stats.noise import OTHERS_COUNT, RUNS_TO_BORROW, Spread, capped, spread_of, stands_out, together
from hunch.stats.normal import cdf

EFFECTS = 4.0
"""Variance of distances from the bar beforehand, in squared seed sd."""
FURTHEST = 30
"""So many further seeds are thought of at most."""
NOTHING = Spread(0.0, 0)
HOPELESS = 0.01
"""Certificates per run below which one may stop."""

Policy = Callable[["Board"], str]


class Board:
    """Methods with the seeds drawn so far, and those still to come, which no policy sees."""

    def __init__(self, seeds: Mapping[str, Sequence[float]], bar: float, levels: Mapping[str, float]) -> None:
        self.bar, self.levels = bar, levels
        self.to_come = {method: list(values) for method, values in seeds.items()}
        self.drawn: dict[str, list[float]] = {method: [] for method in seeds}
        self._spreads = dict.fromkeys(seeds, NOTHING)
        self.certified: dict[str, tuple[int, int]] = {}
        """By method the number of runs, of all methods and of its own, at which it was certified."""
        self.runs = 0

    @property
    def open(self) -> list[str]:
        """Methods without a certificate that have seeds left."""
        return [method for method, left in self.to_come.items() if left and method not in self.certified]

    def draw(self, method: str) -> None:
        """One more seed of a method. It tells of the noise of all, so that any of them may be certified by it."""
        self.drawn[method].append(self.to_come[method].pop(0))
        self._spreads[method] = spread_of(Arm(tuple(self.drawn[method])))
        self.runs += 1
        for each in self.drawn:
            if each not in self.certified and self._is_sure(each):
                self.certified[each] = (self.runs, len(self.drawn[each]))

    def spread(self, method: str) -> tuple[Spread, Spread]:
        """What a method's own seeds say of the noise, and what all others' say."""
        others = (each for name, each in self._spreads.items() if name != method)
        return self._spreads[method], together(others)

    def _is_sure(self, method: str) -> bool:
        values = self.drawn[method]
        n, below = len(values), self.bar - mean(values) if values else 0.0
        if n < RUNS_TO_BORROW or below <= 0:
            return False
        own, others = self.spread(method)
        held = [together([own, capped(others)]), *([own] if stands_out(own, NOTHING, others) else [])]
        return all(
            each.df > 0 and below >= bound(each.df, 1 / n, self.levels[method]) * each.sd / math.sqrt(n)
            for each in held
        )


def by_record(board: Board) -> str:
    """The first method that is open, to its end."""
    return board.open[0]


def in_turn(board: Board) -> str:
    """The one with the fewest seeds."""
    return min(board.open, key=lambda method: len(board.drawn[method]))


def at_random(luck: random.Random) -> Policy:
    """Any run that is left."""
    return lambda board: luck.choice([method for method in board.open for _ in board.to_come[method]])


def most_promising(board: Board) -> str:
    """The one with the most certificates per further run to be expected."""
    return max(board.open, key=lambda method: promise(board, method, FURTHEST))


def most_promising_as_planned(board: Board) -> str:
    """The same, and it is known how many seeds each method was planned with."""
    return max(board.open, key=lambda method: promise(board, method, len(board.to_come[method])))


def promise(board: Board, method: str, most: int) -> float:
    """The best of P(certified with r more seeds) / r, over r up to `most`.

    In seed sd, distances from the bar are N(0, 4) beforehand.
    """
    n, whole = len(board.drawn[method]), _whole(board, method)
    x = (board.bar - mean(board.drawn[method])) / whole.sd if n and whole.df and whole.root else None
    known = n if x is not None else 0
    variance = 1 / (1 / EFFECTS + known)
    expected = variance * known * (x or 0.0)
    best = 0.0
    for r in range(max(1, RUNS_TO_BORROW - n), most + 1):
        total = n + r
        needed = bound((whole.df or OTHERS_COUNT) + r, 1 / total, board.levels[method]) / math.sqrt(total)
        middle = (known * (x or 0.0) + (total - known) * expected) / total
        spread = math.sqrt((total - known) ** 2 * variance + total - known) / total
        best = max(best, cdf((middle - needed) / spread) / r)
    return best


def _whole(board: Board, method: str) -> Spread:
    own, others = board.spread(method)
    return together([own, capped(others)])


class Replay(NamedTuple):
    """What one policy came to."""

    needed: int
    """Runs until the last of the methods that it ever certifies was certified."""
    certified: dict[str, int]
    """By method, its own seeds at that moment."""
    stopped: tuple[int, int]
    """Runs and certificates at the moment at which `most_promising` would have stopped; the end where it never would."""


def replay(
    seeds: Mapping[str, Sequence[float]],
    policy: Policy,
    *,
    bar: float,
    levels: Mapping[str, float],
    stops: bool = False,
) -> Replay:
    """All seeds under a policy.

    Args:
        stops: whether to look for the moment to stop.
    """
    board, stopped = Board(seeds, bar, levels), None
    while board.open:
        method = policy(board)
        if stops and stopped is None and promise(board, method, FURTHEST) < HOPELESS:
            stopped = (board.runs, len(board.certified))
        board.draw(method)
    own = {method: n for method, (_, n) in board.certified.items()}
    end = (board.runs, len(own))
    return Replay(max((at for at, _ in board.certified.values()), default=0), own, stopped or end)


def together_levels(methods: Sequence[str]) -> dict[str, float]:
    """All methods launched together in one question: a false certificate anywhere has a chance of 5 %."""
    return dict.fromkeys(methods, level(1, len(methods)))


def apart_levels(methods: Sequence[str]) -> dict[str, float]:
    """Each method in a question of its own."""
    return dict.fromkeys(methods, level(1))


def shuffled(seeds: Mapping[str, Sequence[float]], orders: int) -> Iterator[dict[str, list[float]]]:
    """The seeds of each method in other orders, always the same ones."""
    for order in range(orders):
        luck = random.Random(order)
        yield {method: luck.sample(list(values), len(values)) for method, values in seeds.items()}
