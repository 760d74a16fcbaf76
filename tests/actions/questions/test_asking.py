"""Asking a question."""

import pytest

from hunch.actions.questions.checks import Asking, check_alone
from hunch.actions.questions.min_effect import Range, min_effect_of
from hunch.entities.config import Objective
from hunch.entities.question import Focus
from hunch.errors import Refused, UserError
from hunch.testing import log_curve, record_variant, start_run

FRACTIONS = Range(0.8, 0.93)


def test_a_question_is_current_as_soon_as_it_is_asked(asked, here, folder, index):
    first = asked("does a  wider\nnet help?", min_effect="0.005")
    assert (first.is_new, first.question.text) == (True, "does a wider net help?")
    assert here().question == first.question
    assert first.question.by == "human:ada"
    second = asked("is it as fast?", metric="step_s", goal="min")
    assert here().focus == Focus(question=second.question.id)
    assert [told.data.question for told in index().told("question.asked")] == [
        first.question.id,
        second.question.id,
    ]


def test_the_same_words_are_the_same_question(asked, here, index):
    first = asked("does it help?")
    asked("is it as fast?", metric="step_s", goal="min")
    again = asked("Does it  HELP?")
    assert (again.is_new, again.question.id) == (False, first.question.id)
    assert here().question.id == first.question.id
    assert len(index().told("question.asked")) == 2
    moves = len(index().told("focus.moved"))
    asked("does it help?")
    assert len(index().told("focus.moved")) == moves


def test_the_same_words_with_another_reading_are_refused(asked):
    asked("does it help?", take="best", min_effect="0.5")
    with pytest.raises(UserError, match=r"was asked with --min-effect 0\.5, --take best"):
        asked("does it help?", take="mean:5", min_effect="0.1")
    assert asked("does it help?").question.take == "best"


@pytest.mark.parametrize(("metric", "pattern"), [("acc/en", "acc/*"), ("acc/*", "acc/en"), ("acc", "acc")])
def test_a_metric_has_one_goal(asked, index, metric, pattern):
    asked("does it help?", metric=metric)
    with pytest.raises(UserError, match=r"two goals for one metric: does it help\?") as caught:
        asked("does it hurt?", metric=pattern, goal="min", yet_to_come=True)
    assert "--goal max" in caught.value.hint
    assert len(index().told("question.asked")) == 1


def test_the_goal_that_hunch_toml_gives_a_metric_is_its_goal(asked):
    objective = Objective(metric="loss", goal="min")
    with pytest.raises(UserError, match=r"by hunch\.toml loss has the goal min"):
        asked("does it help?", metric="loss", goal="max", objective=objective)
    question = asked("does it help?", metric="", goal="", objective=objective).question
    assert (question.metric, question.goal) == ("loss", "min")


def test_a_slip_is_corrected_while_nothing_was_run_under_it(asked, here, folder, clock, index):
    slip = asked("does it help?", goal="min").question
    right = asked("does it help?", goal="max", instead=True)
    assert (right.question.id, right.question.goal) == (slip.id, "max")
    assert here().question == right.question
    record_variant(folder, "a", [0.5], clock=clock, question=slip.id)
    with pytest.raises(Refused, match="something was run or predicted under 'does it help"):
        asked("does it help?", goal="min", instead=True)
    assert len(index().told("question.asked")) == 2


def test_a_metric_that_no_run_has_is_a_slip_or_said_to_be_yet_to_come(asked, folder, clock, recorded):
    assert asked("before any run", metric="val/acc").is_new
    record_variant(folder, "a", [{"val_acc": 0.5, "loss": 1.0}], clock=clock)
    with pytest.raises(UserError, match="no run has measured 'val/ac'") as caught:
        asked("does it help?", metric="val/ac")
    assert caught.value.hint == "Did you mean val_acc? If it is still to come, add --yet-to-come"
    with pytest.raises(UserError, match=r"no run has measured 'bleu/\*'"):
        asked("does it help?", metric="bleu/*")
    assert asked("does it help?", metric="bleu/*", yet_to_come=True).question.metric == "bleu/*"
    assert asked("both?", metric="*s", goal="min").is_new


def test_what_a_run_measures_that_still_goes_on_is_known(asked, folder, clock):
    record_variant(folder, "a", [{"loss": 1.0}], clock=clock)
    run = start_run(folder, clock=clock)
    log_curve(folder, run, {"ratio": [0.5, -1.0]}, clock=clock)
    with pytest.raises(UserError, match="--log needs values above 0, and ratio has been -1"):
        asked("does it help?", metric="ratio", log_scale=True)
    assert asked("does it help?", metric="ratio").is_new


