"""What is not scored, and why: void is not wrong, late is kept, and nothing is undone afterwards."""

import os

import pytest
from msgspec.structs import replace

from hunch.actions.plans import make_plan
from hunch.entities.events import (
    Process,
    RunQueued,
    RunStarted,
    RunStopping,
)
from hunch.entities.hunch import HunchStatus
from hunch.entities.metric import Summary
from hunch.ids import new_id
from hunch.journal.writer import append, highest_id
from hunch.testing import add_idea, finish_run, log_curve, write_files

from .predicted import Forecaster


@pytest.fixture
def ada(folder, clock):
    return Forecaster(folder, clock)


def test_a_crash_resolves_what_was_said_of_crashes_and_voids_the_rest(ada):
    ada.tell("acc +2pp @70; crash@5", 0.9, status="failed")
    size, crash = ada.last().items
    assert (size.void, crash.happened, ada.last().status) == ("crashed", True, HunchStatus.SCORED)
    ada.tell("70", 0.9, status="failed")
    assert (ada.last().status, ada.last().void) == (HunchStatus.VOID, "crashed")


def test_a_crash_is_a_loss_where_the_project_said_so_at_the_seal(ada):
    ada.tell("70", 0.9, said={"crash_is_loss": True}, status="failed")
    assert (ada.last().status, ada.last().outcome) == (HunchStatus.SCORED, False)
    before = ada.json()
    write_files(ada.folder.root, {"hunch.toml": "[hunches]\ncrash_is_loss = true\n"})
    ada.tell("70", 0.9, status="failed")
    assert ada.last().status == HunchStatus.VOID
    assert ada.json().startswith(before[:-1])


def test_a_killed_run_is_read_where_all_had_come_to(folder, clock, recorded):
    ada = Forecaster(folder, clock, baseline=[])
    ada.baseline = [recorded(curves={"acc": [0.1, 0.5, 0.9]})]
    run = ada.begin([ada.seal("70")])
    log_curve(folder, run, {"acc": [0.2, 0.6]}, clock=clock)
    finish_run(folder, run, clock=clock, status="killed", variant="v")
    hunch = ada.last()
    assert (hunch.outcome, hunch.items[0].baseline, hunch.items[0].reading) == (True, 0.5, 0.6)
    assert "killed: read at step 1" in hunch.flags


def test_a_run_that_was_killed_before_there_was_anything_to_see_is_void(ada):
    run = ada.begin([ada.seal("70")])
    ada.end(run, status="killed", variant="v")
    assert ada.last().void == "killed before acc was visible"


def test_what_was_measured_by_other_files_is_void(ada, recorded):
    globs = {"evaluation": ["eval.py"]}
    base = recorded(curves={"acc": [0.8]}, files={"eval.py": "1"})
    same = ada.seal("70", baseline=[base], **globs)
    recorded(curves={"acc": [0.9]}, files={"train.py": "2"}, hunches=[same])
    other = ada.seal("70", baseline=[base], **globs)
    recorded(curves={"acc": [0.9]}, files={"eval.py": "2"}, hunches=[other])
    first, second = ada.ledger()
    assert (first.status, second.void) == (HunchStatus.SCORED, "the evaluation changed")


def test_without_a_baseline_there_is_nothing_to_be_ahead_of(folder, clock):
    ada = Forecaster(folder, clock, baseline=[])
    ada.tell("70; crash@5")
    assert [item.void for item in ada.last().items] == ["there is no baseline", None]


def test_a_way_of_reading_that_a_later_version_knows_is_void_here(ada):
    ada.tell("70", said={"take": "median:5"})
    assert ada.last().void == "'median:5' is not known here"


def test_sealed_after_the_start_is_late_kept_and_never_scored(ada):
    run = ada.begin()
    ada.seal("90", run=run)
    ada.end(run, variant="v", metrics={"acc": Summary(last=0.9, min=0.9, max=0.9, count=1)})
    hunch = ada.last()
    assert (hunch.status, hunch.bits, hunch.items[0].happened) == (HunchStatus.LATE, None, None)


def test_a_hunch_on_an_idea_is_open_until_a_start_names_it(ada, clock):
    idea = add_idea(ada.folder, "wider", clock=clock)
    seal = ada.seal("70", idea=idea)
    ada.runs([0.9], idea=idea)
    assert ada.last().status == HunchStatus.OPEN
    ada.runs([0.9], [seal], idea=idea)
    assert ada.last().status == HunchStatus.SCORED


def test_another_hash_than_the_one_that_the_start_names_is_void(ada):
    seal = ada.seal("70")
    ada.runs([0.9], [replace(seal, sha256="0" * 64)])
    assert (ada.last().status, ada.last().bits) == (HunchStatus.VOID, None)
    assert "is not the one" in (ada.last().void or "")


def test_a_line_that_was_edited_after_the_result_counts_no_more(ada, folder):
    ada.tell("10", 0.9)
    assert ada.last().status == HunchStatus.SCORED
    (path,) = (
        os.path.join(folder.bench.paths.journal, name) for name in os.listdir(folder.bench.paths.journal)
    )
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace('"probability":0.1', '"probability":0.9'))
    assert ada.last().status == HunchStatus.VOID


