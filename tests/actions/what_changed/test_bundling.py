"""Whether a run that has only begun changes several things at once."""

import pytest

from hunch.actions.what_changed.bundling import bundle_of_folder, bundle_of_run
from hunch.actions.what_changed.command import command_changes, given
from hunch.entities.variant import Rule

BEFORE = "lr = 0.1\n\ndef step(x):\n    return x\n\ndef train():\n    step(1)\n"
AFTER = BEFORE.replace("lr = 0.1", "lr = 0.2").replace("def train", "def muon(x):\n    return -x\n\ndef train").replace(
    "    step(1)", "    muon(1)"
)  # fmt: skip
RULE = Rule()


def test_two_things_are_told_with_what_hangs_together(folder, recorded, index):
    parent = recorded(files={"train.py": BEFORE}, name="calm-otter")
    run = recorded(files={"train.py": AFTER}, end=False)
    opened = index()

    found = bundle_of_run(folder, opened, opened.run(run), rule=RULE)

    assert found is not None
    assert opened.run(run).parent == parent
    assert (found.parent, [each.sentence for each in found.groups]) == (
        "calm-otter",
        ["lr 0.1 -> 0.2", "body of `train`, new `muon`"],
    )


def test_one_thing_is_no_bundle(folder, recorded, index):
    recorded(files={"train.py": BEFORE})
    run = recorded(files={"train.py": BEFORE.replace("0.1", "0.2")}, end=False)
    opened = index()

    assert bundle_of_run(folder, opened, opened.run(run), rule=RULE) is None


def test_the_first_of_its_line_bundles_nothing(folder, recorded, index):
    run = recorded(files={"train.py": BEFORE}, end=False)
    opened = index()

    assert bundle_of_run(folder, opened, opened.run(run), rule=RULE) is None


def test_a_param_on_the_command_line_counts_before_the_program_has_told_of_it(folder, recorded, index):
    recorded(files={"train.py": BEFORE}, params={"wd": 0.1, "seed": 1})
    run = recorded(
        files={"train.py": BEFORE.replace("lr = 0.1", "lr = 0.2")}, end=False,
        command=("python", "train.py", "--wd", "0.3", "--seed", "2"),
    )  # fmt: skip
    opened = index()

    found = bundle_of_run(folder, opened, opened.run(run), rule=RULE)

    assert found is not None
    assert [each.sentence for each in found.groups] == ["wd 0.1 -> 0.3", "lr 0.1 -> 0.2"]


def test_of_a_plan_what_the_folder_holds_is_held_against_its_latest_run(folder, recorded, index, project):
    recorded(files={"train.py": BEFORE})
    opened = index()
    (project / "train.py").write_text(AFTER)
    from hunch.actions.differing import snapshot_here

    found = bundle_of_folder(folder, opened, snapshot_here(folder), ["python", "train.py"], rule=RULE)

    assert found is not None
    assert len(found.groups) == 2


@pytest.mark.parametrize(
    ("before", "params", "after", "expected"),
    [
        (["--lr", "1"], {}, ["--lr", "2"], [("lr", "1", "2")]),
        (["--lr", "1"], {"lr": 1.0}, ["--lr=1e0"], []),
        ([], {"lr": 1.0}, ["lr=2"], [("lr", "1.0", "2")]),
        (["--fast"], {}, [], [("fast", "True", None)]),
        ([], {"fast": False}, ["--fast"], [("fast", "False", "True")]),
        ([], {"lr": 1.0}, [], []),
        ([], {}, ["--seed", "4", "--log-dir", "x"], []),
        ([], {"m": -1}, ["--m", "-2"], [("m", "-1", "-2")]),
    ],
)
def test_what_the_words_of_a_command_say_otherwise(recorded, index, before, params, after, expected):
    run = recorded(params=params, command=("python", "t.py", *before))
    told = command_changes(index().run(run), ["python", "t.py", *after], RULE)

    assert [(each.name, each.old, each.new) for each in told] == expected


def test_words_that_are_no_options_are_no_params():
    assert given(["python", "-m", "pkg.train", "--", "a b", "-1", "--=x", ""]) == {"m": "pkg.train"}
