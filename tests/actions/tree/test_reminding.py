"""What is said before anything is spent: dead ends, and what ran already."""

import os

import pytest

from hunch.actions.hunches.cause import Face
from hunch.actions.lifecycle import Program, begin
from hunch.actions.tree.ran_already import Again, again
from hunch.actions.tree.reminder_text import reminder_text
from hunch.actions.tree.reminding import Met, met
from hunch.entities.events import RunRemoved
from hunch.entities.variant import Rule
from hunch.ids import microseconds
from hunch.journal.writer import append
from hunch.testing import finish_run, log_curve, start_run, write_files

RULE = Rule(seed_param="")
COMMAND = ["python", "train.py", "--lr", "0.1", "--seed", "3"]


def ran(folder, clock, *, command=COMMAND, name=None, status="finished", acc=0.94, end=True, **more):
    write_files(folder.root, {"train.py": "print('acc: 0.9')\n"})
    run = start_run(folder, clock=clock, command=command, snapshot=True, name=name, **more)
    if end:
        log_curve(folder, run, {"loss": [2, 1], "acc": [0.5, acc]}, clock=clock)
        finish_run(folder, run, clock=clock, status=status)
    return run


def snapshot_of(folder, index, run):
    return index().run(run).snapshot


def asked(folder, index, run, command=COMMAND, metric="acc"):
    return again(folder.bench, snapshot_of(folder, index, run), command, but="", rule=RULE, metric=metric)


def test_the_same_code_and_command_is_told_with_what_came_of_it(folder, clock, index, recorded):
    run = ran(folder, clock, name="calm-otter")
    found = asked(folder, index, run)
    assert (found.run, found.metric, found.value, found.status, found.others) == (
        run,
        "acc",
        0.94,
        "finished",
        0,
    )
    now = microseconds(found.began_at) + 2 * 86_400_000_000
    assert (
        reminder_text(found, now_us=now) == "this code and command ran already: calm-otter, acc 0.94, 2 d ago"
    )


def test_where_results_go_makes_no_difference_and_another_seed_does(folder, clock, index):
    run = ran(folder, clock)
    assert asked(folder, index, run, [*COMMAND, "--out_dir", "elsewhere"]) is not None
    assert asked(folder, index, run, ["python", "train.py", "--lr", "0.1", "--seed", "4"]) is None
    assert asked(folder, index, run, ["python", "train.py", "--lr", "0.2", "--seed", "3"]) is None


def test_the_latest_is_named_and_the_others_are_counted_without_those_that_were_removed(folder, clock, index):
    ran(folder, clock)
    latest = ran(folder, clock, name="bold-heron", status="failed", end=True)
    gone = ran(folder, clock)
    append(folder.bench, RunRemoved(runs=[gone]), clock=clock)
    found = asked(folder, index, latest)
    assert (found.run, found.others, found.status) == (latest, 1, "failed")
    text = reminder_text(found, now_us=clock())
    assert "ran already: bold-heron, failed, acc 0.94, just now, and 1 before" in text


def test_one_that_has_not_ended_and_a_metric_that_was_not_measured(folder, clock, index):
    run = ran(folder, clock, end=False, name="slow-snail")
    found = asked(folder, index, run)
    assert (found.status, found.metric) == (None, None)
    assert "slow-snail, no end yet, just now" in reminder_text(found, now_us=clock())
    other = ran(folder, clock)
    assert asked(folder, index, other, metric="f1").metric == "loss", "then the first that was"


def test_the_questions_metric_is_told_whatever_hunch_toml_says(folder, clock, index):
    from hunch.testing import ask_question

    question = ask_question(folder, clock=clock, metric="acc")
    run = ran(folder, clock, question=question)
    assert asked(folder, index, run, metric="loss").metric == "acc"


def test_a_dead_end_is_told_with_its_reason_its_day_and_its_runs(grove):
    idea = grove.idea("wider heads")
    below = grove.idea("no bias", under=idea)
    runs = grove.lab.runs("w", [0.8] * 5, idea=idea, name="calm-otter")
    grove.decide(idea, "drop", "diverges above 0.1")
    stands = grove.point().standing
    found = met(grove.folder.bench, stands, stands.ideas[idea])
    now = microseconds("2025-12-24T12:00:00.000000Z")
    assert len(runs) == 5
    assert reminder_text(found, now_us=now) == (
        "wider heads: dropped on 22 November: diverges above 0.1; runs calm-otter, calm-otter, calm-otter and 2 more"
    )
    under = met(grove.folder.bench, stands, stands.ideas[below])
    assert reminder_text(under, now_us=now).startswith("it is under wider heads: dropped on 22 November: ")
    grove.decide(idea, "park", "later")
    stands = grove.point().standing
    assert met(grove.folder.bench, stands, stands.ideas[idea]) is None


# ---- at the start of a run


@pytest.fixture
def told(folder, project):
    """Begins a run as a command does; what is said before its start is written."""

    def start(**program):
        said = []
        about = folder.bench.surroundings
        options = {"command": ["python", "train.py"], "via": "command", **program}
        face = Face(remind=lambda reminder: said.append((reminder, journal_size())))
        begun = begin(about, Program(**options), clock=iter_clock, face=face)
        if begun.afterwards is not None:  # as it is done behind the spawn
            said.append(("spawned", 0))
            begun.afterwards()
        return said, begun

    def journal_size():
        paths = folder.bench.paths
        return sum(os.path.getsize(os.path.join(paths.journal, name)) for name in os.listdir(paths.journal))

    from hunch.testing import ToldClock

    iter_clock = ToldClock(1_900_000_000_000_000)
    (project / "train.py").write_text("print('acc: 0.9')\n")
    start.size = journal_size
    return start


def kinds(said):
    return [reminder if isinstance(reminder, str) else type(reminder) for reminder, _ in said]


def test_where_nothing_was_asked_nobody_waits_for_what_is_told(told):
    said, _ = told()
    assert kinds(said) == ["spawned"]
    said, begun = told()
    assert kinds(said) == ["spawned", Again]
    assert said[1][0].run != begun.event.run
    assert begun.faults == []


def test_where_something_was_asked_it_is_told_before_the_start_is_written(told, grove):
    told()
    before = told.size()
    said, begun = told(idea="wider")
    assert kinds(said) == [Again]
    assert said[0][1] < told.size()
    assert before < said[0][1], "the idea is written, and the start is not"
    assert begun.afterwards is None


def test_nothing_is_said_of_plans_replicates_runs_within_others_or_python_programs(told):
    told()
    for options in ({"plan": "0" * 20, "seed": 1}, {"within": "0" * 20}, {"via": "python"}):
        assert kinds(told(**options)[0]) == []


def test_edited_code_is_other_code(told, project):
    told()
    (project / "train.py").write_text("print('acc: 0.95')\n")
    assert kinds(told()[0]) == ["spawned"]
    (project / "train.py").write_text("print('acc: 0.9')\n")
    assert kinds(told()[0]) == ["spawned", Again]


def test_trying_a_dropped_idea_or_the_same_in_other_words_is_told(told, grove):
    idea = grove.idea("wider heads")
    grove.decide(idea, "drop", "diverges")
    (reminder, _), *_ = told(idea="wider heads")[0]
    assert isinstance(reminder, Met)
    assert reminder.end.decided.why == "diverges"
    assert told(idea="Wider  Heads", plan="0" * 20)[0] == [], (
        "of a plan it is said once, before its first run"
    )
    assert kinds(told(idea="another")[0]) == [Again]
