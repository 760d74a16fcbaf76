"""Runs from before it was said what is asked, and what it is compared with, support no claim."""

import random

import pytest

from hunch.actions.questions.standpoint import standpoint
from hunch.entities.config import Objective
from hunch.stats.multiplicity import level
from hunch.stats.verdict import Arm, Panel, Terms, judged

from .judged import Lab, noisy

CLAIMS = ("IMPROVES", "WORSENS", "NO DIFFERENCE")


@pytest.fixture
def lab(folder, clock):
    return Lab(folder, clock)


def test_a_baseline_chosen_after_a_look_claims_nothing_by_the_runs_that_were_looked_at(lab):
    """Of variants that are all alike the worst is made the baseline, and one more run of the best is added."""
    lab.ask()
    lab.runs("first", noisy(0.8, 5))
    worst = lab.runs("worst", noisy(0.75, 5))
    lab.runs("best", noisy(0.85, 5))
    lab.choose(worst[0], "worst")
    lab.runs("best", [0.851], seeds=[77])
    told = lab.of("best")
    assert (told.verdict, told.n_a, told.n_b) == ("SUGGESTS", 6, 5)
    late = "10 of these runs were there before the baseline was chosen: a claim needs runs from after it"
    assert told.reasons[0] == f"{late}: no more than SUGGESTS"
    assert told.more_runs == 2 * told.needed_runs - 1  # what is needed is counted in fresh runs
    lab.runs("worst", noisy(0.75, 5, seed=3), seeds=range(20, 25))
    lab.runs("best", noisy(0.85, 5, seed=4), seeds=range(20, 25))
    told = lab.of("best")
    assert (told.verdict, told.n_a, told.n_b, told.side_a.n) == ("IMPROVES", 6, 5, 6)
    assert told.reasons[0] == "without 10 runs that were there before the baseline was chosen"


def test_a_question_asked_after_a_look_claims_nothing_by_the_runs_that_were_looked_at(lab):
    """Of thousands of metrics the one is asked about that has turned out well."""
    lab.runs("base", noisy(0.8, 5))
    lab.runs("new", noisy(0.9, 5))
    lab.ask()
    lab.runs("base", [0.801], seeds=[50])
    lab.runs("new", [0.901], seeds=[50])
    told = lab.of("new")
    assert (told.verdict, told.n_a) == ("SUGGESTS", 6)
    assert told.reasons[0].startswith("10 of these runs were there before the question was asked: a claim")
    lab.runs("base", noisy(0.8, 5, seed=1), seeds=range(60, 65))
    lab.runs("new", noisy(0.9, 5, seed=2), seeds=range(60, 65))
    told = lab.of("new")
    assert (told.verdict, told.n_a, told.n_b) == ("IMPROVES", 6, 6)


def test_the_same_runs_again_are_not_fresh_whatever_variant_they_are_said_to_be(lab):
    base, new = noisy(0.8, 5), noisy(0.9, 5)
    lab.runs("base", base)
    lab.runs("new", new)
    lab.ask()
    lab.runs("base-commented", base)
    lab.runs("new-commented", new)
    told = lab.of("new-commented")
    assert told.verdict == "SUGGESTS"
    assert "10 of these runs" in told.reasons[0]


def test_asking_first_costs_nothing(lab):
    lab.ask()
    lab.runs("base", noisy(0.8, 5))
    lab.runs("new", noisy(0.9, 5))
    told = lab.of("new")
    assert (told.verdict, told.n_a, told.reasons) == ("IMPROVES", 5, [])


def test_what_lends_its_noise_must_be_fresh_too(lab):
    lab.runs("quiet", noisy(0.8, 12, sd=0.0001))
    lab.ask()
    lab.runs("base", noisy(0.8, 3, sd=0.01))
    lab.runs("new", noisy(0.82, 3, sd=0.01, seed=1), seeds=[10, 11, 12])
    lab.runs("quiet", [0.8], seeds=[99])
    told = lab.of("new")
    assert told.verdict not in CLAIMS


def test_where_nothing_is_asked_nothing_is_claimed(lab):
    """Another metric in hunch.toml costs nobody anything: it is no question."""
    lab.runs("base", noisy(0.8, 5))
    lab.runs("new", noisy(0.9, 5))
    for objective in (Objective(), Objective(metric="acc")):
        lab.objective = objective
        told = lab.of("new")
        assert told.verdict == "SUGGESTS"
        assert told.reasons[0] == (
            "nothing is asked: a claim needs a question (hunch ask ...): no more than SUGGESTS"
        )


def test_each_baseline_chosen_anew_counts_as_a_question(lab):
    lab.ask()
    first = lab.runs("first", noisy(0.8, 2))
    second = lab.runs("second", noisy(0.8, 2))
    assert lab.terms().questions == 1
    lab.choose(second[0], "second")
    assert lab.terms().questions == 2
    lab.choose(first[0], "first")
    assert lab.terms().questions == 3
    assert standpoint(lab.folder, lab.objective).standing.rechosen == 2
    lab.ask(metric="loss", goal="min")
    assert lab.terms().questions == 4


def test_the_worst_of_fifty_as_the_baseline_is_within_the_promise_by_fresh_runs_alone():
    """Nothing differs. The worst of 50 is made the baseline, then the best is run until it says something or has ten more."""
    source = random.Random(20251122)
    looked_at = by_fresh = 0
    lives = 120
    terms = Terms(level=level(1), advise=False, t975=lambda df: 2.0)
    for _ in range(lives):
        rows = sorted(([source.gauss(0, 1) for _ in range(5)] for _ in range(50)), key=sum)
        worst, *others, best = (Arm(tuple(row)) for row in rows)
        fresh = [[source.gauss(0, 1) for _ in range(10)] for _ in range(2)]
        more = [Arm(best.values + tuple(fresh[0][:1])), worst, *others]
        all_of_them = judged(Panel(dict(enumerate(more))), 0, 1, terms).verdict in CLAIMS
        looked_at += all_of_them
        for n in range(2, 11):
            pair = [Arm(tuple(row[:n])) for row in fresh]
            if judged(Panel(dict(enumerate(pair))), 0, 1, terms).verdict in CLAIMS:
                by_fresh += 1
                break
    assert looked_at / lives > 0.05
    assert by_fresh / lives <= 0.05
