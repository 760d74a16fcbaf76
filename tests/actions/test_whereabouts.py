"""Where am I?"""

from hunch.actions.restoring import restore_here, target
from hunch.actions.whereabouts import whereabouts
from hunch.entities.config import Objective


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


def test_an_empty_workbench_is_no_trouble(folder, index, clock):
    found = whereabouts(folder, index(), now_us=clock())
    assert (found.runs, found.since, found.latest) == (0, None, [])
