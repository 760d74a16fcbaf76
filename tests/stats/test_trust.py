"""How far a gut steers: the check values, what must not change it, and what its errors mean."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from hunch.stats.trust import Trust, combined, pooled, recalibrated, trust

MIXED = ([0.9, 0.7, 0.5, 0.3, 0.9, 0.1, 0.7, 0.7], [True, False, False, False, True, False, True, False])
MISLED = ([0.9, 0.8, 0.7, 0.2, 0.1, 0.3, 0.9, 0.2], [False, False, False, True, True, True, False, True])
RECORDS = st.lists(
    st.tuples(st.floats(0.0, 1.0), st.booleans(), st.floats(0.05, 0.95)), min_size=1, max_size=30
)


def of(record: tuple[list[float], list[bool]], *, half_life: float | None = 50.0) -> Trust:
    return trust(*record, b=[0.3] * len(record[0]), half_life=half_life)


def test_the_check_values_hold_to_eight_digits() -> None:
    without, halved, misled = of(MIXED, half_life=None), of(MIXED), of(MISLED)
    assert (without.a, without.w) == pytest.approx((-0.3124746854, 0.6834910570), abs=1e-8)
    assert (halved.a, halved.w) == pytest.approx((-0.2974321351, 0.6754439475), abs=1e-8)
    assert (misled.a, misled.w) == pytest.approx((0.4227747333, 0.0), abs=1e-8)
    assert (halved.is_floored, misled.is_floored) == (False, True)


def test_no_record_is_trusted_by_half() -> None:
    nobody = trust([], [], b=[])
    assert nobody == Trust()
    assert (nobody.a, nobody.w, nobody.n) == (0.0, 0.5, 0)
    assert (nobody.a_error, nobody.w_error) == pytest.approx((0.7, 0.5))
    q = recalibrated(0.9, 0.3, nobody)
    assert math.log(q / (1 - q)) == pytest.approx((math.log(0.9 / 0.1) + math.log(0.3 / 0.7)) / 2)


def test_a_misleading_gut_leaves_the_base_rate_moved() -> None:
    misled = of(MISLED)
    assert recalibrated(0.9, 0.3, misled) == recalibrated(0.1, 0.3, misled)


@given(RECORDS)
def test_the_fit_is_scipys_and_its_errors_are_the_curvatures(record: list[tuple[float, bool, float]]) -> None:
    p, y, b = map(np.array, zip(*record, strict=True))
    found = trust(p.tolist(), y.tolist(), b=b.tolist(), half_life=50)

    def logit(x: np.ndarray) -> np.ndarray:
        inside = np.clip(x, 0.02, 0.98)
        return np.log(inside / (1 - inside))

    age = np.arange(len(p))[::-1]

    def lost(at: np.ndarray) -> float:
        z = logit(b) + at[0] + at[1] * (logit(p) - logit(b))
        gained = np.where(y, -np.logaddexp(0, -z), -np.logaddexp(0, z))
        return float(at[0] ** 2 / 0.98 + (at[1] - 0.5) ** 2 / 0.5 - (2.0 ** (-age / 50) * gained).sum())

    best = minimize(lost, [0, 0.5], bounds=[(None, None), (0, None)], options={"ftol": 1e-15, "gtol": 1e-10})
    assert lost(np.array([found.a, found.w])) <= best.fun + 1e-9
    assert (found.a, found.w) == pytest.approx(tuple(best.x), abs=1e-4)
    h = 1e-4
    steps = [np.array([h, 0]), np.array([0, h])]
    at = np.array([found.a, found.w])
    curvature = np.array(
        [
            [
                (lost(at + i + j) - lost(at + i - j) - lost(at - i + j) + lost(at - i - j)) / (4 * h * h)
                for i in steps
            ]
            for j in steps
        ]
    )
    covariance = np.linalg.inv(curvature)
    assert (found.a_error, found.w_error) == pytest.approx(tuple(np.sqrt(np.diag(covariance))), rel=1e-3)
    assert found.correlation == pytest.approx(covariance[0, 1] / (found.a_error * found.w_error), abs=1e-3)


@given(RECORDS)
def test_naming_the_other_outcome_turns_a_and_keeps_w(record: list[tuple[float, bool, float]]) -> None:
    p, y, b = map(list, zip(*record, strict=True))
    one = trust(p, y, b=b)
    other = trust([1 - x for x in p], [not x for x in y], b=[1 - x for x in b])
    assert (other.a, other.w) == pytest.approx((-one.a, one.w), abs=1e-8)


@given(RECORDS, st.randoms())
def test_without_half_life_the_order_does_not_matter(
    record: list[tuple[float, bool, float]], luck: object
) -> None:
    p, y, b = map(list, zip(*record, strict=True))
    shuffled = list(record)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    p2, y2, b2 = map(list, zip(*shuffled, strict=True))
    one, other = trust(p, y, b=b, half_life=None), trust(p2, y2, b=b2, half_life=None)
    assert (other.a, other.w) == pytest.approx((one.a, one.w), abs=1e-8)


@given(RECORDS)
def test_no_gut_steers_against_what_it_says(record: list[tuple[float, bool, float]]) -> None:
    p, y, b = map(list, zip(*record, strict=True))
    found = trust(p, y, b=b)
    assert found.w >= 0
    assert recalibrated(0.8, 0.3, found) >= recalibrated(0.2, 0.3, found)


def test_what_was_long_ago_weighs_less() -> None:
    """Wrong for 60 hunches, right for 60 since."""
    p = [0.9] * 30 + [0.1] * 30
    wrong, right = [False] * 30 + [True] * 30, [True] * 30 + [False] * 30
    found = trust(p + p, wrong + right, b=[0.5] * 120)
    forgetless = trust(p + p, wrong + right, b=[0.5] * 120, half_life=None)
    assert found.w > forgetless.w + 0.1
    assert found.weight == pytest.approx(sum(2 ** (-age / 50) for age in range(120)))


def test_two_forecasters_have_a_w_each_and_share_a() -> None:
    """Ada knows, Bob does not; what both spoke about is one thing, not two."""
    luck = np.random.default_rng(1)
    true = luck.choice([0.1, 0.9], size=200)
    happened = (luck.random(200) < true).tolist()
    both = [
        {"ada": float(p), "bob": float(x)}
        for p, x in zip(true, luck.choice([0.1, 0.9], size=200), strict=True)
    ]
    found = pooled(both, happened, b=[0.5] * 200)
    assert list(found) == ["ada", "bob"]
    assert found["ada"].a == found["bob"].a
    assert found["ada"].w > 0.7
    assert found["bob"].w < 0.3
    assert (found["ada"].n, found["bob"].n) == (200, 200)
    q = combined({"ada": 0.9, "bob": 0.1}, 0.5, found)
    assert q > 0.7
    assert combined({"ada": 0.9}, 0.5, found) > q


def test_one_forecaster_in_the_pool_is_as_if_alone() -> None:
    alone = of(MIXED)
    found = pooled([{"ada": p} for p in MIXED[0]], MIXED[1], b=[0.3] * 8)
    assert found == {"ada": alone}
    assert combined({"ada": 0.8}, 0.3, found) == recalibrated(0.8, 0.3, alone)
    assert pooled([], [], b=[]) == {}


def test_a_forecaster_who_was_silent_does_not_age() -> None:
    """Bob spoke once, first; fifty of Ada's since then do not make it old."""
    found = pooled([{"bob": 0.9}, *[{"ada": 0.5}] * 50], [True] * 51, b=[0.5] * 51)
    assert found["bob"].weight == 1.0
    assert found["ada"].weight < 50
