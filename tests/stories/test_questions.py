"""From a question to a verdict, and to what came of a hunch: typed, one command after the other."""

import json
import re

SEEDED = ("--", "python", "train.py", "--seed", "{seed}")


def test_a_question_from_its_asking_to_its_verdict(hunch, script, shown, listed):
    """Ada asks first. Then everything she runs is counted, and what she expected is held against what came."""
    asked = hunch("ask", "does a larger step help?", "--metric", "loss", "--goal", "min")
    assert asked.returncode == 0, asked.stderr
    assert hunch("run", "-q", "--seeds", "3", "-j", "3", *SEEDED).returncode == 0
    idea = hunch("idea", "twice the step", "--hunch", "loss -0.5 @80")
    assert idea.returncode == 0, idea.stderr
    assert hunch("run", "-q", "python", "train.py", "--lr", "0.2", "--seed", "0").returncode == 0

    run = shown()
    assert asked.stdout.strip() in run["question"]
    assert [(each["text"], each["status"]) for each in run["hunches"]] == [("loss -0.5 @80", "scored")]
    late = hunch("predict", "@", "++")
    assert (late.returncode, "warning: late" in late.stderr) == (0, True)
    assert [each["status"] for each in shown()["hunches"]] == ["scored", "late"]

    more = hunch("run", "-q", "--seeds", "1,2,3", "--hunch", "+", *SEEDED, "--lr", "0.2")
    assert more.returncode == 0, more.stderr
    told = json.loads(hunch("compare", "--question", "--json").stdout)
    assert [(each["verdict"], each["n_a"], each["n_b"]) for each in told] == [("IMPROVES", 4, 3)]

    here = json.loads(hunch("--json").stdout)
    assert (here["question"]["text"], here["variants"]) == ("does a larger step help?", 1)
    assert (here["question_runs"], here["hunches"]) == (7, [])
    assert {each["idea"] for each in listed()[:4]} == {here["idea"]["id"]}


def test_two_people_are_at_different_questions_in_one_folder(hunch, script, monkeypatch):
    hunch("ask", "does a larger step help?", "--metric", "loss", "--goal", "min")
    monkeypatch.setenv("HUNCH_AUTHOR", "agent:claude@1")
    assert json.loads(hunch("--json").stdout)["question"]["id"] is None
    assert hunch("on", "larger step").returncode == 0
    idea = hunch("idea", "halve it", "--hunch", "30")
    assert hunch("run", "-q", "python", "train.py", "--lr", "0.05").returncode == 0
    monkeypatch.setenv("HUNCH_AUTHOR", "human:ada")
    assert json.loads(hunch("--json").stdout)["idea"] is None
    refused = hunch("retract", re.search(r"sealed: 30 \((\w+)\)", idea.stderr)[1], "-m", "not mine")
    assert refused.returncode == 2
    assert "is agent:claude@1's, and you are human:ada" in refused.stderr
