"""Two runs side by side."""

import math

from hunch.actions.comparing import side_by_side
from hunch.journal.runfolder import write_environment


def compared(folder, index):
    b, a = index().runs()
    return side_by_side(folder.bench, a, b)


def test_only_what_differs_is_there(folder, recorded, index):
    recorded(
        files={"a.py": "1", "gone.py": "", "same.py": ""},
        params={"lr": 0.1, "m": {"w": 1}},
        curves={"loss": [0.5], "acc": [1.0]},
    )
    import os

    os.remove(os.path.join(folder.root, "gone.py"))
    recorded(
        files={"a.py": "2", "new.py": ""},
        params={"lr": 0.1, "m": {"w": 2}},
        curves={"loss": [0.25], "acc": [1.0]},
    )
    found = compared(folder, index)
    assert [(each.name, each.a, each.b) for each in found.params] == [("m.w", 1, 2)]
    assert [(each.name, each.a.last, each.b.last) for each in found.metrics] == [("loss", 0.5, 0.25)]
    assert [(each.path, each.what) for each in found.files] == [
        ("a.py", "changed"),
        ("gone.py", "removed"),
        ("new.py", "added"),
    ]
    assert found.fields == []


def test_nan_is_named_and_equal_to_itself(folder, recorded, index):
    recorded(params={"x": math.nan, "y": math.nan})
    recorded(params={"x": math.nan, "y": 1})
    (difference,) = compared(folder, index).params
    assert (difference.name, difference.a, difference.b, difference.nf) == ("y", None, 1, {"a": "NaN"})


def test_packages_are_compared_by_their_names(folder, recorded, index):
    for version in ("1.0", "2.0"):
        run = recorded()
        said = {
            "packages": [{"name": "numpy", "version": version}, {"name": "six", "version": "1"}],
            "gpus": [],
        }
        write_environment(folder.bench, run, said)
    found = compared(folder, index)
    assert [(each.name, each.a, each.b) for each in found.environment] == [
        ("packages.numpy.version", "1.0", "2.0")
    ]
    assert found.files is None
