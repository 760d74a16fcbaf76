"""Only what differs."""

import math

from hunch.entities.metric import Summary
from hunch.entities.telling import differing_params, flat, main_metrics
from hunch.entities.variant import Rule

from .test_matching import a_run

RULE = Rule()


def test_params_that_all_runs_share_tell_nothing():
    runs = [
        a_run(params={"lr": 0.1, "depth": 2, "out_dir": "a"}),
        a_run(params={"lr": 0.2, "depth": 2, "out_dir": "b"}),
    ]
    assert differing_params(runs, rule=RULE) == ["lr"]
    assert differing_params(runs[:1], rule=RULE) == []


def test_a_param_that_some_runs_lack_comes_after_one_that_all_have():
    runs = [a_run(params={"new": 1, "m": {"width": 8}}), a_run(params={"m": {"width": 16}})]
    assert differing_params(runs, rule=RULE) == ["m.width", "new"]


def test_true_and_one_differ_but_nan_is_the_same_as_nan():
    assert differing_params([a_run(params={"x": True}), a_run(params={"x": 1})], rule=RULE) == ["x"]
    unknown = a_run(params={"x": None}, params_nf={"x": "NaN"})
    assert differing_params([unknown, unknown], rule=RULE) == []


def test_the_objective_comes_first_and_machine_metrics_never():
    one = Summary(last=1.0, count=1)
    runs = [
        a_run(metrics={"loss": one, "rare": one, "system/cpu": one}),
        a_run(metrics={"loss": one, "acc": one}),
    ]
    assert main_metrics(runs, objective="acc") == ["acc", "loss", "rare"]
    assert main_metrics(runs, objective=None, most=1) == ["loss"]


def test_a_flat_row_has_the_names_of_filters():
    row = flat(a_run(params={"m": {"w": 1}}, metrics={"loss": Summary(nf={"last": "NaN"}, min=0.5)}))
    assert row["param:m.w"] == 1
    assert math.isnan(row["metric:loss"])
    assert row["metric:loss.min"] == 0.5
