"""What came of predictions: one reading each, of all that can be said."""

import math

import pytest

from hunch.entities.events import (
    PlanMade,
    Process,
    RunQueued,
    RunStopping,
)
from hunch.entities.hunch import HunchStatus
from hunch.ids import new_id
from hunch.journal.writer import append, highest_id
from hunch.stats.normal import cdf, quantile
from hunch.testing import add_idea, ask_question, finish_run, log_curve

from .predicted import Forecaster

NOISE = 0.01
"""Of the baseline .80, .81, .82."""
ERROR = NOISE * math.sqrt(1 + 1 / 3)


@pytest.fixture
def ada(folder, clock):
    return Forecaster(folder, clock)


# ---- one reading


def test_a_size_is_a_belief_about_the_true_effect_and_scored_as_a_forecast_of_the_reading(ada):
    ada.tell("acc +2pp @70", 0.8234)
    (item,) = ada.last().items
    sd = 0.02 / quantile(0.7)
    assert item.stated == pytest.approx(0.7)
    assert item.probability == pytest.approx(cdf(0.02 / math.hypot(sd, ERROR)))
    assert (item.happened, item.outcome) == (True, pytest.approx(0.0134))
    assert (item.change, item.unit) == (pytest.approx(1.34), "pp")
    assert item.interval[1] - item.interval[0] == pytest.approx(2 * 1.2815515655 * math.hypot(sd, ERROR))
    assert item.bits == pytest.approx(math.log2(item.probability / 0.25))
    assert ada.last().status == HunchStatus.SCORED


def test_a_chance_on_a_run_is_scored_as_it_stands_and_one_on_an_idea_is_blurred_by_noise(ada, clock):
    ada.tell("80")
    assert ada.last().probability == 0.8
    idea = add_idea(ada.folder, "wider heads", clock=clock)
    ada.tell("80", said={"idea": idea}, idea=idea)
    belief = 0.7 * 1.5 * NOISE
    expected = cdf(belief * quantile(0.8) / math.hypot(belief, ERROR))
    assert ada.last().probability == pytest.approx(expected)
    assert 0.5 < expected < 0.8


def test_where_less_is_the_goal_a_fall_is_what_was_hoped_for(ada):
    ada.tell("70", {"acc": 0.83, "loss": 0.3}, said={"metric": "acc", "goal": "min"})
    assert ada.last().outcome is False
    ada.tell("-1pp @70", 0.79, said={"goal": "min"})
    assert (ada.last().items[0].happened, ada.last().outcome) == (True, pytest.approx(-0.02))


def test_equal_to_the_baseline_is_not_ahead_of_it(folder, clock):
    ada = Forecaster(folder, clock, baseline=[0.75, 0.75])
    ada.tell("70", 0.75)
    assert ada.last().outcome is False


def test_without_any_repetition_the_noise_is_not_known_and_it_is_flagged(folder, clock):
    ada = Forecaster(folder, clock, baseline=[0.8])
    ada.tell("acc +2pp [-1,4]")
    assert ada.last().flags == ["no noise known"]
    assert ada.last().probability == ada.last().items[0].stated


def test_several_planned_runs_are_one_reading_and_it_waits_for_the_last_of_them(ada, clock):
    plan = new_id(clock(), after=highest_id(ada.folder.bench))
    append(ada.folder.bench, PlanMade(plan=plan, seeds=[0, 1, 2]), clock=clock)
    seal = ada.seal("70", plan=plan, planned=3)
    ada.runs([0.85, 0.79], [seal], plan=plan)
    assert ada.last().status == HunchStatus.OPEN
    ada.runs([0.75], [seal], plan=plan, seeds=[2])
    assert (ada.last().outcome, ada.last().items[0].reading) == (
        False,
        pytest.approx((0.85 + 0.79 + 0.75) / 3),
    )
    assert len(ada.last().runs) == 3


def test_a_planned_run_that_was_taken_out_of_the_queue_leaves_no_reading(ada, clock):
    bench, plan = ada.folder.bench, new_id(clock(), after=highest_id(ada.folder.bench))
    waits = new_id(clock(), after=plan)
    append(bench, PlanMade(plan=plan, seeds=[0, 1]), clock=clock, after=waits)
    queued = RunQueued(
        run=waits, name="b", command=["true"], plan=plan, process=Process(host="h", machine="m", pid=1)
    )
    append(bench, queued, clock=clock)
    seal = ada.seal("70; t=1m", plan=plan, planned=2)
    ada.runs([0.9], [seal], plan=plan)
    assert ada.last().status == HunchStatus.OPEN
    append(bench, RunStopping(run=waits), clock=clock)
    win, cost = ada.last().items
    assert win.void == "1 of 2 planned runs never began"
    assert cost.outcome == 1.0


