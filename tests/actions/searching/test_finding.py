"""Looking for something in a real workbench."""

import os
import sqlite3
import threading

import pytest

from hunch.actions.removing import remove
from hunch.actions.searching import finding
from hunch.actions.searching import runs as runs_module
from hunch.actions.searching.consoles import KEPT, READ
from hunch.actions.searching.finding import BEGINNINGS, SOME
from hunch.entities.events import (
    DecisionMade,
    FindingAdded,
    FindingWithdrawn,
    HunchSealed,
    IdeaAdded,
    NoteAdded,
    QuestionAsked,
    RunsAttached,
    RunsTagged,
)
from hunch.entities.hunch import Win
from hunch.journal.database import alone
from hunch.journal.index import Index
from hunch.journal.merge import merge
from hunch.journal.workbench import find_or_make
from hunch.testing import finish_run, start_run

from ...conftest import surroundings_in

MODEL = """\
class Block:
    def forward(self, x):
        return warp(x)

def warp(x):
    return x
"""


def test_everything_that_was_written_is_found_what_stands_out_first(say, found, recorded):
    question = say(QuestionAsked, question=None, text="does warmup help?", metric="acc", goal="max")
    idea = say(IdeaAdded, idea=None, text="longer warmup", question=question)
    say(FindingAdded, finding=None, text="warmup tames the first steps", idea=idea)
    say(DecisionMade, idea=idea, decision="keep", why="warmup costs nothing")
    say(HunchSealed, hunch=None, text="70", items=[Win(probability=0.7)], why="warmup is old hat", idea=idea)
    say(NoteAdded, text="try warmup with a\nshorter decay")
    recorded(name="calm-otter", params={"warmup": 100}, curves={"warmup/lr": [1.0]})
    assert sorted(found("warmup")) == [
        "decision keep longer warmup", "finding warmup tames the first steps", "hunch 70 on longer warmup", "idea longer warmup",
        "note try warmup with a", "question does warmup help?", "run calm-otter",
    ]  # fmt: skip
    assert [line.split()[0] for line in found("warmup")[:3]] == ["finding", "idea", "question"]
    assert found("warmup")[-1] == "hunch 70 on longer warmup"
    assert found("shorter decay") == ["note try warmup with a"]


def test_a_run_is_one_line_with_its_telling_part_and_the_number_of_others(recorded, printed, look):
    run = recorded(name="quick-newt", command=["python", "muon.py"], params={"opt": "muon"}, end=True)
    printed(run, b"using muon\n")
    (match,) = look("muon").matches
    assert (match.kind, match.id, match.title, match.place, match.snippet) == (
        "run", run, "quick-newt", "params", "opt=muon",
    )  # fmt: skip
    assert match.more == 2  # the command and the console
    assert [match.snippet[begin:end] for begin, end in match.highlights] == ["muon"]


def test_a_param_is_found_by_its_value_however_it_is_written(recorded, found):
    recorded(name="a", params={"opt": {"lr": 0.001}})
    recorded(name="b", params={"opt": {"lr": 0.01}})
    assert found("lr=1e-3") == ["run a"]
    assert found("opt.lr=0.01", kinds=("params",)) == ["run b"]
    assert found("lr", kinds=("metrics",)) == []


def test_code_that_ran_is_found_by_name_and_body_once_however_often_it_ran(recorded, look, folder):
    recorded(name="first", files={"model.py": MODEL, "train.py": "import model\n"})
    last = recorded(name="last", files={"train.py": "import model  # again\n"})
    (forward,) = look("forward", kinds=("code",)).matches
    assert (forward.title, forward.path, forward.run_name, forward.runs) == (
        "Block.forward",
        "model.py",
        "last",
        2,
    )
    assert forward.snippet == "def forward(self, x):"
    assert [each.title for each in look("warp").matches] == ["warp", "Block.forward"]
    assert look("Block.forward").matches[0].run == last
    db = sqlite3.connect(folder.bench.paths.search)
    assert db.execute(
        "SELECT count(*) FROM entries WHERE kind = 'code' AND place = 'model.py'"
    ).fetchone() == (4,)
    db.close()


def test_a_file_is_found_by_its_path_and_is_one_line_with_what_stands_in_it(recorded, look):
    recorded(name="a", files={"src/optim.py": "RATE = 3\ndef step(): pass\n"})
    recorded(name="b", files={"src/optim.py": "RATE = 4\ndef step(): pass\n"})
    (match,) = look("src/optim.py").matches
    assert (match.title, match.runs, match.run_name) == ("src/optim.py", 2, "b")
    (match,) = look("rate").matches
    assert (match.title, match.snippet, match.run_name) == ("src/optim.py", "RATE = 4", "b")


