"""The words of lists, kept as long as they hold."""

import pytest

from hunch.actions.verdicts import at_hand
from hunch.actions.verdicts.listed import words_in_list
from hunch.entities.config import Objective
from hunch.journal.index import Index
from hunch.testing import ToldClock, start_run

from .judged import Lab, noisy


@pytest.fixture
def lab(folder):
    lab = Lab(folder, ToldClock())
    lab.ask()
    lab.runs("base", noisy(0.5, 3))
    lab.runs("other", [0.6])
    return lab


def words(lab: Lab) -> dict[str, str]:
    with Index.open(lab.folder.bench) as index:
        found = words_in_list(lab.folder, index, index.runs(), Objective())
    return {variant: word.verdict for variant, word in found.items()}


def test_words_are_worked_out_once_and_again_when_a_run_has_come(lab, monkeypatch):
    asked: list[int] = []
    worked_out = at_hand.words_at_hand
    monkeypatch.setattr(
        at_hand, "words_at_hand", lambda *args, **more: asked.append(1) or worked_out(*args, **more)
    )
    assert words(lab) == words(lab) == {"other": "OBSERVED"}
    assert len(asked) == 1
    lab.runs("third", [0.4])
    assert words(lab) == {"other": "OBSERVED", "third": "OBSERVED"}
    assert len(asked) == 2


def test_what_a_longer_look_brings_to_hand_is_said_from_then_on(lab):
    lab.runs("other", noisy(0.51, 3), seeds=[7, 8, 9])
    before = words(lab)
    lab.judgement()
    assert before == {}
    assert words(lab).keys() == {"other"}


def test_while_a_run_goes_on_nothing_is_kept(lab):
    start_run(lab.folder, clock=lab.clock, question=lab.question)
    words(lab)
    with Index.open(lab.folder.bench) as index:
        assert index._ask("SELECT count(*) FROM cached WHERE kind LIKE 'words%'") == [(0,)]


def test_words_of_a_damaged_cache_are_worked_out_anew(lab):
    before = words(lab)
    with Index.open(lab.folder.bench) as index:
        ((kind, key),) = index._ask("SELECT kind, key FROM cached WHERE kind LIKE 'words%'")
        index.cache(kind, key, b"\x82\xa5oth")
    assert words(lab) == before == {"other": "OBSERVED"}
