"""What a question's variants are compared with."""

import pytest

from hunch.actions.questions.baselines import choose_baseline
from hunch.errors import Refused
from hunch.testing import record_variant, start_run


@pytest.fixture
def chosen(folder, index, clock, here):
    """Chooses the variant of a run, as the command does."""

    def choose(run, question=None):
        stands = here()
        opened = index()
        return choose_baseline(
            folder,
            opened,
            stands.standing,
            run=opened.run(run),
            question=question or stands.question,
            clock=clock,
        )

    return choose


def test_it_is_the_first_runs_variant_until_somebody_chooses(chosen, asked, here, folder, clock, index):
    question = asked().question
    first = record_variant(folder, "a", [0.5, 0.6], clock=clock, question=question.id)
    second = record_variant(folder, "b", [0.7], clock=clock, question=question.id)
    assert (here().baseline.variant, here().baseline.is_default, here().baseline.runs) == ("a", True, first)
    made = chosen(second[0])
    assert made.is_new
    assert made.baseline == here().baseline
    assert (here().baseline.variant, here().baseline.is_default) == ("b", False)
    told = index().told("baseline.set")[0].data
    assert (told.question, told.run, told.variant, told.baseline) == (question.id, second[0], "b", second)


def test_to_choose_what_it_is_already_numbers_nothing_anew(chosen, asked, folder, clock, index):
    question = asked().question
    runs = record_variant(folder, "a", [0.5, 0.6], clock=clock, question=question.id)
    made = chosen(runs[1])
    assert (made.is_new, made.baseline.is_default) == (False, True)
    assert index().told("baseline.set") == []


def test_a_baseline_from_another_question_is_refused_unless_its_code_ran_under_this_one(
    chosen, asked, folder, clock, index
):
    old = asked("is it as fast?", metric="speed", yet_to_come=True).question
    runs = record_variant(folder, "a", [{"speed": 1.0, "acc": 0.5}], clock=clock, question=old.id)
    question = asked("does it help?").question
    record_variant(folder, "b", [0.5], clock=clock, question=question.id)
    with pytest.raises(Refused, match=r"was run for another question: is it as fast\?") as caught:
        chosen(runs[0])
    assert "hunch replicate" in caught.value.hint
    assert index().told("baseline.set") == []
    record_variant(folder, "a", [0.6], clock=clock, question=question.id)
    assert len(chosen(runs[0]).baseline.runs) == 2


def test_what_ran_before_anything_was_asked_can_be_the_baseline(chosen, asked, here, folder, clock):
    runs = record_variant(folder, "a", [0.5], clock=clock)
    asked()
    assert here().baseline is None
    chosen(runs[0])
    assert here().baseline.runs == runs


def test_where_nothing_is_asked_one_can_be_chosen_too(chosen, here, folder, clock, index):
    record_variant(folder, "a", [0.5], clock=clock)
    second = record_variant(folder, "b", [0.7], clock=clock)
    chosen(second[0])
    assert (here().question.id, here().baseline.variant) == (None, "b")
    assert index().told("baseline.set")[0].data.question is None


def test_a_run_that_cannot_be_compared_with_is_refused(chosen, asked, folder, clock, index, recorded):
    question = asked().question
    running = start_run(folder, clock=clock, name="calm-otter", question=question.id)
    with pytest.raises(Refused, match="calm-otter has not ended"):
        chosen(running)
    failed = record_variant(folder, "a", [0.5], clock=clock, status="failed", question=question.id)
    with pytest.raises(Refused, match=r"did not finish \(failed\)"):
        chosen(failed[0])
    with pytest.raises(Refused, match="belongs to no variant"):
        chosen(recorded(curves={"acc": [0.5]}, question=question.id))
    other = record_variant(folder, "b", [{"loss": 0.5}], clock=clock, question=question.id)
    with pytest.raises(Refused, match="has not measured acc") as caught:
        chosen(other[0])
    assert caught.value.hint.startswith("It has loss.")
    assert index().told("baseline.set") == []
