"""The tree, as of now and as of then."""

import msgspec
import pytest

from hunch.actions.tree.growing import KIND, grow_as_of
from hunch.entities.events import BaselineSet, IdeaAdded, RunRemoved
from hunch.entities.tree import variants_of
from hunch.ids import microseconds
from hunch.journal.index import Index
from hunch.journal.standing import standing_as_of
from hunch.journal.writer import append
from hunch.testing import add_idea, record_variant, seal_hunch, start_run

from ..verdicts.judged import noisy
from .grove import names


def test_an_empty_workbench_grows_nothing(folder, clock):
    from .grove import Grove

    tree = Grove(folder, clock).tree()
    assert (tree.questions, tree.runs, tree.at) == ([], 0, None)


def test_ideas_hang_where_they_were_put_each_before_those_under_it(grove):
    wider, deeper = grove.idea("wider"), grove.idea("deeper")
    bias = grove.idea("no bias", under=wider)
    decay = grove.idea("decay", under=bias)
    found = [(each.idea.id, each.under, each.depth) for each in grove.question_node().ideas]
    assert found == [(wider, None, 0), (bias, wider, 1), (decay, bias, 2), (deeper, None, 0)]


def test_an_idea_has_the_strongest_verdict_of_its_own_variants(grove):
    wider = grove.idea("wider")
    bias = grove.idea("no bias", under=wider)
    grove.lab.runs("bad", noisy(0.7, 6), idea=wider)
    grove.lab.runs("good", noisy(0.86, 6), idea=wider)
    grove.lab.runs("one", [0.99], idea=bias)
    node = grove.idea_node(wider)
    assert (node.verdict, node.direction, names(node.variants)) == ("IMPROVES", 1, ["bad", "good"])
    assert node.by == node.variants[1].run
    assert [each.verdict for each in node.variants] == ["WORSENS", "IMPROVES"]
    assert grove.idea_node(bias).verdict == "OBSERVED"


def test_the_baseline_and_runs_of_no_idea_hang_on_the_question(grove):
    grove.lab.runs("loose", [0.8, 0.81])
    node = grove.question_node()
    assert [(each.variant, each.is_baseline) for each in node.variants] == [("base", True), ("loose", False)]
    assert (node.variants[0].verdict, node.variants[0].n, node.k, node.runs) == (None, 6, 1, 8)


def test_the_best_path_leads_to_what_is_known_to_be_ahead_and_to_nothing_else(grove):
    lucky, wider = grove.idea("lucky"), grove.idea("wider")
    bias = grove.idea("no bias", under=wider)
    grove.lab.runs("lucky", [0.95], idea=lucky)
    assert not grove.question_node().has_best_path, "one run is luck, however far ahead"
    grove.lab.runs("w", noisy(0.83, 6), idea=wider)
    grove.lab.runs("b", noisy(0.86, 6), idea=bias)
    marked = {each.idea.id: each.on_best_path for each in grove.question_node().ideas}
    assert marked == {lucky: False, wider: True, bias: True}
    assert [each.on_best_path for each in grove.idea_node(wider).variants] == [False]


def test_what_was_foretold_stands_beside_what_came(grove):
    wider = grove.idea("wider")
    seal = seal_hunch(
        grove.folder, "acc +2pp @80", clock=grove.clock, idea=wider, question=grove.lab.question,
        baseline=grove.point().baseline.runs,
    )  # fmt: skip
    assert [each.text for each in grove.idea_node(wider).expectations] == ["acc +2pp @80"]
    grove.lab.runs("w", [0.85], idea=wider, hunches=[seal])
    node = grove.idea_node(wider)
    (told,) = node.variants[0].expectations
    assert (told.probability, told.happened, told.unit, node.expectations) == (0.8, True, "pp", [])
    assert told.change == pytest.approx(5, abs=1.5)


def test_removed_runs_and_ideas_of_no_question_are_placed_or_left_out(grove):
    grove.idea("of nothing", question=None)
    lost = add_idea(grove.folder, "of a question that is in no journal", clock=grove.clock, question="0" * 20)
    (run,) = grove.lab.runs("w", [0.9])
    append(grove.folder.bench, RunRemoved(runs=[run]), clock=grove.clock)
    asked, loose = grove.tree().questions
    assert names(asked.variants) == ["base"]
    assert (loose.question.id, loose.ideas[0].idea.text) == (None, "of nothing")
    assert lost in [each.idea.id for each in loose.ideas]


def test_ideas_that_are_each_others_parents_are_drawn_once_each(grove):
    one = grove.idea("one")
    two = grove.idea("two", under=one)
    said = IdeaAdded(idea=one, text="one", parent=two, question=grove.lab.question)
    append(grove.folder.bench, said, clock=grove.clock)
    assert sorted(each.idea.text for each in grove.question_node().ideas) == ["one", "two"]


def test_a_chain_of_a_thousand_ideas_is_no_deeper_than_json_may_nest(grove):
    idea = None
    for number in range(1200):
        idea = grove.idea(f"step {number}", under=idea)
    tree = grove.tree()
    assert tree.questions[0].ideas[-1].depth == 1199
    assert msgspec.json.decode(msgspec.json.encode(tree), type=type(tree)) == tree


def test_where_nothing_was_asked_runs_hang_on_what_most_of_them_measure(folder, clock):
    from .grove import Grove

    grove = Grove(folder, clock)
    record_variant(folder, "a", noisy(0.8, 3), clock=clock)
    record_variant(folder, "b", noisy(0.9, 3), clock=clock)
    (node,) = grove.tree().questions
    assert (node.question.id, node.question.metric, names(node.variants)) == (None, "acc", ["a", "b"])
    assert node.variants[1].verdict == "SUGGESTS", "nothing is claimed where nothing was asked"


