"""The calibration curve is isotonic regression, and its band is what luck does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression
from sklearn.isotonic import IsotonicRegression

from hunch.stats.corp import corp, isotonic


@given(st.lists(st.tuples(st.floats(-10, 10), st.floats(0.1, 10)), min_size=1, max_size=40))
def test_pooling_adjacent_violators_is_scipys(places: list[tuple[float, float]]) -> None:
    values, weights = map(list, zip(*places, strict=True))
    expected = isotonic_regression(values, weights=weights).x
    np.testing.assert_allclose(isotonic(values, weights), expected, atol=1e-9)


def test_the_curve_is_sklearns() -> None:
    luck = np.random.default_rng(2)
    said = luck.choice([0.1, 0.3, 0.45, 0.5, 0.7, 0.9], size=120)
    happened = luck.random(120) < said
    found = corp(said.tolist(), happened.tolist(), seed=1)
    expected = IsotonicRegression().fit(said, happened).predict(np.unique(said))
    np.testing.assert_allclose(found.happened, expected)
    assert found.said == (0.1, 0.3, 0.45, 0.5, 0.7, 0.9)
    assert sum(found.counts) == 120


def test_the_band_is_the_same_for_the_same_seed_whatever_the_order() -> None:
    luck = np.random.default_rng(2)
    said = luck.random(300)
    happened = luck.random(300) < said
    order = luck.permutation(300)
    one = corp(said.tolist(), happened.tolist(), seed=9)
    other = corp(said[order].tolist(), happened[order].tolist(), seed=9)
    assert one == other
    assert one.low != corp(said.tolist(), happened.tolist(), seed=10).low
    assert len(one.band_said) <= 41
    assert len(one.said) == 300


@pytest.mark.parametrize("n", [60, 400])
def test_a_calibrated_forecaster_stays_in_the_band_and_an_overconfident_one_leaves_it(n: int) -> None:
    luck = np.random.default_rng(4)
    outside = places = 0
    for seed in range(60):
        said = luck.choice([0.1, 0.3, 0.5, 0.7, 0.9], size=n)
        found = corp(said.tolist(), (luck.random(n) < said).tolist(), seed=seed, resamples=200)
        outside += found.outside
        places += len(found.band_said)
    assert 0.04 < outside / places < 0.14
    said = luck.choice([0.1, 0.9], size=n)
    bold = corp(said.tolist(), (luck.random(n) < 0.5 + (said - 0.5) / 3).tolist(), seed=1)
    assert bold.outside == 2


def test_one_hunch_has_a_curve_of_one_place_and_none_has_none() -> None:
    assert corp([0.7], [True], seed=1).happened == (1.0,)
    with pytest.raises(ValueError, match="no curve"):
        corp([], [], seed=1)


def test_certainties_keep_to_their_ends() -> None:
    found = corp([0.0, 1.0, 1.0], [False, True, True], seed=1)
    assert (found.low, found.high) == ((0.0, 1.0), (0.0, 1.0))
