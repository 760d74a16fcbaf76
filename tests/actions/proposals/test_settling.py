"""When a proposal is written down, and what becomes of it."""

import pytest

from hunch.actions.proposals.settling import decline, place_of
from hunch.entities.events import ProposalSettled
from hunch.errors import UserError
from hunch.journal.index import Index

from .explored import Exploration


@pytest.fixture
def there(folder, clock):
    found = Exploration(folder, clock)
    found.baseline()
    return found


def settled(there):
    with Index.open(there.folder.bench) as index:
        told = [each.data for each in index.told("proposal.settled")]
    return [(each.how, each.run) for each in told if isinstance(each, ProposalSettled)]


def test_showing_a_list_twice_writes_it_down_once(there):
    there.idea("wider heads", "70")
    first = there.show()
    assert [each.id for each in there.show().proposals] == [each.id for each in first.proposals]
    assert len(there.made()) == 1
    assert there.made()[0].belief == first.proposals[0].belief


def test_only_what_is_shown_is_written_down(there):
    for at in range(4):
        there.idea(f"idea {at}")
    there.show(2)
    assert len(there.made()) == 2
    there.show(4)
    assert len(there.made()) == 4


def test_a_run_of_its_idea_takes_a_proposal_and_the_next_list_says_so_once(there):
    idea = there.idea("wider heads")
    there.show()
    assert there.statuses() == {"wider heads": "open"}
    (run,) = there.runs("wide", [0.52], idea=idea)
    assert there.statuses() == {"wider heads": "taken"}
    assert settled(there) == []
    there.show()
    there.show()
    assert settled(there) == [("taken", run)]


def test_a_run_that_only_later_was_said_to_try_the_idea_takes_it_too(there):
    from hunch.entities.events import RunsAttached

    idea = there.idea("wider heads")
    there.show()
    (run,) = there.runs("wide", [0.52])
    there.tell(RunsAttached(runs=[run], idea=idea))
    assert there.statuses() == {"wider heads": "taken"}


def test_a_replicate_takes_a_repeat(there):
    (run,) = there.runs("wide", [0.522])
    there.show()
    there.runs("wide", [0.53], seeds=[1], question=there.question)
    assert there.statuses()["repeat"] == "taken"
    assert there.made()[0].runs == [run]


def test_a_dropped_idea_ends_its_proposal(there):
    idea = there.idea("wider heads")
    there.show()
    there.decide(idea, "drop")
    assert there.statuses() == {"wider heads": "expired"}
    there.show()
    assert settled(there) == [("expired", None)]


def test_what_nobody_takes_for_a_month_is_over_and_made_again(there, clock):
    there.idea("wider heads")
    there.show()
    clock.on(86_400 * 31)
    assert there.statuses() == {"wider heads": "expired"}
    there.show()
    assert len(there.made()) == 2


def test_thirty_runs_of_other_things_end_it(there):
    there.idea("wider heads")
    there.show()
    there.runs("other", [0.5 + at / 1e6 for at in range(30)])
    assert there.statuses() == {"wider heads": "open"}
    there.runs("another", [0.5])
    assert there.statuses() == {"wider heads": "expired"}


def test_what_was_declined_stays_away_until_something_new_is_heard_of_it(there):
    idea = there.idea("wider heads")
    there.idea("deeper")
    there.decline("wider heads")
    found = there.ranking()
    assert [each.text.partition(" (")[0] for each in found.proposals] == ["try deeper"]
    assert found.notes == ["1 line declined"]
    there.hunch(idea, "85")
    assert "try wider heads" in there.lines()


def test_declining_takes_a_reason_and_writes_nothing_without(there):
    there.idea("wider heads")
    with Index.open(there.folder.bench) as index:
        ground = there._ground(index)
        found = there.ranking()
        with pytest.raises(UserError, match="no reason"):
            decline(ground, found, found.proposals[0], "  ", clock=there.clock)
    assert there.made() == []


def test_taking_makes_its_idea_current(there):
    idea = there.idea("wider heads")
    there.take("wider heads")
    with Index.open(there.folder.bench) as index:
        assert there._ground(index).point.focus.idea == idea
    assert there.statuses() == {"wider heads": "taken"}


def test_a_proposal_is_named_by_its_place_or_its_id(there):
    there.idea("wider heads")
    found = there.show()
    (only,) = found.proposals
    assert place_of(found, "1") == place_of(found, only.id) == place_of(found, only.id[11:15]) == only
    for wrong in ("2", "0", "zzzz", ""):
        with pytest.raises(UserError, match="no proposal"):
            place_of(found, wrong)


def test_two_who_settle_one_proposal_leave_the_first_word(there):
    there.idea("wider heads")
    (only,) = there.show().proposals
    there.tell(ProposalSettled(proposal=only.id, how="declined", why="no"))
    there.tell(ProposalSettled(proposal=only.id, how="taken"))
    assert there.statuses() == {"wider heads": "declined"}
