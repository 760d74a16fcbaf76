"""The ledger of predictions: what counts for a record, and the same from the same whatever was merged, deleted or removed."""

import math
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

from hunch.actions.hunches.resolving import of_run, with_hunches
from hunch.entities.events import (
    HunchSeal,
    HunchSealed,
    RunRemoved,
)
from hunch.entities.hunch import Hunch, HunchStatus, Win
from hunch.ids import new_id
from hunch.journal.index import Index
from hunch.journal.merge import merge
from hunch.journal.workbench import Surroundings, find_or_make, open_workbench
from hunch.journal.writer import append, highest_id
from hunch.testing import ToldClock, add_idea

from ...entities.grammar.drawn import items
from .predicted import Forecaster


@pytest.fixture
def ada(folder, clock):
    return Forecaster(folder, clock)


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
    program = (
        "import sys; from hunch.actions.hunches import resolving, scored; from hunch.cli import hunch_lines\n"
    )
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
