"""One exploration, played with the functions themselves: noise and baseline may have to be found out on the way."""

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

from hunch.stats.adoption import worth
from hunch.stats.arm import Arm, mean
from hunch.stats.base_rate import learned_base_rate, reading_chance
from hunch.stats.noise import spread_of, together
from hunch.stats.scoring import base_rate
from hunch.stats.seed_noise import SeedNoise, seed_noise
from hunch.stats.steering import steered, usual
from hunch.stats.trust import trust
from hunch.stats.value import BASELINE, Candidate, rank

from .explorations import World

BASELINE_COST = 1.2


class Step(NamedTuple):
    """A run, and where things stood before it."""

    place: int
    spent: float
    adopted: tuple[int, ...]


class Exploration:
    """One row of a world. `knows`: the seed sd is 1 and the baseline 0, as everybody knows; else there is one run of it."""

    def __init__(
        self, world: World, row: int, luck: Any, *, knows: bool = True, doubts: bool = True, gut: bool = True
    ) -> None:
        self.gain, self.cost, self.said = (
            each[row].tolist() for each in (world.gain, world.cost, world.said)
        )
        self.past = list(zip(world.past_said[row].tolist(), world.past_ahead[row].tolist(), strict=True))
        self.luck, self.knows, self.doubts, self.gut = luck, knows, doubts, gut
        self.values: list[list[float]] = [[] for _ in self.gain]
        self.baseline = [] if knows else [self._noise()]

    def play(self, most: float) -> list[Step]:
        """Steps until `most` cost units are spent; the last one has a place of -2 and is not a run."""
        spent, steps = 0.0, list[Step]()
        while True:
            candidates = self.candidates()
            adopted = tuple(place for place, each in enumerate(candidates) if each.n and worth(each.now) > 0)
            best = rank(candidates, baseline_cost=None if self.knows else BASELINE_COST)[0]
            cost = best.cost
            if spent + cost > most or best.index <= 1e-9:
                return [*steps, Step(-2, spent, adopted)]
            steps.append(Step(best.place, spent, adopted))
            spent += cost
            self._run(best.place)

    def candidates(self) -> list[Candidate]:
        """All ideas as they stand."""
        noise = self._seed_noise()
        readings = [self._candidate(place, 0.25, noise) for place in range(len(self.gain))]
        rate = learned_base_rate(
            [(each.mean, each.precision()) for each in readings if each.mean is not None]
        )
        goods = self._goods(rate) if self.gut else [rate] * len(readings)
        return [each._replace(good=good) for each, good in zip(readings, goods, strict=True)]

    def _candidate(self, place: int, good: float, noise: SeedNoise | None) -> Candidate:
        values = self.values[place]
        start = Candidate(good, self.cost[place], n0=len(self.baseline) or float("inf"))
        if not values or noise is None:
            return start
        read = (mean(values) - (mean(self.baseline) if self.baseline else 0.0)) / noise.sd
        return start._replace(n=len(values), mean=read, doubt=noise.doubt if self.doubts else 1.0)

    def _seed_noise(self) -> SeedNoise | None:
        if self.knows:
            return SeedNoise(1.0, float("inf"), False)
        arms = [self.baseline, *(each for each in self.values if each)]
        return seed_noise(together(spread_of(Arm(tuple(each))) for each in arms), [each[0] for each in arms])

    def _goods(self, rate: float) -> list[float]:
        said, ahead = [p for p, _ in self.past], [y for _, y in self.past]
        bases = [base_rate(sum(ahead[:before]), before) for before in range(len(ahead))]
        trusts, base = {"me": trust(said, ahead, b=bases)}, reading_chance(rate, precision=1.0)
        usuals = {"me": usual(said, base=base)}
        return [steered({"me": p}, rate, trusts=trusts, usuals=usuals, base=base) for p in self.said]

    def _run(self, place: int) -> None:
        if place == BASELINE:
            self.baseline.append(self._noise())
            return
        value = self.gain[place] + self._noise()
        if not self.values[place]:
            self.past.append((self.said[place], value > (mean(self.baseline) if self.baseline else 0.0)))
        self.values[place].append(value)

    def _noise(self) -> float:
        return float(self.luck.normal(size=1)[0])


def adopted_at(steps: Sequence[Step], budget: float) -> tuple[int, ...]:
    """What stood adopted when the next run would have passed a budget."""
    for step, after in itertools.pairwise(steps):
        if after.spent > budget:
            return step.adopted
    return steps[-1].adopted
