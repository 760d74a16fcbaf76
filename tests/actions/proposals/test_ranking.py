"""What is put first, and why."""

import re

import pytest

from hunch.entities.events import Evidence, FindingAdded, FindingWithdrawn, IdeaAdded, RunRemoved
from hunch.journal.writer import append_many
from hunch.testing import ToldClock, finish_run, write_files

from .explored import Exploration


@pytest.fixture
def there(folder, clock):
    return Exploration(folder, clock)


def test_from_the_first_idea_on_there_is_something_to_propose(there):
    there.idea("wider heads")
    assert [each.action for each in there.proposals()] == ["baseline", "try"]
    assert any("default" in line for line in there.of("wider").why)


def test_where_nothing_is_asked_and_nothing_ran_nothing_is_proposed(folder, clock):
    assert Exploration(folder, clock, asks=False).proposals() == []


def test_ideas_are_proposed_where_nothing_is_asked(folder, clock):
    there = Exploration(folder, clock, asks=False)
    there.baseline()
    there.idea("wider heads", "70")
    assert "try wider heads" in there.lines()


def test_the_idea_that_is_believed_in_comes_first(there):
    there.baseline()
    there.idea("doubtful", "20")
    there.idea("promising", "80")
    assert there.lines() == ["try promising", "try doubtful"]


def test_of_two_equal_ideas_the_cheaper_one_comes_first(there):
    there.baseline()
    there.idea("dear", "70; t=10h")
    there.idea("cheap", "70; t=10m")
    assert there.lines() == ["try cheap", "try dear"]
    assert there.of("cheap").cost_s == 600


def test_a_gut_that_misleads_loses_weight(there):
    there.baseline()
    there.idea("ada's", "90", by="human:ada")
    there.idea("ben's", "85", by="human:ben")
    assert there.lines() == ["try ada's", "try ben's"]
    there.foretold([0.9, 0.1] * 8, [False, True] * 8, by="human:ada")
    there.foretold([0.9, 0.1] * 8, [True, False] * 8, by="human:ben")
    assert [line for line in there.lines() if "try" in line] == ["try ben's", "try ada's"]
    assert any("v = 0.00" in line for line in there.of("ada's").why)


def test_what_is_ahead_on_one_seed_comes_before_a_weak_idea(there):
    there.baseline()
    wide = there.idea("wider heads")
    there.runs("wide", [0.525], idea=wide)
    there.idea("weak", "20")
    first, second = [each for each in there.proposals() if each.action in ("repeat", "try")]
    assert (first.action, second.text.partition(" (")[0]) == ("repeat", "try weak")
    assert first.command.endswith("--seeds 2")


def test_what_is_far_ahead_on_one_seed_is_repeated_before_what_a_sure_gut_calls_hopeless(there):
    there.baseline()
    there.foretold([0.9, 0.1] * 12, [True, False] * 12)
    there.runs("wide", [0.56], idea=there.idea("wider heads", "90"))
    there.idea("hopeless", "3")
    lines = [line for line in there.lines() if "heads" in line or "hopeless" in line or "repeat" in line]
    assert [line.split()[0] for line in lines] == ["repeat", "try"]
    assert any("one seed" in line for line in there.of("wider heads").why)


def test_enough_runs_make_a_repeat_not_worth_a_line(there):
    there.baseline([0.5, 0.51, 0.49, 0.5, 0.505])
    there.runs("wide", [0.56, 0.55, 0.57, 0.56, 0.555], idea=there.idea("wider heads"))
    assert "repeat" not in {each.action for each in there.proposals()}


def test_the_baseline_is_repeated_where_all_hangs_on_its_one_run(there):
    there.baseline([0.5])
    for at in range(4):
        there.runs(f"v{at}", [0.515 + at / 1000, 0.505], idea=there.idea(f"idea {at}"))
    assert "baseline" in {each.action for each in there.proposals()}


def test_dropped_and_parked_ideas_are_left_out_and_named(there):
    there.baseline()
    there.decide(there.idea("dead"), "drop")
    there.decide(there.idea("asleep"), "park")
    there.idea("awake")
    found = there.ranking()
    assert [each.text.partition(" (")[0] for each in found.proposals] == ["try awake"]
    assert found.notes == ["1 idea dropped", "1 idea parked"]


def test_a_kept_idea_is_proposed_again_after_it_was_dropped(there):
    there.baseline()
    idea = there.idea("wider heads")
    there.decide(idea, "drop")
    there.decide(idea, "keep")
    assert there.lines() == ["try wider heads"]


