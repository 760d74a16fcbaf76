"""Runs by what people call them, in a real workbench."""

import math

import pytest

from hunch.actions.find import find_run, find_runs
from hunch.actions.questions.standpoint import aim
from hunch.entities.config import Objective
from hunch.errors import UnknownRun, UserError
from hunch.ids import tail

NONE = Objective()


def test_by_id_name_and_place(folder, recorded, index):
    first, inner = recorded(name="calm-otter"), None
    second = recorded(name="brave-gull")
    inner = recorded(name="inner", within=second)
    opened = index()
    assert find_run(opened, "@", objective=NONE).id == second
    assert find_run(opened, "@~1", objective=NONE).id == first
    assert find_run(opened, tail(inner)[:6], objective=NONE).id == inner
    assert [run.id for run in find_runs(opened, ["calm-otter", "@", first], objective=NONE)] == [
        first,
        second,
    ]


def test_best_follows_the_goal_and_passes_over_failures_and_nan(recorded, index):
    recorded(name="high", curves={"loss": [0.9]})
    low = recorded(name="low", curves={"loss": [0.2]})
    recorded(name="equal", curves={"loss": [0.2]})
    recorded(name="lower", curves={"loss": [0.1]}, status="failed")
    recorded(name="odd", curves={"loss": [-math.inf]})
    opened = index()
    assert find_run(opened, "best", objective=Objective(metric="loss", goal="min")).id == low
    with pytest.raises(UnknownRun, match="'acc'"):
        find_run(opened, "best", objective=Objective(metric="acc"))
    with pytest.raises(UserError, match="a metric to go by"):
        find_run(opened, "best", objective=NONE)


def test_a_run_that_somebody_named_best_is_found_by_its_name(recorded, index):
    run = recorded(name="best")
    assert find_run(index(), "best", objective=NONE).id == run


def test_best_goes_by_the_question_that_one_is_at_and_not_by_the_file(folder, recorded, index, asked):
    recorded(name="fast", curves={"loss": [0.2], "acc": [0.5]})
    right = recorded(name="right", curves={"loss": [0.9], "acc": [0.8]})
    by_file = Objective(metric="loss", goal="min")
    assert aim(folder, by_file) == by_file

    asked(metric="acc", goal="max")

    assert find_run(index(), "best", objective=aim(folder, by_file)).id == right
