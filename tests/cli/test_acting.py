"""Commands that write: what they say, and that they did it."""

import msgspec
import pytest

from hunch.cli.group import main
from hunch.journal.index import Index
from hunch.testing import ToldClock, finish_run, start_run, write_files


@pytest.fixture
def here(folder, project, monkeypatch):
    """Two runs of long ago, in the folder where we are."""
    monkeypatch.chdir(project)
    clock = ToldClock()
    for name in ("first", "second"):
        write_files(folder.root, {"train.py": f"# {name}\n"})
        run = start_run(folder, clock=clock, name=name, snapshot=True)
        finish_run(folder, run, clock=clock)
    return folder


@pytest.fixture
def hunch(capfd):
    def call(*arguments):
        code = main(arguments)
        said = capfd.readouterr()
        return code, said.out, said.err

    return call


def runs(folder):
    with Index.open(folder.bench) as index:
        return {run.name: run for run in index.runs()}


def test_tag_and_note(here, hunch):
    assert hunch("tag", "first", "@", "paper")[2] == "2 runs tagged paper\n"
    assert hunch("tag", "first", "paper", "--remove")[2] == "1 run untagged paper\n"
    assert hunch("note", "odd spike", "--on", "first")[2] == "noted on first\n"
    assert runs(here)["second"].tags == ["paper"]
    assert runs(here)["first"].notes[0].text == "odd spike"
    code, _, err = hunch("tag", "paper")
    assert code == 2
    assert "hunch tag @ paper" in err


def test_restore_and_back(here, hunch, project):
    (project / "train.py").write_text("# unsaved\n")
    code, out, err = hunch("restore", "first")
    assert (code, out) == (0, "")
    assert (project / "train.py").read_text() == "# first\n"
    told, back = err.splitlines()
    assert told == f"{project} is first now: 1 file written"
    assert hunch(*back.removeprefix("come back: hunch ").split())[0] == 0
    assert (project / "train.py").read_text() == "# unsaved\n"


def test_restore_into_a_folder_prints_it(here, hunch, project):
    _, out, _ = hunch("restore", "first", "../elsewhere")
    assert out == f"{project.parent / 'elsewhere'}\n"
    assert (project.parent / "elsewhere" / "train.py").read_text() == "# first\n"
    _, out, _ = hunch("restore", "second", "../third", "--json")
    assert msgspec.json.decode(out)["written"] == 1


def test_rm_says_what_it_would_do_and_does_it(here, hunch):
    _, out, err = hunch("rm", "first", "--dry-run")
    assert "  first  " in out
    assert "would be taken away" in err
    assert set(runs(here)) == {"first", "second"}
    assert hunch("rm", "first")[0] == 0
    assert set(runs(here)) == {"second"}
    assert hunch("gc")[2] == "nothing to take away\n"


def test_export(here, hunch, project):
    code, out, err = hunch("export", "--csv")
    assert (code, out) == (0, "hunch-export/runs.csv\nhunch-export/metrics.csv\n")
    assert err.startswith("hunch-export/runs.csv: 2 rows, ")
    assert hunch("export", "--csv")[0] == 2
    assert hunch("export", "--csv", "--overwrite", "--filter", "name == first")[2].startswith(
        "hunch-export/runs.csv: 1 row, "
    )
    assert hunch("export")[0] == 2


def test_merge_brings_in_and_then_has_nothing_new(here, hunch, tmp_path, monkeypatch):
    other = tmp_path / "home" / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    assert hunch("merge", here.root)[2].startswith("2 more runs, ")
    assert hunch("merge", here.root)[2] == "nothing new\n"
    assert hunch("runs")[1].count("\n") == 3


def test_doctor_exits_with_1_where_something_is_wrong(here, hunch, project):
    code, out, _ = hunch("doctor")
    assert code == 0
    assert out.endswith("everything is as it was written\n")
    journal = here.bench.paths.journal_file("ada@laptop")
    with open(journal, "rb") as file:
        content = file.read()
    with open(journal, "wb") as file:
        file.write(content.replace(b'"first"', b'"worst"'))
    code, out, _ = hunch("doctor", "--repair")
    assert code == 1
    assert "edited  journal/ada@laptop.jsonl, line 1: " in out
    with open(journal, "rb") as file:
        assert b'"worst"' in file.read()
    _, out, _ = hunch("doctor", "--json")
    assert msgspec.json.decode(out)["problems"][0]["kind"] == "edited"


def test_stopping_what_does_not_run_is_refused(here, hunch):
    code, _, err = hunch("stop", "first")
    assert code == 2
    assert err.startswith("error: first is not running: finished\n")


def test_a_name_with_control_characters_never_reaches_the_terminal(here, hunch):
    clock = ToldClock(1_763_900_000_000_000)
    for name in ("\x1b]0;owned\x07", "a\nb"):
        finish_run(here, start_run(here, clock=clock, name=name), clock=clock, params={"\x1b[2J": "\x1b[31m"})
    for arguments in (
        ["runs"],
        ["show"],
        ["compare", "@~1", "@"],
        ["tag", "@", "x"],
        ["stop", "@"],
        [],
        ["rm", "@"],
    ):
        _, out, err = hunch(*arguments)
        assert "\x1b" not in out + err, arguments
