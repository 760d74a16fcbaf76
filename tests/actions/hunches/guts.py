"""Records of predictions out of thin air, the same at each call."""

import random
from typing import Any

from hunch.entities.hunch import Hunch, HunchStatus, ItemOutcome
from hunch.stats.scoring import base_rate, bits, brier, surprise

ADA = "human:ada"


def hunch(
    number: int,
    p: float,
    y: bool | None,
    *,
    base: float = 0.25,
    more: list[ItemOutcome] | None = None,
    **about: Any,
) -> Hunch:
    """One chance about acc, resolved; void where `y` is None."""
    scored = (
        {} if y is None else {"bits": bits(p, y, base=base), "brier": brier(p, y), "surprise": surprise(p, y)}
    )
    change = None if y is None else (0.0125 if y else -0.0125)
    item = ItemOutcome(
        kind="win", text=f"{p * 100:.0f}", metric="acc", stated=p, probability=p, base_rate=base,
        outcome=y, happened=y, change=change, void="crashed" if y is None else None, **scored,
    )  # fmt: skip
    said: dict[str, Any] = {
        "id": f"{number:020d}", "text": item.text, "author": ADA, "metric": "acc", "counts": "variant",
        "status": HunchStatus.VOID if y is None else HunchStatus.SCORED, "void": item.void, "bits": item.bits,
        "items": [item, *(more or [])], "runs": [f"run {number}"], "probability": p, "outcome": y,
    }  # fmt: skip
    return Hunch(**(said | about))


def record_of(n: int, *, skilled: bool = True, voids: int = 0, **about: Any) -> list[Hunch]:
    """`n` resolved chances of somebody who is too sure, and as many void ones as `voids` says, among them."""
    source = random.Random(n)
    found: list[Hunch] = []
    hits = 0
    for number in range(n):
        good = source.random() < 0.35
        felt = source.gauss(0.72 if good and skilled else 0.5, 0.15)
        p = round(min(0.95, max(0.05, felt)), 2)
        found.append(hunch(number, p, good, base=base_rate(hits, number), **about))
        hits += good
    found += [hunch(n + number, 0.7, None, base=base_rate(hits, n), **about) for number in range(voids)]
    return found


def size(change: float, low: float, high: float) -> ItemOutcome:
    """A size in acc, resolved, its interval from `low` to `high`."""
    return ItemOutcome(
        kind="size", text=f"acc {change:+.2f} [{low},{high}]", metric="acc", probability=0.6, base_rate=0.25,
        interval=(low, high), outcome=change, happened=change > 0, change=change, surprise=0.7, bits=1.0,
    )  # fmt: skip


def estimate(minutes: float, took: float) -> ItemOutcome:
    """Of time, with an interval from half to twice."""
    return ItemOutcome(
        kind="cost", text=f"t={minutes:.0f}m", outcome=took, ratio=took / minutes, unit="m",
        interval=(minutes / 2, minutes * 2),
    )  # fmt: skip


def crash(p: float, y: bool) -> ItemOutcome:
    return ItemOutcome(
        kind="event", text=f"crash@{p * 100:.0f}", probability=p, stated=p, outcome=y, happened=y,
        base_rate=0.25, surprise=surprise(p, y),
    )  # fmt: skip
