"""Dead ends: what was dropped, met again."""

from hunch.entities.dead_end import ITSELF, SAME_WORDS, UNDER, dead_end
from hunch.entities.question import Idea
from hunch.entities.standing import Decided, Standing


def decided(word: str, at: str = "2026-03-03T12:00:00.000000Z") -> Decided:
    return Decided(decision=word, at=at, why="diverges above 0.1", runs=["r"], count=1)


def ideas(**parents: str | None) -> dict[str, Idea]:
    return {name: Idea(id=name, text=name, parent=parent) for name, parent in parents.items()}


def met(standing: Standing, idea: str) -> tuple[str, str] | None:
    found = dead_end(standing, standing.ideas[idea])
    return (found.idea, found.how) if found else None


def test_an_idea_that_was_dropped_is_a_dead_end_and_so_is_all_below_it() -> None:
    known = ideas(wider=None, bias="wider", deeper="bias", other=None)
    standing = Standing(ideas=known, decided={"wider": decided("drop")})
    assert met(standing, "wider") == ("wider", ITSELF)
    assert met(standing, "deeper") == ("wider", UNDER)
    assert met(standing, "other") is None
    assert dead_end(standing, None) is None


def test_what_is_kept_below_a_dropped_idea_is_none_and_neither_is_what_hangs_below_that() -> None:
    known = ideas(wider=None, bias="wider", deeper="bias")
    standing = Standing(ideas=known, decided={"wider": decided("drop"), "bias": decided("keep")})
    assert met(standing, "bias") is None
    assert met(standing, "deeper") is None


def test_the_same_words_elsewhere_lead_to_the_one_that_was_dropped_last() -> None:
    known = {
        "a": Idea(id="a", text="Wider  heads", question="q"),
        "b": Idea(id="b", text="wider heads", question="r"),
        "c": Idea(id="c", text="wider heads", question="s"),
    }
    earlier, later = (
        decided("drop", "2026-03-03T12:00:00.000000Z"),
        decided("drop", "2026-04-03T12:00:00.000000Z"),
    )
    standing = Standing(ideas=known, decided={"a": later, "b": earlier})
    assert met(standing, "c") == ("a", SAME_WORDS)
    new = Idea(id="", text="wider heads ")
    assert dead_end(standing, new).idea == "a"  # type: ignore[union-attr]


def test_ideas_that_two_journals_made_each_others_parents_end_the_walk() -> None:
    standing = Standing(ideas=ideas(a="b", b="a", c=None), decided={"c": decided("drop")})
    assert met(standing, "a") is None


def test_a_decision_on_an_idea_that_is_in_no_journal_is_passed_over() -> None:
    standing = Standing(ideas=ideas(a="gone"), decided={"gone": decided("drop")})
    assert met(standing, "a") is None