def test_replicates_that_come_later_never_change_what_came_of_a_hunch(ada):
    ada.tell("70", 0.83, variant="wide")
    before = ada.json()
    ada.runs([0.7, 0.71, 0.69], variant="wide")
    ada.runs([0.9], variant="base")
    assert ada.json() == before


def test_the_noise_is_what_had_been_seen_when_it_was_sealed(ada):
    seal = ada.seal("acc +2pp [0,4]")
    ada.runs([0.5, 0.9, 0.7], variant="wild")
    ada.runs([0.83], [seal])
    calm = ada.ledger()[0].items[0]
    ada.tell("acc +2pp [0,4]", 0.83)
    wild = ada.last().items[0]
    assert calm.interval[1] - calm.interval[0] < 0.06 < wild.interval[1] - wild.interval[0]


def test_only_the_questions_own_variants_tell_of_its_noise(ada, clock):
    question = ask_question(ada.folder, clock=clock, metric="acc")
    other = ask_question(ada.folder, clock=clock, metric="acc", text="something else?")
    ada.runs([0.1, 0.9, 0.5], variant="wild", question=other)
    ada.tell("acc +2pp [0,4]", said={"question": question}, question=question)
    low, high = ada.last().items[0].interval
    assert high - low < 0.06


def test_a_size_alone_is_as_wide_as_ten_earlier_effects_were(ada):
    for number in range(10):
        ada.tell("50", 0.81 + (0.1 if number % 2 else -0.1))
    ada.tell("acc +2pp")
    low, high = ada.last().items[0].interval
    assert high - low > 0.15


def test_on_a_log_scale_changes_are_ratios(ada):
    ada.tell("-10% @70", 0.72, said={"goal": "min", "log_scale": True})
    (item,) = ada.last().items
    assert item.happened is True
    assert item.change == pytest.approx(100 * (0.72 / item.baseline - 1))
    assert item.baseline == pytest.approx((0.80 * 0.81 * 0.82) ** (1 / 3))


def test_a_question_of_several_tasks_is_read_as_their_mean(folder, clock):
    ada = Forecaster(folder, clock, baseline=[])
    ada.baseline = ada.runs([{"acc/en": 0.5, "acc/de": 0.5}])
    ada.tell("70", {"acc/en": 0.9, "acc/de": 0.3, "acc/fr": 0.0}, said={"metric": "acc/*"})
    assert ada.last().items[0].reading == pytest.approx(0.6)


# ---- other things that are said


def test_thresholds_costs_and_events_resolve_beside_it(ada):
    ada.tell("acc >= 0.82 @60; t=2m [1,3]; t<50s @30; crash@5; nan@5", 0.83, duration_s=60.0)
    threshold, estimate, bound, crash, nan = ada.last().items
    assert (threshold.happened, threshold.reading) == (True, 0.83)
    assert (estimate.outcome, estimate.ratio, estimate.interval) == (1.0, pytest.approx(0.5), (1.0, 3.0))
    assert (bound.happened, crash.happened, nan.happened) == (False, False, False)
    assert crash.surprise == pytest.approx(-math.log2(0.95))


def test_a_run_that_ends_as_nan_has_no_reading_and_was_nan(ada):
    ada.tell("70; nan@5", math.nan)
    win, nan = ada.last().items
    assert (win.void, nan.happened) == ("NaN", True)


@pytest.mark.parametrize(("curve", "diverged"), [([2.0, 1.0], False), ([2.0, 1.0, 9.0], True)])
def test_a_run_diverged_where_it_ended_behind_where_it_began(ada, clock, curve, diverged):
    run = ada.begin([ada.seal("diverge@10", goal="min", metric="loss")])
    log_curve(ada.folder, run, {"loss": curve}, clock=clock)
    finish_run(ada.folder, run, clock=clock, variant="v")
    assert ada.last().items[0].outcome is diverged


def test_a_pick_is_resolved_by_the_first_reading_of_each_idea(ada, clock):
    wider, deeper = (add_idea(ada.folder, text, clock=clock) for text in ("wider", "deeper"))
    ada.seal("wider:60 deeper:40", question=None)
    ada.runs([0.9], idea=wider, status="failed")
    ada.runs([0.84], idea=wider)
    assert ada.last().status == HunchStatus.OPEN
    ada.runs([0.86], idea=deeper)
    assert (ada.last().status, ada.last().items[0].outcome) == (HunchStatus.SCORED, "deeper")
    before = ada.json()
    ada.runs([0.99], idea=wider)
    assert ada.json() == before
    ada.seal("wider:60 deeper:40")
    assert ada.last().status == HunchStatus.LATE


def test_a_pick_of_an_idea_that_is_not_there_is_void(ada):
    ada.seal("wider:60 deeper:40")
    assert (ada.last().status, ada.last().void) == (HunchStatus.VOID, "there is no idea 'wider'")
