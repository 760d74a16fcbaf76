"""What was changed apart elsewhere in the record is no single change, however the code holds it together."""

from collections.abc import Iterable

import pytest

from hunch.actions.what_changed.history import apart, has_parts
from hunch.entities.change import ChangeGroup, UnitChange
from hunch.entities.explanation import Edge
from hunch.testing import ToldClock, write_files

from ..verdicts.judged import Lab
from .test_explaining import variant, why

HUB = """\
{functions}
def main(args):
    net = build({args})
    return net
"""
WARMUP = "def warm(step, warmup_epochs):\n    return min(1, step / warmup_epochs)\n"
DROPOUT = "def drop(x, rate):\n    return x * (noise(x) > rate)\n"


@pytest.fixture
def lab(folder) -> Lab:
    """A question, and variants with real code."""
    lab = Lab(folder, ToldClock())
    lab.ask(text="does it help?")
    return lab


def param(name: str, old: str | None, new: str | None) -> UnitChange:
    return UnitChange(kind="param", what="param", name=name, old=old, new=new)


def unit(kind: str, name: str) -> UnitChange:
    return UnitChange(kind=kind, what="function", name=name, path="train.py")


def group(*changes: UnitChange) -> ChangeGroup:
    return ChangeGroup(sentence="", changes=[*changes])


def told(groups: Iterable[ChangeGroup]) -> list[str]:
    return [each.sentence for each in groups]


WARMING = group(param("warmup", None, "2"), unit("added", "warm"), unit("body", "main"))
DROPPING = group(param("dropout", None, "0.2"), unit("added", "drop"), unit("body", "main"))


def test_a_value_that_was_set_alone_elsewhere_is_a_part() -> None:
    both = group(param("lr", "1.0", "0.1"), *WARMING.changes)

    assert told(apart(both, [group(param("lr", "0.1", "0.3"))])) == [
        "lr 1.0 -> 0.1",
        "new warmup=2, body of `main`, new `warm`",
    ]


def test_two_values_of_one_param_are_one_change_whatever_else_was_set() -> None:
    change = group(param("lr", "0.1", "0.2"))

    assert apart(change, [group(param("lr", "0.2", "0.4")), group(param("wd", "0", "1"))]) == [change]


def test_what_came_apart_elsewhere_is_two_changes_where_it_comes_at_once() -> None:
    both = group(*WARMING.changes, *DROPPING.changes[:2])

    assert told(apart(both, [WARMING, DROPPING])) == [
        "new warmup=2, body of `main`, new `warm`",
        "new dropout=0.2, new `drop`",
    ]


def test_the_same_idea_in_less_code_takes_nothing_apart() -> None:
    """Somebody wrote the warmup into main; that does not make the function a change of its own."""
    inline = group(param("warmup", None, "2"), unit("body", "main"))

    assert apart(WARMING, [inline]) == [WARMING]


def test_a_body_that_others_changed_too_takes_nothing_apart() -> None:
    assert apart(WARMING, [group(unit("body", "main")), group(unit("body", "warm"))]) == [WARMING]


def test_a_change_of_what_is_not_there_yet_takes_nothing_apart() -> None:
    assert apart(WARMING, [group(param("warmup", "2", "5"))]) == [WARMING]


def test_what_holds_something_else_too_is_no_part() -> None:
    other = group(param("lr", "1", "2"), param("wd", "1", "2"))
    both = group(param("lr", "1.0", "0.1"), unit("body", "main"))

    assert apart(both, [other]) == [both]


def test_between_two_that_nobody_went_from_and_to_any_part_is_enough() -> None:
    assert has_parts(WARMING, [group(unit("body", "main"))])
    assert not has_parts(WARMING, [WARMING, DROPPING])


def test_ends_that_lie_several_steps_apart_are_never_one_change(lab: Lab) -> None:
    """All of it goes through main, and so the code alone says that it hangs together."""
    steps = {
        "a": step(lab, "a", 0.5),
        "b": step(lab, "b", 0.7, args="warm"),
        "c": step(lab, "c", 0.9, args="warm, drop"),
        "d": step(lab, "d", 0.5, args="warm, drop", width=2, body="2 * g()"),
    }

    found = why(lab, steps["d"][-1])

    def between(edges: Iterable[Edge]) -> set[str]:
        of = {run: letter for letter, runs in steps.items() for run in runs}
        return {f"{of[each.parent]} -> {of[each.run]}" for each in edges}

    assert between(found.confounded) == {"c -> d"}
    assert between((*found.moved, *found.undecided, *found.unmoved)) == {"a -> b", "b -> c"}


def step(lab: Lab, name: str, mean: float, *, args: str = "", **more: object) -> list[str]:
    """A variant whose main passes on what it has."""
    functions = (WARMUP if "warm" in args else "") + (DROPOUT if "drop" in args else "")
    write_files(lab.folder.root, {"main.py": HUB.format(functions=functions, args=args)})
    return variant(lab, name, mean, 4, **more)
