"""Questions, ideas, baselines and predictions: what the commands say, and what they leave in the journal."""

import os

import msgspec
import pytest

from hunch.cli.group import main
from hunch.entities.events import RunQueued
from hunch.ids import new_id
from hunch.journal.index import Index
from hunch.journal.liveness import process_of
from hunch.journal.writer import append
from hunch.testing import ToldClock, record_variant


@pytest.fixture
def hunch(project, monkeypatch, capfd):
    """Calls the program in the project's folder, where nothing is recorded yet."""
    monkeypatch.chdir(project)

    def call(*arguments):
        code = main(arguments)
        said = capfd.readouterr()
        return code, said.out.strip(), said.err

    return call


def kinds(folder):
    with Index.open(folder.bench) as index:
        return [event.kind for event in index.events()]


def test_a_question_may_come_before_the_first_run(hunch, project):
    code, short, err = hunch(
        "ask", "does a wider net help?", "--metric", "acc", "--goal", "max", "--min-effect", "0.01"
    )
    assert code == 0
    assert err == (
        f"asked: does a wider net help? ({short})\n"
        "  acc, higher is better, differences matter from 0.01\n"
        "  baseline: the variant of its first finished run that measures acc (another: hunch baseline RUN)\n"
        "  next: hunch run python train.py\n"
    )
    _, out, _ = hunch("on")
    assert out == f"@ does a wider net help? ({short})  acc, higher is better, differences matter from 0.01"


def test_a_question_that_cannot_be_asked_makes_no_workbench(hunch, project):
    code, out, err = hunch("ask", "does it help?", "--metric", "acc", "--goal", "up")
    assert (code, out) == (2, "")
    assert err == "error: --goal up: neither max nor min\n\nhint: --goal max where higher is better\n"
    assert hunch("idea", "x", "--under", "y")[0] == 2
    assert hunch("idea", "x", "--hunch", "120")[0] == 2
    assert not (project / ".hunch").exists()


def test_asking_writes_the_question_and_that_one_is_at_it(hunch, folder):
    code, out, _ = hunch(
        "ask", "does it help?", "--metric", "loss", "--log", "--goal", "min", "--min-effect", "5%", "--json"
    )
    said = msgspec.json.decode(out)
    assert (code, said["min_effect"], said["log_scale"], said["by"]) == (0, 0.05, True, "human:ada")
    assert kinds(folder) == ["question.asked", "focus.moved"]
    code, out, err = hunch("ask", "Does it help?", "--metric", "loss", "--goal", "min")
    assert (code, kinds(folder)) == (0, ["question.asked", "focus.moved"])
    assert err.startswith("asked before, and current again: does it help?")
    assert hunch("ask", "does it hurt?", "--metric", "loss", "--goal", "max")[0] == 2
    assert len(kinds(folder)) == 2


def test_an_idea_with_a_hunch(hunch, folder):
    hunch("ask", "does it help?", "--metric", "acc", "--goal", "max")
    code, short, err = hunch("idea", "wider heads", "--hunch", "70 # room")
    assert code == 0
    assert err.startswith(f"idea: wider heads ({short})\n  of: does it help?")
    assert "sealed: 70 # room (" in err
    assert "70 % to beat the baseline" in err
    assert kinds(folder)[2:] == ["idea.added", "focus.moved", "hunch.sealed"]
    assert hunch("idea", "no bias", "--under", "@idea", "--json")[1].startswith('{"id":"')
    assert "@ no bias" in hunch("on")[1]
    assert hunch("on", "wider")[2].endswith(f"  idea: wider heads ({short})\n")
    assert hunch("on", "--nothing")[2] == "on nothing: runs are for no question and no idea\n"
    assert hunch("on", "wider", "--nothing")[0] == 2
    code, out, _ = hunch("on", "wider", "--json")
    assert msgspec.json.decode(out)["idea"]["text"] == "wider heads"


def test_an_ambiguous_name_lists_the_candidates(hunch):
    hunch("ask", "does it help?", "--metric", "acc", "--goal", "max")
    hunch("idea", "wider heads")
    hunch("idea", "wider bodies")
    code, _, err = hunch("on", "wider")
    assert code == 2
    assert err.startswith("error: 'wider' names 2 ideas: ")
    assert "(wider bodies), " in err


