"""What came of predictions: one reading each, whatever comes later and in whatever order files are merged."""

import math
import os
import re
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hunch.actions.resolving import of_run, with_hunches
from hunch.entities.events import (
    HunchSeal,
    HunchSealed,
    PlanMade,
    Process,
    RunQueued,
    RunRemoved,
    RunStopping,
)
from hunch.entities.hunch import Hunch, HunchStatus, Win
from hunch.entities.metric import Summary
from hunch.ids import new_id
from hunch.journal.index import Index
from hunch.journal.merge import merge
from hunch.journal.workbench import Surroundings, find_or_make, open_workbench
from hunch.journal.writer import append, highest_id
from hunch.stats.normal import cdf, quantile
from hunch.testing import ToldClock, add_idea, ask_question, finish_run, log_curve, write_files

from ..entities.drawn import items
from .predicted import Forecaster

NOISE = 0.01
"""Of the baseline .80, .81, .82."""
ERROR = NOISE * math.sqrt(1 + 1 / 3)


@pytest.fixture
def ada(folder, clock):
    return Forecaster(folder, clock)


# ---- one reading


def test_a_size_is_a_belief_about_the_true_effect_and_scored_as_a_forecast_of_the_reading(ada):
    ada.tell("acc +2pp @70", 0.8234)
    (item,) = ada.last().items
    sd = 0.02 / quantile(0.7)
    assert item.stated == pytest.approx(0.7)
    assert item.probability == pytest.approx(cdf(0.02 / math.hypot(sd, ERROR)))
    assert (item.happened, item.outcome) == (True, pytest.approx(0.0134))
    assert (item.change, item.unit) == (pytest.approx(1.34), "pp")
    assert item.interval[1] - item.interval[0] == pytest.approx(2 * 1.2815515655 * math.hypot(sd, ERROR))
    assert item.bits == pytest.approx(math.log2(item.probability / 0.25))
    assert ada.last().status == HunchStatus.SCORED


def test_a_chance_on_a_run_is_scored_as_it_stands_and_one_on_an_idea_is_blurred_by_noise(ada, clock):
    ada.tell("80")
    assert ada.last().probability == 0.8
    idea = add_idea(ada.folder, "wider heads", clock=clock)
    ada.tell("80", said={"idea": idea}, idea=idea)
    belief = 0.7 * 1.5 * NOISE
    expected = cdf(belief * quantile(0.8) / math.hypot(belief, ERROR))
    assert ada.last().probability == pytest.approx(expected)
    assert 0.5 < expected < 0.8


def test_where_less_is_the_goal_a_fall_is_what_was_hoped_for(ada):
    ada.tell("70", {"acc": 0.83, "loss": 0.3}, said={"metric": "acc", "goal": "min"})
    assert ada.last().outcome is False
    ada.tell("-1pp @70", 0.79, said={"goal": "min"})
    assert (ada.last().items[0].happened, ada.last().outcome) == (True, pytest.approx(-0.02))


def test_equal_to_the_baseline_is_not_ahead_of_it(folder, clock):
    ada = Forecaster(folder, clock, baseline=[0.75, 0.75])
    ada.tell("70", 0.75)
    assert ada.last().outcome is False


def test_without_any_repetition_the_noise_is_not_known_and_it_is_flagged(folder, clock):
    ada = Forecaster(folder, clock, baseline=[0.8])
    ada.tell("acc +2pp [-1,4]")
    assert ada.last().flags == ["no noise known"]
    assert ada.last().probability == ada.last().items[0].stated


def test_several_planned_runs_are_one_reading_and_it_waits_for_the_last_of_them(ada, clock):
    plan = new_id(clock(), after=highest_id(ada.folder.bench))
    append(ada.folder.bench, PlanMade(plan=plan, seeds=[0, 1, 2]), clock=clock)
    seal = ada.seal("70", plan=plan, planned=3)
    ada.runs([0.85, 0.79], [seal], plan=plan)
    assert ada.last().status == HunchStatus.OPEN
    ada.runs([0.75], [seal], plan=plan, seeds=[2])
    assert (ada.last().outcome, ada.last().items[0].reading) == (
        False,
        pytest.approx((0.85 + 0.79 + 0.75) / 3),
    )
    assert len(ada.last().runs) == 3


