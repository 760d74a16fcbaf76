"""Folding: a tree of any size on a screen."""

from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hunch.actions.tree.filtering import Wanted, filtered
from hunch.actions.tree.folding import Fold, Group, drawn
from hunch.entities.decision import Decision
from hunch.entities.finding import Finding
from hunch.entities.question import Focus, Idea, Question
from hunch.entities.tree import IdeaNode, QuestionNode, Tree, VariantNode

NOWHERE = Focus()
AT = "2026-11-22T16:00:00.000000Z"


def variant(name: str, verdict: str | None = "INCONCLUSIVE", **more: object) -> VariantNode:
    said: dict[str, object] = {
        "run": name, "name": name, "variant": name, "runs": [name], "statuses": {"finished": 1},
        "first_at": AT, "last_at": AT, "verdict": verdict,
    }  # fmt: skip
    return VariantNode(**(said | more))  # type: ignore[arg-type]


def idea(name: str, *, under: str | None = None, depth: int = 0, **more: object) -> IdeaNode:
    return IdeaNode(
        idea=Idea(id=name, text=name, question="q", added_at=AT, by="human:ada"),
        under=under,
        depth=depth,
        **more,
    )  # type: ignore[arg-type]


def question(name: str, ideas: list[IdeaNode], **more: object) -> QuestionNode:
    return QuestionNode(question=Question(id=name, text=name, metric="acc"), ideas=ideas, **more)  # type: ignore[arg-type]


def items(tree: Tree, most: int | None, focus: Focus = NOWHERE) -> list[object]:
    return [line.item for line in drawn(tree, focus, most=most)]


def test_a_small_tree_is_shown_whole_and_in_its_order() -> None:
    ideas = [idea("a"), idea("b", under="a", depth=1), idea("c")]
    assert items(Tree(questions=[question("q", ideas)]), 10)[1:] == ideas


def test_what_does_not_fit_is_folded_where_it_hangs_and_counted() -> None:
    ideas = [idea(f"i{n}", variants=[variant(f"v{n}"), variant(f"w{n}")]) for n in range(100)]
    found = items(Tree(questions=[question("q", ideas)]), 12)
    assert 8 <= len(found) <= 12
    fold = found[-1]
    assert isinstance(fold, Fold)
    shown = [each for each in found if isinstance(each, IdeaNode)]
    assert fold.ideas == 100 - len(shown)


def test_the_best_path_shaken_findings_and_where_one_is_stay_in_sight() -> None:
    ideas = [idea(f"i{n}", variants=[variant(f"v{n}"), variant(f"w{n}")]) for n in range(200)]
    best = idea("best", variants=[variant("vb", "IMPROVES", on_best_path=True)], on_best_path=True)
    held = Finding(id="f", text="f", at=AT, by="human:ada", shaken=["why"])
    ideas[60:60] = [best]
    ideas[150] = idea("shaken", findings=[held], variants=[variant("x"), variant("y")])
    deep = [idea(f"d{n}", under=f"d{n - 1}" if n else None, depth=n) for n in range(6)]
    found = items(Tree(questions=[question("q", [*ideas, *deep])]), 20, Focus(question="q", idea="d5"))
    assert best in found
    assert held in found
    assert [each for each in found if each in deep] == deep


def test_one_line_is_never_folded_into_a_line() -> None:
    ideas = [idea(f"i{n}") for n in range(9)]
    assert not any(isinstance(each, Fold) for each in items(Tree(questions=[question("q", ideas)]), 10))
    folds = [each for each in items(Tree(questions=[question("q", ideas)]), 9) if isinstance(each, Fold)]
    assert [fold.ideas for fold in folds] == [2]


def test_an_ideas_only_variant_has_no_line_of_its_own() -> None:
    one, two = idea("a", variants=[variant("v")]), idea("b", variants=[variant("w"), variant("x")])
    found = items(Tree(questions=[question("q", [one, two])]), None)
    assert [each.name for each in found if isinstance(each, VariantNode)] == ["w", "x"]


def test_runs_of_no_idea_are_one_line_that_unfolds() -> None:
    loose = [variant(f"v{n}") for n in range(50)]
    node = question("q", [idea("a")], variants=[variant("base", None, is_baseline=True), *loose])
    found = items(Tree(questions=[node]), 6)
    assert [type(each) for each in found[-3:]] == [Group, VariantNode, Fold]
    assert found[-1].variants == 49
    assert len(items(Tree(questions=[node]), None)) == 54


def test_each_question_shows_something_before_one_shows_much() -> None:
    questions = [
        question(f"q{n}", [idea(f"q{n} i{m}", variants=[variant(f"q{n}v{m}")]) for m in range(30)])
        for n in range(8)
    ]
    found = items(Tree(questions=questions), 30)
    shown = {each.idea.text[:2] for each in found if isinstance(each, IdeaNode)}
    assert len(shown) == 8


