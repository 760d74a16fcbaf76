"""What repeating a run takes, and what stands against it."""

import os
import sys
import time

import msgspec
import pytest

from hunch.actions.removing import collect
from hunch.actions.replicas.folder import check_modules, clear, command_in, make_replica, replica_of
from hunch.actions.replicas.modules import Search, find_in, top_level
from hunch.actions.replicas.replicating import Asked, environment_changes, repeat, unlike
from hunch.entities.config import Config, DataPolicy
from hunch.entities.events import PlanMade, RunQueued
from hunch.entities.observed import Python
from hunch.entities.run import Status
from hunch.errors import Refused, UserError
from hunch.ids import new_id
from hunch.journal import runfolder
from hunch.journal.writer import append, highest_id

COMMAND = ["python", "train.py", "--seed", "3"]
FILES = {"train.py": "import model\n", "model.py": "a = 1\n"}


@pytest.fixture
def clock(clock):
    """Runs begin now: what is older is compared with the times of real files."""
    clock.now_us = time.time_ns() // 1000 - 60_000_000  # `recorded` lets a minute pass
    return clock


@pytest.fixture
def wanted(folder, index):
    """`wanted(run, 2)`: what repeating it under two fresh seeds takes."""

    def want(run, seeds=2, config=Config(), **asked):  # noqa: B008 -- frozen
        opened = index()
        return repeat(folder, opened, opened.run(run), config, Asked(seeds, **asked))

    return want


def made(wanted, clock):
    return make_replica(wanted, wanted.seeds[0], clock=clock, progress=lambda done, total: None)


def variant(folder, run, name, clock):
    """Let a run have ended with a variant."""
    from hunch.entities.events import RunFinished
    from hunch.ids import moment

    end = RunFinished(run=run, status="finished", ended_at=moment(clock()), duration_s=1.0, variant=name)
    append(folder.bench, end, clock=clock)


def test_fresh_seeds_are_those_that_no_run_of_the_variant_has_had(folder, recorded, wanted, clock):
    runs = [recorded(command=COMMAND, files=FILES, seed=seed, end=False) for seed in (0, 3, 1)]
    for run, name in zip(runs, "vvw", strict=True):
        variant(folder, run, name, clock)
    waiting = new_id(clock(), after=highest_id(folder.bench))
    process = wanted(runs[0]).run.process
    queued = RunQueued(run=waiting, name="q", command=[], process=process, seed=2, replicate_of=runs[1])
    append(folder.bench, queued, clock=clock)
    assert (wanted(runs[0], 3).seeds, wanted(runs[0], 3).used) == ([1, 4, 5], [])
    assert wanted(runs[2], 3).seeds == [0, 2, 3]
    assert wanted(runs[0], [3, 9]).used == [3]


def test_a_run_without_code_cannot_be_repeated(folder, recorded, wanted, clock):
    bare = recorded(command=COMMAND)
    waiting = new_id(clock(), after=highest_id(folder.bench))
    append(
        folder.bench, RunQueued(run=waiting, name="q", command=COMMAND, process=wanted_process()), clock=clock
    )
    for run, why in ((bare, "none was taken"), (waiting, "it has not begun")):
        with pytest.raises(Refused, match=why):
            wanted(run)


def wanted_process():
    from hunch.journal.liveness import process_of

    return process_of(os.getpid(), "laptop")


def test_a_notebook_has_no_command_to_repeat(recorded, wanted):
    with pytest.raises(Refused, match="notebook"):
        wanted(recorded(command=["notebook", "x.ipynb"], files=FILES))


@pytest.mark.parametrize(
    ("command", "config", "files", "opened"),
    [
        (COMMAND, Config(), FILES, ["python", "train.py", "--seed", "{seed}"]),
        (["t"], Config(seed_argument="s={seed} x"), FILES, ["t", "s={seed}", "x"]),
        (["t"], Config(), {"t.py": "os.environ['HUNCH_SEED']"}, ["t"]),
        (["t", "--random-state=7"], Config(seed="random_state"), FILES, ["t", "--random-state={seed}"]),
    ],
)
def test_the_place_of_the_seed_is_found(recorded, wanted, command, config, files, opened):
    run = recorded(command=command, files=files)
    assert wanted(run, config=config).command == opened


def test_a_command_whose_seed_only_the_plan_knows(folder, recorded, wanted, clock):
    plan = new_id(clock())
    append(folder.bench, PlanMade(plan=plan, seeds=[4], command=["t", "{seed}"]), clock=clock)
    run = recorded(command=["t", "4"], seed=4, plan=plan, files=FILES)
    assert wanted(run).command == ["t", "{seed}"]
    other = recorded(command=["t", "5"], seed=4, plan=plan, files=FILES)  # edited by hand: not as planned
    with pytest.raises(Refused, match="has no seed"):
        wanted(other)


def test_an_unknown_way_to_bring_data_is_refused(recorded, wanted):
    run = recorded(command=COMMAND, files=FILES)
    with pytest.raises(UserError, match="by 'steal'"):
        wanted(run, config=Config(data=DataPolicy(replicate="steal")))