def test_a_planned_run_that_was_taken_out_of_the_queue_leaves_no_reading(ada, clock):
    bench, plan = ada.folder.bench, new_id(clock(), after=highest_id(ada.folder.bench))
    waits = new_id(clock(), after=plan)
    append(bench, PlanMade(plan=plan, seeds=[0, 1]), clock=clock, after=waits)
    queued = RunQueued(
        run=waits, name="b", command=["true"], plan=plan, process=Process(host="h", machine="m", pid=1)
    )
    append(bench, queued, clock=clock)
    seal = ada.seal("70; t=1m", plan=plan, planned=2)
    ada.runs([0.9], [seal], plan=plan)
    assert ada.last().status == HunchStatus.OPEN
    append(bench, RunStopping(run=waits), clock=clock)
    win, cost = ada.last().items
    assert win.void == "1 of 2 planned runs never began"
    assert cost.outcome == 1.0


def test_replicates_that_come_later_never_change_what_came_of_a_hunch(ada):
    ada.tell("70", 0.83, variant="wide")
    before = ada.json()
    ada.runs([0.7, 0.71, 0.69], variant="wide")
    ada.runs([0.9], variant="base")
    assert ada.json() == before


def test_the_noise_is_what_had_been_seen_when_it_was_sealed(ada):
    seal = ada.seal("acc +2pp [0,4]")
    ada.runs([0.5, 0.9, 0.7], variant="wild")
    ada.runs([0.83], [seal])
    calm = ada.ledger()[0].items[0]
    ada.tell("acc +2pp [0,4]", 0.83)
    wild = ada.last().items[0]
    assert calm.interval[1] - calm.interval[0] < 0.06 < wild.interval[1] - wild.interval[0]


def test_only_the_questions_own_variants_tell_of_its_noise(ada, clock):
    question = ask_question(ada.folder, clock=clock, metric="acc")
    other = ask_question(ada.folder, clock=clock, metric="acc", text="something else?")
    ada.runs([0.1, 0.9, 0.5], variant="wild", question=other)
    ada.tell("acc +2pp [0,4]", said={"question": question}, question=question)
    low, high = ada.last().items[0].interval
    assert high - low < 0.06


def test_a_size_alone_is_as_wide_as_ten_earlier_effects_were(ada):
    for number in range(10):
        ada.tell("50", 0.81 + (0.1 if number % 2 else -0.1))
    ada.tell("acc +2pp")
    low, high = ada.last().items[0].interval
    assert high - low > 0.15


def test_on_a_log_scale_changes_are_ratios(ada):
    ada.tell("-10% @70", 0.72, said={"goal": "min", "log_scale": True})
    (item,) = ada.last().items
    assert item.happened is True
    assert item.change == pytest.approx(100 * (0.72 / item.baseline - 1))
    assert item.baseline == pytest.approx((0.80 * 0.81 * 0.82) ** (1 / 3))


def test_a_question_of_several_tasks_is_read_as_their_mean(folder, clock):
    ada = Forecaster(folder, clock, baseline=[])
    ada.baseline = ada.runs([{"acc/en": 0.5, "acc/de": 0.5}])
    ada.tell("70", {"acc/en": 0.9, "acc/de": 0.3, "acc/fr": 0.0}, said={"metric": "acc/*"})
    assert ada.last().items[0].reading == pytest.approx(0.6)


# ---- other things that are said


