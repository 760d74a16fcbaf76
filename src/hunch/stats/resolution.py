"""What was measured, what runs did, and what came of an item: the facts that go in and the answer that comes out."""

import math

import msgspec

from .belief import Belief, Scale

CRASHED = "crashed"
NAN = "NaN"


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One metric: the planned runs' mean against the baseline's as it stood at the seal.

    `value` and `noise_sd` are on the scale of the analysis (logs on a log scale). `noise_sd` is s of `docs/reference/statistics.md`, Noise,, None
    where nothing was ever replicated. `void` says why the reading cannot be used (the evaluation changed; killed
    before it was visible); `flags` what to know beside it ("read at step 40").
    """

    scale: Scale
    value: float | None = None
    n: int = 1
    n0: int = 0
    noise_sd: float | None = None
    void: str | None = None
    flags: tuple[str, ...] = ()

    @property
    def change(self) -> float | None:
        """The reading less the baseline, on the scale of the analysis, signed as the metric goes."""
        before = self.scale.baseline
        if self.value is None or before is None or not math.isfinite(before):
            return None
        return self.value - before

    @property
    def error(self) -> float:
        """SE = s sqrt(1/n + 1/n0); 0 where no noise is known."""
        return (self.noise_sd or 0.0) * math.sqrt(1 / self.n + 1 / self.n0) if self.n0 else 0.0


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What the planned runs did, apart from what they measured; None: it is not known.

    `crashed`, `nan` and `diverged`: any of them. `duration_s`, `memory_bytes` and `usd`: the mean of them. `winner` is the
    name of the idea that won, as the pick calls it; None while it is open.
    """

    crashed: bool | None = False
    nan: bool | None = False
    diverged: bool | None = None
    killed: bool = False
    duration_s: float | None = None
    memory_bytes: float | None = None
    usd: float | None = None
    winner: str | None = None
    pick_void: str | None = None
    """Why no idea can win any more."""


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """One item, resolved: what is scored (`scoring.py`) and what is shown.

    `kind` is what the base rate is counted by. `probability` is the chance that is scored, of the reading;
    `stated` that of the belief as typed. `happened` is what is scored against it: of a size, whether the reading is
    better than the baseline (of a metric without a goal, whether it went the way that was said). `outcome` is what is shown: the change that was read (a size), the cost in the typed
    unit, the winner, else `happened`. `interval` is the 80 % interval for `outcome`, in its unit. Void: only `void`,
    `kind`, `metric`, `stated` and, as far as it is known, `probability` are there. Open (a pick): neither void nor an outcome.
    """

    kind: str
    metric: str | None = None
    stated: float | None = None
    probability: float | None = None
    happened: bool | None = None
    outcome: bool | float | str | None = None
    interval: tuple[float, float] | None = None
    forecast: Belief | None = None
    """Of a size: what it says of the reading, on the scale of the analysis, signed as the metric goes."""
    change: float | None = None
    """Of a win or size: the reading less the baseline, on the scale of the analysis."""
    error: float | None = None
    """Of a win or size: the standard error of `change`."""
    log_ratio: float | None = None
    """Of an estimated cost: log(actual / estimate)."""
    options: int | None = None
    """Of a pick: how many ideas there were."""
    void: str | None = None
    flags: tuple[str, ...] = ()