def test_what_runs_is_not_proposed(there):
    there.baseline()
    wide = there.idea("wider heads")
    there.idea("deeper")
    run = there.starts(idea=wide)
    found = there.ranking()
    assert [each.text.partition(" (")[0] for each in found.proposals] == ["try deeper"]
    assert found.notes == ["1 idea running or queued"]
    finish_run(there.folder, run, clock=there.clock, status="failed", exit_code=1)
    assert "1 idea ran without a reading: wider heads" in there.ranking().notes


def test_two_ideas_that_are_ahead_are_combined_once(there):
    there.baseline()
    one, two = there.idea("wider heads"), there.idea("cosine schedule")
    there.runs("wide", [0.53, 0.535, 0.532], idea=one)
    there.runs("cosine", [0.53, 0.531, 0.534], idea=two)
    combined = next(each for each in there.proposals() if each.action == "combine")
    assert set(combined.ideas) == {one, two}
    assert "--inspired-by" in combined.command
    there.idea("both", parent=one, inspired_by=[two])
    assert "combine" not in {each.action for each in there.proposals()}


def test_what_a_paper_claims_of_an_idea_is_its_size(there):
    there.baseline()
    plain, claimed = there.idea("plain", "60"), there.idea("claimed", "60")
    there.claim("+8 points", 0.08, idea=claimed)
    first, second = sorted(there.proposals(), key=lambda each: -each.index)
    assert (first.action, first.ideas, second.ideas) == ("answer", [claimed], [plain])
    assert any("kappa 0.50 (default" in line for line in first.why)


def test_a_claim_without_an_idea_is_proposed_as_one(there):
    there.baseline()
    there.claim("+3 points by warm-up", 0.03)
    found = there.of("warm-up")
    assert found.ideas == []
    assert found.command == "hunch idea '+3 points by warm-up' --inspired-by lee2024"


def test_a_child_starts_from_what_is_left_of_its_parents_lead(there):
    there.baseline()
    wide = there.idea("wider heads")
    there.runs("wide", [0.54], idea=wide)
    there.idea("wider still", parent=wide)
    assert any("its parent stands at" in line for line in there.of("wider still").why)


def test_ideas_that_are_each_others_parents_end_no_where(there):
    there.baseline()
    one = there.id()
    two = there.idea("two", parent=one)

    there.tell(IdeaAdded(idea=one, text="one", parent=two, question=there.question))
    assert sorted(there.lines()) == ["try one", "try two"]


def test_variants_that_try_no_idea_are_repeated_too(there):
    there.baseline()
    there.runs("wide", [0.522])
    assert "repeat" in {each.action for each in there.proposals()}


def test_the_same_journal_gives_the_same_list(there):
    there.baseline()
    for at in range(30):
        there.idea(f"idea {at}", f"{at * 3 + 5}")
    assert there.proposals() == there.proposals()


