"""The truth earns most: a part of `simulations/honesty.py`, with a seed, sized so that it can fail."""

import pytest
from simulations.honesty import rows

from hunch.stats.belief import Belief

REPEATS, SEED = 6000, 20251122


def test_hedging_and_exaggerating_cost_what_they_should_and_stated_chances_would_pay_for_hedging() -> None:
    missed = [f"{row.what}: {row.measured}, not {row.goal}" for row in rows(REPEATS, SEED) if not row.met]
    assert missed == []


def test_the_simulation_sees_it_when_the_stated_chance_is_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were readings not blurred by their noise, the figures would not hold."""
    monkeypatch.setattr(Belief, "blurred", lambda belief, error: belief)
    failed = [row.what for row in rows(REPEATS, SEED) if not row.met]
    assert any("half as sure" in what for what in failed)
    assert any("twice as wide" in what or "half as wide" in what for what in failed)
