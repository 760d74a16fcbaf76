"""A run is what its events tell, in the order of their ids."""

import itertools

from msgspec.structs import replace

from hunch.entities.events import (
    Data,
    HunchSeal,
    HunchSealed,
    NoteAdded,
    Process,
    RunFinished,
    RunMeasured,
    RunQueued,
    RunRemoved,
    RunsTagged,
    RunStarted,
    RunStopping,
)
from hunch.entities.fold import Told, fold, subjects
from hunch.entities.run import Status

START = RunStarted(
    run="r",
    name="brave-fox",
    command=["true"],
    cwd="/",
    folder="w:.",
    process=Process(host="h", machine="m", pid=1),
    seed=3,
    tags=["first"],
)
END = RunFinished(run="r", status="failed", ended_at="later", duration_s=2.0, exit_code=1)
numbers = itertools.count()


def told(*data: Data | None) -> list[Told]:
    return [Told(id=f"{next(numbers):020d}", at="now", by="human:ada", data=each) for each in data]


def test_a_run_without_an_end_is_running():
    run = fold(told(START))
    assert (run.status, run.ended_at, run.duration_s, run.exit_code) == (Status.RUNNING, None, None, None)
    assert (run.author, run.started_at, run.seed, run.tags) == ("human:ada", "now", 3, ["first"])


def test_the_end_says_how_it_ended_and_what_was_learned_meanwhile():
    end = RunFinished(
        run="r",
        status="finished",
        ended_at="later",
        duration_s=2.0,
        exit_code=0,
        name="calm-owl",
        seed=0,
        tags=["b"],
    )
    run = fold(told(START, end))
    assert (run.status, run.name, run.seed, run.tags) == (Status.FINISHED, "calm-owl", 0, ["first", "b"])


def test_of_two_ends_the_later_counts():
    killed = RunFinished(run="r", status="killed", ended_at="", duration_s=1.0, signal="SIGKILL")
    assert fold(told(START, killed, END)).status is Status.FAILED
    assert fold(told(START, END, killed)).signal == "SIGKILL"


def test_of_two_starts_the_first_counts():
    again = RunStarted(run="r", name="copy", command=[], cwd="", folder="", process=START.process)
    assert fold(told(START, again)).name == "brave-fox"


def test_events_without_a_start_are_no_run():
    assert fold(told(END)) is None
    assert fold([]) is None


def test_a_removed_run_is_none_whatever_follows():
    assert fold(told(START, RunRemoved(runs=["r"]), NoteAdded(text="x", runs=["r"]))) is None


def test_tags_are_put_on_and_taken_off_in_order():
    on, off = RunsTagged(runs=["r"], tag="a"), RunsTagged(runs=["r"], tag="a", removed=True)
    first_off = RunsTagged(runs=["r"], tag="first", removed=True)
    assert fold(told(START, on, off)).tags == ["first"]
    assert fold(told(START, off, on)).tags == ["first", "a"]
    assert fold(told(START, on, on, first_off)).tags == ["a"]


def test_a_tag_taken_off_while_the_run_goes_on_stays_off_when_it_ends():
    off = RunsTagged(runs=["r"], tag="first", removed=True)
    assert fold(told(START, off, END)).tags == []


def test_notes_keep_their_order_and_authors():
    run = fold(told(START, NoteAdded(text="a", runs=["r"]), NoteAdded(text="b", runs=["r"])))
    assert [(note.text, note.by) for note in run.notes] == [("a", "human:ada"), ("b", "human:ada")]


def test_the_first_measure_counts_since_a_later_one_may_see_an_edit():
    a, b = RunMeasured(run="r", files={"m": "1"}), RunMeasured(run="r", files={"m": "2", "n": "3"})
    assert fold(told(START, END, a, b)).file_hashes == {"m": "1", "n": "3"}


def test_a_second_end_is_measured_anew():
    a, b = RunMeasured(run="r", files={"m": "1"}), RunMeasured(run="r", files={"m": "2"})
    assert fold(told(START, END, a, END, b)).file_hashes == {"m": "2"}


def test_a_status_of_another_version_counts_as_failed():
    odd = RunFinished(run="r", status="preempted", ended_at="", duration_s=1.0)
    assert fold(told(START, odd)).status is Status.FAILED


def test_events_of_kinds_that_we_do_not_know_say_nothing():
    assert fold(told(None, START, None)).name == "brave-fox"


def test_subjects_are_the_runs_that_an_event_speaks_of():
    assert subjects(START) == ["r"]
    assert subjects(RunsTagged(runs=["a", "b"], tag="t")) == ["a", "b"]
    assert subjects(NoteAdded(text="x")) == []
    assert subjects(None) == []


QUEUED = RunQueued(run="r", name="brave-fox", command=["true"], process=START.process, seed=3, plan="p")


def test_a_queued_run_waits_until_it_begins():
    waiting = fold(told(QUEUED, NoteAdded(text="soon", runs=["r"])))
    assert (waiting.status, waiting.began, waiting.seed, waiting.plan) == (Status.QUEUED, False, 3, "p")
    assert waiting.notes[0].text == "soon"
    begun = fold(told(QUEUED, START))
    assert (begun.status, begun.began, begun.cwd) == (Status.RUNNING, True, "/")
    assert fold(told(QUEUED, START, END)).status is Status.FAILED


def test_a_queued_run_that_is_stopped_never_begins():
    stopped = fold(told(QUEUED, RunStopping(run="r")))
    assert (stopped.status, stopped.began, stopped.duration_s) == (Status.KILLED, False, None)


def test_a_run_that_was_stopped_while_it_ran_is_what_its_end_says():
    assert fold(told(QUEUED, START, RunStopping(run="r"), END)).status is Status.FAILED
    assert fold(told(QUEUED, RunRemoved(runs=["r"]))) is None


def test_a_run_has_the_predictions_that_its_start_names_and_those_that_came_late():
    late, named = HunchSealed(hunch="late", text="+", items=[], run="r"), HunchSeal(id="h", sha256="5")
    run = fold(told(replace(START, hunches=[named]), END, late))
    assert [(hunch.id, hunch.sha256) for hunch in run.hunches] == [("h", "5"), ("late", None)]
    assert [hunch.id for hunch in fold(told(QUEUED, late)).hunches] == ["late"]
