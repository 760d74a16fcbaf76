"""Topics, trend and the personal velocity."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import linregress, t

from hunch.stats.practice import topics, trend, velocity


def test_a_topic_of_three_hunches_stays_near_the_person_and_one_of_hundred_keeps_its_own() -> None:
    luck = np.random.default_rng(3)
    values = {
        "lucky": (luck.normal(0, 1, 3) + 2).tolist(),
        "steady": (luck.normal(0, 1, 100) + 1).tolist(),
        "poor": (luck.normal(0, 1, 100) - 1).tolist(),
    }
    found = {topic.name: topic for topic in topics(values, person=[x for xs in values.values() for x in xs])}
    assert list(found) == ["poor", "steady", "lucky"]
    steady, lucky = found["steady"], found["lucky"]
    assert abs(steady.shrunk - steady.mean) < 0.05
    assert abs(lucky.shrunk - lucky.mean) > 0.3
    assert lucky.error > steady.error


def test_topics_that_do_not_differ_are_all_the_person() -> None:
    values = {"a": [1.0, -1.0, 0.5], "b": [-0.5, 1.0, -1.0], "c": []}
    found = topics(values, person=[1.0, -1.0, 0.5, -0.5, 1.0, -1.0])
    assert [topic.name for topic in found] == ["a", "b"]
    assert {topic.shrunk for topic in found} == {0.0}
    assert all(topic.error > 0 for topic in found)


@given(
    st.lists(st.lists(st.floats(-5, 5), min_size=1, max_size=8), min_size=1, max_size=5).filter(
        lambda groups: sum(map(len, groups)) > 1
    )
)
def test_a_shrunk_mean_lies_between_its_own_and_the_persons(groups: list[list[float]]) -> None:
    person = [value for group in groups for value in group]
    mean = math.fsum(person) / len(person)
    for topic in topics({str(at): group for at, group in enumerate(groups)}, person=person):
        low, high = sorted((topic.mean, mean))
        assert low - 1e-9 <= topic.shrunk <= high + 1e-9


def test_the_trend_is_a_straight_line_with_its_error() -> None:
    earned = (np.random.default_rng(5).normal(0, 0.6, 250) + np.linspace(0, 0.5, 250)).tolist()
    found, line = trend(earned), linregress(np.arange(250), earned)
    assert found is not None
    assert found.per_100 == pytest.approx(100 * line.slope)
    assert found.error == pytest.approx(100 * line.stderr * t.ppf(0.975, 248))
    assert found.first_half < found.last_half
    assert trend(earned[:9]) is None


def test_whoever_says_forty_minutes_needs_an_hour() -> None:
    ratios = np.log([1.5, 1.2, 2.0, 1.4, 1.6]).tolist()
    found = velocity(ratios)
    assert found is not None
    assert found.factor == pytest.approx(math.exp(np.mean(ratios)))
    half = t.ppf(0.9, 4) * np.std(ratios, ddof=1) * math.sqrt(1 + 1 / 5)
    assert found.interval == pytest.approx((found.factor * math.exp(-half), found.factor * math.exp(half)))
    once = velocity([math.log(3)])
    assert once is not None
    assert (once.factor, once.interval) == (pytest.approx(3), None)
    assert velocity([]) is None
