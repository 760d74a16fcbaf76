"""Decisions: the last one holds, and none is lost."""

import pytest

from hunch.actions.tree.deciding import decisions, history
from hunch.entities.reference import short_id
from hunch.errors import UserError
from hunch.journal.index import Index


def test_the_last_decision_holds_and_the_first_stays_with_its_reason(grove):
    idea = grove.idea("wider")
    runs = grove.lab.runs("w", [0.81, 0.82], idea=idea)
    grove.decide(idea, "keep", "it  helps")
    grove.decide(idea, "drop", "it was luck")
    with Index.open(grove.folder.bench) as index:
        assert decisions(index)[idea].decision == "drop"
        assert [(each.decision, each.why) for each in history(index, idea)] == [
            ("keep", "it helps"), ("drop", "it was luck"),
        ]  # fmt: skip
        assert history(index, idea)[0].runs == runs
        assert history(index, "another") == []


def test_what_is_so_already_is_not_written_twice_but_another_reason_is(grove):
    idea = grove.idea("wider")
    assert grove.decide(idea, "park", "no GPU").is_new
    assert not grove.decide(idea, "park", " no   GPU ").is_new
    assert grove.decide(idea, "park", "no time").is_new


@pytest.mark.parametrize(("word", "why"), [("burn", "because"), ("drop", " \n "), ("drop", "x" * 1001)])
def test_what_cannot_be_decided_leaves_nothing(grove, word, why):
    idea = grove.idea("wider")
    with pytest.raises(UserError) as caught:
        grove.decide(idea, word, why)
    assert "hunch decide" in caught.value.hint
    with Index.open(grove.folder.bench) as index:
        assert decisions(index) == {}


def test_runs_that_were_attached_are_named_and_removed_ones_are_not(grove, clock):
    from hunch.entities.events import RunRemoved
    from hunch.journal.writer import append

    idea = grove.idea("wider")
    loose, gone = grove.lab.runs("w", [0.81, 0.82])
    grove.attach([loose, gone], idea)
    append(grove.folder.bench, RunRemoved(runs=[gone]), clock=clock)
    assert grove.decide(idea, "keep").decision.runs == [loose]


def test_without_a_reason_what_was_typed_is_given_back_with_one(grove):
    idea = grove.idea("wider")
    with pytest.raises(UserError) as caught:
        grove.decide(idea, "keep", "")
    assert caught.value.hint == f'hunch decide {short_id(idea)} keep -m "ahead on every seed"'