def test_a_running_run_is_followed_and_its_end_is_seen(recorded, printed, found, folder, clock):
    run = recorded(name="slow", end=False)
    printed(run, b"epoch 1\n")
    assert found("epoch", kinds=("console",)) == ["console slow"]
    assert found("boom") == []
    printed(run, b"boom\n")
    assert found("boom") == ["console slow"]
    finish_run(folder, run, clock=clock, params={"depth": 3})
    assert found("depth=3") == ["run slow"]


def test_a_console_that_comes_later_than_the_journal_is_found(recorded, printed, found):
    run = recorded(name="copied")
    assert found("copied") == ["run copied"]
    printed(run, b"late words\n")
    assert found("late") == ["console copied"]


def test_of_a_huge_console_both_ends_are_found_and_the_middle_is_not(recorded, printed, look):
    run = recorded(name="chatty")
    bar = b"".join(b"\r%d of many" % at for at in range(3000))
    printed(run, b"alpha\n" + bar + b"\n" + b"filler line\n" * (READ // 5) + b"middle\n")
    printed(run, b"filler line\n" * (READ // 5) + b"omega\n")
    assert os.path.getsize(look.__closure__[0].cell_contents.bench.paths.console(run)) > 2 * READ > 2 * KEPT
    assert [match.place for match in look("alpha").matches] == ["the first part"]
    assert [match.place for match in look("omega").matches] == ["the last part"]
    assert look("middle").matches == []


def test_what_the_record_redacts_comes_in_by_no_other_way(recorded, printed, say, found):
    run = recorded(name="leaky", files={"train.py": 'TOKEN = "hf_' + "a" * 30 + '"\napi_key = "swordfish"\n'})
    printed(run, b"login with --password swordfish\nAuthorization: Bearer abcdefgh12345678\n")
    say(NoteAdded, text="key is hf_" + "a" * 30)
    for secret in ("swordfish", "hf_" + "a" * 30, "abcdefgh12345678"):
        assert found(secret) == [], secret
    assert found("login") == ["console leaky"]


def test_tags_notes_and_attachments_that_come_later_are_seen(recorded, found, say):
    run = recorded(name="old")
    assert found("figure2") == []
    say(RunsTagged, runs=[run], tag="figure2")
    assert found("figure2") == ["run old"]
    say(NoteAdded, text="look at the spike", runs=[run])
    assert found("spike") == ["note look at the spike"]
    idea = say(IdeaAdded, idea=None, text="wider")
    say(RunsAttached, runs=[run], idea=idea)
    assert found("old", idea=idea) == ["run old"]


def test_a_removed_run_is_gone_with_the_code_that_only_it_ran(recorded, found, folder, clock):
    recorded(name="kept", files={"train.py": "def kept_one(): pass\n"})
    gone = recorded(name="gone", files={"train.py": "def lost_one(): pass\n"})
    assert found("lost_one") == ["code lost_one"]
    with Index.open(folder.bench) as opened:
        remove(folder.bench, opened, opened.runs([gone]), clock=clock)
    assert found("lost_one") == []
    assert found("gone") == []
    assert found("kept_one") == ["code kept_one"]


def test_a_withdrawn_finding_is_found_by_its_reason(say, look):
    finding = say(FindingAdded, finding=None, text="wider is slower")
    say(FindingWithdrawn, finding=finding, why="the clock was off")
    (match,) = look("clock").matches
    assert (match.kind, match.id, match.title, match.place) == (
        "finding", finding, "wider is slower", "why it was withdrawn",
    )  # fmt: skip


def test_what_nothing_holds_whole_is_found_by_beginnings_then_by_parts(say, look):
    say(NoteAdded, text="normalisation before attention")
    assert look("normal").how == BEGINNINGS
    assert look("normalisation zebra").how == SOME
    assert look("zebra").matches == []
    assert look('"* - ("').asked == []


def test_of_equals_the_latest_comes_first(say, found):
    for day in range(3):
        say(NoteAdded, text=f"loss spikes again {day}")
    assert found("spikes") == [f"note loss spikes again {day}" for day in (2, 1, 0)]


@pytest.mark.parametrize("damage", ["deleted", "garbage", "truncated", "another version", "its tables gone"])
def test_a_broken_index_is_made_again_without_a_word(damage, say, look, recorded, folder):
    recorded(name="calm-otter")
    say(NoteAdded, text="hello")
    assert look("hello").matches
    path = folder.bench.paths.search
    for name in (f"{path}-wal", f"{path}-shm"):
        if os.path.exists(name):
            os.unlink(name)
    if damage == "deleted":
        os.unlink(path)
    elif damage == "garbage":
        with open(path, "r+b") as file:
            file.write(b"garbage" * 1000)
    elif damage == "truncated":
        os.truncate(path, os.path.getsize(path) // 2)
    else:
        db = sqlite3.connect(path)
        db.execute("PRAGMA user_version = 99" if damage == "another version" else "DROP TABLE texts")
        db.commit()
        db.close()
    again = look("hello")
    assert [match.title for match in again.matches] == ["hello"]
    assert again.faults == []
    assert [match.title for match in look("calm-otter").matches] == ["calm-otter"]


def test_where_nothing_can_be_kept_it_is_made_in_memory_and_says_so(say, look, folder):
    say(NoteAdded, text="hello")
    os.makedirs(folder.bench.paths.search)  # a folder stands where the file should
    answer = look("hello")
    assert [match.title for match in answer.matches] == ["hello"]
    assert "cannot be used" in answer.faults[0]


def test_where_nothing_may_be_written_any_more_it_is_made_in_memory_too(say, look, folder):
    say(NoteAdded, text="hello one")
    look("hello")
    say(NoteAdded, text="hello two")
    lock = f"{folder.bench.paths.search}.lock"
    os.unlink(lock)
    os.makedirs(lock)
    answer = look("hello")
    assert len(answer.matches) == 2
    assert "cannot be used" in answer.faults[0]


def test_what_was_interrupted_goes_on_where_it_stopped(recorded, found, monkeypatch):
    for number in range(5):
        recorded(name=f"run{number}", params={"depth": number})
    monkeypatch.setattr(runs_module, "BATCH", 2)
    taken = runs_module._taken_in

    def stop(bench, search, run, code):
        if run.name == "run3":
            raise KeyboardInterrupt
        return taken(bench, search, run, code)

    monkeypatch.setattr(runs_module, "_taken_in", stop)
    with pytest.raises(KeyboardInterrupt):
        found("depth")
    monkeypatch.setattr(runs_module, "_taken_in", taken)
    assert sorted(found("depth")) == [f"run run{number}" for number in range(5)]


def test_several_may_look_at_once(recorded, found):
    for number in range(20):
        recorded(name=f"run{number}", params={"depth": number})
    answers: list[list[str]] = []
    threads = [threading.Thread(target=lambda: answers.append(found("depth", most=50))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(answer) for answer in answers] == [20] * 4


def test_runs_of_another_machine_are_found_though_they_began_before_what_is_in(
    recorded, found, folder, clock, tmp_path
):
    away = tmp_path / "away"
    away.mkdir()
    elsewhere = find_or_make(surroundings_in(away, tmp_path, host="cluster"))
    early = start_run(elsewhere, clock=clock, name="early")
    finish_run(elsewhere, early, clock=clock, params={"depth": 1})
    recorded(name="late", params={"depth": 2})
    assert found("depth") == ["run late"]
    merge(folder.bench, elsewhere.bench.top)
    assert found("depth") == ["run late", "run early"]


def test_while_another_process_takes_things_in_what_is_there_is_found(say, look, folder, monkeypatch):
    say(NoteAdded, text="hello one")
    assert look("hello").faults == []
    say(NoteAdded, text="hello two")
    monkeypatch.setattr(finding, "PATIENCE_S", 0.0)
    with alone(folder.bench.paths.search):
        answer = look("hello")
    assert [match.title for match in answer.matches] == ["hello one"]
    assert "another process" in answer.faults[0]
    assert len(look("hello").matches) == 2


def test_names_that_are_no_text_are_found_all_the_same(recorded, found, folder):
    path = os.path.join(os.fsencode(folder.root), b"caf\xe9 'x'.py")
    with open(path, "w") as file:
        file.write("def crème(): pass\n")
    recorded(name="odd", files={"a.py": ""})
    assert found("creme") == ["code crème"]


def test_an_empty_workbench_holds_nothing(look):
    assert look("anything").matches == []
