"""Where ideas start and what was learnt; when to stop, and what is left to chance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.stats.base_rate import (
    Claim,
    base_rate,
    combining,
    good_chance,
    learned_base_rate,
    reading_chance,
    shrinkage,
)
from hunch.stats.exploring import drawn, is_drawn, is_time_to_stop
from hunch.stats.lineage import child, combination
from hunch.stats.mixture import prior
from hunch.stats.noise import Spread
from hunch.stats.seed_noise import SeedNoise, seed_noise
from hunch.stats.steering import steered, usual, weight
from hunch.stats.trust import Trust


def test_the_base_rate_is_the_one_that_the_chances_of_tried_ideas_give_back() -> None:
    readings = [(2.5, 1.0), (1.0, 2.0), (-0.4, 1.0), (-1.3, 1.0), (0.2, 3.0)]
    rate = learned_base_rate(readings)
    assert base_rate([prior(rate).after(*each).good.weight for each in readings]) == pytest.approx(
        rate, abs=1e-8
    )


@pytest.mark.parametrize("reading", [1e6, -1e6])
def test_an_absurd_reading_leaves_a_base_rate_inside_0_and_1(reading: float) -> None:
    assert 0 < learned_base_rate([(reading, 5.0)] * 50) < 1


@given(st.floats(0.05, 0.9), st.floats(0.5, 4), st.floats(0.2, 50))
def test_the_chance_of_a_reading_and_that_of_a_good_idea_are_two_names_for_one_thing(
    good: float, size: float, precision: float
) -> None:
    chance = reading_chance(good, size=size, precision=precision)
    assert good_chance(chance, size=size, precision=precision) == pytest.approx(good)


def test_a_claim_that_was_not_met_shrinks_the_next_one_unless_the_idea_was_dull() -> None:
    failed = Claim(4.0, 0.4)
    assert shrinkage([failed] * 3) < 0.2
    assert shrinkage([failed._replace(good=0.01)] * 3) == pytest.approx(0.5, abs=0.1)
    assert shrinkage([Claim(2.0, -9.0)] * 3) == 0.0


def test_pairs_that_add_up_fully_raise_what_pairs_are_thought_to_bring() -> None:
    assert combining([]) == 0.7 < combining([Claim(3.0, 3.0)]) < 1


def test_who_says_the_same_of_everything_leaves_every_idea_at_the_base_rate() -> None:
    sunny = usual([0.9] * 400, base=0.43)
    found = steered(
        {"ada": 0.9}, 0.25, trusts={"ada": Trust(w=1.0, w_error=0.1)}, usuals={"ada": sunny}, base=0.43
    )
    assert found == pytest.approx(0.25, abs=0.02)


def test_a_word_that_may_be_worth_nothing_moves_nothing() -> None:
    useless = Trust(w=0.15, w_error=0.2)
    assert weight(useless) == 0.0
    assert steered({"bob": 0.97}, 0.25, trusts={"bob": useless}, usuals={}, base=0.43) == pytest.approx(0.25)


def test_two_who_agree_move_an_idea_further_than_one() -> None:
    trusts = {name: Trust(w=0.8, w_error=0.2) for name in ("ada", "bob")}
    one, two = (
        steered(dict.fromkeys(names, 0.8), 0.25, trusts=trusts, usuals={}, base=0.43)
        for names in (("ada",), ("ada", "bob"))
    )
    assert 0.25 < one < two < 1


def test_a_certain_word_is_taken_for_98_percent() -> None:
    sure, nearly = (steered({"ada": p}, 0.25, trusts={}, usuals={}, base=0.43) for p in (1.0, 0.98))
    assert sure == nearly


def test_a_child_of_a_lucky_parent_starts_below_the_parents_mean_and_its_reading_is_worth_less_than_one_run() -> (
    None
):
    start = child(prior(0.25).after(4.0, 0.5))
    assert start.level < 4.0
    assert 0 < start.n0 < 10


def test_a_combination_of_a_winner_and_a_dud_has_nothing_to_add() -> None:
    winner, dud = prior(0.25).after(3.0, 5.0), prior(0.25).after(-1.0, 5.0)
    assert combination(winner, dud) == combination(dud, winner)
    assert combination(winner, dud).size < 0
    good = combination(winner, dud).good
    assert good is not None
    assert good < 0.1


def test_one_stops_when_a_minute_promises_less_than_a_quarter_of_what_minutes_have_brought() -> None:
    assert not is_time_to_stop(0.026, gained=2.0, spent=20.0, tests=9)
    assert is_time_to_stop(0.024, gained=2.0, spent=20.0, tests=9)
    assert not is_time_to_stop(0.0, gained=0.0, spent=20.0, tests=9)


def test_chance_draws_every_idea_alike_and_the_same_for_everybody() -> None:
    ideas = [f"idea {number}" for number in range(5)]
    picked = [drawn(f"seed {number}", 0, ideas) for number in range(1000)]
    assert all(150 < picked.count(idea) < 250 for idea in ideas)
    places = [place for number in range(1000) for place in range(10) if is_drawn(f"seed {number}", place)]
    assert len(places) == 1000
    assert all(60 < places.count(place) < 140 for place in range(10))
    assert drawn("seed", 3, []) is None
    assert drawn("frühling \ud800", 3, ideas) in ideas


def test_without_any_replicate_the_noise_is_guessed_from_variants_and_doubted_threefold() -> None:
    guess = seed_noise(Spread(0.0, 0), [0.50, 0.52, 0.47, 0.55])
    assert guess is not None
    assert guess.is_guessed
    assert guess.doubt == 3.0
    assert guess.sd < 0.034, "variants scatter by their gains too"
    assert seed_noise(Spread(0.0, 0), [0.5, 0.5]) is None


def test_ten_degrees_of_freedom_of_replicates_outweigh_what_variants_say() -> None:
    known = seed_noise(Spread(0.01 * math.sqrt(10), 10), [0.2, 0.9, 0.4, 0.6])
    assert known is not None
    assert not known.is_guessed
    assert known.sd < 0.1
    assert SeedNoise(1.0, math.inf, False).doubt == 1.0