def test_the_folder_is_exact_whatever_was_edited_since_and_goes_without_a_trace(
    folder, recorded, wanted, clock, project
):
    run = recorded(command=["python", f"{project}/train.py", "--seed", "3"], files=FILES)
    (project / "model.py").write_text("a = 2\n")
    time.sleep(0.05)
    (project / "later.py").write_text("")
    replicate = wanted(run)
    first = made(replicate, clock)
    with open(os.path.join(first.root, "model.py"), encoding="utf-8") as file:
        assert file.read() == "a = 1\n"
    assert sorted(os.listdir(first.root)) == [".hunch", "model.py", "train.py"]
    assert os.path.basename(first.root) == "project"
    assert command_in(replicate, first)[1] == f"{first.root}/train.py"
    second = made(replicate, clock)
    assert second.root != first.root
    assert (clear(replicate, first), clear(replicate, second)) == (0, 0)
    assert not os.path.exists(folder.bench.paths.replicas)


def test_the_replica_belongs_to_what_it_repeats(folder, recorded, wanted, clock, surroundings):
    run = recorded(command=COMMAND, files=FILES, question="q", idea="i")
    replicate = wanted(run)
    one = made(replicate, clock)
    said = replica_of(replicate, one, ["src"], question="another")
    assert (said.run, said.question, said.idea, said.home) == (run, "q", "i", folder.root)
    assert said.environ == {"PWD": one.root, "PYTHONPATH": os.path.join(one.root, "src")}
    assert msgspec.json.decode(msgspec.json.encode(said), type=type(said)) == said


def test_what_has_changed_in_the_environment_is_told(folder, recorded, wanted, tmp_path):
    (tmp_path / "site" / "numpy-2.0.dist-info").mkdir(parents=True)
    (tmp_path / "site" / "new-1.dist-info").mkdir()
    run = recorded(command=COMMAND, files=FILES)
    python = Python(
        t=1, executable=sys.executable, version="3.11", prefix="/", sys_path=[str(tmp_path / "site")]
    )
    with open(folder.bench.paths.observed(run), "wb") as file:
        file.write(msgspec.json.encode(python) + b"\n")
    assert environment_changes(wanted(run)) == []
    packages = [{"name": "numpy", "version": "1.26"}, {"name": "old", "version": "3"}]
    runfolder.write_environment(folder.bench, run, {"packages": packages})
    assert environment_changes(wanted(run)) == ["new not there -> 1", "numpy 1.26 -> 2.0", "old 3 -> gone"]
    gone = msgspec.structs.replace(python, executable="/nowhere/python")
    assert environment_changes(wanted(run)._replace(python=gone)) == ["/nowhere/python is gone"]
    assert check_modules(wanted(run)._replace(python=gone), made(wanted(run), lambda: 1)) is None


def test_a_replicate_of_another_variant_is_none(folder, recorded, index, clock):
    a, b = (recorded(command=COMMAND, files=FILES, end=False) for _ in range(2))
    variant(folder, a, "v", clock)
    variant(folder, b, "w", clock)
    first, second = index().runs([a, b])
    assert unlike(first, first) == []
    assert "another variant" in unlike(first, second)[0]
    lost = msgspec.structs.replace(second, status=Status.KILLED, variant=None)
    assert unlike(first, lost) == []


# ---- where modules are found


def write(folder, *paths):
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("raise RuntimeError('it was imported')\n")


def found(tmp_path, names, first=(), given=()):
    search = Search(sys.executable, [str(each) for each in first], [str(each) for each in given], {})
    return find_in(str(tmp_path / "replica"), str(tmp_path / "home"), names, search)


def test_modules_are_looked_for_and_never_imported(tmp_path):
    files = ["train.py", "src/core/__init__.py", "src/core/model.py", "json.py", "space/inner.py"]
    write(tmp_path / "home", *files)
    write(tmp_path / "replica", *files)
    assert top_level(files) == ["core", "inner", "json", "train"]
    names = [*top_level(files), "nobody", "space"]
    at_home = [tmp_path / "home", tmp_path / "home" / "src"]
    seen = found(tmp_path, names, first=[tmp_path / "replica"], given=at_home)
    assert (seen.entries, seen.strays) == (["src"], {"core": str(tmp_path / "home/src/core/__init__.py")})
    seen = found(
        tmp_path, names, first=[tmp_path / "replica"], given=[tmp_path / "replica" / "src", *at_home]
    )
    assert (seen.entries, seen.strays) == ([], {})
    assert seen.version == ".".join(map(str, sys.version_info[:3]))


def test_a_project_that_is_a_package_itself_has_names_too():
    assert top_level(["__init__.py", "train.py", "sub/__init__.py", "a-b.py"]) == ["__init__", "sub", "train"]


def test_what_does_not_answer_is_no_interpreter(tmp_path):
    search = Search("/bin/false", [], [], {})
    assert find_in(str(tmp_path), str(tmp_path / "home"), ["x"], search) is None


def test_folders_that_no_run_stands_for_are_collected_in_time(folder, recorded, wanted, index, clock):
    run = recorded(command=COMMAND, files=FILES)
    lost = made(wanted(run), clock)
    top = os.path.dirname(lost.root)
    assert [piece.kind for piece in collect(folder.bench, index(), clock=clock, dry_run=True).pieces] == []
    clock.on(2 * 3600)
    done = collect(folder.bench, index(), clock=clock)
    assert [(piece.kind, piece.name) for piece in done.pieces] == [("replica", os.path.basename(top))]
    assert not os.path.exists(top)
