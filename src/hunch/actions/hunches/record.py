"""An author's record, as `hunch gut --json` and `hunch.gut()` give it."""

import msgspec

from hunch.entities.hunch import Hunch
from hunch.entities.proposal import Fared
from hunch.stats.calibration import Bin, Coverage, Gap
from hunch.stats.corp import Curve
from hunch.stats.practice import Topic, Trend, Velocity
from hunch.stats.scoring import base_rate
from hunch.stats.trust import Trust, recalibrated

IDEAS, VARIANTS = "ideas", "variants"


class Bits(msgspec.Struct, frozen=True, kw_only=True):
    """The mean score over the running base rate, and what it is where voids count as misses.

    `error` is half of a 95 % interval; `brier` is the mean squared distance, .25 for who always says 50 %.
    """

    mean: float
    error: float
    with_voids: float | None
    brier: float


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """Chances given to anything but the baseline's being beaten: said on average, and how often it happened.

    Of a pick, `said` is the chance given to the idea that came first, `happened` what equal chances would have given it.
    """

    name: str
    n: int
    said: float
    happened: float


class Costs(msgspec.Struct, frozen=True, kw_only=True):
    """Estimates of time (`t`), memory (`mem`) or money (`usd`) against what it came to."""

    what: str
    n: int
    velocity: Velocity | None = None
    coverage: Coverage | None = None


class Gut(msgspec.Struct, frozen=True, kw_only=True):
    """An author's record. What `n` does not allow to say is None; `note` is then to be said instead.

    `n` counts resolved chances to beat the baseline, the first that the author gave each variant; once there are ten
    on first runs of ideas, these alone (`basis`). `trust` comes with its uncertainty whatever `n` is.
    """

    author: str
    topic: str | None = None
    n: int = 0
    note: str | None = None
    basis: str = VARIANTS
    open: int = 0
    lost: int = 0
    """Those with a run that is lost: void, as long as nothing more is heard of it."""
    late: int = 0
    void: int = 0
    retracted: int = 0
    updates: int = 0
    asked: int = 0
    """Of all, those that Hunch asked for; `skipped` counts how often it asked and got none."""
    skipped: int = 0
    void_rate: float | None = None
    """The share of void and retracted ones among all that were to be resolved."""
    certainties: float | None = None
    """The share of chances of at least 90 % or at most 10 %."""
    base_rate: float | None = None
    """What the author's next prediction will be held against, whatever it is about."""
    trust: Trust = Trust()
    gap: Gap | None = None
    gap_with_voids: Gap | None = None
    bins: list[Bin] | None = None
    coverage: Coverage | None = None
    """Of the 80 % intervals of sizes."""
    skill: float | None = None
    """The chance that the author's word says more than the base rate, in the long run."""
    bits: Bits | None = None
    updates_bits: float | None = None
    """The mean of later versions of predictions, which count for nothing else."""
    curve: Curve | None = None
    topics: list[Topic] | None = None
    trend: Trend | None = None
    kinds: list[Kind] = []
    costs: list[Costs] = []
    surprising: list[Hunch] = []
    """The results that had been given the least chance, at most five."""
    hunches: list[Hunch] = []
    """Each with its result, where there are few or all were asked for."""
    others: list[str] = []
    """Who else has made predictions here."""
    open_runs: list[str] = []
    """Of each open prediction that is about a run, the last of its runs."""
    proposals: Fared | None = None
    """How the workbench's proposals fared, whoever took them; with one's own record only."""

    def worth(self, chance: float, *, base: float | None = None) -> float:
        """What a chance that this author gives is worth, by the record (docs/reference/statistics.md, Trust).

        Args:
            chance: 0 to 1.
            base: the base rate to hold it against; the author's own where None.
        """
        own = base_rate(0, 0) if self.base_rate is None else self.base_rate
        return recalibrated(chance, own if base is None else base, self.trust)

    def __repr__(self) -> str:
        trust = self.trust
        parts = [
            f"{self.n} resolved",
            f"trust w={trust.w:.2f}±{trust.w_error:.2f} a={trust.a:+.2f}±{trust.a_error:.2f}",
        ]
        if self.gap is not None:
            parts.append(f"says {self.gap.said:.0%}, {self.gap.happened:.0%} happened")
        return f"<gut of {self.author}: {'; '.join(parts)}{f'; {self.note}' if self.note else ''}>"
