"""Attaching runs to ideas later buys nothing: neither a verdict nor a place in anybody's record."""

from hunch.actions.hunches.resolving import ledger
from hunch.actions.tree.attaching import attach
from hunch.entities.question import Idea
from hunch.journal.index import Index
from hunch.testing import record_variant, seal_hunch

from ..verdicts.judged import noisy


def hunches(grove):
    with Index.open(grove.folder.bench) as index:
        return {each.id: each for each in ledger(grove.folder, index)}


def test_attached_runs_hang_below_the_idea_and_only_the_others_are_written(grove, clock):
    idea = grove.idea("wider")
    runs = grove.lab.runs("w", [0.8, 0.81])
    with Index.open(grove.folder.bench) as index:
        touched = attach(grove.folder.bench, index.runs(runs), Idea(id=idea, text="wider"), clock=clock)
    assert [run.id for run in touched] == runs
    assert grove.idea_node(idea).variants[0].runs == runs
    with Index.open(grove.folder.bench) as index:
        assert attach(grove.folder.bench, index.runs(runs), Idea(id=idea, text="wider"), clock=clock) == []
        assert attach(grove.folder.bench, index.runs(runs[:1]), None, clock=clock)[0].id == runs[0]
    assert grove.idea_node(idea).runs == 1
    assert runs[0] in grove.question_node().variants[-1].runs


def test_no_verdict_changes_when_runs_are_attached_or_taken_off(grove):
    idea = grove.idea("wider")
    runs = grove.lab.runs("w", noisy(0.86, 6), idea=idea)
    bad = grove.lab.runs("w", noisy(0.70, 3), seeds=range(6, 9), idea=idea)
    loose = record_variant(grove.folder, "x", noisy(0.9, 6), clock=grove.clock)
    before = grove.lab.judgement()
    grove.attach(bad, None)
    grove.attach(loose, idea)
    after = grove.lab.judgement()
    assert after.comparisons == before.comparisons
    node = grove.idea_node(idea)
    found = {each.variant: each for each in node.variants}
    assert (found["w"].runs, found["w"].n) == (runs, 9), "those that were taken off count as they did"
    assert found["x"].verdict is None, "it was not run for this question"


def test_a_hunch_on_an_idea_never_counts_for_a_run_that_was_attached_later(grove):
    idea = grove.idea("wider")
    seal = seal_hunch(
        grove.folder,
        "90",
        clock=grove.clock,
        idea=idea,
        question=grove.lab.question,
        baseline=grove.point().baseline.runs,
    )
    runs = grove.lab.runs("w", noisy(0.9, 3))
    grove.attach(runs, idea)
    assert hunches(grove)[seal.id].status == "open"
    assert grove.idea_node(idea).expectations[0].hunch == seal.id


def test_whether_a_hunch_is_in_the_record_of_ideas_hangs_on_the_start_alone(grove):
    idea = grove.idea("wider")
    baseline = grove.point().baseline.runs
    seals = [
        seal_hunch(grove.folder, "90", clock=grove.clock, question=grove.lab.question, baseline=baseline)
        for _ in range(2)
    ]
    loose = grove.lab.runs("w", [0.9], hunches=[seals[0]])
    tried = grove.lab.runs("v", [0.9], hunches=[seals[1]], idea=idea)
    before = hunches(grove)
    assert [before[seal.id].counts for seal in seals] == ["variant", "idea"]
    grove.attach(loose, idea)
    grove.attach(tried, None)
    grove.lab.runs("z", [0.1])  # the record is worked out anew
    after = hunches(grove)
    assert [after[seal.id].counts for seal in seals] == ["variant", "idea"]
    assert [after[seal.id].idea for seal in seals] == [None, idea]
