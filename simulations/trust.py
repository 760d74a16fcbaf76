"""Does a recalibrated gut predict better than the base rate, and than the gut itself?

Three forecasters with the same base rate: one says what is true, one doubles its distance from the base rate (in
log-odds), one says anything. Each builds a record, then its q is held against many things to come.
"""

import math
from typing import Any, NamedTuple

from hunch.stats.normal import quantile
from hunch.stats.trust import Trust, trust

from .row import Row

TITLE = "Trust"
GOALS = (
    "Log loss in bits with the base rate known: of the base rate, of the gut as stated, and of q after 0, 20 and 200 "
    "hunches, within .02 of the reference; a gut that misleads never costs more than .01 over the base rate once 200 are known."
)

BASE = 0.3
SPREAD = 1.0
"""How far true chances lie from the base rate: sd of their log-odds."""
NOISE = 1.2
"""The same of what the one says who says anything."""
TO_COME = 2000
"""Things to come, spread evenly over all there may be."""
REFERENCE = {
    "calibrated": (0.886, 0.77, 0.795, 0.797, 0.774),
    "overconfident": (0.887, 0.85, 0.770, 0.801, 0.776),
    "noise": (0.884, 1.08, 0.937, 0.928, 0.889),
}
"""Base rate, as stated, q after 0, 20 and 200."""
RECORDS = (0, 20, 200)


def rows(repeats: int, seed: int) -> list[Row]:
    """`repeats` forecasters of each sort."""
    import numpy as np

    found = []
    for name in (*REFERENCE, "misleading"):
        found += _forecaster(name, repeats=repeats, luck=np.random.default_rng([seed, *name.encode()]))
    return found


class World(NamedTuple):
    """What is said about things, and their true chances: two columns of shape (thing,)."""

    said: Any
    true: Any


def world(name: str, z: Any) -> World:
    """Things to be predicted by one sort of forecaster; `z` are as many standard normals."""
    import numpy as np

    base = _logit(BASE)
    away = _CENTRE + SPREAD * z
    true = _expit(base + away)
    if name == "calibrated":
        return World(true, true)
    if name == "overconfident":
        return World(_expit(base + 2 * away), true)
    if name == "misleading":
        return World(_expit(base - away), true)
    return World(_expit(base + NOISE * z), np.full(len(z), BASE))


def _forecaster(name: str, *, repeats: int, luck: Any) -> list[Row]:
    import numpy as np

    come = world(name, np.array([quantile((place + 0.5) / TO_COME) for place in range(TO_COME)]))
    base = _loss(np.full(TO_COME, BASE), come.true)
    found = [_row(name, "base rate", [base], 0), _row(name, "as stated", [_loss(come.said, come.true)], 1)]
    for column, things in enumerate(RECORDS, start=2):
        losses = [_loss(_steered(come.said, _learnt(name, things, luck)), come.true) for _ in range(repeats)]
        found.append(_row(name, f"q after {things}", losses, column, base=base))
    return found


def _learnt(name: str, things: int, luck: Any) -> Trust:
    known = world(name, luck.normal(size=things))
    happened = luck.random(things) < known.true
    return trust(known.said.tolist(), happened.tolist(), b=[BASE] * things)


def _steered(said: Any, record: Trust) -> Any:
    base = _logit(BASE)
    return _expit(base + record.a + record.w * (_logit(_clip(said)) - base))


def _row(name: str, what: str, losses: list[float], column: int, *, base: float = 0.0) -> Row:
    mean = math.fsum(losses) / len(losses)
    spread = math.fsum((loss - mean) ** 2 for loss in losses) / max(len(losses) - 1, 1)
    error = math.sqrt(spread / len(losses))
    if name in REFERENCE:
        goal, met = f"{REFERENCE[name][column]} +- .02", abs(mean - REFERENCE[name][column]) <= 0.02
    elif column == 4:
        goal, met = f"at most {base + 0.01:.3f}", mean - 2 * error <= base + 0.01
    else:
        goal, met = "", None
    return Row(
        what=f"{name}: {what}",
        measured=f"{mean:.3f} +- {error:.3f} bits",
        goal=goal,
        met=met,
        detail=f"{len(losses)} records" if base else "",
        value=mean,
        error=error,
    )


def _loss(p: Any, true: Any) -> float:
    """Expected log loss in bits."""
    import numpy as np

    inside = _clip(p)
    return float(-(true * np.log2(inside) + (1 - true) * np.log2(1 - inside)).mean())


def _clip(p: Any) -> Any:
    import numpy as np

    return np.clip(p, 0.02, 0.98)


def _logit(p: Any) -> Any:
    import numpy as np

    return np.log(p / (1 - p))


def _expit(x: Any) -> Any:
    import numpy as np

    return 1 / (1 + np.exp(-x))


# Chances that scatter by SPREAD around it have the base rate as their mean (solved once).
_CENTRE = -0.1711027916