def test_thresholds_costs_and_events_resolve_beside_it(ada):
    ada.tell("acc >= 0.82 @60; t=2m [1,3]; t<50s @30; crash@5; nan@5", 0.83, duration_s=60.0)
    threshold, estimate, bound, crash, nan = ada.last().items
    assert (threshold.happened, threshold.reading) == (True, 0.83)
    assert (estimate.outcome, estimate.ratio, estimate.interval) == (1.0, pytest.approx(0.5), (1.0, 3.0))
    assert (bound.happened, crash.happened, nan.happened) == (False, False, False)
    assert crash.surprise == pytest.approx(-math.log2(0.95))


def test_a_run_that_ends_as_nan_has_no_reading_and_was_nan(ada):
    ada.tell("70; nan@5", math.nan)
    win, nan = ada.last().items
    assert (win.void, nan.happened) == ("NaN", True)


@pytest.mark.parametrize(("curve", "diverged"), [([2.0, 1.0], False), ([2.0, 1.0, 9.0], True)])
def test_a_run_diverged_where_it_ended_behind_where_it_began(ada, clock, curve, diverged):
    run = ada.begin([ada.seal("diverge@10", goal="min", metric="loss")])
    log_curve(ada.folder, run, {"loss": curve}, clock=clock)
    finish_run(ada.folder, run, clock=clock, variant="v")
    assert ada.last().items[0].outcome is diverged


def test_a_pick_is_resolved_by_the_first_reading_of_each_idea(ada, clock):
    wider, deeper = (add_idea(ada.folder, text, clock=clock) for text in ("wider", "deeper"))
    ada.seal("wider:60 deeper:40", question=None)
    ada.runs([0.9], idea=wider, status="failed")
    ada.runs([0.84], idea=wider)
    assert ada.last().status == HunchStatus.OPEN
    ada.runs([0.86], idea=deeper)
    assert (ada.last().status, ada.last().items[0].outcome) == (HunchStatus.SCORED, "deeper")
    before = ada.json()
    ada.runs([0.99], idea=wider)
    assert ada.json() == before
    ada.seal("wider:60 deeper:40")
    assert ada.last().status == HunchStatus.LATE


def test_a_pick_of_an_idea_that_is_not_there_is_void(ada):
    ada.seal("wider:60 deeper:40")
    assert (ada.last().status, ada.last().void) == (HunchStatus.VOID, "there is no idea 'wider'")


# ---- what is not scored


def test_a_crash_resolves_what_was_said_of_crashes_and_voids_the_rest(ada):
    ada.tell("acc +2pp @70; crash@5", 0.9, status="failed")
    size, crash = ada.last().items
    assert (size.void, crash.happened, ada.last().status) == ("crashed", True, HunchStatus.SCORED)
    ada.tell("70", 0.9, status="failed")
    assert (ada.last().status, ada.last().void) == (HunchStatus.VOID, "crashed")


def test_a_crash_is_a_loss_where_the_project_says_so(ada):
    write_files(ada.folder.root, {"hunch.toml": "[hunches]\ncrash_is_loss = true\n"})
    ada.tell("70", 0.9, status="failed")
    assert (ada.last().status, ada.last().outcome) == (HunchStatus.SCORED, False)


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
    write_files(ada.folder.root, {"hunch.toml": '[objective]\nevaluation = ["eval.py"]\n'})
    base = recorded(curves={"acc": [0.8]}, files={"eval.py": "1"})
    same = ada.seal("70", baseline=[base])
    recorded(curves={"acc": [0.9]}, files={"train.py": "2"}, hunches=[same])
    other = ada.seal("70", baseline=[base])
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


# ---- the record


def test_the_first_on_a_variant_counts_for_each_author_and_an_update_never_does(ada):
    first = ada.seal("70")
    seals = [first, ada.seal("80", updates=first.id), ada.seal("90"), ada.seal("60", by="agent:coder@1")]
    ada.runs([0.9], seals)
    assert [hunch.counts for hunch in ada.ledger()] == ["variant", None, None, "variant"]
    assert all(hunch.status == HunchStatus.SCORED for hunch in ada.ledger())