def test_the_baseline_is_said_and_chosen(hunch, folder):
    clock = ToldClock()
    assert hunch("baseline")[1] == "the variant of its first finished run (another: hunch baseline RUN)"
    record_variant(folder, "a", [0.5, 0.6], clock=clock, name="calm-otter")
    record_variant(folder, "b", [0.7], clock=clock, name="bold-heron")
    code, out, err = hunch("baseline")
    assert out.startswith("calm-otter (")
    assert out.endswith(", 2 finished runs; the variant of the first run (another: hunch baseline RUN)")
    assert err == "of: no question is asked: took acc, higher is better (most runs share it)\n"
    code, out, err = hunch("baseline", "bold-heron")
    assert (code, out) == (0, "")
    assert "1 finished run; variants are numbered anew" in err
    assert hunch("baseline", "bold-heron")[2].startswith("that is the baseline already: ")
    code, out, _ = hunch("baseline", "--json")
    assert msgspec.json.decode(out)["is_default"] is False
    assert hunch("baseline", "@", "--question", "nonsense")[0] == 2


def test_a_prediction_that_comes_too_late_is_kept_with_a_warning(hunch, folder):
    clock = ToldClock()
    record_variant(folder, "a", [0.5], clock=clock, name="calm-otter")
    code, out, err = hunch("predict", "calm-otter", "+", "--json")
    assert (code, msgspec.json.decode(out)["status"]) == (0, "late")
    assert err.endswith(
        "warning: late: calm-otter had begun. It is kept and never scored; in time is: hunch run --hunch H ...\n"
    )
    run, process = new_id(clock()), process_of(os.getpid(), folder.bench.surroundings.host)
    append(
        folder.bench, RunQueued(run=run, name="bold-heron", command=["true"], process=process), clock=clock
    )
    code, short, err = hunch("predict", "bold-heron", "-0.02 @30")
    assert code == 0
    assert "it counts for this run" in err
    assert "warning" not in err
    assert hunch("predict", "bold-heron", "--update", "-0.01 @30")[2].endswith(
        f"  it updates your first ({short}), which stays the one that is scored\n"
    )


def test_what_cannot_be_predicted_leaves_nothing(hunch, folder):
    hunch("ask", "does it help?", "--metric", "acc", "--goal", "max")
    before = kinds(folder)
    for arguments in (
        ["predict", "@idea", "+"],
        ["predict", "nonsense", "+"],
        ["predict", "@question", "+"],
        ["predict", "@question", "101"],
        ["predict", "@question"],
        ["retract", "@", "-m", "why"],
        ["retract", "@"],
        ["on", "nonsense"],
        ["baseline", "@"],
    ):
        code, out, err = hunch(*arguments)
        assert (code, out) == (2, ""), arguments
        assert "\nhint: " in err, arguments
    assert kinds(folder) == before


def test_retracting(hunch, folder):
    hunch("idea", "wider heads", "--hunch", "+")
    assert hunch("retract", "@", "-m", "a slip")[2].startswith("taken back: + (")
    assert hunch("retract", "@", "-m", "a slip")[0] == 2
    assert kinds(folder)[-1] == "hunch.retracted"


def test_where_am_i_says_what_the_runs_are_for(hunch, folder):
    hunch("ask", "does it help?", "--metric", "acc", "--goal", "max")
    assert "does it help? (" in hunch()[1]
    assert "the first run is the baseline" in hunch()[1]
    clock = ToldClock()
    question = msgspec.json.decode(hunch("--json")[1])["question"]["id"]
    record_variant(folder, "a", [0.5, 0.6], clock=clock, question=question)
    record_variant(folder, "b", [0.7], clock=clock, question=question)
    assert 'hunch idea "..." --hunch +' in hunch()[1]
    hunch("idea", "wider heads", "--hunch", "+")
    out = hunch()[1]
    assert "  1 variant beside the baseline, 3 runs\n" in out
    assert "  idea: wider heads (" in out
    assert "  open hunch: + (" in out
    assert hunch("--json", "runs")[0] == 2


def test_a_text_with_control_characters_never_reaches_the_terminal(hunch, folder):
    for text in ("\x1b]0;owned\x07 a", "b\u202e"):
        hunch("ask", text, "--metric", "\x1b[2Jacc", "--goal", "max", "--unit", "m")
        hunch("idea", text, "--hunch", "+ # \x1b[31m")
        hunch("idea", f"{text} 2")
    for arguments in (
        ["on"],
        [],
        ["on", "a"],
        ["predict", "@idea", "+"],
        ["baseline"],
        ["retract", "@", "-m", "x"],
    ):
        _, out, err = hunch(*arguments)
        assert "\x1b" not in out + err, arguments
        assert "\u202e" not in out + err, arguments
