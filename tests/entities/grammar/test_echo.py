"""What was understood, in words; and that the interval is the one that is scored later."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.grammar.check import check
from hunch.entities.grammar.echo import UNMEASURED, echo
from hunch.entities.grammar.implied import implied
from hunch.entities.grammar.known import Known
from hunch.entities.grammar.reading import parse
from hunch.entities.hunch import Size
from hunch.stats.belief import Scale, Typical, size_belief
from hunch.stats.normal import quantile

from .drawn import chances

ACCURACY = Known(metric="val/acc", metrics={"val/acc": (5, 0.81, 0.93), "train/loss": (5, 0.3, 2.1)})
LOSS = Known(metric="loss", goal="min", metrics={"loss": (3, 0.3, 2.3)})
PERPLEXITY = Known(metric="ppl", goal="min", log_scale=True, metrics={"ppl": (3, 20.0, 30.0)})
PERCENT = Known(metric="acc", unit="%", metrics={"acc": (3, 80.0, 90.0)})
LATENCY = Known(metric="latency", unit="ms", goal="min", metrics={"latency": (3, 200.0, 900.0)})


def told(text, known):
    return echo(check(parse(text).items, known), known, quantile=quantile)


@pytest.mark.parametrize(
    ("known", "text", "line"),
    [
        (ACCURACY, "+", "val/acc: 70 % to beat the baseline"),
        (LOSS, "12.5", "loss: 12.5 % to beat the baseline (lower is better)"),
        (ACCURACY, "acc +2pp @70", "val/acc: +2 pp, 70 % to beat the baseline; 80 %: -2.9 to +6.9 pp"),
        (ACCURACY, "+0.02 @70", "val/acc: +0.02 (+2 pp), 70 % to beat the baseline; 80 %: -0.029 to +0.069"),
        (ACCURACY, "+2pp [-1,4]", "val/acc: +2 pp, 80 % to beat the baseline; 80 %: -1 to +4 pp"),
        (ACCURACY, "+2pp", "val/acc: +2 pp; as wide as effects usually are here"),
        (ACCURACY, "+2% @70", "val/acc: +2 % of its value, 70 % to beat the baseline; 80 %: -2.9 to +6.9 %"),
        (ACCURACY, "loss -0.1 @70", "train/loss: -0.1, 70 % that it falls; 80 %: -0.34 to +0.14"),
        (ACCURACY, "loss -0.1 [-0.2,0.1]", "train/loss: -0.1, 26 % that it rises; 80 %: -0.2 to +0.1"),
        (LOSS, "-0.1 [-0.2,0]", "loss: -0.1, 90 % to beat the baseline (lower is better); 80 %: -0.2 to 0"),
        (LOSS, "-1 [-1.001,-0.9]", "loss: -1, over 99 % to beat the baseline (lower is better); 80 %: -1.001 to -0.9"),
        (PERPLEXITY, "-5% @70", "ppl: -5 % of its value, 70 % to beat the baseline (lower is better); 80 %: -16 to +8 %"),
        (PERPLEXITY, "-2 @70", "ppl: -2, 70 % to beat the baseline (lower is better); how wide depends on the baseline"),
        (PERPLEXITY, "-2 [-3,1]", "ppl: -2; 80 %: -3 to +1"),
        (PERCENT, "+2 @70", "acc: +2 pp, 70 % to beat the baseline; 80 %: -2.9 to +6.9 pp"),
        (PERCENT, ">= 90 @70", "acc: 70 % that it is at least 90 %"),
        (LATENCY, "-50 @70", "latency: -50 ms, 70 % to beat the baseline (lower is better); 80 %: -172 to +72 ms"),
        (LATENCY, "<= 400 @20", "latency: 20 % that it is at most 400 ms"),
        (ACCURACY, "t=40m [30m,1h]", "time: 40m; 80 %: 30m to 1h"),
        (ACCURACY, "t=1h30m", "time: 1h 30m; as sure as such estimates usually are here"),
        (ACCURACY, "t<1d @80", "time: 80 % under 1d"),
        (ACCURACY, "mem>12GB @90", "memory: 90 % over 12 GB"),
        (ACCURACY, "usd=3 [2.5,1200]", "money: $3; 80 %: $2.50 to $1,200"),
        (ACCURACY, "nan@2", "2 % that a metric becomes NaN"),
    ],
)  # fmt: skip
def test_a_hunch_is_told_back_in_words(known, text, line):
    assert told(text, known) == [line]


def test_a_pick_is_told_back_with_the_ideas_whole_names():
    known = Known(ideas={"1k0w49m22xh61emqcs7g": "wider heads", "1k0w49m22xh62fmqcs7g": "go deeper"})
    assert told("wider:66 deeper:33", known) == ["wins: wider heads 66.7 %, go deeper 33.3 %"]


def test_where_nothing_was_measured_yet_it_is_said():
    assert told("acc +2pp @70", Known())[1:] == [UNMEASURED]
    assert told("70; t=40m", Known()) == [
        "70 % to beat the baseline", "time: 40m; as sure as such estimates usually are here",
    ]  # fmt: skip


def test_a_size_without_a_width_is_as_wide_as_the_projects_effects():
    known = Known(metric="val/acc", metrics=ACCURACY.metrics, spread=0.01, baseline=0.8)
    assert told("+2pp", known) == ["val/acc: +2 pp, 98 % to beat the baseline; 80 %: +0.7 to +3.3 pp"]
    assert told("+2%", known)[0].endswith("80 %: +0.4 to +3.6 %")


@given(
    st.floats(0.1, 50),
    st.sampled_from([-1, 1]),
    chances.filter(lambda p: abs(p - 0.5) > 0.01),
    st.sampled_from([None, "pp", "%"]),
    st.booleans(),
    st.sampled_from(["max", "min"]),
    st.booleans(),
)
def test_the_interval_told_is_the_one_that_is_scored(amount, way, p, unit, log_scale, goal, has_interval):
    """`stats.belief` works on the scale of the analysis, the echo in the unit that was typed."""
    baseline = 200.0
    known = Known(metric="m", goal=goal, unit="%", log_scale=log_scale, baseline=baseline)
    change = way * amount
    if has_interval:
        size = Size(change=change, unit=unit, low=change - 3, high=change + 40)
    else:
        size = Size(change=change, unit=unit, probability=p if (change > 0) == (p > 0.5) else 1 - p)
        size = size if goal == "max" else Size(change=change, unit=unit, probability=1 - size.probability)
    scale = Scale(
        goal=goal, unit="%", log_scale=log_scale, baseline=math.log(baseline) if log_scale else baseline
    )
    belief = size_belief(size, scale=scale, typical=Typical())
    told = implied(size, known, quantile=quantile)
    scored = [scale.told(end) * (100 / baseline if unit == "%" else 1) for end in belief.interval]
    assert told.interval == pytest.approx(scored, rel=1e-9, abs=1e-9)
    assert told.chance_of_rise == pytest.approx(belief.chance_of(1), rel=1e-9)
