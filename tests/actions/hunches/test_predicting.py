"""Predictions on ideas, queued runs and questions; and taking one back."""

import pytest
from msgspec.structs import replace

from hunch.actions.hunches.predicting import Target, find_target, predict
from hunch.actions.hunches.resolving import ledger
from hunch.actions.hunches.retracting import retract
from hunch.actions.questions.ideas import planned_idea, written
from hunch.entities.config import Objective
from hunch.entities.events import HunchSeal, RunQueued, RunStopping
from hunch.entities.hunch import HunchStatus
from hunch.errors import (
    AmbiguousName,
    AmbiguousRun,
    InvalidHunch,
    Refused,
    UnknownHunch,
    UnknownIdea,
    UserError,
)
from hunch.ids import new_id
from hunch.journal.liveness import process_of
from hunch.journal.writer import append
from hunch.testing import finish_run, record_variant, start_run


@pytest.fixture
def idea(folder, index, clock, here):
    """Writes an idea down; its id."""

    def think(text="wider heads"):
        from hunch.actions.questions.ideas import write

        standing = here().standing
        added = planned_idea(folder, index(), standing, text, clock=clock)
        write(folder, standing, added, clock=clock)
        return added.idea.id

    return think


@pytest.fixture
def predicted(folder, index, clock, here):
    """Predicts as the command does."""

    def seal(reference, hunch="+", *, author=None, **more):
        opened, at = index(), here()
        target = find_target(folder.bench, opened, at, reference, objective=Objective(), now_us=clock())
        where = folder
        if author:
            about = folder.bench.surroundings._replace(author=author)
            where = folder._replace(bench=folder.bench._replace(surroundings=about))
        made = predict(where, opened, at, target, hunch, clock=clock, **more)
        return next(each for each in ledger(folder, index()) if each.id == made.hunch)

    return seal


@pytest.fixture
def queued(folder, clock):
    """Puts a run into the queue; its id."""

    def queue(name="calm-otter", pid=1, **more):
        run = new_id(clock())
        process = process_of(pid, folder.bench.surroundings.host)
        append(
            folder.bench,
            RunQueued(run=run, name=name, command=["true"], process=process, **more),
            clock=clock,
        )
        return run

    return queue


def sealed(index):
    return [told.data for told in index().told("hunch.sealed")]


def test_a_prediction_on_an_idea_holds_what_stood_when_it_was_sealed(
    predicted, asked, idea, folder, clock, index, here
):
    question = asked(min_effect="0.01").question
    baseline = record_variant(folder, "a", [0.5, 0.6], clock=clock, question=question.id)
    wider = idea()
    hunch = predicted("@idea", "acc +2pp @70 # more room")
    assert (hunch.status, hunch.idea, hunch.probability) == (HunchStatus.OPEN, wider, 0.7)
    assert (hunch.text, hunch.why, [item.text for item in hunch.items]) == (
        "acc +2pp @70 # more room", "more room", ["acc +2pp @70"],
    )  # fmt: skip
    (said,) = sealed(index)
    assert (said.question, said.metric, said.goal, said.baseline) == (question.id, "acc", "max", baseline)
    assert (said.planned, said.run, said.plan) == (1, None, None)
    assert [each.id for each in here().standing.hunches] == [hunch.id]


def test_the_first_prediction_stays_the_one_that_is_scored(predicted, asked, idea, folder, clock):
    asked()
    idea()
    first = predicted("@idea", "+")
    assert predicted("@idea", "60").updates == first.id
    assert predicted("@idea", "55", must_update=True).updates == first.id
    assert predicted("@idea", "40", author="agent:claude@1").updates is None


def test_after_a_run_has_taken_it_the_next_is_about_the_next_run(predicted, asked, idea, folder, clock):
    asked()
    wider = idea()
    first = predicted("@idea", "+")
    start_run(folder, clock=clock, idea=wider, hunches=[HunchSeal(id=first.id, sha256=first.sha256)])
    assert predicted("@idea", "50").updates is None


def test_to_update_there_must_be_something(predicted, asked, idea, index):
    asked()
    idea()
    with pytest.raises(Refused, match="no prediction of yours on this to update"):
        predicted("@idea", "+", must_update=True)
    assert sealed(index) == []


def test_a_prediction_on_a_queued_run_counts_and_on_a_run_that_has_begun_is_late(
    predicted, asked, folder, clock, queued, here, index
):
    question = asked().question
    run = queued(question=question.id)
    on_time = predicted("calm-otter", "+")
    assert (on_time.status, sealed(index)[0].run, sealed(index)[0].question) == (
        HunchStatus.OPEN, run, question.id,
    )  # fmt: skip
    assert [each.run for each in here().standing.hunches] == [run]
    start_run(folder, clock=clock, name="bold-heron")
    late = predicted("bold-heron", "+")
    assert late.status == HunchStatus.LATE
    assert [each.id for each in here().standing.hunches] == [on_time.id]


def test_which_idea_wins_is_predicted_on_the_question(predicted, asked, idea, index):
    asked()
    idea("wider heads")
    idea("deeper")
    hunch = predicted("@question", "wider:60 deeper:40")
    assert sealed(index)[0].items[0].chances == {"wider heads": 0.6, "deeper": 0.4}
    assert (hunch.idea, predicted("does it", "wider:50 deeper:50").updates) == (None, hunch.id)
    with pytest.raises(Refused, match="on a question one predicts which idea wins"):
        predicted("@question", "+")
    with pytest.raises(Refused, match="on the question, not on one of them"):
        predicted("@idea", "wider:60 deeper:40")
    with pytest.raises(InvalidHunch):
        predicted("@question", "wider:60 shallower:40")
    assert len(sealed(index)) == 2


