"""Which run each run came from, told as stories of one working folder."""

from hunch.entities.lineage import Folder, Kin, Step, parent_of, predecessors


def walk(*steps: Step) -> dict[str, str | None]:
    return predecessors(steps, Folder({}, {}))


def start(n: int, run: str, within: str | None = None) -> Step:
    return Step(str(n), run, True, within)


def restore(n: int, run: str | None, snapshot: str = "s", saved: str | None = None) -> Step:
    return Step(str(n), run, False, None, snapshot, saved)


def test_each_start_follows_the_one_before():
    assert walk(start(1, "a"), start(2, "b"), start(3, "c")) == {"1": None, "2": "a", "3": "b"}


def test_after_a_restore_the_restored_run_is_the_predecessor():
    assert walk(start(1, "a"), start(2, "b"), restore(3, "a"), start(4, "c"))["4"] == "a"


def test_a_run_of_another_folder_may_be_restored():
    assert walk(restore(1, "elsewhere"), start(2, "a"))["2"] == "elsewhere"


def test_to_restore_what_was_saved_is_to_come_back_to_where_one_was():
    back = [
        start(1, "a"),
        start(2, "b"),
        restore(3, "a", "s1", saved="s2"),
        restore(4, None, "s2"),
        start(5, "c"),
    ]
    assert walk(*back)["5"] == "b"


def test_a_snapshot_of_no_run_has_no_predecessor():
    assert walk(start(1, "a"), restore(2, None, "unknown"), start(3, "b"))["3"] is None


def test_a_run_within_another_never_precedes_one_outside():
    steps = walk(
        start(1, "a"), start(2, "sweep"), start(3, "x", "sweep"), start(4, "y", "sweep"), start(5, "b")
    )
    assert steps == {"1": None, "2": "a", "3": "a", "4": "x", "5": "sweep"}


def test_runs_within_a_container_of_another_folder_follow_the_folder():
    assert walk(start(1, "a"), start(2, "x", "far"), start(3, "y", "far"))["2"] == "a"


def test_walking_on_is_the_same_as_walking_at_once():
    steps = [
        start(1, "a"), start(2, "x", "a"), restore(3, "a", "s", saved="t"), start(4, "b"), start(5, "y", "a"),
        restore(6, None, "t"), start(7, "c"),
    ]  # fmt: skip
    for cut in range(len(steps)):
        folder = Folder({}, {})
        first = predecessors(steps[:cut], folder)
        assert first | predecessors(steps[cut:], folder) == walk(*steps)


def family(*runs: tuple[str, str | None, str | None]) -> dict[str, str | None]:
    """Parents of runs (name, variant, plan) that followed one another; a name with ! was removed."""
    kin: dict[str, Kin] = {}
    before = None
    for n, (name, variant, plan) in enumerate(runs):
        run = name.rstrip("!")
        mine = Kin(str(n), before, None, variant, plan, name.endswith("!"))
        kin[run] = mine._replace(parent=parent_of(mine, kin.get))
        before = run
    return {run: each.parent for run, each in kin.items()}


def test_the_parent_is_the_predecessor_where_something_changed():
    assert family(("a", "1", None), ("b", "2", None)) == {"a": None, "b": "a"}


def test_replicates_are_siblings():
    parents = family(("a", "1", None), ("b", "2", None), ("c", "2", None), ("d", "2", None), ("e", "3", None))
    assert parents == {"a": None, "b": "a", "c": "a", "d": "a", "e": "d"}


def test_runs_of_a_plan_are_siblings_before_they_have_ended():
    assert family(("a", "1", None), ("b", None, "p"), ("c", "2", "p"), ("d", None, "p"))["d"] == "a"


def test_runs_without_variant_and_plan_are_no_siblings():
    assert family(("a", None, None), ("b", None, None))["b"] == "a"


def test_a_plan_whose_code_was_edited_between_its_runs_splits():
    assert family(("a", "1", "p"), ("b", "2", "p"))["b"] == "a"


def test_a_removed_run_is_passed_over():
    assert family(("a", "1", None), ("b!", "2", None), ("c!", "3", None), ("d", "4", None))["d"] == "a"
    assert family(("a!", "1", None), ("b", "2", None))["b"] is None


def test_a_restored_run_that_nobody_has_told_of_yet_is_no_parent():
    assert parent_of(Kin("5", "unknown", None, None, None, False), {}.get) is None


def test_no_run_descends_from_a_later_one():
    kin = {"b": Kin("9", "a", None, None, None, False)}
    assert parent_of(Kin("5", "b", None, None, None, False), kin.get) is None


def test_a_replicate_is_a_sibling_before_it_has_ended():
    kin = {"a": Kin("1", None, None, "1", None, False), "b": Kin("2", "a", "a", "2", None, False)}
    replicate = Kin("3", "b", None, None, None, False, "b")
    assert parent_of(replicate, kin.get) == "a"
    assert parent_of(replicate._replace(replicate_of="a"), kin.get) == "b"
