"""Which single changes moved the metric."""

import pytest

from hunch.actions.verdicts.terms import Wish, terms_of
from hunch.actions.what_changed.explaining import explain
from hunch.entities.config import Objective
from hunch.entities.variant import Rule
from hunch.journal.index import Index
from hunch.testing import ToldClock, record_variant, write_files

from ..verdicts.judged import Lab, noisy

CODE = "width = {width}\n\ndef f():\n    return {body}\n"


@pytest.fixture
def lab(folder):
    """A question, and variants with real code."""
    lab = Lab(folder, ToldClock())
    lab.ask(text="does it help?")
    return lab


def variant(
    lab: Lab, name: str, mean: float, n: int, *, width: int = 1, body: str = "1", **more: object
) -> list[str]:
    write_files(lab.folder.root, {"train.py": CODE.format(width=width, body=body)})
    lab.clock.on(60)
    seeds = range(100 * len(name) + ord(name[0]), 100 * len(name) + ord(name[0]) + n)
    values = noisy(mean, n, seed=ord(name[0]))
    about = {"question": lab.question, "snapshot": True, "seeds": seeds, **more}
    return record_variant(lab.folder, name, values, clock=lab.clock, **about)


def why(lab: Lab, run: str, **more: object):
    with Index.open(lab.folder.bench) as index:
        terms = terms_of(lab.folder, Objective(), Wish())
        return explain(lab.folder, index, index.run(run), terms, rule=Rule(), **more)


def told(edges) -> list[tuple[str, list[str]]]:
    return [(each.comparison.verdict, [group.sentence for group in each.groups]) for each in edges]


def test_a_single_change_that_moved_the_metric_is_named(lab):
    variant(lab, "a", 0.5, 6)
    run = variant(lab, "b", 0.7, 6, width=2)[-1]

    found = why(lab, run)

    assert told(found.moved) == [("IMPROVES", ["width 1 -> 2"])]
    assert (found.undecided, found.confounded, found.unknown) == ([], [], 0)
    assert found.moved[0].on_line


def test_between_two_that_are_no_baseline_no_more_than_suggests_is_said(lab):
    variant(lab, "a", 0.5, 6)
    variant(lab, "b", 0.5, 6, width=2)
    run = variant(lab, "c", 0.9, 6, width=3)[-1]

    assert told(why(lab, run).moved) == [("SUGGESTS", ["width 2 -> 3"])]


def test_with_one_run_a_side_it_says_how_many_would_tell(lab):
    variant(lab, "a", 0.5, 1)
    run = variant(lab, "b", 0.9, 1, width=2)[-1]

    (edge,) = why(lab, run).undecided

    assert edge.comparison.verdict == "OBSERVED"
    assert edge.needed_runs is not None
    assert edge.more_runs == 2 * edge.needed_runs - 2


def test_several_changes_at_once_are_confounded_and_one_of_them_is_proposed(lab):
    variant(lab, "a", 0.5, 4, command=("python", "train.py", "--lr", "1"), params={"lr": 1})
    run = variant(
        lab, "b", 0.9, 4, body="2 * g()", command=("python", "train.py", "--lr", "2"), params={"lr": 2}
    )[-1]  # fmt: skip

    found = why(lab, run)

    assert [[group.sentence for group in each.groups] for each in found.confounded] == [
        ["lr 1 -> 2", "body of `f`: `return 1` -> `return 2 * g()`"]
    ]
    assert found.moved == []
    (proposed,) = found.separations
    assert (proposed.only, proposed.command) == ("lr 1 -> 2", ["python", "train.py", "--lr", "2"])


def test_a_variant_between_the_two_tells_them_apart(lab):
    """Nobody came from c to b, and yet they differ in one thing."""
    variant(lab, "a", 0.5, 6)
    run = variant(lab, "b", 0.9, 6, width=2, body="2 * g()")[-1]
    variant(lab, "c", 0.5, 6, width=2)

    found = why(lab, run)

    assert len(found.confounded) == 1
    assert [group.sentence for each in found.moved for group in each.groups] == [
        "body of `f`: `return 2 * g()` -> `return 1`"
    ]
    assert [group.sentence for each in (*found.undecided, *found.unmoved) for group in each.groups] == [
        "width 1 -> 2"
    ]
    assert found.separations == []


def test_changes_beside_the_line_count_too_and_are_marked(lab):
    variant(lab, "a", 0.5, 4)
    first = variant(lab, "b", 0.5, 4, width=2)[-1]
    variant(lab, "c", 0.5, 4, width=3)

    found = why(lab, first)
    every = [*found.moved, *found.undecided, *found.unmoved]

    assert {(each.groups[0].sentence, each.on_line) for each in every} == {
        ("width 1 -> 2", True),
        ("width 2 -> 3", False),
    }
    assert found.by_luck == pytest.approx(0.1)


def test_a_run_whose_code_is_not_kept_explains_nothing_and_is_counted(lab):
    lab.runs("a", [0.5, 0.6])
    run = lab.runs("b", [0.7, 0.8])[-1]

    found = why(lab, run)

    assert (found.moved, found.undecided, found.confounded, found.unknown) == ([], [], [], 1)


def test_what_finds_no_time_is_counted(lab):
    variant(lab, "a", 0.5, 2)
    run = variant(lab, "b", 0.7, 2, width=2)[-1]

    assert why(lab, run, budget_s=0).left_out == 1


def test_where_nothing_helps_the_single_changes_hardly_ever_stand_out(lab):
    """Twelve changes without any effect, twice: with a seed, so that it says the same each time."""
    runs = [variant(lab, "abcdefghijklm"[at], 0.5, 3, width=at)[-1] for at in range(13)]

    found = why(lab, runs[-1])

    assert len(found.moved) <= 2
    assert {each.comparison.verdict for each in found.moved} <= {"SUGGESTS"}
    assert found.by_luck == pytest.approx(0.6)