def test_the_ideas_of_another_question_cannot_win_this_one(predicted, asked, idea):
    asked("does it help?")
    idea("wider heads")
    asked("is it as fast?", metric="step_s", goal="min")
    idea("one loop")
    with pytest.raises(InvalidHunch):
        predicted("@question", "wider:60 'one loop':40")


def test_what_answers_to_no_name_or_to_two_is_said(predicted, asked, idea, queued, index):
    asked()
    idea("calm otters swim")
    queued("calm-otter")
    queued("calm-otter")
    with pytest.raises(UnknownIdea, match="no question or idea 'nonsense'"):
        predicted("nonsense")
    with pytest.raises(AmbiguousRun):
        predicted("calm-otter")
    idea("odd-gull")
    queued("odd-gull")
    with pytest.raises(AmbiguousName, match=r"'odd-gull' names odd-gull \(\w+\) and the run odd-gull"):
        predicted("odd-gull")
    assert sealed(index) == []


def test_an_impossible_chance_is_refused_and_nothing_is_written(folder, index, clock, here, asked):
    asked()
    at = here()
    added = planned_idea(folder, index(), at.standing, "wider heads", clock=clock)
    events = len(index().events())
    with pytest.raises(InvalidHunch):
        predict(
            folder, index(), at, Target(at.taken, added.idea), "120", clock=clock,
            with_events=written(folder, at.standing, added),
        )  # fmt: skip
    assert len(index().events()) == events


def test_an_idea_and_its_prediction_are_written_at_once(folder, index, clock, here, asked):
    asked()
    at = here()
    added = planned_idea(folder, index(), at.standing, "wider heads", clock=clock)
    events = written(folder, at.standing, added)
    hunch = predict(
        folder, index(), at, Target(at.taken, added.idea), "+", with_events=events, clock=clock
    ).hunch
    told = index().events()[-3:]
    assert [each.kind for each in told] == ["idea.added", "focus.moved", "hunch.sealed"]
    assert added.idea.id < hunch < told[0].id
    assert here().idea == replace(added.idea, added_at=told[0].at, by=told[0].by)


def test_a_prediction_can_be_taken_back_by_who_made_it_before_its_run_has_ended(
    predicted, asked, idea, folder, clock, index, here
):
    asked()
    wider = idea()
    first = predicted("@idea", "+")
    theirs = predicted("@idea", "-", author="agent:claude@1")
    with pytest.raises(Refused, match=r"is agent:claude@1's, and you are human:ada"):
        retract(folder, index(), theirs.id, why="a slip", clock=clock)
    with pytest.raises(UserError, match="say why"):
        retract(folder, index(), "@", why=" ", clock=clock)
    assert retract(folder, index(), "@hunch", why="a slip", clock=clock).hunch == first.id
    assert [each.id for each in here().standing.hunches] == [theirs.id]
    with pytest.raises(Refused, match="was taken back already"):
        retract(folder, index(), first.id[11:15], why="a slip", clock=clock)

    second = predicted("@idea", "60")
    assert second.updates is None
    run = start_run(
        folder,
        clock=clock,
        name="calm-otter",
        idea=wider,
        hunches=[HunchSeal(id=second.id, sha256=second.sha256)],
    )
    finish_run(folder, run, clock=clock)
    with pytest.raises(Refused, match="is about calm-otter, which has ended"):
        retract(folder, index(), "@", why="it went badly", clock=clock)
    assert len(index().told("hunch.retracted")) == 1


def test_one_that_came_too_late_is_told_what_it_is_about(predicted, folder, clock, index):
    run = start_run(folder, clock=clock, name="calm-otter")
    predicted("calm-otter", "60")
    finish_run(folder, run, clock=clock)
    with pytest.raises(Refused, match="is about calm-otter, which has ended"):
        retract(folder, index(), "@", why="it went badly", clock=clock)


def test_a_hunch_that_is_not_there_cannot_be_taken_back(folder, index, clock):
    with pytest.raises(UnknownHunch, match="human:ada has sealed no hunch yet"):
        retract(folder, index(), "@", why="a slip", clock=clock)
    with pytest.raises(UnknownHunch, match="no hunch 'abcd'"):
        retract(folder, index(), "abcd", why="a slip", clock=clock)


def test_which_idea_wins_cannot_be_taken_back_once_it_is_known(predicted, asked, idea, folder, clock, index):
    question = asked().question
    wider, deeper = idea("wider heads"), idea("deeper")
    predicted("@question", "wider:60 deeper:40")
    record_variant(folder, "a", [0.5], clock=clock, question=question.id, idea=wider)
    record_variant(folder, "b", [0.7], clock=clock, question=question.id, idea=deeper)
    with pytest.raises(Refused, match="is resolved: what came of it is known"):
        retract(folder, index(), "@", why="the other one", clock=clock)


def test_a_run_that_will_never_begin_cannot_be_predicted(predicted, queued, index, folder, clock):
    run = queued("calm-otter")
    append(folder.bench, RunStopping(run=run), clock=clock)
    with pytest.raises(Refused, match=r"calm-otter never began \(killed\)"):
        predicted("calm-otter")
    assert sealed(index) == []


def test_an_idea_of_no_question_is_tried_under_the_current_one(predicted, idea, asked, index):
    idea("loose")
    question = asked().question
    predicted("loose", "+")
    assert sealed(index)[0].question == question.id
