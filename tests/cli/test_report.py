"""`hunch report` and `hunch note`, as they are called."""

import json
import os
import subprocess

import pytest

from hunch.cli.group import main
from hunch.testing import ToldClock, record_variant


@pytest.fixture
def there(folder, project, monkeypatch):
    """A project with two runs of 22 November 2025."""
    monkeypatch.chdir(project)
    record_variant(folder, "v", [0.8, 0.9], clock=ToldClock())
    return project


def test_markdown_goes_to_stdout_and_nothing_else_does(there, capfd):
    assert main(["report", "--day", "2025-11-22"]) == 0
    out, err = capfd.readouterr()
    assert out.startswith("# Day 2025-11-22\n")
    assert err == ""


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["--week", "2025-W47"], "Week 2025-W47"),
        (["--week", "2025-11-22"], "Week 2025-W47"),
        (["--since", "2025-11-01"], "Since 2025-11-01"),
        (["--since", "2025-11-01", "--until", "2025-11-22"], "Since 2025-11-01 until 2025-11-22"),
    ],
)
def test_periods(there, capfd, arguments, title):
    assert main(["report", *arguments]) == 0
    out = capfd.readouterr().out
    assert out.startswith(f"# {title}\n")
    assert "2 runs: 2 ✓ finished" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--day", "--week"], "--day and --week"),
        (["--until", "2025-11-22"], "--until without --since"),
        (["--day", "soon"], "'soon' is no date"),
        (["--question", "nonsense"], "no question 'nonsense'"),
        (["--open", "--format", "md"], "--open shows HTML"),
        (["-o", "no/such/folder/x.md"], "cannot write"),
    ],
)
def test_what_cannot_be_done_is_said(there, capfd, arguments, said):
    assert main(["report", *arguments]) in (1, 2)
    assert said in capfd.readouterr().err


def test_a_report_begins_as_long_ago_as_a_tree_does(there, capfd):
    assert main(["report", "--since", "2 weeks ago"]) == 0
    assert capfd.readouterr().out.startswith("# ")
    assert main(["report", "--since", "999999 years ago"]) == 2
    assert "there was no such day" in capfd.readouterr().err


def test_a_file_is_written_by_its_name_as_html(there, capfd):
    assert main(["report", "--week", "2025-W47", "-o", "week.html"]) == 0
    assert (there / "week.html").read_text().startswith("<!DOCTYPE html>")
    assert capfd.readouterr().out == ""


def test_a_pipe_is_written_and_stays_a_pipe(there):
    os.mkfifo(there / "pipe")
    with subprocess.Popen(["cat", there / "pipe"], stdout=subprocess.PIPE) as reader:
        assert main(["report", "--day", "2025-11-22", "-o", "pipe"]) == 0
        assert reader.communicate(timeout=60)[0].startswith(b"# Day 2025-11-22\n")
    assert (there / "pipe").is_fifo()


def test_json_holds_the_facts(there, capfd):
    assert main(["report", "--week", "2025-W47", "--json"]) == 0
    said = json.loads(capfd.readouterr().out)
    assert said["period"]["key"] == "week 2025-W47"
    assert said["counts"] == {"finished": 2}
    assert said["spending"][0]["energy_j"] is None


def test_a_note_from_a_folder_below_fills_a_blank(there, capfd, monkeypatch):
    (there / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(there / "deep" / "er")
    assert main(["note", "--report", "week 2025-W47", "--field", "why", "*it* is", "--json"]) == 0
    said = json.loads(capfd.readouterr().out)
    assert (said["report"], said["field"], said["text"]) == ("week 2025-W47", "why", "*it* is")
    assert main(["report", "--week", "2025-W47"]) == 0
    assert "> *it* is" in capfd.readouterr().out


def test_a_blank_of_no_report_is_asked_back(there, capfd):
    assert main(["note", "--field", "why", "x"]) == 2
    assert "of which report?" in capfd.readouterr().err
