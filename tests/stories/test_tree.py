"""From an idea to its end and back: what was dropped is met again, and the tree remembers what was known when."""

import json

from hunch.entities.events import DecisionMade
from hunch.ids import new_id, system_clock
from hunch.journal.lines import encode_line

PYTHON = ("python", "train.py", "--lr", "0.9")
DEAD_END = "hunch: larger steps: dropped on "
AGAIN = "hunch: this code and command ran already: "


def test_who_meets_a_dead_end_again_is_told_before_anything_is_spent(hunch, script):
    hunch("ask", "does a larger step help?", "--metric", "loss", "--goal", "min")
    hunch("run", "-q", "--seeds", "2", "--", "python", "train.py", "--seed", "{seed}")
    hunch("idea", "larger steps")
    first = hunch("run", *PYTHON)
    assert (first.returncode, DEAD_END in first.stderr, AGAIN in first.stderr) == (0, False, False)
    assert hunch("decide", "@idea", "drop", "-m", "diverges above 0.1").returncode == 0

    again = hunch("run", "sh", "-c", "echo started >&2; python train.py --lr 0.9")
    assert again.returncode == 0
    assert f"{DEAD_END}" in again.stderr
    assert ": diverges above 0.1; run " in again.stderr
    assert again.stderr.index(DEAD_END) < again.stderr.index("started"), "before the command says anything"

    same = hunch("run", *PYTHON)
    assert same.stderr.count(DEAD_END) == same.stderr.count(AGAIN) == 1
    seeds = hunch("run", "--seeds", "2", "--", *PYTHON, "--seed", "{seed}")
    assert (seeds.stderr.count(DEAD_END), seeds.stderr.count(AGAIN)) == (1, 0), "once for all of them"
    replica = hunch("replicate", "@", "--seeds", "7,", "-q")
    assert (replica.returncode, replica.stderr) == (0, "")
    assert "note: larger steps: dropped on " in hunch("replicate", "@", "--seeds", "8,").stderr
    assert hunch("run", "-q", *PYTHON).stderr == ""

    assert hunch("decide", "@idea", "keep", "-m", "with a warm-up").returncode == 0
    assert DEAD_END not in hunch("run", *PYTHON, "--steps", "9").stderr


def test_a_crafted_decision_stops_no_run_and_takes_no_list_away(hunch, script, listed):
    hunch("ask", "does a larger step help?", "--metric", "loss", "--goal", "min")
    hunch("idea", "larger steps")
    ideas = json.loads(hunch("tree", "--json").stdout)["questions"][0]["ideas"]
    said = DecisionMade(idea=ideas[0]["idea"]["id"], decision="drop", why="it \x1b[31mdiverges")
    line = encode_line(new_id(system_clock()), said, at="soon", by="human:eve", prev="")
    (script.parent / ".hunch" / "journal" / "eve.jsonl").write_bytes(line)

    seeds = hunch("run", "--seeds", "2", "--hunch", "loss -1 @70", "--", *PYTHON, "--seed", "{seed}")
    assert seeds.returncode == 0
    assert "hunch: larger steps: dropped: it \\x1b[31mdiverges" in seeds.stderr
    assert [run["status"] for run in listed()] == ["finished", "finished"]
    decided = hunch("decide")
    assert (decided.returncode, "nobody knows when" in decided.stdout) == (0, True)


def test_the_tree_of_a_day_at_work(hunch, script):
    hunch("ask", "does a larger step help?", "--metric", "loss", "--goal", "min")
    hunch("run", "-q", "--seeds", "4", "-j", "2", "--", "python", "train.py", "--seed", "{seed}")
    hunch("run", "-q", "--name", "early-bird", "python", "train.py", "--lr", "0.2")
    before = json.loads(hunch("show", "--json").stdout)["ended_at"]
    hunch("idea", "twice the step")
    assert "1 run attached" in hunch("tag", "--idea", "@idea", "--where", "lr == 0.2").stderr
    hunch(
        "run",
        "-q",
        "--seeds",
        "1,2,3",
        "--hunch",
        "80",
        "--",
        "python",
        "train.py",
        "--lr",
        "0.2",
        "--seed",
        "{seed}",
    )
    found = hunch("finding", "twice the step is faster", "--supports", "early-bird")
    assert found.returncode == 0, found.stderr
    tree = json.loads(hunch("tree", "--json").stdout)
    (idea,) = tree["questions"][0]["ideas"]
    assert (idea["runs"], idea["verdict"], len(idea["variants"])) == (4, "IMPROVES", 1)
    assert idea["variants"][0]["expectations"][0]["happened"] is True
    assert idea["findings"][0]["evidence"][0]["verdict"] == "IMPROVES"
    then = json.loads(hunch("tree", "--at", before, "--json").stdout)
    assert then["questions"][0]["ideas"] == []
    assert {each["name"] for each in then["questions"][0]["variants"]} >= {"early-bird"}
    drawn = hunch("tree").stdout
    assert "twice the step" in drawn
