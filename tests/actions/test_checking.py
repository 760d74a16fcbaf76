"""Doctor: journals, folders and snapshots together, and repairs that touch caches only."""

import os

from hunch.actions.checking import check, repair


def everything(top):
    """All files of a workbench but the caches."""
    return {
        os.path.join(here, name): os.stat(os.path.join(here, name)).st_mtime_ns
        for here, _, names in os.walk(top)
        for name in names
        if "/cache/" not in os.path.join(here, name)
    }


def test_a_sound_workbench_has_no_problems_and_weighs_something(folder, recorded, index):
    recorded(files={"a.py": "1"}, curves={"loss": [1.0]})
    found = check(folder.bench, index())
    assert found.problems == []
    assert (found.runs, found.snapshots) == (1, 1)
    assert found.size_bytes["journal"] > 0


def test_an_edited_metrics_file_and_a_damaged_snapshot_are_named(folder, recorded, index):
    run = recorded(files={"a.py": "1"}, curves={"loss": [1.0]})
    with open(folder.bench.paths.metrics(run, "0"), "ab") as file:
        file.write(b" ")
    objects = os.path.join(folder.bench.paths.code, "objects")
    damaged = next(
        os.path.join(here, name) for here, _, names in os.walk(objects) for name in names if len(name) == 38
    )
    os.chmod(damaged, 0o600)
    with open(damaged, "r+b") as file:
        file.write(b"\0\0\0")
    problems = check(folder.bench, index()).problems
    assert [problem.path for problem in problems if problem.path.startswith("runs/")] == [
        f"runs/{run}/metrics.0.jsonl"
    ]
    assert any(problem.path.startswith("code/objects/") for problem in problems)


def test_a_folder_made_this_moment_is_no_orphan_yet(folder, recorded, index):
    recorded()
    path = folder.bench.paths.run("06egkj8m2f0abcd12345")
    os.mkdir(path)
    assert check(folder.bench, index()).problems == []
    os.utime(path, (0, 0))
    assert [problem.kind for problem in check(folder.bench, index()).problems] == ["orphan"]


def test_repairing_a_broken_index_touches_caches_only(folder, recorded, index):
    recorded(files={"a.py": "1"})
    index().close()
    before = everything(folder.bench.top)
    with open(folder.bench.paths.index, "wb") as file:
        file.write(b"not a database")
    repair(folder.bench)
    assert everything(folder.bench.top) == before
    assert index().count() == 1
