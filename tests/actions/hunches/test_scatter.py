"""How noisy a question's runs were at a moment, by what had finished then."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.actions.hunches.scatter import Asked, Ended, noise_before

BASE = ["b0", "b1", "b2"]


def ended(*runs, question=None):
    """Finished runs in the order of time: (variant, value) or (variant, value, seed)."""
    return [
        Ended(f"e{at:03d}", f"{variant}{at}", variant, question, value, seed[0] if seed else at, (at, value))
        for at, (variant, value, *seed) in enumerate(runs)
    ]


def base(*values):
    return [
        Ended(f"a{at}", f"b{at}", "base", None, value, at, ("base", at)) for at, value in enumerate(values)
    ]


def noise(runs, *, order="z", baseline=BASE, question=None):
    return noise_before([Asked(order, baseline)], runs, question=question)[0]


def test_a_baseline_alone_has_its_own_sd():
    assert noise(base(1.0, 2.0, 3.0)) == pytest.approx(1.0)


def test_others_lend_at_most_ten_degrees_of_freedom():
    others = [(f"v{at % 8}", float(at // 8)) for at in range(24)]
    found = noise([*base(1.0, 2.0, 4.0), *ended(*others)])
    lent, own = 1.0, statistics.variance([1.0, 2.0, 4.0])
    assert found == pytest.approx(math.sqrt((10 * lent + 2 * own) / 12))


def test_nothing_repeated_and_nothing_differing_are_not_known():
    assert noise([*base(1.0), *ended(("v", 5.0), ("w", 9.0))], baseline=["b0"]) is None
    assert noise(base(1.0, 1.0, 1.0)) is None


def test_what_ends_later_is_not_known_yet():
    runs = [*base(1.0, 2.0, 3.0), *ended(("v", 0.0), ("v", 100.0))]
    assert noise(runs, order="e001") == pytest.approx(1.0)
    assert noise(runs) > 10


def test_a_run_that_is_another_once_more_counts_once():
    twice = ended(("v", 0.0, 7), ("v", 0.0, 7), ("v", 2.0, 8))
    assert noise(twice, baseline=[]) == pytest.approx(math.sqrt(2))
    equal = [run._replace(fingerprint="the same") for run in ended(("v", 0.0), ("v", 2.0))]
    assert noise(equal, baseline=[]) is None


def test_of_a_question_only_its_variants_count_with_all_their_runs():
    stranger = ended(("v", 0.0), ("v", 100.0))
    assert noise([*base(1.0, 2.0, 3.0), *stranger], question="q") == pytest.approx(1.0)
    own = [stranger[0], stranger[1]._replace(question="q")]
    assert noise([*base(1.0, 2.0, 3.0), *own], question="q") > 10


@given(st.permutations(range(12)))
def test_the_order_in_which_runs_are_told_makes_no_difference(order):
    runs = [*base(1.0, 2.5, 3.0), *ended(*((f"v{at % 3}", at * 0.1) for at in range(9)))]
    assert noise([runs[at] for at in order]) == noise(runs)