def test_a_run_of_the_queue_that_never_began_voids_what_was_said_of_it(ada, clock):
    run = new_id(clock(), after=highest_id(ada.folder.bench))
    queued = RunQueued(run=run, name="b", command=["true"], process=Process(host="h", machine="m", pid=1))
    append(ada.folder.bench, queued, clock=clock)
    ada.seal("70", run=run)
    assert ada.last().status == HunchStatus.OPEN
    append(ada.folder.bench, RunStopping(run=run), clock=clock)
    assert ada.last().void == "its run never began"


def test_what_is_taken_back_is_not_scored_unless_the_result_was_there_to_be_seen(ada):
    before, after = ada.seal("70"), ada.seal("70")
    run = ada.begin([before, after])
    ada.retract(before)
    ada.end(run, variant="v", metrics={"acc": Summary(last=0.9, min=0.9, max=0.9, count=1)})
    ada.retract(after)
    first, second = ada.ledger()
    assert (first.status, first.bits) == (HunchStatus.RETRACTED, None)
    assert (second.status, second.outcome) == (HunchStatus.RETRACTED, True)
    assert second.flags[-1] == "retracted after its result was there"


def queued(ada, clock, **about):
    run = new_id(clock(), after=highest_id(ada.folder.bench))
    process = Process(host="h", machine="m", pid=1)
    append(
        ada.folder.bench,
        RunQueued(run=run, name="q", command=["true"], process=process, **about),
        clock=clock,
    )
    return run


def test_what_was_said_of_one_run_of_a_plan_is_about_that_run_alone(ada, clock):
    plan = make_plan(ada.folder.bench, [0, 1], clock=clock)
    run = queued(ada, clock, plan=plan)
    seal = ada.seal("70", run=run)
    assert ada.last().waits == "its run has not begun"
    begun = RunStarted(
        run=run, name="q", command=["true"], cwd="", folder="f",
        process=Process(host="h", machine="m", pid=1), plan=plan, hunches=[seal],
    )  # fmt: skip
    append(ada.folder.bench, begun, clock=clock)
    assert ada.last().waits == "its run has not ended"
    ada.end(run, variant="v", metrics={"acc": Summary(last=0.9, min=0.9, max=0.9, count=1)})
    assert (ada.last().status, ada.last().runs) == (HunchStatus.SCORED, [run])


def test_an_open_one_says_how_many_runs_it_waits_for(ada, clock):
    plan = make_plan(ada.folder.bench, [0, 1, 2], clock=clock)
    seal = ada.seal("70", plan=plan, planned=3)
    assert ada.last().waits == "no planned run has begun"
    ada.runs([0.9], [seal], plan=plan)
    assert (ada.last().status, ada.last().waits) == (HunchStatus.OPEN, "waits for 2 of 3 planned runs")


def test_a_plan_of_which_no_run_ever_began_voids_what_was_said_of_it(ada, clock):
    plan = make_plan(ada.folder.bench, [0, 1], clock=clock)
    ada.seal("70", plan=plan, planned=2)
    for _ in range(2):
        append(ada.folder.bench, RunStopping(run=queued(ada, clock, plan=plan)), clock=clock)
    assert ada.last().void == "none of its planned runs ever began"


def test_whoever_looks_first_foretells_nothing(ada):
    ada.runs([0.9], variant="mine")
    ada.runs([0.9], [ada.seal("98")], variant="mine")
    ada.runs([0.9], [ada.seal("98")], variant="mine")
    ada.tell("70", 0.9)
    *seen, fresh = ada.ledger()
    assert [(each.status, each.counts) for each in seen] == [(HunchStatus.SCORED, None)] * 2
    assert all("seen before" in each.flags for each in seen)
    assert (fresh.counts, fresh.items[0].base_rate) == ("variant", 0.25)


def test_a_run_that_had_shown_nothing_spoils_nothing(ada):
    ada.runs([{"loss": 1.0}], variant="mine")
    ada.runs([0.9], [ada.seal("70")], variant="mine")
    assert ada.last().counts == "variant"


def test_what_is_held_against_another_baseline_is_scored_and_does_not_count(ada):
    ada.tell("98", 0.9, said={"against": ada.baseline[0]})
    hunch = ada.last()
    assert (hunch.status, hunch.counts, hunch.flags[-1]) == (
        HunchStatus.SCORED,
        None,
        "against another baseline",
    )
    ada.tell("70", 0.9)
    assert ada.last().items[0].base_rate == 0.25


def test_only_the_first_on_a_variant_moves_the_base_rate(ada):
    first, again = ada.seal("70"), ada.seal("80")
    ada.runs([0.9], [first, again])
    ada.tell("70", 0.9)
    assert ada.last().items[0].base_rate == pytest.approx(3 / 9)


def test_a_log_scale_says_what_has_no_logarithm(ada):
    ada.tell("70", 0.0, said={"log_scale": True})
    assert ada.last().void == "0 has no logarithm"
