"""A new run lies where the ones before say, and it is said when nothing could have lain elsewhere."""

import math

import numpy as np
import pytest
from scipy import stats

from hunch.stats.arm import Arm
from hunch.stats.panel import Panel
from hunch.stats.reproduction import expected, reproduced

ALONE = Panel({"a": Arm((1.0, 2.0, 3.0))})


def test_three_runs_alone_allow_almost_anything_and_it_is_said() -> None:
    found = expected(ALONE, "a")
    assert found is not None
    assert found.multiplier == pytest.approx(11.5, abs=0.05)
    assert found.interval == pytest.approx((2 - found.multiplier, 2 + found.multiplier))
    assert not found.could_fail
    assert found.reason
    assert "could not have failed" in found.reason
    assert reproduced(13.0, found).inside
    assert not reproduced(14.0, found).inside


def test_with_twenty_degrees_of_freedom_it_can_fail() -> None:
    """Three new runs of a variant that stands on 20 pooled degrees: published 3.3."""
    twenty = stats.t.ppf(0.995, 20) * math.sqrt(1 + 1 / 3)
    assert twenty == pytest.approx(3.3, abs=0.05)
    luck = np.random.default_rng(1)
    others = {at: Arm(tuple(luck.normal(size=3).tolist())) for at in range(9)}
    found = expected(Panel({"a": Arm((1.0, 2.0, 3.0)), **others}), "a")
    assert found is not None
    assert found.df == 12  # its own two, and the ten that others lend
    assert found.multiplier == pytest.approx(stats.t.ppf(0.995, 12) * math.sqrt(4 / 3))
    assert found.could_fail
    assert found.reason is None


def test_a_min_effect_says_what_failing_would_mean() -> None:
    runs = Panel({"a": Arm(tuple(float(at % 5) for at in range(40)))})
    small, large = expected(runs, "a", min_effect=0.5), expected(runs, "a", min_effect=50.0)
    assert small is not None
    assert large is not None
    assert (small.could_fail, large.could_fail) == (False, True)
    assert small.interval == large.interval


@pytest.mark.parametrize("values", [(), (1.0,), (2.0, 2.0, 2.0)], ids=["no run", "one run", "no noise"])
def test_without_noise_nothing_is_expected(values: tuple[float, ...]) -> None:
    assert expected(Panel({"a": Arm(values)}), "a") is None


def test_a_faithful_run_falls_outside_once_in_a_hundred() -> None:
    luck = np.random.default_rng(2)
    outside = 0
    for _ in range(3000):
        *before, new = luck.normal(size=6).tolist()
        found = expected(Panel({"a": Arm(tuple(before))}), "a")
        assert found is not None
        outside += not reproduced(new, found).inside
    assert 15 <= outside <= 48
