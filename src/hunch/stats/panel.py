"""The variants of a question side by side, and the noise that any two of them are held against."""

import math
from collections.abc import Mapping
from typing import Generic, TypeVar, final

from .arm import Arm, check, norm, spread
from .noise import RUNS_TO_BORROW, Noise, Own, Spread, capped, spread_of, stands_out, together
from .pairing import PAIRED_FROM, differences, residuals, seeds_of

Key = TypeVar("Key")


@final
class Panel(Generic[Key]):
    """All variants of a question, by whatever names them. What many comparisons need is worked out once.

    Raises:
        InvalidMetric: a value is not finite.
    """

    def __init__(self, arms: Mapping[Key, Arm]) -> None:
        check(arms.values())
        self.arms = dict(arms)
        self._spreads = {key: spread_of(arm) for key, arm in self.arms.items()}
        self._seeds = {key: seeds_of(arm) for key, arm in self.arms.items()}
        self._blocks: dict[frozenset[int], dict[Key, Spread]] = {}

    def noise(self, a: Key, b: Key) -> Noise | None:
        """The noise that the difference of two arms is held against; None where nothing is known of it.

        By pairs only where the seeds say so, never by looking at values: three arms or more that share all seeds, or two
        from five seeds on. Where a seed does exactly the same to all of them, they count as if they shared nothing.
        """
        noise = self._by_seeds(a, b)
        if noise is not None and noise.is_seen([*self.arms[a].values, *self.arms[b].values]):
            return noise
        return self._pooled(a, b)

    def pooled_with(self, key: Key) -> Spread:
        """What is known of the noise of one arm's runs: its own, and what the others lend."""
        return together([self._spreads[key], capped(self._others(key))])

    def _by_seeds(self, a: Key, b: Key) -> Noise | None:
        seeds = self._seeds[a]
        if seeds is None or self._seeds[b] != seeds:
            return None
        if sum(other == seeds for other in self._seeds.values()) >= 3:
            return self._blocked(a, b, seeds)
        return self._paired(a, b) if len(seeds) >= PAIRED_FROM else None

    def _pooled(self, a: Key, b: Key) -> Noise | None:
        """Of runs that share nothing."""
        n_a, n_b = self.arms[a].n, self.arms[b].n
        one, two = self._spreads[a], self._spreads[b]
        others = self._others(a, b)
        lent = capped(others)
        whole = together([one, two, lent])
        if not (whole.df and n_a and n_b):
            return None
        borrows = bool(lent.df) or n_a != n_b
        noise = Noise(
            whole.sd, int(whole.df), 1 / n_a + 1 / n_b, "unpaired", int(lent.df),
            may_claim=not borrows or min(n_a, n_b) >= RUNS_TO_BORROW,
        )  # fmt: skip
        doubted = borrows and min(n_a, n_b) > 1 and stands_out(one, two, others)
        return noise.doubted(_welch(one, two)) if doubted else noise

    def _paired(self, a: Key, b: Key) -> Noise:
        own, n = self._by_differences(a, b), self.arms[a].n
        return Noise(own.se / math.sqrt(2 / n), int(own.df), 2 / n, "paired")

    def _blocked(self, a: Key, b: Key, seeds: frozenset[int]) -> Noise:
        n, spreads = len(seeds), self._block(seeds)
        others = together(each for key, each in spreads.items() if key not in (a, b))
        whole = together([spreads[a], spreads[b], capped(others)])
        df = int(whole.df + 1e-9)
        lent = max(0, df - 2 * (n - 1))
        noise = Noise(whole.sd, df, 2 / n, "blocked", lent, may_claim=n >= RUNS_TO_BORROW)
        doubted = stands_out(spreads[a], spreads[b], others) or stands_out(
            self._spreads[a], self._spreads[b], self._others(a, b)
        )
        return noise.doubted(self._by_differences(a, b)) if doubted else noise

    def _block(self, seeds: frozenset[int]) -> dict[Key, Spread]:
        """What each arm with these seeds says of the noise once the seeds' own share is taken out.

        The arms' degrees of freedom come to (arms - 1) (seeds - 1).
        """
        if seeds not in self._blocks:
            keys = [key for key, its in self._seeds.items() if its == seeds]
            df = (len(seeds) - 1) * (len(keys) - 1) / len(keys)
            left = residuals([self.arms[key] for key in keys])
            self._blocks[seeds] = {key: Spread(norm(row), df) for key, row in zip(keys, left, strict=True)}
        return self._blocks[seeds]

    def _others(self, *keys: Key) -> Spread:
        return together(each for key, each in self._spreads.items() if key not in keys)

    def _by_differences(self, a: Key, b: Key) -> Own:
        apart = differences(self.arms[a], self.arms[b])
        return Own(spread(apart) / math.sqrt((len(apart) - 1) * len(apart)), len(apart) - 1)


def _welch(a: Spread, b: Spread) -> Own:
    """By the two arms alone, each with its own scatter.

    Source: Welch (1947), Biometrika 34; degrees of freedom by Satterthwaite (1946).
    """
    se_a, se_b = a.sd / math.sqrt(a.df + 1), b.sd / math.sqrt(b.df + 1)
    se = math.hypot(se_a, se_b)
    share_a, share_b = (se_a / se) ** 2, (se_b / se) ** 2
    return Own(se, 1 / (share_a**2 / a.df + share_b**2 / b.df))