def test_the_first_reading_of_an_idea_is_marked_and_a_crash_gives_none(ada, clock):
    idea = add_idea(ada.folder, "wider", clock=clock)
    ada.tell("70", 0.9, status="failed", idea=idea)
    ada.tell("70", 0.9, idea=idea)
    ada.tell("70", 0.9, idea=idea)
    assert [hunch.counts for hunch in ada.ledger()] == ["idea", "idea", "variant"]


def test_the_base_rate_is_that_of_what_had_been_resolved_before_the_seal(ada):
    early = ada.seal("70")
    ada.tell("70", 0.9)
    ada.tell("70", 0.9)
    ada.runs([0.9], [early])
    rates = [hunch.items[0].base_rate for hunch in ada.ledger()]
    assert rates == [2 / 8, 2 / 8, 3 / 9]


def test_everyones_base_rate_is_their_own(ada):
    ada.tell("70", 0.9)
    ada.tell("70", 0.9, said={"by": "agent:coder@1"})
    assert [hunch.items[0].base_rate for hunch in ada.ledger()] == [0.25, 0.25]


# ---- the same from the same


def test_a_deleted_cache_loses_nothing(ada):
    for value in (0.83, 0.79, math.nan):
        ada.tell("acc +2pp [0,4]; crash@5", value)
    before = ada.json()
    assert ada.json() == before
    ada.forget()
    assert ada.json() == before


def test_a_broken_cache_is_made_anew(ada):
    ada.tell("70")
    before = ada.json()
    with Index.open(ada.folder.bench) as index:
        ((kind, key, value),) = index._db.execute("SELECT * FROM cached WHERE kind LIKE 'hunches%'")
        index.cache(kind, key, value[:70] + b"\xc1")
    assert ada.json() == before


def test_a_run_that_was_removed_was_seen_all_the_same(ada):
    run = ada.tell("70", 0.9)
    before = ada.json()
    append(ada.folder.bench, RunRemoved(runs=[run, ada.baseline[0]]), clock=ada.clock)
    shutil.rmtree(ada.folder.bench.paths.run(run))
    assert ada.json() == before


def test_what_takes_a_curve_to_tell_goes_with_the_runs_folder(folder, clock, recorded):
    ada = Forecaster(folder, clock, baseline=[])
    ada.baseline = [recorded(curves={"acc": [0.1, 0.5]})]
    run = recorded(curves={"acc": [0.2, 0.6]}, hunches=[ada.seal("70; diverge@5", take="mean:2")])
    assert [item.happened for item in ada.last().items] == [True, False]
    append(folder.bench, RunRemoved(runs=[run]), clock=clock)
    shutil.rmtree(folder.bench.paths.run(run))
    ada.forget()
    assert [item.void for item in ada.last().items] == ["acc was not measured", "it is not known"]


def test_in_whatever_order_files_are_merged_the_same_comes_out(ada, clock, tmp_path):
    """Ben goes on from a copy of Ada's folder, on a machine whose clock is an hour behind."""
    ada.tell("70", 0.9)
    bens = str(tmp_path / "bens")
    shutil.copytree(ada.folder.bench.top, f"{bens}/.hunch", ignore=shutil.ignore_patterns("cache"))
    his = ada.folder.bench.surroundings._replace(author="human:ben", host="desk", cwd=bens)
    ben = Forecaster(
        ada.folder._replace(root=bens, bench=open_workbench(f"{bens}/.hunch", his)), clock, baseline=[]
    )
    ben.baseline = ada.baseline
    clock.on(-3600)
    ben.tell("30", 0.7, variant="his")
    ada.tell("acc +2pp [0,4]", 0.9, variant="hers")
    ben.tell("+", 0.75, variant="his again")
    shutil.copytree(bens, tmp_path / "copy")
    copy = ada.folder._replace(bench=open_workbench(str(tmp_path / "copy" / ".hunch"), his))
    merge(ben.folder.bench, ada.folder.bench.top)
    merge(ada.folder.bench, copy.bench.top)
    assert ada.json() == ben.json()
    assert len(ada.ledger()) == 4
    ada.forget()
    assert ada.json() == ben.json()