def test_one_place_in_ten_is_drawn_and_stays_as_long_as_nothing_runs(there):
    there.baseline()
    for at in range(30):
        there.idea(f"idea {at}", f"{at * 3 + 5}")
    drawn = [each for each in there.proposals() if each.drawn]
    assert [(each.rank - 1) // 10 for each in drawn] == [0, 1, 2]
    assert all("drawn at random" in each.reason for each in drawn)
    texts = [each.text for each in there.proposals()]
    assert len(set(texts)) == len(texts)
    there.show(30)
    assert [each.text for each in there.proposals() if each.drawn] == [each.text for each in drawn]


def test_places_are_drawn_anew_after_each_run(there):
    there.baseline()
    for at in range(30):
        there.idea(f"idea {at}", "50")
    before = {(each.rank, each.text) for each in there.proposals() if each.drawn}
    there.runs("other", [0.5])
    assert {(each.rank, each.text) for each in there.proposals() if each.drawn} != before


def test_no_idea_alone_is_called_drawn(there):
    there.baseline()
    there.idea("wider heads")
    assert not any(each.drawn for each in there.proposals())


def test_it_is_time_to_stop_where_little_is_left(there):
    there.baseline([0.5, 0.51, 0.49, 0.5])
    there.runs("wide", [0.55, 0.56, 0.555, 0.55, 0.56], idea=there.idea("wider heads"), duration_s=60)
    there.idea("hopeless", "3; t=100h")
    first = there.proposals()[0]
    assert first.action == "stop"
    assert first.reason.endswith("came of 5 runs); 1 line below")


def test_with_nothing_left_to_rank_stopping_tells_how_to_go_on(there):
    there.baseline([0.5, 0.51, 0.49, 0.5])
    there.runs("wide", [0.55, 0.56, 0.555, 0.55, 0.56], duration_s=60)
    stop = there.proposals()[0]
    assert (stop.action, stop.reason.count("0 sd a minute")) == ("stop", 0)
    assert stop.reason.endswith("Go on: write an idea down (hunch idea ...)")


def test_a_question_all_of_whose_ideas_are_settled_is_closed(there):
    there.baseline([0.5, 0.501, 0.499, 0.5, 0.5005], duration_s=60)
    there.runs("wide", [0.6, 0.601, 0.599, 0.6, 0.6005], idea=there.idea("wider heads"), duration_s=60)
    there.decide(there.idea("hopeless"), "drop")
    assert there.proposals()[0].action == "close"


def test_an_idea_whose_runs_are_the_baseline_is_not_proposed(there):
    there.baseline(idea=there.idea("as it was"))
    there.idea("wider heads")
    found = there.ranking()
    assert [each.text.partition(" (")[0] for each in found.proposals] == ["try wider heads"]
    assert found.notes == []


def test_where_less_is_better_a_claimed_fall_is_a_lead(folder, clock):
    there = Exploration(folder, clock, asks=False)
    there.baseline()
    from hunch.entities.config import Objective

    there.idea("lower", "-2pp")
    from hunch.actions.proposals.ground import Asked, Ground
    from hunch.actions.proposals.ranking import ranking
    from hunch.journal.index import Index

    with Index.open(folder.bench) as index:
        ground = Ground(folder, index, Asked(Objective(metric="acc", goal="min")), now_us=clock())
        found = ranking(ground).proposals[0]
    assert any("claims '-2pp': +" in line for line in found.why)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300, -1e300, 0.5])
def test_odd_readings_end_no_list(there, value):
    there.baseline([0.5, value])
    there.runs("odd", [value, value], idea=there.idea("odd"))
    there.idea("next \x1b[31m; rm -rf '$(x)'\n", "60")
    assert any(each.action in ("try", "baseline") for each in there.proposals())


def test_many_ideas_of_one_text_are_told_apart(there):
    there.baseline()
    there.idea("same"), there.idea("same")
    commands = {each.command for each in there.proposals()}
    assert len(commands) == 2


def test_the_clock_is_no_part_of_it(folder, clock):
    there = Exploration(folder, clock)
    there.baseline()
    there.idea("a", "60"), there.idea("b", "70")
    before = there.proposals()
    assert isinstance(clock, ToldClock)
    clock.on(86_400 * 400)
    assert there.proposals() == before


def test_a_bundle_that_is_ahead_is_to_be_taken_apart(there):
    write_files(there.folder.root, {"train.py": "1"})
    there.baseline(snapshot=True, params={"lr": 0.1, "width": 1})
    there.runs("two", [0.54, 0.55, 0.545], snapshot=True, params={"lr": 0.2, "width": 2})
    split = there.of("apart")
    assert split.action == "split"
    assert "lr 0.1 -> 0.2; width 1 -> 2" in split.reason


@pytest.mark.parametrize(
    "said", ["acc +1e300", "acc -1e300", "acc +1e-300", "acc +1e12 [1,1e300]", "1", "99", "acc +5 @99"]
)
def test_wild_hunches_and_claims_end_no_list(there, said):
    there.baseline([0.5, 0.5 + 1e-12])
    wild = there.idea("wild", said)
    there.claim("+1e300", 1e300, idea=wild)
    there.claim("-1e300", -1e300)
    there.runs("v", [0.7, 0.7], idea=there.idea("tried", said))
    found = there.proposals()
    assert found
    assert all(each.value is None or each.value < float("inf") for each in found)


def test_a_finding_that_later_runs_have_shaken_is_looked_at_again(there):
    there.baseline([0.5, 0.501, 0.499, 0.5])
    (run, *_) = there.runs("wide", [0.53, 0.531, 0.529, 0.53], idea=there.idea("wider heads"))
    finding = there.id()
    held = Evidence(run=run, verdict="IMPROVES", direction=1, question=there.question)
    there.tell(
        FindingAdded(
            finding=finding, text="width helps", question=there.question, supports=[run], evidence=[held]
        )
    )
    assert "revisit" not in {each.action for each in there.proposals()}
    there.runs("wide", [0.45, 0.46, 0.44], seeds=[7, 8, 9])
    found = next(each for each in there.proposals() if each.action == "revisit")
    assert found.finding == finding
    assert "width helps" in found.text
    assert f"hunch finding {finding[11:15]} --refresh" in (found.command, found.then)
    there.tell(FindingWithdrawn(finding=finding, why="it does not"))
    assert "revisit" not in {each.action for each in there.proposals()}


