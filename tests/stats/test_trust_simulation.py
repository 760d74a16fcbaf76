"""A recalibrated gut: a part of `simulations/trust.py`, with a seed, sized so that it can fail."""

import pytest
from simulations.trust import rows

from hunch.stats import trust

REPEATS, SEED = 150, 20251122


def test_log_losses_are_those_of_the_reference_and_a_misleading_gut_does_no_harm() -> None:
    found = {row.what: row for row in rows(REPEATS, SEED)}
    missed = [f"{row.what}: {row.measured}, not {row.goal}" for row in found.values() if row.met is False]
    assert missed == []
    for name in ("calibrated", "overconfident"):
        base, learnt = found[f"{name}: base rate"].value, found[f"{name}: q after 200"].value
        assert learnt is not None
        assert base is not None
        assert learnt < base - 0.09


def test_the_simulation_sees_it_when_a_gut_may_steer_backwards_or_learns_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trust, "_W_PRECISION", 1e6)
    assert any(row.met is False for row in rows(REPEATS, SEED))