def test_what_a_runs_block_says_of_hunches_needs_no_numpy():
    program = "import sys; from hunch.actions import resolving, scored; from hunch.cli import hunch_lines\n"
    program += "sys.exit(bool({'numpy', 'scipy', 'dataclasses'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@given(
    said=st.lists(items, min_size=1, max_size=3),
    values=st.lists(st.floats(), min_size=1, max_size=3),
    baseline=st.lists(st.floats(), max_size=3),
    log_scale=st.booleans(),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_and_measured_it_comes_to_something(tmp_path, said, values, baseline, log_scale):
    with TemporaryDirectory(dir=tmp_path) as home:
        folder = find_or_make(Surroundings(home, {}, home, "laptop", "ada", "human:ada"))
        ada = Forecaster(folder, ToldClock(), baseline=baseline)
        for value in values:
            hunch = new_id(ada.clock(), after=highest_id(folder.bench))
            sealed = HunchSealed(
                hunch=hunch, text="", items=said, metric="acc", goal="min", log_scale=log_scale, baseline=ada.baseline
            )  # fmt: skip
            event = append(folder.bench, sealed, clock=ada.clock)
            ada.runs([value], [HunchSeal(id=hunch, sha256=event.sha256)])
        told = msgspec.json.decode(ada.json(), type=list[Hunch])
    assert [hunch.status for hunch in told if hunch.status == HunchStatus.LATE] == []
    for item in (item for hunch in told for item in hunch.items):
        assert (item.outcome is None) == (item.void is not None or item.kind == "pick")
        assert item.bits is None or abs(item.bits) < 6


@pytest.mark.parametrize("chance", [1.5, -0.1])
def test_a_chance_that_is_none_is_void(ada, chance):
    event = HunchSealed(hunch=new_id(ada.clock()), text="", items=[Win(probability=chance)], metric="acc")
    line = append(ada.folder.bench, event, clock=ada.clock)
    ada.runs([0.9], [HunchSeal(id=event.hunch, sha256=line.sha256)])
    assert (ada.last().status, ada.last().void) == (HunchStatus.VOID, "a chance outside 0 to 1")


# ---- on runs


def test_runs_have_their_predictions_late_ones_too(ada):
    run = ada.tell("70", 0.9)
    ada.seal("90", run=run)
    with Index.open(ada.folder.bench) as index:
        marks = index.run(run)
        assert [bool(mark.sha256) for mark in marks.hunches] == [True, False]
        told = of_run(ada.folder, index, marks)
        assert [hunch.status for hunch in told] == [HunchStatus.SCORED, HunchStatus.LATE]
        assert with_hunches(ada.folder, index, [marks])[0].hunches == told


def test_a_record_in_the_index_names_predictions_by_id_and_hash_alone(ada):
    run = ada.tell("70", 0.9)
    with Index.open(ada.folder.bench) as index:
        (doc,) = index._db.execute(
            "SELECT doc FROM docs JOIN runs USING (no) WHERE id = ?", (run,)
        ).fetchone()
    said = re.search(rb'"hunches":(\[.*?\])', doc)
    assert [set(each) for each in msgspec.json.decode(said[1])] == [{"id", "sha256"}]


def test_a_prediction_whose_line_is_not_there_is_void(ada):
    seal = ada.seal("70")
    run = ada.runs([0.9], [replace(seal, id=seal.id[:-1] + ("0" if seal.id[-1] != "0" else "1"))])[0]
    with Index.open(ada.folder.bench) as index:
        (hunch,) = of_run(ada.folder, index, index.run(run))
    assert (hunch.status, hunch.void) == (HunchStatus.VOID, "the line that sealed it is not in the journal")


def test_without_predictions_nothing_is_looked_up(ada):
    with Index.open(ada.folder.bench) as index:
        runs = index.runs()
        assert with_hunches(ada.folder, index, runs) == runs
        assert index.all_cached("hunches 1") == {}
    assert ada.ledger() == []