def test_what_goes_on_from_another_is_not_combined_with_it(there):
    """The second was made from the first's code and params: both are in it already."""
    root = there.folder.root
    write_files(root, {"train.py": "a = 1\n"})
    there.baseline(snapshot=True, params={"lr": 0.1, "width": 1, "depth": 1})
    one, two = there.idea("wider heads"), there.idea("deeper")
    there.runs(
        "wide", [0.53, 0.535, 0.532], idea=one, snapshot=True, params={"lr": 0.1, "width": 2, "depth": 1}
    )
    there.runs(
        "both", [0.56, 0.561, 0.564], idea=two, snapshot=True, params={"lr": 0.1, "width": 2, "depth": 2}
    )
    assert "combine" not in {each.action for each in there.proposals()}


def test_what_was_made_beside_another_is_combined_with_it(there):
    write_files(there.folder.root, {"train.py": "a = 1\n"})
    there.baseline(snapshot=True, params={"lr": 0.1, "width": 1, "depth": 1})
    one, two = there.idea("wider heads"), there.idea("deeper")
    there.runs(
        "wide", [0.53, 0.535, 0.532], idea=one, snapshot=True, params={"lr": 0.1, "width": 2, "depth": 1}
    )
    there.runs(
        "deep", [0.53, 0.531, 0.534], idea=two, snapshot=True, params={"lr": 0.1, "width": 1, "depth": 2}
    )
    assert "combine" in {each.action for each in there.proposals()}


def test_what_goes_on_from_another_is_held_against_it(there):
    """Nobody said what it is under: what its code was made from is ahead, and is no merit of its own."""
    write_files(there.folder.root, {"train.py": "a = 1\n"})
    there.baseline(snapshot=True, params={"lr": 0.1, "width": 1, "depth": 1})
    there.runs("wide", [0.55, 0.555, 0.552], idea=there.idea("wider heads"), snapshot=True,
               params={"lr": 0.1, "width": 2, "depth": 1})  # fmt: skip
    there.runs("both", [0.552, 0.553], idea=there.idea("deeper"), snapshot=True,
               params={"lr": 0.1, "width": 2, "depth": 2})  # fmt: skip
    deeper = there.of("deeper")
    assert any("seed sd over wider heads" in line for line in deeper.why)
    assert deeper.belief < 0.9


def test_a_line_of_a_thousand_ideas_ends_no_list(there):
    there.baseline()
    parent = None
    said = []
    for at in range(1200):
        idea = there.id()[:-4] + f"{at:04d}"
        said.append(IdeaAdded(idea=idea, text=f"step {at}", parent=parent, question=there.question))
        parent = idea
    append_many(there.folder.bench, list(reversed(said)), clock=there.clock)
    assert len(there.ranking(3).proposals) == 3


def test_the_formula_that_is_printed_gives_the_error_that_was_reckoned_with(there):
    """A parent on one run that may be of either sort counts as less than one run of a baseline."""
    there.baseline([0.50, 0.51])
    parent = there.idea("wider heads")
    there.runs("wide", [0.52], idea=parent)
    child = there.idea("wider still", parent=parent)
    there.runs("wider", [0.56], idea=child)

    candidate = there.weighed(child).candidate
    (formula,) = (line for line in there.of("wider still").why if "error variance" in line)
    doubt, runs, n0 = map(float, re.search(r"variance (\S+) x \(1/(\d+) \+ 1/(\S+)\)", formula).groups())

    assert candidate.n0 < 1
    assert doubt * (1 / runs + 1 / n0) == pytest.approx(1 / candidate.precision(), rel=0.02)


def test_what_was_said_after_the_first_run_is_no_belief_even_when_that_run_is_removed(there):
    there.baseline()
    idea = there.idea("wider heads")
    (run,) = there.runs("wide", [0.55], idea=idea)
    there.hunch(idea, "95")
    before = there.weighed(idea).belief
    there.tell(RunRemoved(runs=[run]))

    assert (before.heard, there.weighed(idea).belief.heard) == ([], [])