def test_all_mistakes_are_said_at_once_and_nothing_is_written(asked, index):
    with pytest.raises(UserError) as caught:
        asked(" ", metric="", goal="up", take="mean:0", unit="", failure_value=float("inf"), min_effect="0")
    assert str(caught.value).splitlines() == [
        "an empty question",
        "--metric is missing",
        "--goal up: neither max nor min",
        "--take 'mean:0': neither last, best nor mean:N",
        "--unit '' is no unit",
        "--failure-value inf: not a finite number",
        "--min-effect 0: a difference that matters is finite and above 0",
    ]
    assert index().events() == []


def test_a_missing_goal_is_asked_for_with_the_likely_one(asked):
    with pytest.raises(UserError, match="is higher val/loss better, or lower") as caught:
        asked("does it help?", metric="val/loss", goal="")
    assert caught.value.hint == "--goal min where lower is better"


@pytest.mark.parametrize("take", ["last", "best", "mean:5"])
def test_what_a_curve_can_be_read_by(take):
    check_alone(Asking("does it help?", "acc", "max", take=take), Objective())


@pytest.mark.parametrize("take", ["", "mean", "mean:", "mean:-1", "mean:1.5", "first", "best:2", "mean:²"])
def test_what_a_curve_cannot_be_read_by(take):
    with pytest.raises(UserError, match="--take"):
        check_alone(Asking("does it help?", "acc", "max", take=take), Objective())


def test_a_log_scale_needs_values_above_zero(asked, folder, clock):
    record_variant(folder, "a", [0.0, 0.5], clock=clock)
    with pytest.raises(UserError, match="--log needs values above 0, and acc has been 0"):
        asked("does it help?", log_scale=True)
    with pytest.raises(UserError, match="--log needs values above 0, and --failure-value is 0"):
        asked("does it help?", metric="loss", goal="min", log_scale=True, failure_value=0.0, yet_to_come=True)
    with pytest.raises(UserError, match="--log compares by ratios, --unit % by points"):
        asked("does it help?", metric="loss", goal="min", log_scale=True, unit="pp", yet_to_come=True)


@pytest.mark.parametrize(
    ("text", "unit", "log_scale", "seen", "meant"),
    [
        ("0.005", None, False, FRACTIONS, 0.005),
        ("0.7pp", None, False, FRACTIONS, 0.007),
        ("0.7 pp", "fraction", False, None, 0.007),
        ("0.7pp", "%", False, None, 0.7),
        ("0.7pp", None, False, Range(80, 93), 0.7),
        ("0.7", "%", False, FRACTIONS, 0.7),
        ("20ms", "ms", False, None, 20.0),
        ("1e-3", None, False, None, 0.001),
        ("5%", None, True, None, 0.05),
        ("0.05", None, True, None, 0.05),
        ("150%", None, True, None, 1.5),
    ],
)
def test_what_a_min_effect_means(text, unit, log_scale, seen, meant):
    assert min_effect_of(text, unit=unit, log_scale=log_scale, metric="acc", seen=seen) == meant


@pytest.mark.parametrize(
    ("text", "unit", "log_scale", "seen", "why"),
    [
        ("", None, False, None, "is no number"),
        ("x", None, False, None, "is no number"),
        ("-1", None, False, None, "finite and above 0"),
        ("nan", None, False, None, "finite and above 0"),
        ("inf", None, False, None, "finite and above 0"),
        ("1e999", None, False, None, "finite and above 0"),
        ("2", None, False, FRACTIONS, "no difference is as large"),
        ("2%", None, False, FRACTIONS, "% is relative"),
        ("2%", "%", False, None, "% is relative"),
        ("2pp", None, False, None, "Nothing has measured it yet"),
        ("2pp", "ms", False, None, "pp are points of a percentage"),
        ("2s", "ms", False, None, "acc is in ms"),
        ("2ms", None, False, None, "nothing is said of the unit of acc"),
        ("2pp", None, True, None, "a difference is a ratio"),
        ("5", None, True, None, "that is 500 %"),
    ],
)
def test_a_min_effect_whose_unit_clashes_is_refused(text, unit, log_scale, seen, why):
    with pytest.raises(UserError, match=why) as caught:
        min_effect_of(text, unit=unit, log_scale=log_scale, metric="acc", seen=seen)
    assert caught.value.hint


def test_a_goal_that_several_questions_contradict_is_said_once(asked):
    for text in ("does it help?", "and that?", "and this?"):
        asked(text, metric="acc")
    with pytest.raises(UserError) as caught:
        asked("how low?", metric="acc", goal="min")
    assert str(caught.value).count("two goals") == 1
    assert str(caught.value).endswith("has acc with the goal max, and so have 2 others")
    assert (caught.value.hint or "").count("\n") == 0
