"""Does the truth earn most? Researchers who know what they believe report it, less than it, or more than it.

Each hunch: an effect is drawn, its author knows it up to a belief, one reading is measured with the noise of its seeds,
and the program's own resolution and score are asked what each report earns. Unit: seed sd.
"""

import math
import random
from collections.abc import Iterator, Sequence

from hunch.entities.hunch import Item, Size, Win
from hunch.stats.belief import Scale, Typical
from hunch.stats.normal import Z80, cdf
from hunch.stats.resolution import Course, Reading, Resolution
from hunch.stats.resolving import resolve
from hunch.stats.scoring import bits, score

from .row import Row

TITLE = "Honesty pays"
GOALS = (
    "A chance on an idea reported halfway to even costs .02 to .07 bits, one reported twice as far .08 to .10; "
    "a size reported at half or twice its length costs as well. Scoring the stated chance would pay for hedging."
)

TAU = 1.5
"""How large effects usually are: what is assumed until 10 are resolved."""
BELIEF_SD = 0.7 * TAU
BASE = 0.5
DESIGNS = ((1, 1), (1, 3), (3, 3), (3, 10))
"""Seeds of the variant and of the baseline."""


def rows(repeats: int, seed: int) -> list[Row]:
    """`repeats` hunches a line."""
    found: list[Row] = []
    for n, n0 in DESIGNS:
        found += _ideas(n, n0, repeats=repeats, luck=random.Random(f"{seed} ideas {n} {n0}"))
        found += _sizes(n, n0, repeats=repeats, luck=random.Random(f"{seed} sizes {n} {n0}"))
        found += _surer(n, n0, repeats=repeats, luck=random.Random(f"{seed} surer {n} {n0}"))
    return found


def _ideas(n: int, n0: int, *, repeats: int, luck: random.Random) -> list[Row]:
    hedging, exaggerating, raw = [], [], []
    for median, reading in _drawn(n, n0, repeats=repeats, luck=luck):
        honest, hedged, bold = (_idea(median * factor, reading) for factor in (1.0, 0.5, 2.0))
        hedging.append(_bits(honest) - _bits(hedged))
        exaggerating.append(_bits(honest) - _bits(bold))
        raw.append(_stated_bits(_idea(0.75 * median, reading)) - _stated_bits(honest))
    where = f"an idea, {n} seed{'s' * (n > 1)} against {n0}"
    found = [
        _row(f"{where}: half as sure costs", hedging, goal=".02 to .07 bits", within=(0.02, 0.07)),
        _row(f"{where}: twice as sure costs", exaggerating, goal=".08 to .10 bits", within=(0.08, 0.10)),
    ]
    if n == 1:  # with more seeds the reading is nearly the effect, and there is little to gain
        what = f"{where}: were the stated chance scored, 3/4 as sure would gain"
        found.append(_row(what, raw, goal="above 0"))
    return found


def _sizes(n: int, n0: int, *, repeats: int, luck: random.Random) -> list[Row]:
    costs: dict[str, list[float]] = {
        "half as long": [],
        "twice as long": [],
        "half as wide": [],
        "twice as wide": [],
    }
    for median, reading in _drawn(n, n0, repeats=repeats, luck=luck):
        honest = _crps(_size(median, 1.0, reading))
        for name, (longer, wider) in zip(costs, ((0.5, 1), (2, 1), (1, 0.5), (1, 2)), strict=True):
            costs[name].append(_crps(_size(longer * median, wider, reading)) - honest)
    where = f"a size, {n} seed{'s' * (n > 1)} against {n0}"
    return [
        _row(f"{where}: {name} costs", cost, goal="above 0", unit="sd of CRPS")
        for name, cost in costs.items()
    ]


def _surer(n: int, n0: int, *, repeats: int, luck: random.Random) -> list[Row]:
    """The limit of the rule: an author who knows more (belief .5 TAU) than a bare chance is taken to know (.7)."""
    gains = []
    for median, reading in _drawn(n, n0, repeats=repeats, luck=luck, sd=0.5 * TAU):
        honest, hedged = (_idea(median * factor, reading, sd=0.5 * TAU) for factor in (1.0, 0.8))
        gains.append(_bits(hedged) - _bits(honest))
    where = f"an idea, {n} seed{'s' * (n > 1)} against {n0}, of an author who knows more"
    return [_row(f"{where}: 4/5 as sure gains", gains, goal="under .02 bits", within=(-1.0, 0.02))]


def _drawn(
    n: int, n0: int, *, repeats: int, luck: random.Random, sd: float = BELIEF_SD
) -> Iterator[tuple[float, Reading]]:
    """What an author expects, and what is then read: effects are as wide as TAU, beliefs as `sd` says."""
    for _ in range(repeats):
        median = luck.gauss(0, math.sqrt(TAU**2 - sd**2))
        noise = luck.gauss(0, math.sqrt(1 / n + 1 / n0))
        value = luck.gauss(median, sd) + noise
        yield median, Reading(scale=Scale(baseline=0.0), value=value, n=n, n0=n0, noise_sd=1.0)


def _idea(median: float, reading: Reading, *, sd: float = BELIEF_SD) -> Resolution:
    return _resolved(Win(probability=cdf(median / sd)), reading)


def _size(median: float, wider: float, reading: Reading) -> Resolution:
    half = Z80 * wider * BELIEF_SD
    return _resolved(Size(change=median, low=median - half, high=median + half), reading)


def _resolved(item: Item, reading: Reading) -> Resolution:
    return resolve(
        item,
        metric="m",
        readings={"m": reading},
        course=Course(),
        typical={"m": Typical(tau=TAU)},
        on_idea=True,
    )


def _bits(found: Resolution) -> float:
    return score(found, base=BASE).bits or 0.0


def _stated_bits(found: Resolution) -> float:
    """What it would earn if the stated chance were scored instead of the reading's."""
    return bits(found.stated or 0.0, bool(found.happened), base=BASE)


def _crps(found: Resolution) -> float:
    return score(found, base=BASE).crps or 0.0


def _row(
    what: str,
    values: Sequence[float],
    *,
    goal: str,
    within: tuple[float, float] | None = None,
    unit: str = "bits",
) -> Row:
    """Met where the mean, give or take two standard errors, reaches the goal's range; without one, where all of that
    is above 0.
    """
    mean = math.fsum(values) / len(values)
    error = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))
    low, high = within or (4 * error, math.inf)
    return Row(
        what=what,
        measured=f"{mean:+.3f} +- {error:.3f} {unit}",
        goal=goal,
        met=low - 2 * error <= mean <= high + 2 * error,
        detail=f"{len(values)} hunches",
        value=mean,
        error=error,
    )
