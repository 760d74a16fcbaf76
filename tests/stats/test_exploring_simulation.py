"""What to try next: a part of `simulations/exploring.py`, with a seed, sized so that it can fail."""

from typing import Any

import numpy as np
import pytest
from simulations import exploring
from simulations.explorations import Record, earned, taken_literally, worlds
from simulations.exploring import ANY, GUT_ORDER, NO_GUT, OURS, REFERENCE, Course, play
from simulations.one_exploration import Exploration, adopted_at

from hunch.stats.scoring import base_rate
from hunch.stats.trust import trust

REPEATS, SEED = 120, 20251122


def share(course: Course) -> tuple[Any, Any]:
    found, error = course.share()
    return found, error


@pytest.mark.parametrize(("policy", "auc"), REFERENCE)
def test_as_much_is_gained_as_in_the_reference_and_little_is_adopted_for_nothing(
    policy: str, auc: float
) -> None:
    course = play(worlds(REPEATS, auc, SEED), policy, seed=SEED)
    assert course.reaches(REFERENCE[policy, auc]), share(course)
    useless, its_error = course.useless_share()
    assert useless - 2 * its_error <= exploring.MOST_USELESS


def test_with_a_good_gut_two_thirds_of_the_cost_bring_what_trying_all_in_any_order_does() -> None:
    world = worlds(REPEATS, 0.86, SEED)
    ours, trying_all = (play(world, policy, seed=SEED) for policy in (OURS, ANY))
    assert share(ours)[0][2] > share(trying_all)[0][3]
    assert ours.useless_share()[0] < trying_all.useless_share()[0] / 2


def test_a_misleading_gut_costs_next_to_nothing_once_forty_hunches_are_known() -> None:
    world = worlds(REPEATS, 0.36, SEED)
    misled, without = (play(world, policy, seed=SEED) for policy in (OURS, NO_GUT))
    ratio = misled.gained.sum(0) / without.gained.sum(0)
    assert (ratio > 0.9).all(), ratio


def test_the_simulation_sees_it_when_a_misleading_gut_is_taken_at_its_word() -> None:
    misled = share(play(worlds(REPEATS, 0.36, SEED), GUT_ORDER, seed=SEED))
    assert misled[0][0] + 4 * misled[1][0] < REFERENCE[OURS, 0.36][0]


def test_the_simulation_sees_it_when_recalibrated_chances_are_taken_literally() -> None:
    course = play(worlds(REPEATS, 0.51, SEED), OURS, seed=SEED, steer=taken_literally)
    assert course.useless_share()[0] > exploring.MOST_USELESS


@pytest.mark.parametrize("auc", [0.86, 0.36])
def test_explorations_side_by_side_are_those_that_the_functions_themselves_play(
    auc: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, picks = worlds(1, auc, SEED), list[int]()
    run = exploring._State.run

    def watched(self: Any, places: Any, *, stops: Any = False) -> None:
        picks.append(int(places[0]))
        run(self, places, stops=stops)

    monkeypatch.setattr(exploring._State, "run", watched)
    side_by_side = play(world, OURS, seed=SEED)
    steps = AsDrawn(world, 0, np.random.default_rng([SEED, 1])).play(exploring.BUDGETS[-1])
    assert len(steps) > 20
    assert [step.place for step in steps[:-1]] == picks[: len(steps) - 1]
    for place, budget in enumerate(exploring.BUDGETS):
        gained = sum(world.gain[0, idea] for idea in adopted_at(steps, budget))
        assert gained == pytest.approx(side_by_side.gained[0, place])


class AsDrawn(Exploration):
    """Draws what `play` draws before each run, to have the same luck in the run."""

    def candidates(self) -> Any:
        found = super().candidates()
        self.luck.random(1), self.luck.random((1, len(found)))
        return found


def test_trust_of_many_records_at_once_is_that_of_each() -> None:
    for auc in (0.86, 0.36):
        world = worlds(20, auc, SEED)
        found = earned(
            Record(world.past_said, world.past_ahead.astype(float), np.ones(world.past_said.shape))
        )
        for row in range(20):
            y = world.past_ahead[row].tolist()
            bases = [base_rate(sum(y[:before]), before) for before in range(len(y))]
            one = trust(world.past_said[row].tolist(), y, b=bases)
            assert (found.a[row], found.w[row]) == pytest.approx((one.a, one.w), abs=1e-6)
            if not one.is_floored:
                assert found.w_error[row] == pytest.approx(one.w_error, abs=1e-6)


def test_with_one_run_of_the_baseline_and_no_known_noise_little_is_adopted_for_nothing() -> None:
    course = exploring.unknowing(12, SEED, doubts=True)
    useless, error = course.useless_share()
    assert useless - 2 * error <= 0.2
    assert share(course)[0][-1] > 0.6
