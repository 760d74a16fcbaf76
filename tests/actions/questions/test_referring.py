"""Questions and ideas by what people call them."""

import pytest

from hunch.actions.questions.referring import find_either, find_idea, find_question, label
from hunch.entities.question import Focus, Idea, Question
from hunch.entities.standing import Standing
from hunch.errors import AmbiguousName, UnknownIdea, UnknownQuestion, UserError

WIDER, DEEPER, HELP, SPEED = (
    f"1k0vzj3bm84{tail}" for tail in ("wide00000", "deep00000", "help00000", "fast00000")
)
STANDING = Standing(
    questions={
        HELP: Question(id=HELP, text="does a wider net help?", metric="acc"),
        SPEED: Question(id=SPEED, text="is it as fast?", metric="step_s"),
    },
    ideas={
        WIDER: Idea(id=WIDER, text="Wider heads", question=HELP),
        DEEPER: Idea(id=DEEPER, text="deeper", question=HELP),
    },
)
NOWHERE = Focus()


@pytest.mark.parametrize("reference", [WIDER, "wide0", "wider heads", "  WIDER   Heads ", "heads"])
def test_an_idea_is_named_by_id_short_id_text_or_a_part_of_it(reference):
    assert find_idea(STANDING, reference, NOWHERE).id == WIDER


def test_a_part_that_both_a_question_and_an_idea_have_names_neither():
    assert find_idea(STANDING, "wider", NOWHERE).id == WIDER
    with pytest.raises(
        AmbiguousName, match=r"'wider' names 2 questions and ideas: wide \(Wider heads\), help"
    ):
        find_either(STANDING, "wider", NOWHERE)


def test_the_whole_text_of_one_wins_over_a_part_of_another():
    longer = "1k0vzj3bm84long00000"
    ideas = STANDING.ideas | {longer: Idea(id=longer, text="deeper and wider", question=HELP)}
    assert find_idea(Standing(ideas=ideas), "deeper", NOWHERE).id == DEEPER


def test_the_same_words_under_two_questions_mean_those_of_the_current_one():
    other = "1k0vzj3bm84othe00000"
    ideas = STANDING.ideas | {other: Idea(id=other, text="deeper", question=SPEED)}
    standing = Standing(questions=STANDING.questions, ideas=ideas)
    assert find_idea(standing, "deeper", Focus(question=SPEED)).id == other
    with pytest.raises(AmbiguousName, match="2 ideas"):
        find_idea(standing, "deeper", NOWHERE)


def test_the_current_ones_have_names_of_their_own():
    at = Focus(question=SPEED, idea=WIDER)
    assert find_question(STANDING, "@question", at).id == SPEED
    assert find_idea(STANDING, "@idea", at).id == WIDER
    with pytest.raises(UnknownQuestion, match="no question is current here") as caught:
        find_question(STANDING, "@question", NOWHERE)
    assert caught.value.hint == "Make one current: hunch on help"
    with pytest.raises(UnknownIdea, match="no idea is current here"):
        find_either(STANDING, "@idea", NOWHERE)


def test_what_is_not_there_is_said_with_what_is_near():
    with pytest.raises(UnknownIdea) as caught:
        find_idea(STANDING, "wider hats", NOWHERE)
    assert caught.value.hint == "Did you mean 'Wider heads'?"
    with pytest.raises(UnknownQuestion, match="no question 'deeper'"):
        find_question(STANDING, "deeper", NOWHERE)
    with pytest.raises(UserError, match="an empty name"):
        find_either(STANDING, "  ", NOWHERE)


def test_a_text_of_many_lines_is_named_on_one():
    long = Idea(id=DEEPER, text="a\nvery " + "long " * 30, question=None)
    standing = Standing(ideas={DEEPER: long})
    assert label(standing, long) == "a very long long long long long long long long long long ... (deep)"


def test_a_text_that_two_questions_have_names_neither_even_where_one_is_current():
    other = "1k0vzj3bm84othe00000"
    questions = STANDING.questions | {other: Question(id=other, text="is it as fast?", metric="s")}
    standing = Standing(questions=questions, ideas=STANDING.ideas)
    for reference in ("is it as fast?", "as fast"):
        for find in (find_question, find_either):
            with pytest.raises(AmbiguousName, match=r"2 questions: othe .*, fast "):
                find(standing, reference, Focus(question=SPEED))
    assert find_question(standing, "othe", NOWHERE).id == other


def test_a_text_that_two_ideas_of_one_question_have_names_neither():
    other = "1k0vzj3bm84othe00000"
    ideas = STANDING.ideas | {other: Idea(id=other, text="deeper", question=HELP)}
    with pytest.raises(AmbiguousName, match="2 ideas"):
        find_idea(Standing(questions=STANDING.questions, ideas=ideas), "deeper", Focus(question=HELP))
