"""What runs may say of somebody else's number: each word at its place, and noise neither confirms nor contradicts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulations.answers import (
    VARIANTS,
    WRONG_OF_NONE,
    WRONG_OF_TRUE,
    World,
    by_ordinary,
    ever_said,
    live,
    words,
)
from simulations.promise import KINDS, Kind, share
from simulations.questions import Questions

from hunch.entities.words import (
    ANSWERS,
    CONFIRMED,
    CONTRADICTED,
    IMPROVES,
    INCONCLUSIVE,
    NO_DIFFERENCE,
    NOT_REPRODUCED,
    SMALLER,
    SUGGESTS_UP,
    UNDETERMINED,
    WORSENS,
    Word,
)
from hunch.stats.answering import Claimed, answer, together
from hunch.stats.multiplicity import levels
from hunch.stats.verdict import Arm, Panel, Terms, judged

SEED = 20251122
NORMAL, SKEWED, UNEQUAL = KINDS[0], KINDS[2], KINDS[7]

CASES = [
    (IMPROVES, (0.4, 2.6), 2.0, CONFIRMED),
    (IMPROVES, (2.4, 4.6), 2.0, CONFIRMED),
    (IMPROVES, (0.4, 1.6), 2.0, SMALLER),
    (IMPROVES, (0.4, 1.96), 2.0, CONFIRMED),  # what is printed as 2.0 may be 1.95
    (WORSENS, (-2.6, -0.4), 2.0, CONTRADICTED),
    (WORSENS, (-2.6, -0.4), -2.0, CONFIRMED),
    (IMPROVES, (-2.6, -0.4), -2.0, CONFIRMED),  # a loss that is to fall
    (WORSENS, (-1.6, -0.4), -2.0, SMALLER),
    (INCONCLUSIVE, (-1.0, 1.6), 2.0, NOT_REPRODUCED),
    (INCONCLUSIVE, (-1.0, 2.6), 2.0, UNDETERMINED),
    (SUGGESTS_UP, (-0.1, 2.6), 2.0, UNDETERMINED),
    (SUGGESTS_UP, (-0.1, 1.6), 2.0, NOT_REPRODUCED),
    (NO_DIFFERENCE, (-0.2, 0.3), 2.0, NOT_REPRODUCED),
    (NO_DIFFERENCE, (0.1, 0.3), 0.2, UNDETERMINED),
    (NO_DIFFERENCE, (-0.2, 0.3), 0.0, CONFIRMED),
    (IMPROVES, (0.4, 1.6), 0.0, CONTRADICTED),
    (INCONCLUSIVE, (-1.0, 1.6), 0.0, UNDETERMINED),
]


@pytest.mark.parametrize(("verdict", "sure", "delta", "word"), CASES)
def test_each_word_has_its_place(verdict: Word, sure: tuple[float, float], delta: float, word: Word) -> None:
    assert answer(verdict.text, sure, Claimed(delta, 0.05)) is word


@pytest.mark.parametrize("verdict", [SUGGESTS_UP, INCONCLUSIVE, IMPROVES])
def test_where_nothing_may_be_claimed_nothing_is_answered(verdict: Word) -> None:
    assert answer(verdict.text, None, Claimed(2.0)) is UNDETERMINED


@given(st.sampled_from(CASES))
def test_which_way_is_up_makes_no_difference(case: tuple[Word, tuple[float, float], float, Word]) -> None:
    verdict, (low, high), delta, word = case
    assert answer(verdict.text, (-high, -low), Claimed(-delta, 0.05)) is word


def test_a_claim_needs_one_variant_that_bears_it_out_and_is_denied_by_all_or_none() -> None:
    assert together([NOT_REPRODUCED, CONFIRMED]) is CONFIRMED
    assert together([CONTRADICTED, CONTRADICTED]) is CONTRADICTED
    assert together([CONTRADICTED, NOT_REPRODUCED]) is NOT_REPRODUCED
    assert together([CONTRADICTED, UNDETERMINED]) is UNDETERMINED
    assert together([]) is UNDETERMINED


# --- by simulation ---


@pytest.mark.parametrize("shared", [False, True], ids=["seeds apart", "seeds shared"])
@pytest.mark.parametrize("variants", VARIANTS)
@pytest.mark.parametrize("kind", [NORMAL, SKEWED, UNEQUAL], ids=lambda kind: kind.name)
def test_noise_confirms_and_contradicts_at_most_once_in_twenty(
    kind: Kind, variants: int, shared: bool
) -> None:
    told = live(World(0, 2, variants), kind, repeats=400, seed=[SEED], shared=shared)
    for word in WRONG_OF_NONE:
        assert share(ever_said(told, [word])).holds(), word.text


@pytest.mark.parametrize("size", [1.0, 2.0])
def test_what_is_true_is_denied_at_most_once_in_twenty(size: float) -> None:
    told = live(World(size, size, 5), NORMAL, repeats=400, seed=[SEED])
    assert share(ever_said(told, WRONG_OF_TRUE)).holds()


def test_the_same_simulation_sees_what_two_standard_errors_would_do() -> None:
    told = live(World(0, 2, 5), NORMAL, repeats=400, seed=[SEED], rule=by_ordinary)
    confirmed = share(ever_said(told, [CONFIRMED]))
    assert not confirmed.holds()
    assert confirmed.value > 0.2


@pytest.mark.parametrize(("effect", "word"), [(2, CONFIRMED), (0, NOT_REPRODUCED), (-2, CONTRADICTED)])
def test_twenty_runs_a_side_tell_a_claim_of_two_seed_sd(effect: float, word: Word) -> None:
    told = live(World(effect, 2), NORMAL, repeats=300, seed=[SEED])
    assert (told.after[20] == ANSWERS.index(word)).mean() > 0.9


def test_half_of_what_was_claimed_is_never_called_contradicted_by_more_than_its_share() -> None:
    told = live(World(1, 2), NORMAL, repeats=400, seed=[SEED])
    assert share(ever_said(told, [CONTRADICTED])).value < 0.02


@pytest.mark.parametrize("effect", [-2.0, 0.0, 1.0, 2.5])
def test_the_simulated_rule_is_the_one_that_answers(effect: float) -> None:
    luck, variants, claim = np.random.default_rng([SEED, int(10 * effect) % 97]), 3, 2.0
    bound = levels([1] * variants)
    for count in (2, 3, 6, 12):
        values = luck.normal(size=(8, variants + 1, 20))
        values[:, 1:] += effect
        none = Questions(values, np.array(bound))
        off = values.copy()
        off[:, 1:] -= claim
        claimed = Questions(off, np.array(bound))
        for _ in range(count):
            for arm in range(variants + 1):
                none.run(arm)
                claimed.run(arm)
        said = words(none, claimed)
        for row in range(len(values)):
            panel = Panel({arm: Arm(tuple(values[row, arm, :count])) for arm in range(variants + 1)})
            told = []
            for arm in range(1, variants + 1):
                found = judged(panel, arm, 0, Terms(level=bound[arm - 1], advise=False))
                told.append(answer(found.verdict, found.anytime, Claimed(claim)))
            assert ANSWERS[said[row]] is together(told)
