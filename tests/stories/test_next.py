"""From a question to what to try next and back: lists, runs that take them, and what the record says of it."""

import json


def test_a_list_is_taken_by_what_is_run(project, hunch):
    (project / "train.py").write_text(
        "import sys\nwidth, seed = int(sys.argv[1]), int(sys.argv[2])\nprint('acc:', 0.8 + 0.02 * width + 0.001 * seed)\n"
    )
    hunch("ask", "does a wider net help?", "--metric", "acc", "--goal", "max")
    hunch("run", "-q", "--seeds", "3", "--", "python", "train.py", "1", "{seed}")
    hunch("idea", "twice as wide", "--hunch", "80")
    hunch("idea", "three times as wide", "--hunch", "40")
    found = json.loads(hunch("next", "--json").stdout)
    assert sorted(each["action"] for each in found) == ["try", "try"]
    twice = next(each for each in found if "twice" in each["text"])

    hunch("on", "twice")
    hunch("run", "-q", "python", "train.py", "2", "0")
    after = json.loads(hunch("next", "--json").stdout)
    assert next(each for each in after if each["action"] == "repeat")["ideas"] == twice["ideas"]

    journal = next((project / ".hunch" / "journal").iterdir()).read_text()
    settled = [
        json.loads(line)["data"] for line in journal.splitlines() if '"kind":"proposal.settled"' in line
    ]
    shown = json.loads(hunch("show", "@", "--json").stdout)
    assert settled == [{"proposal": twice["id"], "how": "taken", "run": shown["id"]}]
    assert "proposals   1 taken" in hunch("gut").stdout
    doctor = hunch("doctor")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr


def test_a_repeat_is_what_replicate_makes_of_it(project, hunch):
    (project / "train.py").write_text(
        "import sys\nprint('acc:', 0.8 + 0.02 * int(sys.argv[1]) + 0.001 * int(sys.argv[3]))\n"
    )
    hunch("ask", "does a wider net help?", "--metric", "acc", "--goal", "max")
    hunch("run", "-q", "--seeds", "3", "--", "python", "train.py", "1", "--seed", "{seed}")
    hunch("run", "-q", "--idea", "twice as wide", "python", "train.py", "2", "--seed", "0")
    first = json.loads(hunch("next", "--json").stdout)[0]
    assert first["action"] == "repeat"
    done = hunch(*first["command"].split()[1:], "-q")
    assert done.returncode == 0, done.stderr
    after = json.loads(hunch("next", "--json").stdout)
    again = [each for each in after if each["action"] == "repeat"]
    assert all("on 3 runs" in each["reason"] for each in again)