def test_what_was_worked_out_is_kept_until_something_happens(grove):
    wider = grove.idea("wider")
    grove.lab.runs("w", noisy(0.86, 6), idea=wider)
    first = grove.tree()
    with Index.open(grove.folder.bench) as index:
        (kept,) = index.all_cached(KIND).values()
        index.cache(KIND, "now", kept[:-3])
    assert grove.tree() == first, "a torn cache costs nothing but time"
    grove.decide(wider, "keep")
    assert grove.idea_node(wider).decision.decision == "keep"


def test_a_lost_run_is_told_so(grove):
    from hunch.journal.liveness import process_of

    gone = process_of(2**22 - 1, grove.folder.bench.surroundings.host)
    wider = grove.idea("wider")
    start_run(grove.folder, clock=grove.clock, question=grove.lab.question, idea=wider, process=gone)
    assert grove.idea_node(wider).variants[0].statuses == {"lost": 1}


# ---- as of then


def test_the_tree_of_then_knows_only_what_was_known_then(grove, clock):
    wider = grove.idea("wider")
    grove.lab.runs("w", noisy(0.86, 6), idea=wider)
    name = grove.find("wider nets help", supports=grove.idea_node(wider).variants[0].runs[:1]).finding
    grove.decide(wider, "keep", "it helps")
    clock.on(60)
    then = clock()
    clock.on(3600)
    grove.lab.runs("w", noisy(0.72, 6), seeds=range(6, 12), idea=wider)
    grove.decide(wider, "drop", "it was luck")
    later = grove.idea("later")
    now, before = grove.idea_node(wider), grove.idea_node(wider, then)
    assert (now.verdict, now.decision.decision, now.findings[0].shaken != []) == (
        "INCONCLUSIVE",
        "drop",
        True,
    )
    assert (before.verdict, before.decision.decision, before.findings[0].shaken) == ("IMPROVES", "keep", [])
    assert (before.findings[0].id, before.runs) == (name, 6)
    assert later not in [each.idea.id for each in grove.question_node(then).ideas]
    assert microseconds(grove.tree(then).at) == then


def test_a_run_that_had_not_ended_then_was_under_way_whatever_became_of_it(grove, clock):
    from hunch.journal.liveness import process_of
    from hunch.testing import finish_run, log_curve

    gone = process_of(2**22 - 1, grove.folder.bench.surroundings.host)
    wider = grove.idea("wider")
    grove.lab.runs("w", noisy(0.86, 6), idea=wider)
    run = start_run(grove.folder, clock=clock, question=grove.lab.question, idea=wider, process=gone)
    then = clock()
    log_curve(grove.folder, run, {"acc": [0.9]}, clock=clock)
    finish_run(grove.folder, run, clock=clock, variant="w")
    node = grove.idea_node(wider, then)
    assert [each.statuses for each in node.variants] == [{"finished": 6}, {"running": 1}]
    assert node.verdict == "IMPROVES", "a run under way is not lost, and forbids no claim"
    assert grove.idea_node(wider).variants[0].statuses == {"finished": 7}


def test_a_run_that_was_removed_later_was_there_then(grove, clock):
    (run, *_) = grove.lab.runs("w", noisy(0.86, 6))
    then = clock()
    append(grove.folder.bench, RunRemoved(runs=[run]), clock=clock)
    assert run in {each for node in variants_of(grove.question_node(then)) for each in node.runs}


def test_before_anything_was_asked_there_was_nothing(grove):
    tree = grove.tree(1)
    assert (tree.questions, tree.runs) == ([], 0)


def test_the_baseline_of_then_is_what_it_was(grove, clock):
    runs = grove.lab.runs("w", noisy(0.86, 6))
    then = clock()
    chosen = BaselineSet(question=grove.lab.question, run=runs[0], variant="w")
    append(grove.folder.bench, chosen, clock=clock)
    assert grove.question_node().baseline.variant == "w"
    assert grove.question_node(then).baseline.variant == "base"


def test_the_tree_of_then_is_kept_and_found_again(grove, clock):
    grove.lab.runs("w", noisy(0.86, 6))
    then = clock()
    first = grove.tree(then)
    grove.lab.runs("w", noisy(0.72, 6), seeds=range(6, 12))
    with Index.open(grove.folder.bench) as index:
        found = grow_as_of(grove.folder, index, grove.lab.objective, at_us=then, clock=clock)
    assert found.tree == first


def test_what_stood_then_is_folded_from_what_was_said_until_then(grove, clock):
    from hunch.ids import last_id_at

    before = clock()
    grove.idea("wider")
    seal_hunch(grove.folder, "+", clock=clock)
    assert standing_as_of(grove.folder.bench, last_id_at(before)).ideas == {}
    assert len(standing_as_of(grove.folder.bench, last_id_at(clock())).ideas) == 1


def test_the_baseline_has_one_name_though_its_first_runs_were_for_no_question(grove):
    before = grove.lab.runs("early", noisy(0.7, 3), question=None)[0]
    grove.lab.runs("early", noisy(0.71, 3), seeds=range(3, 6))
    grove.lab.choose(before, "early")
    base = next(each for each in grove.question_node().variants if each.is_baseline)
    judged = grove.lab.judgement().base
    assert judged is not None
    assert (base.run, base.name) == (judged.run, judged.name)
    assert base.run == before
