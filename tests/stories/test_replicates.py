"""Runs that belong together: queued, predicted once, repeated exactly."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PYTHON = sys.executable
HUNCH = [PYTHON, "-m", "hunch"]
SLOW = "import sys, time\nprint('begun', flush=True)\ntime.sleep(30 if sys.argv[1] == '0' else 0)\n"


def until(condition, *, s=20.0):
    deadline = time.monotonic() + s
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.fixture
def events(project: Path):
    """All lines of the journal, as a stranger reads them."""

    def read() -> list[dict]:
        files = sorted((project / ".hunch" / "journal").iterdir())
        lines = [json.loads(line) for file in files for line in file.read_text().splitlines()]
        return sorted(lines, key=lambda event: event["id"])

    return read


def kept(project: Path) -> list[str]:
    """What replicates have left, from the project's name on."""
    top = project / ".hunch" / "replicas"
    found = (path.relative_to(top).parts[1:] for path in top.rglob("*") if path.is_file())
    return sorted("/".join(parts) for parts in found if parts[-1] != ".hunch")


# ---- several seeds, queued


def test_runs_wait_in_the_queue_and_may_be_taken_out_of_it(hunch, project, listed, shown) -> None:
    write(project, {"slow.py": SLOW})
    crew = subprocess.Popen(
        [*HUNCH, "run", "--seeds", "3", "--name", "s", "--", PYTHON, "slow.py", "{seed}"],
        cwd=project, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert crew.stdout is not None
    assert crew.stdout.readline() == "begun\n"
    assert {run["name"]: run["status"] for run in listed()} == {
        "s-0": "running", "s-1": "queued", "s-2": "queued",
    }  # fmt: skip
    assert {run["name"] for run in listed('status == "queued" and seed == 2')} == {"s-2"}
    assert shown()["name"] == "s-0"  # the latest that has begun
    assert "out of the queue" in hunch("stop", "s-1").stderr
    assert hunch("stop", "s-0").returncode == 0
    _, said = crew.communicate()
    assert "seed 1 was taken out of the queue" in said
    statuses = {run["name"]: (run["status"], run["began"]) for run in listed()}
    assert statuses == {"s-0": ("killed", True), "s-1": ("killed", False), "s-2": ("finished", True)}
    assert hunch("rm", "s-1").returncode == 0
    assert hunch("doctor").returncode == 0


def test_whoever_is_interrupted_empties_the_queue_and_whoever_is_killed_loses_it(project, listed) -> None:
    write(project, {"slow.py": SLOW})
    for number, end in ((signal.SIGTERM, "killed"), (signal.SIGKILL, "lost")):
        crew = subprocess.Popen(
            [*HUNCH, "run", "-q", "--seeds", "0,5", "--name", end, "--", PYTHON, "slow.py", "{seed}"],
            cwd=project, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert crew.stdout is not None
        assert crew.stdout.readline() == "begun\n"
        os.kill(crew.pid, number)
        assert crew.wait() == -number
        crew.stdout.close()
        (waiting,) = listed(f'name == "{end}-5"')
        assert (waiting["status"], waiting["began"]) == (end, False)
        os.killpg(crew.pid, signal.SIGKILL) if number == signal.SIGKILL else None


def test_a_prediction_about_several_runs_is_sealed_once_before_the_first(
    hunch, script, listed, events
) -> None:
    train = [PYTHON, "train.py", "--seed", "{seed}"]
    hunch("run", "-q", "--seeds", "2", "--", *train)
    done = hunch("run", "--seeds", "3", "--hunch", "+", "--idea", "wider", "--", *train, "--lr", "0.2")
    assert done.returncode == 0, done.stderr
    (sealed,) = [event for event in events() if event["kind"] == "hunch.sealed"]
    runs = listed("lr == 0.2")
    assert (sealed["data"]["planned"], sealed["data"]["plan"]) == (3, runs[0]["plan"])
    assert len(sealed["data"]["baseline"]) == 2
    started = [event for event in events() if event["kind"] == "run.started"][2:]
    seal = [{"id": sealed["data"]["hunch"], "sha256": sealed["sha256"]}]
    assert [event["data"]["hunches"] for event in started] == [seal] * 3
    assert len({event["data"]["idea"] for event in started}) == 1
    assert sealed["id"] < min(event["id"] for event in started)


def test_a_prediction_that_does_not_read_starts_and_writes_nothing(hunch, project) -> None:
    done = hunch("run", "--seeds", "3", "--hunch", "maybe?", "--", "touch", "here")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert os.listdir(project) == []


# ---- a run again, in a folder of its own


@pytest.fixture
def replicates(hunch, listed):
    """`replicates("@", "--seeds", "2")`: the runs that came of it, the first first, and what was said."""

    def replicate(*arguments, code=0, **more):
        before = {run["id"] for run in listed()}
        done = hunch("replicate", *arguments, **more)
        assert done.returncode == code, done.stderr
        return [run for run in reversed(listed()) if run["id"] not in before], done.stderr

    return replicate


def pause() -> None:
    """Longer than a file system's clock stands still: what is written before was there when a run begins."""
    time.sleep(0.05)


TRAIN = """
import argparse, json
from pathlib import Path
from core.model import loss
from .settings import SCALE
parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--data", default="data/x.csv")
parser.add_argument("--beside", default="../shared/y.csv")
parser.add_argument("--root", default=str(Path(__file__).resolve().parent.parent))
args = parser.parse_args()
value = loss(float(Path(args.data).read_text()), float(Path(args.beside).read_text()), args.seed) * SCALE
Path("results").mkdir(exist_ok=True)
Path(f"results/{args.seed}.json").write_text(json.dumps({"loss": value}))
print(f"step 0 loss: {value}")
"""


@pytest.fixture
def package(project: Path) -> Path:
    """A package that is run by `-m`, one below src/ that an installation points to, data that git ignores, outputs."""
    write(project, {
        ".gitignore": "data/\nresults/\nvenv/\n", "pkg/__init__.py": "", "pkg/train.py": TRAIN,
        "pkg/settings.py": "SCALE = 2\n", "src/core/__init__.py": "",
        "src/core/model.py": "def loss(x, y, seed): return x + y + seed / 10\n",
        "data/x.csv": "4", "../shared/y.csv": "1",
    })  # fmt: skip
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    subprocess.run([PYTHON, "-m", "venv", "--without-pip", "venv"], cwd=project, check=True)
    (site,) = project.glob("venv/lib/python*/site-packages")
    (site / "__editable__.core.pth").write_text(f"{project / 'src'}\n")
    pause()
    return project


def test_a_package_comes_out_as_the_same_variant_with_the_code_of_then(
    hunch, package, shown, replicates
) -> None:
    hunch("run", "-q", "venv/bin/python", "-m", "pkg.train", "--seed", "3")
    first = shown()
    assert first["metrics"]["loss"]["last"] == 10.6
    write(
        package,
        {"src/core/model.py": "def loss(x, y, seed): return 1000\n", "pkg/settings.py": "SCALE = 9\n"},
    )
    runs, said = replicates("@", "--seeds", "2", "-j", "2")
    assert "under seeds 0 to 1" in said
    assert "left behind: results (written since)" in said
    assert sorted(run["metrics"]["loss"]["last"] for run in runs) == [10.0, 10.2]
    assert {run["variant"] for run in runs} == {first["variant"]}
    assert {run["snapshot"] for run in runs} == {first["snapshot"]}
    assert {run["parent"] for run in runs} == {first["parent"]}
    assert {run["replicate_of"] for run in runs} == {first["id"]}
    assert [run["faults"] for run in runs] == [[], []]
    assert runs[0]["loaded"] == first["loaded"]
    assert len({run["plan"] for run in runs} - {None}) == 1
    assert kept(package) == ["project/results/0.json", "project/results/1.json"]
    assert sorted(path.name for path in (package / "results").iterdir()) == ["3.json"]
    assert hunch("doctor").returncode == 0


SCRIPT = """
import argparse, random
parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--where", default="")
args = parser.parse_args()
random.seed(args.seed)
print("acc:", random.random())
"""


def test_absolute_paths_into_the_project_lead_into_the_replica(hunch, project, shown, replicates) -> None:
    write(project, {"scripts/train.py": SCRIPT, "scripts/here/x.txt": ""})
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    command = [PYTHON, str(project / "scripts" / "train.py"), "--seed=1", f"--where={project}/scripts/here"]
    hunch("run", "-q", *command, cwd=project / "scripts")
    first = shown()
    runs, _ = replicates("@", "--seeds", "5,6", cwd=project / "scripts")
    assert {run["variant"] for run in runs} == {first["variant"]}
    assert all("/.hunch/replicas/" in run["command"][1] for run in runs)
    assert all(run["params"]["where"].endswith("/project/scripts/here") for run in runs)
    assert all(run["cwd"].endswith("/project/scripts") for run in runs)
    assert not (project / ".hunch" / "replicas").exists()


def test_files_that_earlier_runs_wrote_make_no_other_variant(hunch, project, shown, replicates) -> None:
    """Each run rewrites a file that is in the snapshot of the next."""
    write(project, {"train.py": SCRIPT + "open('last.json', 'w').write(str(args.seed))\n"})
    for seed in "12":
        hunch("run", "-q", PYTHON, "train.py", "--seed", seed)
    runs, _ = replicates("@", "--seeds", "2")
    assert {run["variant"] for run in runs} == {shown("@~3")["variant"]}
    assert [run["seed"] for run in runs] == [0, 3]


@pytest.mark.parametrize(
    ("config", "command", "code"),
    [
        ('seed_argument = "--seed {seed}"\n', ["train.py"], SCRIPT),
        ("", ["train.py"], SCRIPT),  # argparse told of --seed
        ("", ["env.py"], "import os\nprint('acc:', int(os.environ.get('HUNCH_SEED', 0)))\n"),
    ],
)
def test_the_seed_finds_its_way_where_the_command_has_none(
    hunch, project, replicates, config, command, code
) -> None:
    write(project, {"hunch.toml": config, command[0]: code})
    hunch("run", "-q", PYTHON, *command)
    runs, _ = replicates("@", "--seeds", "3")
    assert [run["seed"] for run in runs] in ([0, 1, 2], [1, 2, 3])
    assert len({run["metrics"]["acc"]["last"] for run in runs}) == 3
    assert len({run["variant"] for run in runs}) == 1


def test_a_replicate_of_a_planned_run_has_the_seed_where_the_plan_has_it(hunch, project, replicates) -> None:
    write(project, {"train.py": "import sys\nprint('acc:', sys.argv[1])\n"})
    hunch("run", "-q", "--seeds", "2", "--", PYTHON, "train.py", "{seed}")
    runs, _ = replicates("@", "--seeds", "1")
    assert [(run["seed"], run["command"][-1]) for run in runs] == [(2, "2")]
    again, said = replicates("@", "--seeds", "2,7")
    assert "has had seed 2 already" in said
    assert {run["variant"] for run in again} == {runs[0]["variant"]}
    assert {run["replicate_of"] for run in again} == {runs[0]["replicate_of"]}


@pytest.mark.parametrize(
    ("files", "run", "arguments", "said"),
    [
        ({"t.py": "print(1)"}, [PYTHON, "t.py"], [], "has no seed"),
        (
            {"t.py": SCRIPT},
            [PYTHON, "t.py", "--seed", "1", "--token", "hf_0123456789"],
            [],
            "a secret was left out",
        ),
        ({"t.py": SCRIPT}, [PYTHON, "t.py"], ["--", PYTHON, "t.py", "--where", "else"], "another command"),
    ],
)
def test_what_cannot_be_repeated_is_refused_and_nothing_is_planned(
    hunch, project, events, replicates, files, run, arguments, said
) -> None:
    write(project, files)
    hunch("run", "-q", *run)
    before = events()
    runs, told = replicates("@", "--seeds", "2", *arguments, code=2)
    assert (runs, events()) == ([], before)
    assert said in told
    assert "hint: " in told


def test_a_secret_is_typed_again(hunch, project, replicates) -> None:
    code = SCRIPT.replace('"--where"', '"--token"')
    write(project, {"t.py": code})
    command = [PYTHON, "t.py", "--token", "hf_0123456789", "--seed"]
    hunch("run", "-q", *command, "1")
    runs, _ = replicates("@", "--seeds", "2", "--", *command, "{seed}")
    assert [(run["status"], run["seed"]) for run in runs] == [("finished", 0), ("finished", 2)]
    assert "hf_0123456789" not in json.dumps(runs)


def test_modules_from_elsewhere_are_refused_or_marked(hunch, package, replicates, events) -> None:
    (site,) = package.glob("venv/lib/python*/site-packages")
    (site / "__editable__.core.pth").write_text(f"import sys; sys.path.insert(0, {str(package / 'src')!r})\n")
    hunch("run", "-q", "venv/bin/python", "-m", "pkg.train", "--seed", "3")
    runs, said = replicates("@", "--seeds", "1", code=2)
    assert runs == []
    assert "'core' would be imported from" in said
    assert not (package / ".hunch" / "replicas").exists()
    assert "plan.made" not in {event["kind"] for event in events()}
    runs, said = replicates("@", "--seeds", "2", "-j", "2", "--anyway")
    for run in runs:
        assert "NOT AN EXACT REPLICATE" in run["faults"][0]
        assert f"seed {run['seed']}: NOT AN EXACT REPLICATE" in said


def test_data_are_copied_where_that_is_declared_and_own_means_none(hunch, project, replicates) -> None:
    code = SCRIPT + "open('data/x.csv', 'a').write('more')\n"
    write(project, {
        ".gitignore": "data/", "train.py": code, "data/x.csv": "1",
        "hunch.toml": '[data]\npaths = ["data"]\nreplicate = "copy"\n',
    })  # fmt: skip
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    hunch("run", "-q", PYTHON, "train.py", "--seed", "1")
    runs, said = replicates("@", "--seeds", "1")
    assert runs[0]["data"] == ["data"]
    assert "copied" in said
    assert (project / "data" / "x.csv").read_text() == "1more"
    assert kept(project) == ["project/data/x.csv"]
    runs, _ = replicates("@~1", "--seeds", "1", "--data", "own", code=1)
    assert runs[0]["status"] == "failed"


def test_kept_folders_are_whole_and_go_with_their_runs(hunch, project, replicates) -> None:
    write(project, {"train.py": SCRIPT})
    hunch("run", "-q", PYTHON, "train.py", "--seed", "1")
    runs, said = replicates("@", "--seeds", "1", "--keep")
    assert "kept: .hunch/replicas/" in said
    assert kept(project) == ["project/train.py"]
    (folder,) = (project / ".hunch" / "replicas").iterdir()
    again = hunch("run", "-q", PYTHON, "train.py", cwd=folder / "project")
    assert again.returncode == 0
    assert hunch("rm", runs[0]["id"]).returncode == 0
    assert not folder.exists()


def test_an_end_from_outside_clears_up_and_keeps_what_was_written(hunch, project, listed) -> None:
    code = "import sys, time\nopen('out.txt', 'w').write('x')\nprint('begun', flush=True)\ntime.sleep({})\n"
    write(project, {"slow.py": code.format("0 if sys.argv[1] == '--seed=9' else 30")})
    hunch("run", "-q", PYTHON, "slow.py", "--seed=9")
    replicate = subprocess.Popen(
        [*HUNCH, "replicate", "@", "--seeds", "3"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert replicate.stdout is not None
    assert replicate.stdout.readline() == "begun\n"
    replicate.terminate()
    _, said = replicate.communicate()
    assert replicate.returncode == -signal.SIGTERM
    assert "what they wrote is kept (1 B)" in said
    assert {(run["seed"], run["status"], run["began"]) for run in listed("seed != 9")} == {
        (0, "killed", True), (1, "killed", False), (2, "killed", False),
    }  # fmt: skip
    assert kept(project) == ["project/out.txt"]


def test_the_run_that_is_repeated_may_be_of_a_folder_that_is_gone(hunch, project, replicates, shown) -> None:
    write(project, {"train.py": SCRIPT})
    hunch("run", "-q", PYTHON, "train.py", "--seed", "1")
    hunch("restore", "@", "../other")
    other = project.parent / "other"
    (other / "train.py").write_text(SCRIPT + "print('loss: 1')\n")
    hunch("run", "-q", PYTHON, "train.py", "--seed", "1", cwd=other)
    first = shown()
    shutil.rmtree(other)
    runs, _ = replicates("@", "--seeds", "1")
    assert (runs[0]["variant"], runs[0]["parent"]) == (first["variant"], first["parent"])


def test_the_block_of_a_replicate_says_what_that_allows_to_say(hunch, project) -> None:
    (project / "train.py").write_text(
        "import sys; seed = int(sys.argv[2]); print('acc:', float(sys.argv[1]) + seed / 100)\n"
    )
    hunch("ask", "higher?", "--metric", "acc", "--goal", "max", "--yet-to-come")
    for level in ("0.5", "0.7"):
        hunch("run", "--seeds", "2", "--", PYTHON, "train.py", level, "{seed}")
    done = hunch("replicate", "@", "--seeds", "7,8")
    assert done.stderr.count(" against 2 of ") + done.stderr.count("hunch compare --question") == 2, (
        done.stderr
    )
