"""Where am I?"""

import os

from hunch.actions.hunches.predicting import find_target, predict
from hunch.actions.hunches.retracting import retract
from hunch.actions.questions.ideas import planned_idea, write
from hunch.actions.restoring import restore_here, target
from hunch.actions.whereabouts import whereabouts
from hunch.entities.config import Objective
from hunch.entities.events import HunchSeal
from hunch.journal.liveness import process_of
from hunch.testing import finish_run, record_variant, start_run


def test_what_changed_since_the_run_that_the_folder_came_from(folder, recorded, index, clock, project):
    recorded(name="first", files={"train.py": "a = 1\n"})
    recorded(name="second", files={"train.py": "a = 2\n"})
    (project / "train.py").write_text("a = 3\n")
    (project / "extra.py").write_text("")
    found = whereabouts(folder, index(), now_us=clock())
    assert (found.since.name, found.edited, found.created) == ("second", ["train.py"], ["extra.py"])

    restore_here(folder, target(folder, index(), "first", objective=Objective()), clock=clock)
    found = whereabouts(folder, index(), now_us=clock())
    assert (found.since.name, found.edited, found.created) == ("first", [], [])
    assert found.latest[0].change == "a 1 -> 2"


def test_what_the_runs_are_for(folder, index, clock, asked, here):
    record_variant(folder, "old", [0.5], clock=clock)
    found = whereabouts(folder, index(), now_us=clock())
    assert (found.question.metric, found.question_is) == ("acc", "shared")
    assert (found.question_runs, found.variants, found.baseline.is_default) == (1, 0, True)

    question = asked("does it help?").question
    found = whereabouts(folder, index(), now_us=clock())
    assert (found.question, found.question_is, found.question_runs) == (question, "asked", 0)
    assert (found.baseline, found.idea, found.hunches) == (None, None, [])

    record_variant(folder, "a", [0.5, 0.6], clock=clock, question=question.id)
    record_variant(folder, "b", [0.7], clock=clock, question=question.id)
    start_run(folder, clock=clock, question=question.id)
    found = whereabouts(folder, index(), now_us=clock())
    assert (found.question_runs, found.variants, found.baseline.variant) == (4, 2, "a")


def test_predictions_that_nothing_has_come_of_yet_are_ones_own(folder, index, clock, asked, here):
    asked()
    standing = here().standing
    added = planned_idea(folder, index(), standing, "wider heads", clock=clock)
    write(folder, standing, added, clock=clock)
    target = find_target(folder.bench, index(), here(), "@idea", objective=Objective(), now_us=clock())
    taken = predict(folder, index(), here(), target, "+", clock=clock).hunch
    mark = HunchSeal(id=taken, sha256=here().standing.hunches[0].sha256)
    run = start_run(
        folder, clock=clock, idea=added.idea.id, hunches=[mark], process=process_of(os.getpid(), "laptop")
    )
    waiting = predict(folder, index(), here(), target, "60", clock=clock).hunch
    about = folder.bench.surroundings._replace(author="agent:claude@1")
    agent = folder._replace(bench=folder.bench._replace(surroundings=about))
    theirs = predict(agent, index(), here(), target, "90", clock=clock).hunch

    found = whereabouts(folder, index(), now_us=clock())
    assert [(each.id, each.text) for each in found.hunches] == [(taken, "+"), (waiting, "60")]
    assert [each.id for each in whereabouts(agent, index(), now_us=clock()).hunches] == [theirs]
    finish_run(folder, run, clock=clock)
    assert [each.id for each in whereabouts(folder, index(), now_us=clock()).hunches] == [waiting]
    retract(folder, index(), waiting, why="a slip", clock=clock)
    assert whereabouts(folder, index(), now_us=clock()).hunches == []


def test_an_empty_workbench_is_no_trouble(folder, index, clock):
    found = whereabouts(folder, index(), now_us=clock())
    assert (found.runs, found.since, found.latest) == (0, None, [])
