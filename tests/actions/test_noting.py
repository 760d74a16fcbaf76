"""Notes: on anything, on nothing, and in the blanks of reports."""

from datetime import date

import pytest

from hunch.actions.noting import NOTHING, about, blank_of, note, on_question
from hunch.actions.questions.ideas import go_on
from hunch.entities.config import Objective
from hunch.entities.events import FindingAdded, PaperAdded
from hunch.errors import AmbiguousName, UnknownIdea, UserError
from hunch.ids import new_id
from hunch.journal.writer import append
from hunch.testing import add_idea, seal_hunch

TODAY = date(2026, 11, 30)


def named(index, here, *references):
    return about(index(), here(), references, Objective())


def test_a_note_stands_on_its_run_with_its_author(folder, recorded, index, here, clock):
    run = recorded(name="calm-otter")
    note(folder, "it spikes\nat 3", about=named(index, here, "calm-otter", "@"), clock=clock)
    made = note(folder, "on nothing", clock=clock)
    assert [(each.by, each.text) for each in index().runs()[0].notes] == [("human:ada", "it spikes\nat 3")]
    assert (made.runs, made.on, made.question) == ([], [], None)
    assert index().run(run) is not None
    assert len(index().notes()) == 2


@pytest.mark.parametrize("text", ["", " \n", "x" * 100_001])
def test_what_is_no_note(folder, clock, text):
    with pytest.raises(UserError):
        note(folder, text, clock=clock)


def test_everything_that_has_a_name_can_be_noted_on(folder, recorded, index, here, clock, asked):
    question = asked("does it help?").question
    idea = add_idea(folder, "wider heads", clock=clock, question=question.id)
    seal = seal_hunch(folder, "acc +2pp @70", clock=clock, idea=idea)
    finding, paper = new_id(clock()), new_id(clock())
    append(folder.bench, FindingAdded(finding=finding, text="width is all"), clock=clock)
    append(folder.bench, PaperAdded(paper=paper, key="smith2024", title="Wide nets"), clock=clock)
    run = recorded(name="calm-otter")
    found = named(
        index,
        here,
        "@idea" if here().idea else "wider",
        "@question",
        "width is",
        "smith2024",
        "acc +2pp @70",
        "@",
    )
    assert found.on == [idea, question.id, finding, paper, seal.id]
    assert [each.id for each in found.runs] == [run]


def test_a_run_goes_before_an_idea_of_the_same_name(folder, recorded, index, here, clock):
    run = recorded(name="wider")
    add_idea(folder, "wider", clock=clock)
    assert [each.id for each in named(index, here, "wider").runs] == [run]


def test_what_nothing_answers_to_is_said_with_what_was_looked_for(recorded, index, here):
    recorded()
    with pytest.raises(UnknownIdea, match="no run, question, idea, finding, prediction or paper"):
        named(index, here, "nonsense")


def test_two_predictions_of_one_text_are_told_apart_by_their_ids(folder, recorded, index, here, clock):
    recorded()
    seals = [seal_hunch(folder, "acc +2pp @70", clock=clock) for _ in range(2)]
    with pytest.raises(AmbiguousName, match="2 predictions"):
        named(index, here, "acc +2pp @70")
    assert named(index, here, seals[1].id).on == [seals[1].id]


def test_a_note_keeps_what_its_author_is_at(folder, recorded, index, here, clock, asked):
    recorded(curves={"acc": [1]})
    question = asked().question
    idea = add_idea(folder, "wider", clock=clock, question=question.id)
    go_on(folder, here().standing, here().standing.ideas[idea], clock=clock)
    made = note(folder, "hm", clock=clock)
    assert (made.question, made.idea) == (question.id, idea)


def test_blanks_are_those_of_the_report(here, asked):
    asked("mine?")
    assert blank_of(here(), "week", "why", TODAY).period.key == "week 2026-W49"
    assert blank_of(here(), "question", "belief", TODAY).period.kind == "question"
    for report, field in (
        ("week", "surprize"),
        ("week", None),
        ("month", "why"),
        ("question nonsense", "why"),
    ):
        with pytest.raises(UserError):
            blank_of(here(), report, field, TODAY)


def test_a_belief_is_about_one_question(here, asked):
    first = asked("first?").question
    point = here()
    week = blank_of(point, "week", "belief", TODAY).period
    assert on_question(NOTHING, "belief", point, week).on == [first.id]
    assert on_question(NOTHING, "why", point, week).on == []
    second = asked("second?").question
    both = NOTHING._replace(on=[first.id, second.id])
    with pytest.raises(UserError, match="one question"):
        on_question(both, "belief", here(), week)
