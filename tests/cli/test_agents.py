"""`hunch brief`, `hunch init --agents` and `hunch run --json-to`, as somebody types them."""

import json
import os

import msgspec
import pytest

from hunch.cli.group import main

TRAIN = "print('loss: 0.5')\n"


@pytest.fixture
def typed(project, monkeypatch, capfd):
    """Types a command in the project's folder: its exit code, stdout and stderr."""
    monkeypatch.chdir(project)

    def call(*arguments):
        code = main(list(arguments))
        said = capfd.readouterr()
        return code, said.out, said.err

    return call


def test_a_brief_of_a_folder_that_has_never_heard_of_hunch_says_how_to_begin(typed, project):
    code, out, err = typed("brief")
    assert (code, err) == (0, "")
    assert out.startswith("# Brief of project\n")
    assert "`hunch run --hunch + -- python train.py`" in out
    assert os.listdir(project) == [], "reading makes nothing"
    assert typed("brief", "--question", "what?")[0] == 2


def test_a_brief_is_too_short_below_200_tokens(typed):
    code, _, err = typed("brief", "--max-tokens", "199")
    assert code == 2
    assert "199" in err


def test_its_json_holds_the_page(typed):
    _, page, _ = typed("brief", "--max-tokens", "300")
    _, out, _ = typed("brief", "--max-tokens", "300", "--json")
    told = msgspec.json.decode(out)
    assert told["markdown"] == page
    assert told["max_tokens"] == 300


def test_init_makes_a_workbench_once(typed, project):
    code, out, err = typed("init")
    assert (code, out) == (0, "")
    assert err == f"{project}/.hunch was made\nnext: hunch run python train.py\n"
    assert typed("init")[2] == f"{project}/.hunch is there already\n"
    assert not (project / "AGENTS.md").exists()


def test_init_agents_writes_checks_and_removes(typed, project):
    assert typed("init", "--agents", "--check")[:2] == (
        1,
        "missing      .agents/skills/hunch/SKILL.md\nmissing      AGENTS.md\n",
    )
    assert not (project / ".hunch").exists(), "checking makes nothing"
    assert typed("init", "--agents")[1].splitlines() == [
        "written      .agents/skills/hunch/SKILL.md",
        "written      AGENTS.md",
    ]
    assert typed("init", "--agents", "--check")[0] == 0
    code, out, _ = typed("init", "--agents", "--json")
    assert code == 0
    assert json.loads(out)["files"][1] == {"path": "AGENTS.md", "state": "up to date"}
    assert typed("init", "--agents", "--remove")[1].count("removed") == 2
    assert sorted(os.listdir(project)) == [".hunch"]
    assert typed("init", "--agents", "--remove")[2] == "there is nothing to remove\n"


@pytest.mark.parametrize(
    "wrong", [["--check"], ["--file", "A.md"], ["--agents", "--check", "--remove"], ["--remove"]]
)
def test_what_does_not_add_up_is_refused(typed, project, wrong):
    assert typed("init", *wrong)[0] == 2
    assert os.listdir(project) == []


def test_a_damaged_block_is_named_and_nothing_is_written(typed, project):
    (project / "AGENTS.md").write_text("# Ours\n<!-- hunch:begin -->\n")
    code, _, err = typed("init", "--agents")
    assert code == 2
    assert "hunch:begin in line 2, hunch:end in no line" in err
    assert (project / "AGENTS.md").read_text() == "# Ours\n<!-- hunch:begin -->\n"
    assert not (project / ".agents").exists()


# --- a run as JSON, where stdout is its command's ---


def test_a_run_is_written_as_json_when_it_has_ended(hunch, project, tmp_path):
    told = tmp_path / "run.json"
    done = hunch("run", "-q", "--json-to", str(told), "sh", "-c", f"cat '{told}'; echo loss: 0.5")
    assert done.stdout == "null\nloss: 0.5\n", "until it has ended, nothing is told"
    run = json.loads(told.read_text())
    assert run["metrics"]["loss"]["last"] == 0.5
    assert run == json.loads(hunch("show", "--json").stdout)


def test_a_run_is_told_as_the_last_line_of_stderr(hunch):
    done = hunch("run", "--json-to", "-", "sh", "-c", "echo out; echo err >&2; exit 3")
    assert (done.returncode, done.stdout) == (3, "out\n")
    assert json.loads(done.stderr.splitlines()[-1])["exit_code"] == 3


def test_the_runs_of_a_plan_are_a_list(hunch, tmp_path):
    told = tmp_path / "runs.json"
    hunch("run", "-q", "--seeds", "3,5", "--json-to", str(told), "--", "sh", "-c", "echo {seed}")
    assert [run["seed"] for run in json.loads(told.read_text())] == [3, 5]
    hunch("replicate", "-q", "@", "--seeds", "7,", "--json-to", str(told))
    assert [run["seed"] for run in json.loads(told.read_text())] == [7]


@pytest.mark.parametrize("path", ["run.json", "out/run.json", "../nowhere/run.json"])
def test_a_file_in_the_project_would_be_code_of_the_next_run(hunch, project, path):
    (project / "out").mkdir()
    done = hunch("run", "--json-to", path, "touch", "ran")
    assert done.returncode == 2
    assert f"--json-to {path}" in done.stderr
    assert not (project / "ran").exists()


def test_what_was_not_recorded_is_null(hunch, project, tmp_path):
    told = tmp_path / "run.json"
    told.write_text('{"of": "yesterday"}')
    environ = {**os.environ, "HUNCH": "off"}
    assert hunch("run", "--json-to", str(told), "true", env=environ).returncode == 0
    assert json.loads(told.read_text()) is None
