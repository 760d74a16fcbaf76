"""How proposals fared against chance, as far as the numbers allow."""

import pytest

from hunch.actions.proposals.fared import fared
from hunch.entities.config import Objective
from hunch.entities.events import ProposalMade, RunRemoved, RunsAttached
from hunch.journal.index import Index

from .explored import Exploration


@pytest.fixture
def there(folder, clock):
    found = Exploration(folder, clock)
    found.baseline()
    return found


def how(there):
    with Index.open(there.folder.bench) as index:
        return fared(there.folder, index, Objective(), now_us=there.clock())


def tried(there, name, *, ahead, drawn=None):
    """An idea that was tried, after it was proposed (at random or not) or without."""
    idea = there.idea(name)
    if drawn is not None:
        made = ProposalMade(
            proposal=there.id(), action="try", question=there.question, ideas=[idea], drawn=drawn
        )
        there.tell(made)
    there.runs(name, [0.53 if ahead else 0.47], idea=idea)


def test_where_nothing_was_proposed_there_is_nothing_to_say(there):
    tried(there, "a", ahead=True)
    assert how(there) is None


def test_readings_belong_to_the_way_they_were_come_to(there):
    tried(there, "ranked", ahead=True, drawn=False)
    tried(there, "drawn", ahead=False, drawn=True)
    tried(there, "own", ahead=True)
    found = how(there)
    assert [(each.n, each.ahead) for each in (found.ranked, found.drawn, found.others)] == [
        (1, 1),
        (1, 0),
        (1, 1),
    ]
    assert found.taken == 2
    assert found.over_drawn is None
    assert found.note == "9 more ranked and 9 more drawn before this can say how they fare against chance"


def test_with_ten_on_each_side_the_difference_has_an_interval(there):
    for at in range(10):
        tried(there, f"ranked {at}", ahead=at < 8, drawn=False)
        tried(there, f"drawn {at}", ahead=at < 2, drawn=True)
    found = how(there)
    assert found.note is None
    assert found.over_drawn == pytest.approx(0.6)
    low, high = found.over_drawn_interval
    assert 0.1 < low < 0.6 < high < 0.85
    assert found.over_others is None


def test_a_proposal_that_was_declined_before_the_run_did_not_lead_to_it(there):
    there.idea("wider heads")
    there.decline("wider heads")
    idea = there.idea("other")
    there.runs("other", [0.53], idea=idea)
    assert (how(there).declined, how(there).others.n, how(there).ranked.n) == (1, 1, 0)


def test_who_moves_or_removes_runs_once_they_are_known_changes_no_record(there):
    """The losers are taken off and away, and what turned out well is put under what was proposed."""
    tried(there, "off", ahead=False, drawn=False)
    tried(there, "away", ahead=False, drawn=False)
    idea = there.idea("late")
    there.tell(
        ProposalMade(proposal=there.id(), action="try", question=there.question, ideas=[idea], drawn=False)
    )
    (winner,) = there.runs("winner", [0.53])
    with Index.open(there.folder.bench) as index:
        named = {row.variant: row.id for row in index.light()}
    there.tell(RunsAttached(runs=[named["off"]], idea=None))
    there.tell(RunRemoved(runs=[named["away"]]))
    there.tell(RunsAttached(runs=[winner], idea=idea))

    found = how(there)

    assert (found.ranked.n, found.ranked.ahead, found.others.n) == (1, 0, 0)


def test_a_run_for_another_question_takes_no_proposal(there):
    idea = there.idea("wider heads")
    there.show()
    there.runs("wide", [0.52], idea=idea, question=None)
    assert there.statuses() == {"wider heads": "open"}