def test_of_many_questions_those_that_were_touched_last_are_shown_and_leave_room_for_ideas() -> None:
    questions = [question(f"q{n:03}", []) for n in range(100)]
    late = question("late", [idea(f"i{n}") for n in range(30)])
    found = items(Tree(questions=[*questions[:50], late, *questions[50:]]), 40)
    assert late in found
    assert sum(isinstance(each, IdeaNode) for each in found) > 15
    assert found[-1].questions == 101 - sum(isinstance(each, QuestionNode) for each in found)  # type: ignore[attr-defined]


def trees() -> st.SearchStrategy[Tree]:
    """Ideas, each under one of those before it or none."""

    def made(parents: list[int], many: list[int]) -> Tree:
        nodes: list[IdeaNode] = []
        for at, (parent, variants) in enumerate(zip(parents, many, strict=False)):
            above = nodes[parent % at] if at and parent else None
            nodes.append(
                idea(
                    f"i{at}", under=above.idea.id if above else None, depth=above.depth + 1 if above else 0,
                    variants=[variant(f"v{at}-{n}") for n in range(variants)],
                )
            )  # fmt: skip
        return Tree(questions=[question("q", nodes)])

    return st.builds(
        made, st.lists(st.integers(0, 50), max_size=40), st.lists(st.integers(0, 4), min_size=40, max_size=40)
    )


def everything(found: list[object]) -> Iterator[int]:
    for each in found:
        yield each.ideas + each.variants if isinstance(each, Fold) else 1  # type: ignore[attr-defined]


@given(trees(), st.integers(3, 60))
def test_nothing_is_lost_whatever_is_folded_and_the_screen_is_kept(tree: Tree, most: int) -> None:
    whole = items(tree, None)
    folded = items(tree, most)
    assert len(folded) <= max(most, 2)
    assert sum(everything(folded)) == len(whole)
    if len(whole) <= most:
        assert len(folded) == len(whole)
    lines = drawn(tree, Focus(), most=most)
    for line, following in pairwise(lines):
        assert len(following.lasts) <= len(line.lasts) + 1, "each hangs on one that is shown"


# ---- filters


def kept(found: Tree) -> list[str]:
    return [each.idea.text for node in found.questions for each in node.ideas]


def some() -> Tree:
    dropped = Decision(idea="b", decision="drop", why="no", at=AT, by="human:bob")
    ideas = [
        idea("a", variants=[variant("v", "IMPROVES"), variant("w")]),
        idea("b", under="a", depth=1, decision=dropped, variants=[variant("x", "WORSENS")]),
        idea("c", findings=[Finding(id="f", text="f", at=AT, by="agent:claude@1", shaken=["why"])]),
    ]
    return Tree(questions=[question("q", ideas, variants=[variant("loose")]), question("r", [])])


def test_a_place_in_the_tree_comes_with_all_below_it() -> None:
    found = filtered(some(), Wanted(idea="a"), {})
    assert kept(found) == ["a", "b"]
    assert [each.depth for each in found.questions[0].ideas] == [0, 1]
    below = filtered(some(), Wanted(idea="b"), {}).questions[0]
    assert [(each.idea.text, each.under, each.depth) for each in below.ideas] == [("b", None, 0)]
    assert [node.question.id for node in filtered(some(), Wanted(question="r"), {}).questions] == ["r"]


def test_what_hangs_above_what_was_asked_for_stays_without_its_own() -> None:
    (node,) = filtered(some(), Wanted(verdicts=["WORSENS"]), {}).questions
    assert [(each.idea.text, len(each.variants)) for each in node.ideas] == [("a", 0), ("b", 1)]
    assert node.variants == []


def test_by_decision_author_time_and_what_was_shaken() -> None:
    assert kept(filtered(some(), Wanted(decisions=["drop"]), {})) == ["a", "b"]
    assert kept(filtered(some(), Wanted(decisions=["none"]), {})) == ["a", "c"]
    assert kept(filtered(some(), Wanted(shaken=True), {})) == ["c"]
    assert kept(filtered(some(), Wanted(author="bob"), {})) == ["a", "b"]
    assert kept(filtered(some(), Wanted(author="claude@1"), {})) == ["c"]
    assert kept(filtered(some(), Wanted(author="human:eve"), {"w": "human:eve"})) == ["a"]
    assert filtered(some(), Wanted(since="2026-11-23"), {}).questions == []
    assert kept(filtered(some(), Wanted(since="2026-11-22"), {})) == ["a", "b", "c"]


def test_an_agent_is_meant_without_its_version() -> None:
    assert kept(filtered(some(), Wanted(author="claude"), {})) == ["c"]
    assert kept(filtered(some(), Wanted(author="agent:claude"), {})) == ["c"]
    assert kept(filtered(some(), Wanted(author="agent"), {})) == []
